/** Traces of keys in bytes that do not decode under their label. A lost or an added byte makes every length before it wrong, so no structure can be read from
 * the start; the fields behind the byte are whole, and follow each other as they do in a key only. */

import { oid } from '../../asn1/index.ts';
import { ACCESS_OIDS, ALGORITHM_OIDS, ATTRIBUTE_OIDS, EXTENSION_OIDS, HASH_OIDS } from '../../asn1/internal.ts';
import { bytesToHex } from '../../bytes/index.ts';
import { encode } from '../../codec/index.ts';
import { type Element, elementAt } from './element-at.ts';
import { KEYS } from './private-contents.ts';
import { CURVE_SIZES } from './private-looks.ts';
import { isNameOrTime } from './wrong-tags.ts';

const [INTEGER, BIT_STRING, OCTET_STRING, NULL, OID, SEQUENCE, TAG_0, TAG_1] = [2, 3, 4, 5, 6, 0x30, 0xa0, 0xa1];

/** Bytes from which a number of a key is long. */
const LONG = 28;
/** Numbers that an RSA key has, with one to spare. */
const MOST_NUMBERS = 10;
/** Bytes in which a string of a curve's length is a key. Further on it may be an extension: the nonce of an OCSP request, or a key identifier. */
const FRONT = 64;

type Trace = (bytes: Uint8Array, at: number) => boolean;

const holds = (bytes: Uint8Array, traces: ReadonlyMap<number, Trace>): boolean =>
  bytes.some((tag, at) => traces.get(tag)?.(bytes, at) === true && !isInFirstLength(bytes, at));

/** Whether an offset is in the length of the SEQUENCE that bytes begin with: a byte of it may look like a tag. */
const isInFirstLength = (bytes: Uint8Array, at: number): boolean =>
  at > 0 && bytes[0] === SEQUENCE && (bytes[1] === 0x81 || bytes[1] === 0x82) && at < bytes[1] - 0x7e;

/** Whether fields follow each other in these bytes as they do in a private key only. Linear in their length. */
export function holdsPrivateTrace(bytes: Uint8Array): boolean {
  return holds(bytes, PRIVATE);
}

/** The same, where a digit of base64 was lost or added. */
export const holdsMovedTrace = (bytes: Uint8Array): boolean => holdsMoved(bytes, PRIVATE);

/** Behind a digit of base64 that was lost or added, every bit has moved: by two, four or six. */
const holdsMoved = (bytes: Uint8Array, traces: ReadonlyMap<number, Trace>): boolean =>
  [2, 4, 6].some((by) =>
    holds(
      bytes.map((byte, i) => (byte << by) | (bytes[i + 1] >> (8 - by))),
      traces,
    ),
  );

/** Whether an algorithm, a curve, or the parameters of DSA are followed by a key, in bytes that are DER: one of the tags may be wrong, so that they are of no
 * structure. Linear in their length. */
export const holdsTypedKey = (bytes: Uint8Array): boolean => holds(bytes, TYPED);

/** Whether something in these bytes is in no private key: a name, a signature, a public key. Linear in their length. */
export function holdsPublicTrace(bytes: Uint8Array): boolean {
  return beginsTwice(bytes) || isRsaPublicKey(bytes) || holds(bytes, PUBLIC) || holdsMoved(bytes, PUBLIC);
}

const TYPED: ReadonlyMap<number, Trace> = new Map<number, Trace>([
  [INTEGER, isBehindParameters],
  [TAG_0, (bytes, at) => isOfCurve(bytes, at)],
  [TAG_1, (bytes, at) => isOfCurve(bytes, at)],
  [OID, isKeyOfType],
]);
const PRIVATE: ReadonlyMap<number, Trace> = new Map<number, Trace>([
  ...TYPED,
  [INTEGER, isRowOfNumbers],
  [OCTET_STRING, isKeyInFront],
]);

/** RFC 8017 §A.1.2: three numbers in a row, two of them long; or a public exponent and a longer number. RFC 3279 §2.3.2: the parameters of a key, and then a
 * string; in a public key, bits are behind them. */
