/** The rows of the catalogue of error codes, and the actions that many of them share. */

/** What the code means; what to do about it. */
export type Row = readonly [meaning: string, action: string];
export type Rows<Code extends string> = Readonly<Record<Code, Row>>;

export const REPORT = 'Report it: this should not happen.';
export const PEER = 'The peer is at fault.';
export const FIX = 'Correct the argument that the message names.';
export const KEY = 'Do not use the key. Ask its owner for another.';
