/** Finds private keys by their first fields alone: behind other headers, or with a wrong tag or length of their own. Without the
 * header, a pattern needs more of what follows it than one of `private-looks.ts` does. */
import { oid } from '../../asn1/index.ts';
import { ALGORITHM_OIDS } from '../../asn1/internal.ts';
import { encode, type Span } from '../../codec/index.ts';
import { CURVE_OIDS } from '../../ec/internal.ts';
import { ANY, ones, SHORT, TOP, wrongBits } from './bit-patterns.ts';
import { isNameOrTime } from './wrong-tags.ts';

/** Lengths by their size. None is for a shorter form than it needs (X.690 §10.1). */
const LENGTHS: readonly (readonly number[])[] = [[SHORT], [0x81, TOP], [0x82, ANY, ANY]];
/** The beginning of a modulus or a prime: a length above 127 bytes, and the sign of a number whose top bit is set. */
const LONG: readonly (readonly number[])[] = LENGTHS.slice(1).map((length) => [...length, 0x00]);
/** The length of a private key of P-224, P-256, P-384 or P-521. */
const OF_CURVES: readonly (readonly number[])[] = [[28], [32], [48], [66]];

/** The types of private keys in PKCS #8. */
export const KEYS = [
  ...[ALGORITHM_OIDS.rsaEncryption, ALGORITHM_OIDS.rsassaPss, ALGORITHM_OIDS.ecPublicKey, ALGORITHM_OIDS.dsa],
  ...[ALGORITHM_OIDS.dhKeyAgreement, ALGORITHM_OIDS.dhPublicNumber],
  ...[CURVE_OIDS.X25519, CURVE_OIDS.X448, CURVE_OIDS.Ed25519, CURVE_OIDS.Ed448],
].map((id) => [...encode(oid, id)]);

const VERSIONS = [
  [0x02, 0x01, 0x00],
  [0x02, 0x01, 0x01],
];
const [, EC_VERSION] = VERSIONS;

/** Bytes of the modulus or prime of keys whose numbers have a short length: 512 and 768 bits. */
const SMALL = [64, 96];

/** The first fields of private keys. */
const CONTENTS: readonly (readonly number[])[] = [
  // RFC 8017 §A.1.2, and of DSA: version, and a long number.
  ...VERSIONS.flatMap((version) => LONG.map((length) => [...version, 0x02, ...length])),
  // A short length tells little, so the tag of the next number has to fit too.
  ...VERSIONS.flatMap((version) =>
    SMALL.map((size) => [...version, 0x02, size + 1, 0x00, TOP, ...new Array<number>(size - 1).fill(ANY), 0x02]),
  ),
  // RFC 5915 §3: version 1, privateKey.
  ...OF_CURVES.map((length) => [...EC_VERSION, 0x04, ...length]),
  // RFC 5958 §2: version, privateKeyAlgorithm.
  ...VERSIONS.flatMap((version) => LENGTHS.flatMap((length) => KEYS.map((id) => [...version, 0x30, ...length, ...id]))),
];

/** The same by the tag behind the version. */
const NEXT = [0x02, 0x04, 0x30].map((tag) => ({ tag, contents: CONTENTS.filter(({ 3: next }) => next === tag) }));

/** Number of bits in the first fields that may be wrong. */
const MOST_WRONG_BITS = 2;
/** Number of bytes that other headers may take before a key: of six structures with two bytes of length each, and more of shorter ones. */
const LEAD = 32;
/** Number of bytes that the first fields of every key have, and part of a later one. */
const LEAST = 16;

/** Whether the content of a private key begins within the first bytes, with whatever tags and lengths before it, even with two wrong bits. */
export const leadsToPrivateKey = (bytes: Uint8Array): boolean => contentsIn(bytes, LEAD).length > 0;

/** Whether the content of a private key begins anywhere in these bytes. Linear in their length. */
export const holdsContent = (bytes: Uint8Array): boolean => contentsIn(bytes).length > 0;

/** Where contents of private keys begin. @param end - where no further one is looked for. */
function contentsIn(bytes: Uint8Array, end = bytes.length): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at < Math.min(end, bytes.length); at++) if (isContent(bytes, at)) found.push(at);
  return found;
}

/** Hides the private keys that a tree has taken apart: a wrong tag made other fields of their first ones. Covered is the rest of the field that a
 * key begins in, and what was not decoded after it. */
export const withoutContents = (span: Span, bytes: Uint8Array): Span =>
  contentsIn(bytes).reduce((shown, at) => hiddenFrom(shown, at), span);

function hiddenFrom(span: Span, at: number): Span {
  if (span.secret) return span;
  if (span.children.length === 0) return { ...span, secret: true };
  const around = span.children.find(({ start, end }) => start <= at && at + LEAST < end);
  const children = span.children.map((child): Span => {
    if (child === around) return hiddenFrom(child, at);
    const isCovered = around === undefined || child.codec === undefined;
    return child.end > at && isCovered && child.start < child.end ? { ...child, secret: true } : child;
  });
  return { ...span, children };
}

