/** Names and times under a wrong tag. One wrong byte makes an OCTET STRING of each, and a version or an algorithm with a string behind it is what a private key begins with. Their
 * elements have to fill the content, so that no key passes for one. */
import { type Element, elementAt } from './element-at.ts';

const [OID, SEQUENCE, SET] = [0x06, 0x30, 0x31];
/** The tags of AttributeTypeAndValue (RFC 5280 §4.1.2.4), in decimal. A value may be bits and bytes too: these might be anything. */
const ATTRIBUTE = /^6,(12|18|19|20|22|26|28|30)$/;
/** Those of SubjectPublicKeyInfo (RFC 5280 §4.1). */
const PUBLIC_KEY = '48,3';
/** UTCTime and GeneralizedTime (RFC 5280 §4.1.2.5). */
const TIMES = [0x17, 0x18];

/** Whether an element is a name, a time or a validity, whatever its tag says. An empty one is a name where a public key follows, as in a request (RFC 2986 §4.1).
 * @param at - where its tag is. Linear in its length. */
export function isNameOrTime(bytes: Uint8Array, at: number): boolean {
  const element = elementAt(bytes, at);
  if (element === undefined || element.end > bytes.length) return false;
  if (element.end === element.content) return isPublicKey(bytes, element.end);
  return isTime(bytes, element) || isListOf(bytes, element, (part) => isRdn(bytes, part) || isTagged(bytes, part));
}

const isTime = (bytes: Uint8Array, { content, end }: Element): boolean =>
  end - content < 16 && /^(\d\d){6,7}Z$/.test(String.fromCharCode(...bytes.subarray(content, end)));

const isTagged = (bytes: Uint8Array, part: Element): boolean => TIMES.includes(part.tag) && isTime(bytes, part);

const isRdn = (bytes: Uint8Array, part: Element): boolean =>
  part.tag === SET && isListOf(bytes, part, (one) => one.tag === SEQUENCE && ATTRIBUTE.test(`${tagsOf(bytes, one)}`));

const tagsOf = (bytes: Uint8Array, of: Element): readonly number[] => partsOf(bytes, of).map(({ tag }) => tag);

function isListOf(bytes: Uint8Array, list: Element, is: (part: Element) => boolean): boolean {
  const parts = partsOf(bytes, list);
  return parts.length > 0 && parts.every(is);
}

/** The elements that fill another one; none if they do not. */
function partsOf(bytes: Uint8Array, { content, end }: Element): readonly Element[] {
  const parts: Element[] = [];
  for (let at = content; at < end; ) {
    const part = elementAt(bytes, at);
    if (part === undefined || part.end > end) return [];
    parts.push(part);
    at = part.end;
  }
  return parts;
}

function isPublicKey(bytes: Uint8Array, at: number): boolean {
  const key = elementAt(bytes, at);
  if (key?.tag !== SEQUENCE || `${tagsOf(bytes, key)}` !== PUBLIC_KEY) return false;
  const [algorithm, bits] = partsOf(bytes, key);
  return bytes[algorithm.content] === OID && bytes[bits.content] === 0 && key.end <= bytes.length;
}