function isRowOfNumbers(bytes: Uint8Array, at: number): boolean {
  const { numbers, long, next } = numbersAt(bytes, at);
  if (numbers.length < 2 || long === 0) return false;
  if (next?.tag === OCTET_STRING) return bytes[next.content] === INTEGER;
  if (next?.tag === BIT_STRING) return false;
  return isExponent(bytes, at)
    ? numbers[1].end - numbers[1].content >= LONG
    : numbers.length > 2 && long > 1 && !isParameter(bytes, at);
}

function isBehindParameters(bytes: Uint8Array, at: number): boolean {
  const { numbers, long, next } = numbersAt(bytes, at);
  return numbers.length > 1 && long > 0 && next?.tag === OCTET_STRING && bytes[next.content] === INTEGER;
}

/** The numbers in a row, none if the first is the end of an identifier; how many are long; and what follows them. */
function numbersAt(bytes: Uint8Array, at: number) {
  const numbers: Element[] = [];
  if (endsPublicId(bytes, at)) return { numbers, long: 0 };
  let next = elementAt(bytes, at);
  while (next?.tag === INTEGER && next.end > next.content && numbers.length < MOST_NUMBERS) {
    numbers.push(next);
    next = elementAt(bytes, next.end);
  }
  const long = numbers.filter(({ content, end }) => end - content >= LONG).length;
  return { numbers, long, next };
}

/** Whether a number is 65537. */
const isExponent = (bytes: Uint8Array, at: number): boolean =>
  [INTEGER, 3, 1, 0, 1].every((byte, i) => bytes[at + i] === byte);

/** The types of keys whose parameters are numbers. */
const WITH_NUMBERS = [ALGORITHM_OIDS.dsa, ALGORITHM_OIDS.dhKeyAgreement, ALGORITHM_OIDS.dhPublicNumber].map((id) =>
  encode(oid, id),
);

/** Whether a number is the first of the parameters of DSA or DH. */
const isParameter = (bytes: Uint8Array, at: number): boolean =>
  [2, 3, 4].some(
    (size) => bytes[at - size] === SEQUENCE && WITH_NUMBERS.some((id) => isAt(bytes, at - size - id.length, id)),
  );

const isAt = (bytes: Uint8Array, at: number, expected: Uint8Array | readonly number[]): boolean =>
  at >= 0 && expected.every((byte, i) => bytes[at + i] === byte);

/** RFC 5915 §3: privateKey, and nothing behind it. RFC 8410 §7: a string in a string. */
function isKeyInFront(bytes: Uint8Array, at: number): boolean {
  const string = at < FRONT ? elementAt(bytes, at) : undefined;
  if (string === undefined || string.content !== at + 2) return false;
  const length = string.end - string.content;
  if (CURVE_SIZES.includes(length) && string.end === bytes.length) return true;
  return isAt(bytes, at + 2, [OCTET_STRING, length - 2]) && CURVE_SIZES.includes(length - 2);
}

/** Whether a string that is as long as a key of a curve is followed by its parameters or its point (RFC 5915 §3). */
const isKeyOfCurve: Trace = (bytes, at) =>
  CURVE_SIZES.includes(bytes[at + 1]) && isOfCurve(bytes, at + 2 + bytes[at + 1]);

/** Whether these bytes hold a key of a curve, whatever is before it, or are one: a string in a string. Linear in their length. */
export function holdsKeyOfCurve(bytes: Uint8Array): boolean {
  return (
    holds(bytes, OF_CURVE) || (isAt(bytes, 2, [OCTET_STRING]) && bytes[0] === OCTET_STRING && isKeyInFront(bytes, 0))
  );
}
const OF_CURVE = new Map([[OCTET_STRING, isKeyOfCurve]]);

/** RFC 5915 §3: parameters, which are the identifier of a curve, and no algorithm under a damaged tag; publicKey, a point. */
const isOfCurve: Trace = (bytes, at) =>
  (bytes[at] === TAG_0 && isAlone(bytes, at, OID) && !isAlgorithm(bytes, at + 2)) ||
  (bytes[at] === TAG_1 && isAlone(bytes, at, BIT_STRING));

/** Whether an element has another one in it and nothing else. */
function isAlone(bytes: Uint8Array, at: number, tag: number): boolean {
  const outer = elementAt(bytes, at);
  if (outer === undefined || bytes[outer.content] !== tag) return false;
  return elementAt(bytes, outer.content)?.end === outer.end && outer.end - outer.content > 4;
}