function isContent(bytes: Uint8Array, at: number): boolean {
  // Few offsets pass this first comparison, so that the time is linear.
  const inTag = ones(bytes[at] ^ 0x02);
  if (inTag > MOST_WRONG_BITS) return false;
  const wrong = inTag + ones(bytes[at + 1] ^ 0x01) + ones(bytes[at + 2] & 0xfe);
  if (wrong > MOST_WRONG_BITS) return false;
  const isFound = NEXT.some(
    ({ tag, contents }) =>
      wrong + ones(bytes[at + 3] ^ tag) <= MOST_WRONG_BITS &&
      contents.some(
        (expected) =>
          bytes.length - at > Math.max(expected.length, LEAST) &&
          wrongBits(expected, bytes, at, MOST_WRONG_BITS) <= MOST_WRONG_BITS,
      ),
  );
  return isFound && !isNumberAlone(bytes, at) && !isSignedBehind(bytes, at);
}

/** Whether the number is the version of a certificate (RFC 5280 §4.1), even with a wrong bit: alone in `[0]`; or that of a list (§5.2.3), alone in a string. */
const isNumberAlone = (bytes: Uint8Array, at: number): boolean =>
  at >= 3 &&
  (wrongBits([0xa0, 0x03], bytes, at - 2, 1) <= 1 ||
    (bytes[at - 2] === 0x04 && bytes[at - 1] === 0x03 && bytes[at - 3] !== 0x82));

const [BIT_STRING, KEY, NAME] = [0x03, 0x04, 0x30];
/** UTCTime and GeneralizedTime. */
const TIMES = [0x17, 0x18];

/** Whether a name follows the algorithm behind a version, as in a list (RFC 5280 §5.1) and in a certificate whose serial number the version is; or a signature, as
 * behind a number at the end of a list; or a name or a time is next, as in a request and in an entry of a list, under any tag. In PKCS #8 the key follows (RFC 5958 §2). The algorithm ends where its length says, and where its parts end: one of the
 * two may be damaged.
 * @param at - where the version begins. */
export function isSignedBehind(bytes: Uint8Array, at: number): boolean {
  if (isNameOrTime(bytes, at + 3)) return true;
  if (isOfCurve(bytes, at + 3)) return false;
  if (isNamedSoon(bytes, at + 3)) return true;
  const end = endOf(bytes, at + 3);
  // The parameters of RSA-PSS are long: the name behind them is found by their length alone.
  if (end !== undefined && bytes[at + 3] === NAME && isNameOrTime(bytes, end)) return true;
  const isTold = end !== undefined && [NAME, BIT_STRING].includes(bytes[end]);
  const start = [5, 6, 7].find((size) => bytes[at + size] === OID);
  if (start === undefined) return isTold && bytes[at + 3] === NAME;
  // An algorithm has one part behind its identifier at most. Behind the name is the validity, or the time of the list.
  const [next, second, third] = tagsAfter(bytes, at + start);
  if (next === KEY) return false;
  const isNamed = [second, third].some((tag) => tag === NAME || TIMES.includes(tag));
  return isTold || (second !== KEY && (isNamed || [next, second].includes(BIT_STRING)));
}

/** A name with one attribute first, whatever its lengths are (RFC 5280 §4.1.2.4). */
const FIRST_OF_NAME = [0x31, SHORT, 0x30, SHORT, 0x06, 0x03, 0x55, 0x04];
/** Bytes that an algorithm takes without parameters, and the header of the name. No key is as short. */
const BEFORE_NAME = 24;

/** Whether a name begins within the next bytes. A lost byte moves it, so that no length leads to it. */
function isNamedSoon(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < Math.min(at + BEFORE_NAME, bytes.length - FIRST_OF_NAME.length); i++) {
    if (bytes[i] === FIRST_OF_NAME[0] && wrongBits(FIRST_OF_NAME, bytes, i, 0) === 0) return true;
  }
  return false;
}

const OID = 0x06;
const isOfCurve = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === KEY && OF_CURVES.some(([length]) => bytes[at + 1] === length);

/** The tags of the elements behind one, three at most. */
function tagsAfter(bytes: Uint8Array, at: number): readonly number[] {
  const tags: number[] = [];
  for (let end = endOf(bytes, at); end !== undefined && tags.length < 3; end = endOf(bytes, end)) tags.push(bytes[end]);
  return tags;
}

/** Where an element ends that is shorter than 64 KiB; undefined if nothing follows it. */
function endOf(bytes: Uint8Array, at: number): number | undefined {
  const length = bytes[at + 1];
  const size = length < 0x80 ? 0 : length - 0x80;
  if (size > 2) return undefined;
  const content = bytes.subarray(at + 2, at + 2 + size).reduce((sum, byte) => sum * 256 + byte, 0);
  const end = at + 2 + size + (size === 0 ? length : content);
  return end < bytes.length ? end : undefined;
}
