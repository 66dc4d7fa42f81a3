/** Names and times under a wrong tag. One wrong byte makes an OCTET STRING of each, and a version or an algorithm with a string behind it is what a private key begins with. Their
 * elements have to fill the content, so that no key passes for one. */
import { type Element, elementAt } from './element-at.ts';

const [BIT_STRING, OID, SEQUENCE, SET] = [0x03, 0x06, 0x30, 0x31];
/** UTF8String, NumericString, PrintableString, TeletexString, IA5String, VisibleString, UniversalString, BMPString. A name may have bits and bytes too, which might be anything. */
const TEXTS = [0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a, 0x1c, 0x1e];

/** UTCTime and GeneralizedTime (RFC 5280 §4.1.2.5). */
const TIMES = [0x17, 0x18];

/** Whether an element is a name, a time or a validity, whatever its tag says. An empty one is a name where a public key follows, as in a request (RFC 2986 §4.1).
 * @param at - where its tag is. Linear in its length. */
export function isNameOrTime(bytes: Uint8Array, at: number): boolean {
  const element = elementAt(bytes, at);
  if (element === undefined || element.end > bytes.length) return false;
  if (element.end === element.content) return isPublicKey(bytes, element.end);
  const isTimeOf = (part: Element): boolean => TIMES.includes(part.tag) && isTime(bytes, part);
  return isTime(bytes, element) || isName(bytes, element) || partsOf(bytes, element)?.every(isTimeOf) === true;
}

const isTime = (bytes: Uint8Array, { content, end }: Element): boolean =>
  end - content < 16 && /^(?:\d\d){6,7}Z$/.test(String.fromCharCode(...bytes.subarray(content, end)));

/** The elements that fill another one; undefined if they do not. */
function partsOf(bytes: Uint8Array, { content, end }: Element): readonly Element[] | undefined {
  const parts: Element[] = [];
  let at = content;
  while (at < end) {
    const part = elementAt(bytes, at);
    if (part === undefined || part.end > end) return undefined;
    parts.push(part);
    at = part.end;
  }
  return parts;
}

/** RFC 5280 §4.1.2.4: RDNs of attributes, each a type and a value. */
const isName = (bytes: Uint8Array, name: Element): boolean =>
  isListOf(bytes, name, SET, (rdn) => isListOf(bytes, rdn, SEQUENCE, (attribute) => isAttribute(bytes, attribute)));

const isListOf = (bytes: Uint8Array, list: Element, tag: number, is: (part: Element) => boolean): boolean =>
  partsOf(bytes, list)?.every((part) => part.tag === tag && part.end > part.content && is(part)) === true;

function isAttribute(bytes: Uint8Array, attribute: Element): boolean {
  const [type, value, ...more] = partsOf(bytes, attribute) ?? [];
  return type?.tag === OID && value !== undefined && TEXTS.includes(value.tag) && more.length === 0;
}

/** RFC 5280 §4.1: an algorithm, and bits that begin with the number of unused ones. */
function isPublicKey(bytes: Uint8Array, at: number): boolean {
  const key = elementAt(bytes, at);
  if (key?.tag !== SEQUENCE || key.end > bytes.length) return false;
  const [algorithm, bits, ...more] = partsOf(bytes, key) ?? [];
  const isKey = algorithm?.tag === SEQUENCE && bytes[algorithm.content] === OID && bits?.tag === BIT_STRING;
  return isKey && bytes[bits.content] === 0 && more.length === 0;
}
