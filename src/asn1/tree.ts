/** Any DER without its ASN.1 module, so that a viewer can show unknown structures. */
import { assertInteger } from '../bytes/index.ts';
import { type Codec, cite, codecOf, list, named, readField, rest } from '../codec/index.ts';
import { CONSTRUCTED, derLength, identifier, peekTag } from './element.ts';

/** One element: constructed ones have children, primitive ones contents (a view of the input if decoded). */
export type DerNode =
  | { readonly tag: number; readonly children: readonly DerNode[] }
  | { readonly tag: number; readonly content: Uint8Array };

const RULE = 'X.690 §8.1';

/** Whether the constructed bit of a tag is set. */
export function isConstructed(tag: number): boolean {
  assertInteger(tag, 'tag', 0);
  return hasConstructedBit(tag);
}

const hasConstructedBit = (tag: number): boolean => (tag & CONSTRUCTED) !== 0;

/** One element of any tag and all its descendants. */
export const derNode: Codec<DerNode> = codecOf({
  type: 'ANY',
  rule: RULE,
  composite: true,
  shape: { kind: 'leaf', name: 'tree' },
  decode(reader) {
    peekTag(reader); // Refuses a tag that is not minimal.
    const tag = readField(reader, 'tag', identifier);
    const length = readField(reader, 'length', derLength);
    return hasConstructedBit(tag)
      ? { tag, children: reader.within(length, children, RULE) }
      : { tag, content: reader.within(length, content, RULE) };
  },
  encode(writer, node) {
    const before = writer.size;
    if (typeof node !== 'object' || node === null) writer.fail('wrong-type', RULE);
    if (typeof node.tag !== 'number') writer.fail('wrong-type', RULE);
    if ('children' in node !== hasConstructedBit(node.tag)) writer.fail('wrong-form', 'X.690 §8.1.2.5');
    if ('children' in node) children.encode(writer, node.children);
    else content.encode(writer, node.content);
    derLength.encode(writer, writer.size - before);
    identifier.encode(writer, node.tag);
  },
});
const content = named('contents octets', cite('X.690 §8.1.4', rest()));
const children = list(derNode);

const UNIVERSAL: Readonly<Record<number, string>> = {
  1: 'BOOLEAN',
  2: 'INTEGER',
  3: 'BIT STRING',
  4: 'OCTET STRING',
  5: 'NULL',
  6: 'OBJECT IDENTIFIER',
  7: 'ObjectDescriptor',
  8: 'EXTERNAL',
  9: 'REAL',
  10: 'ENUMERATED',
  11: 'EMBEDDED PDV',
  12: 'UTF8String',
  13: 'RELATIVE-OID',
  14: 'TIME',
  16: 'SEQUENCE',
  17: 'SET',
  18: 'NumericString',
  19: 'PrintableString',
  20: 'TeletexString',
  21: 'VideotexString',
  22: 'IA5String',
  23: 'UTCTime',
  24: 'GeneralizedTime',
  25: 'GraphicString',
  26: 'VisibleString',
  27: 'GeneralString',
  28: 'UniversalString',
  29: 'CHARACTER STRING',
  30: 'BMPString',
};
const CLASSES = ['UNIVERSAL', 'APPLICATION', '', 'PRIVATE'];

/** A tag as ASN.1 writes it: `SEQUENCE`, `[0]`, `[APPLICATION 7]`. */
export function tagName(tag: number): string {
  assertInteger(tag, 'tag', 0);
  const number = (tag & 0x1f) === 0x1f ? Math.floor(tag / 256) : tag & 0x1f;
  const tagClass = (tag & 0xc0) >> 6;
  if (tagClass === 0 && UNIVERSAL[number] !== undefined) return UNIVERSAL[number];
  return `[${CLASSES[tagClass]}${CLASSES[tagClass] && ' '}${number}]`;
}
