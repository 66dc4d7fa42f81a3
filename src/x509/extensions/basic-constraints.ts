import { boolean, type Element, optional, sequence, smallInteger, withDefault } from '../../asn1/index.ts';
import type { ValueOf } from '../../codec/index.ts';

const RULE = 'RFC 5280 §4.2.1.9';

const describedBasicConstraints = sequence('BasicConstraints', RULE, {
  cA: withDefault(boolean, false),
  pathLenConstraint: optional(smallInteger(0, Number.MAX_SAFE_INTEGER, RULE)),
});
export interface BasicConstraints extends ValueOf<typeof describedBasicConstraints> {}
/** BasicConstraints: whether the subject is a CA, and how many CAs may follow below it. Without this extension the subject is not
 * a CA. */
export const basicConstraints: Element<BasicConstraints> = describedBasicConstraints;
