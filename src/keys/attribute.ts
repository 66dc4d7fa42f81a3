import { anyElement, type Element, oid, sequence, setOf } from '../asn1/index.ts';
import type { ValueOf } from '../codec/index.ts';

const describedAttribute = sequence('Attribute', 'RFC 2986 §4.1', {
  type: oid,
  values: setOf(anyElement, 1),
});
export interface Attribute extends ValueOf<typeof describedAttribute> {}
/** Attribute (X.501 §8.2; RFC 2986 §4.1, RFC 5958 §2): a type and its values, which are kept as undecoded bytes. */
export const attribute: Element<Attribute> = describedAttribute;
