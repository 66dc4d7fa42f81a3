/** One fault in an encoding: its kind, its place, and the change that introduces it. */
import type { Bytes } from '../bytes/index.ts';
import type { Span } from '../codec/index.ts';

/** Kinds of faults, each with the section that it violates. */
export type FaultLabel =
  | 'bit-string-trailing-zeros' // X.690 §11.2.2
  | 'boolean-not-canonical' // X.690 §11.1
  | 'constant-changed'
  | 'constructed-bit-wrong' // X.690 §8.1.2.5
  | 'default-encoded' // X.690 §11.5
  | 'extended' // one extra byte at the end of a complete value
  | 'integer-empty' // X.690 §8.3.1
  | 'integer-not-minimal' // X.690 §8.3.2
  | 'length-indefinite' // X.690 §10.1
  | 'length-not-minimal' // X.690 §10.1
  | 'length-one-less'
  | 'length-one-more'
  | 'oid-not-minimal' // X.690 §8.19.2
  | 'oid-truncated' // X.690 §8.19.2
  | 'set-not-sorted' // X.690 §11.6
  | 'string-character' // X.680 §41
  | 'tag-changed'
  | 'time-with-offset' // X.690 §11.7, §11.8
  | 'trailing' // one byte after the end
  | 'truncated'
  | 'unused-bits-not-zero' // X.690 §11.2.1
  | 'unused-bits-too-many' // X.690 §8.6.2.2
  | 'vector-too-short'; // RFC 5246 §4.3

/** One fault and its place. */
export interface Fault {
  readonly label: FaultLabel;
  /** Offset in the faulty bytes of the span that was changed. */
  readonly at: number;
  /** Names of the fields down to that span, outermost first. */
  readonly path: readonly string[];
}

/** Bytes that differ from a good encoding by one fault. */
export interface FaultyEncoding {
  readonly bytes: Bytes;
  readonly fault: Fault;
}

/** A change: `path` leads from the root's span to the one whose bytes are replaced. */
export interface Edit {
  readonly label: FaultLabel;
  readonly path: readonly Span[];
  readonly raw: Uint8Array;
  /** Where the fault is; by default where the replaced span begins. */
  readonly at?: number;
}