/** RFC 5958 §2: a key's algorithm, and then a string. The bits of a signature or a public key under a damaged tag begin with 0; a name or a time may have one too. */
function isKeyOfType(bytes: Uint8Array, at: number): boolean {
  const next = behindKeyType(bytes, at);
  if (next === undefined) return false;
  if (isCurveString(bytes, next)) return true;
  return (
    next.tag === OCTET_STRING &&
    next.end > next.content &&
    bytes[next.content] !== 0 &&
    !isNameOrTime(bytes, next.start)
  );
}

/** RFC 8410 §7: a string of a curve's length in another one, whatever the tag of that is. */
const isCurveString = (bytes: Uint8Array, { content, end }: Element): boolean =>
  isAt(bytes, content, [OCTET_STRING, end - content - 2]) && CURVE_SIZES.includes(end - content - 2);

/** What follows a key's algorithm, with its parameters or without. */
function behindKeyType(bytes: Uint8Array, at: number): Element | undefined {
  const id = KEYS.find((one) => isAt(bytes, at, one));
  const next = id && elementAt(bytes, at + id.length);
  const isParameters = next !== undefined && [NULL, OID, SEQUENCE].includes(next.tag);
  return isParameters && !isCurveString(bytes, next) ? elementAt(bytes, next.end) : next;
}

/** Identifiers that are in no private key: of names, of extensions, of hashes in identifiers of certificates (RFC 6960 §4.1.1), and of signatures. That of RSA-PSS is
 * in keys too. */
const PUBLIC_IDS: ReadonlySet<string> = new Set(
  [
    ...[ATTRIBUTE_OIDS, EXTENSION_OIDS, ACCESS_OIDS, HASH_OIDS].flatMap((table): readonly string[] =>
      Object.values(table),
    ),
    ...Object.entries(ALGORITHM_OIDS).flatMap(([name, id]) => (/^ecdsaWith|WithRsa$/.test(name) ? [id] : [])),
  ].map((id) => bytesToHex(encode(oid, id))),
);
const LONGEST_ID = 16;

const PUBLIC: ReadonlyMap<number, Trace> = new Map<number, Trace>([
  [OID, (bytes, at) => isPublicId(bytes, at) || behindKeyType(bytes, at)?.tag === BIT_STRING],
]);

const isAlgorithm = (bytes: Uint8Array, at: number): boolean =>
  isPublicId(bytes, at) || KEYS.some((one) => isAt(bytes, at, one));

const isPublicId = (bytes: Uint8Array, at: number): boolean =>
  bytes[at + 1] < LONGEST_ID && PUBLIC_IDS.has(bytesToHex(bytes.subarray(at, at + 2 + bytes[at + 1])));

/** Whether a byte is the last of such an identifier: that of ECDSA with SHA-256 is a 2, the tag of an INTEGER. */
function endsPublicId(bytes: Uint8Array, at: number): boolean {
  for (let start = Math.max(0, at + 1 - LONGEST_ID); start < at; start++) {
    if (bytes[start] === OID && bytes[start + 1] === at - start - 1 && isPublicId(bytes, start)) return true;
  }
  return false;
}

/** Whether a SEQUENCE begins with another one, and this with no number: a public key, an OCSP request, a certificate. */
function beginsTwice(bytes: Uint8Array): boolean {
  const outer = elementAt(bytes, 0);
  const inner = outer && elementAt(bytes, outer.content);
  return outer?.tag === SEQUENCE && inner?.tag === SEQUENCE && bytes[inner.content] !== INTEGER;
}

/** Bytes of a public exponent with its header. */
const EXPONENT = { least: 3, most: 10 };

/** RFC 8017 §A.1.1: a number that leaves room for an exponent, or an exponent at the end. */
function isRsaPublicKey(bytes: Uint8Array): boolean {
  const outer = elementAt(bytes, 0);
  const modulus = outer && elementAt(bytes, outer.content);
  const room = modulus?.tag === INTEGER && outer !== undefined ? outer.end - modulus.end : 0;
  if (room >= EXPONENT.least && room <= EXPONENT.most) return true;
  for (let size = EXPONENT.least; size <= EXPONENT.most; size++) {
    if (isAt(bytes, bytes.length - size, [INTEGER, size - 2])) return true;
  }
  return false;
}
