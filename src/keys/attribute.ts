import { anyElement, oid, sequence, setOf } from '../asn1/index.ts';
import type { ValueOf } from '../codec/index.ts';

/** Attribute (X.501 §8.2; RFC 2986 §4.1, RFC 5958 §2): a type and its values, which are kept as they came. */
export const attribute = sequence('Attribute', 'RFC 2986 §4.1', {
  type: oid,
  values: setOf(anyElement, 1),
});
export interface Attribute extends ValueOf<typeof attribute> {}
