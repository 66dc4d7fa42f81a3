/** Finds private keys by their first fields alone: behind other headers, or with a wrong tag or length of their own. Without the
 * header, a pattern needs more of what follows it than one of `private-looks.ts` does. */
import { oid } from '../../asn1/index.ts';
import { ALGORITHM_OIDS } from '../../asn1/internal.ts';
import { encode, type Span } from '../../codec/index.ts';
import { CURVE_OIDS } from '../../ec/internal.ts';
import { ANY, ones, SHORT, TOP, wrongBits } from './bit-patterns.ts';

/** Lengths by their size. None is for a shorter form than it needs (X.690 §10.1). */
const LENGTHS: readonly (readonly number[])[] = [[SHORT], [0x81, TOP], [0x82, ANY, ANY]];
/** The beginning of a modulus or a prime: a length above 127 bytes, and the sign of a number whose top bit is set. */
const LONG: readonly (readonly number[])[] = LENGTHS.slice(1).map((length) => [...length, 0x00]);
/** The length of a private key of P-224, P-256, P-384 or P-521. */
const OF_CURVES: readonly (readonly number[])[] = [[28], [32], [48], [66]];

/** The types of private keys in PKCS #8. */
const KEYS = [
  ...[ALGORITHM_OIDS.rsaEncryption, ALGORITHM_OIDS.rsassaPss, ALGORITHM_OIDS.ecPublicKey, ALGORITHM_OIDS.dsa],
  ...[ALGORITHM_OIDS.dhKeyAgreement, ALGORITHM_OIDS.dhPublicNumber],
  ...[CURVE_OIDS.X25519, CURVE_OIDS.X448, CURVE_OIDS.Ed25519, CURVE_OIDS.Ed448],
].map((id) => [...encode(oid, id)]);

const VERSIONS = [
  [0x02, 0x01, 0x00],
  [0x02, 0x01, 0x01],
];
const [, EC_VERSION] = VERSIONS;

/** The first fields of private keys. */
const CONTENTS: readonly (readonly number[])[] = [
  // RFC 8017 §A.1.2, and of DSA: version, and a long number.
  ...VERSIONS.flatMap((version) => LONG.map((length) => [...version, 0x02, ...length])),
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
/** Number of bytes of the longest pattern. */
const LONGEST = Math.max(...CONTENTS.map(({ length }) => length));

/** Whether the content of a private key begins within the first bytes, with whatever tags and lengths before it, even with two wrong bits. */
export const leadsToPrivateKey = (bytes: Uint8Array): boolean => holdsContent(bytes.subarray(0, LEAD + LONGEST));

/** Whether the content of a private key begins anywhere in these bytes. Linear in their length. */
export const holdsContent = (bytes: Uint8Array): boolean => contentsIn(bytes).length > 0;

/** Where contents of private keys begin. */
function contentsIn(bytes: Uint8Array): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at < bytes.length; at++) if (isContent(bytes, at)) found.push(at);
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
  const wrong = ones(bytes[at] ^ 0x02) + ones(bytes[at + 1] ^ 0x01) + ones(bytes[at + 2] & 0xfe);
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
  return isFound && !isVersionOfCertificate(bytes, at) && !isNameNext(bytes, at);
}

/** Whether the number is the version of a certificate (RFC 5280 §4.1), even with a wrong bit: alone in `[0]`. */
const isVersionOfCertificate = (bytes: Uint8Array, at: number): boolean =>
  at >= 2 && wrongBits([0xa0, 0x03], bytes, at - 2, 1) <= 1;

/** Whether a SEQUENCE follows the algorithm behind the version: the issuer's name, in a list (RFC 5280 §5.1), or in a certificate without its version, whose
 * serial number the version then is. */
const isNameNext = (bytes: Uint8Array, at: number): boolean =>
  bytes[at + 3] === 0x30 && bytes[at + 4] < 0x80 && bytes[at + 5 + bytes[at + 4]] === 0x30;
