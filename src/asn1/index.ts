/** ASN.1's distinguished encoding rules (X.690) as codecs; both reading and writing are canonical. */
export {
  APPLICATION,
  anyElement,
  CONSTRUCTED,
  CONTEXT,
  choice,
  derLength,
  type Element,
  element,
  explicit,
  identifier,
  implicit,
  optional,
  peekTag,
  type Tagged,
  tagOf,
  withDefault,
} from './element.ts';
export { hashNameOf, hashOid } from './hash-oids.ts';
export { type Deviation, type DiagnoseOptions, diagnose } from './lenient.ts';
export { oid } from './oid.ts';
export {
  type BitString,
  bitString,
  bitStringContaining,
  boolean,
  byteAlignedBitString,
  enumerated,
  integer,
  namedBits,
  namedEnumerated,
  nullElement,
  octetString,
  octetStringContaining,
  smallInteger,
} from './primitives.ts';
export {
  bmpString,
  ia5String,
  numericString,
  printableString,
  teletexString,
  universalString,
  utf8String,
  visibleString,
} from './strings.ts';
export { sequence, sequenceOf, setOf } from './structures.ts';
export { generalizedTime, utcTime } from './time.ts';
export { TOLERABLE, type TolerableCode } from './tolerance.ts';
export { type DerNode, derNode, isConstructed, tagName } from './tree.ts';
