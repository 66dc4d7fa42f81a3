/** Whether bytes look like a private key although no codec accepts them. For display: hiding too much costs the user an option
 * (`-show-secrets`), hiding too little exposes a key. */
import { type Bytes, base64ToBytes, hexToBytes, utf8ToBytes } from '../../bytes/index.ts';
import type { Span } from '../../codec/index.ts';
import { ANY, ones, SHORT, wrongBits } from './bit-patterns.ts';
import { holdsContent, isSignedBehind } from './private-contents.ts';

/** Headers of a SEQUENCE, by the size of the length. The last has no length (X.690 §8.1.3.6), which is not DER. */
const HEADERS: readonly (readonly number[])[] = [
  [0x30, SHORT],
  [0x30, 0x81, ANY],
  [0x30, 0x82, ANY, ANY],
  [0x30, 0x83, ANY, ANY, ANY],
  [0x30, 0x84, ANY, ANY, ANY, ANY],
  [0x30, 0x80],
];
/** An algorithm with its OID. It is long where the parameters are: of DSA and DH, or a curve that is not named. */
const ALGORITHMS = HEADERS.map((header) => [...header, 0x06]);

/** The first bytes of private keys after the header of the SEQUENCE: the version, and what follows it. */
const BEGINNINGS: readonly (readonly number[])[] = [
  [0x02, 0x01, 0x00, 0x02], // RFC 8017 §A.1.2: version 0, modulus
  // version 1: more than two primes. A public key that lost a byte of its length has `02 01 01 00`.
  [0x02, 0x01, 0x01, 0x02, 0x81],
  [0x02, 0x01, 0x01, 0x02, 0x82],
  [0x02, 0x01, 0x01, 0x04, SHORT], // RFC 5915 §3: version 1, privateKey
  ...ALGORITHMS.map((algorithm) => [0x02, 0x01, 0x00, ...algorithm]), // RFC 5958 §2: version 0, privateKeyAlgorithm
  ...ALGORITHMS.map((algorithm) => [0x02, 0x01, 0x01, ...algorithm]), // version 1: with the public key
  // RFC 5915 §3 without the version: the key of P-224, P-256, P-384 or P-521, then parameters or publicKey.
  ...[28, 32, 48, 66].map((length) => [0x04, length, ...new Array<number>(length).fill(ANY), 0xa0]),
];
interface Pattern {
  readonly bits: readonly number[];
  /** Where the version begins. */
  readonly version: number;
}

/** By header, then by what follows it. */
const BEGINS = HEADERS.map((header) =>
  BEGINNINGS.map((beginning): Pattern => ({ bits: [...header, ...beginning], version: header.length })),
);
/** Number of bits in these patterns that may be wrong. */
const MOST_WRONG_BITS = 1;

/** Whether bytes begin like a private key, even with a wrong bit. */
export const beginsAsPrivateKey = (bytes: Uint8Array): boolean =>
  BEGINS.some((patterns) => fitsAny(patterns, bytes, 0)) || openPgpKeyOf(bytes) === 'private';

/** The packets of OpenPGP that are keys (RFC 9580 §5: Secret-Key, Public-Key, Secret-Subkey). Public-Subkey is never the first. */
const OPENPGP_KEYS: ReadonlyMap<number, 'private' | 'public'> = new Map([
  [5, 'private'],
  [6, 'public'],
  [7, 'private'],
]);

/** Which key of OpenPGP bytes begin with; undefined if with none. In DER no structure begins so. */
export function openPgpKeyOf(bytes: Uint8Array): 'private' | 'public' | undefined {
  const [first, length] = bytes;
  // RFC 9580 §4.2: the top bit is set; the next tells which of two forms type and length have.
  if (first === undefined || first < 0x80) return undefined;
  const isOld = first < 0xc0;
  const type = isOld ? (first >> 2) & 0xf : first & 0x3f;
  // §4.2.1: one, two, five bytes; §4.2.2: one, two, four, or none.
  const size = isOld ? [1, 2, 4, 0][first & 3] : length < 192 ? 1 : length < 224 ? 2 : length === 255 ? 5 : 1;
  const version = bytes[1 + size];
  return version >= 2 && version <= 6 ? OPENPGP_KEYS.get(type) : undefined;
}

const fitsAny = (patterns: readonly Pattern[], bytes: Uint8Array, at: number): boolean =>
  patterns.some(
    ({ bits, version }) =>
      bytes.length - at > bits.length &&
      wrongBits(bits, bytes, at, MOST_WRONG_BITS) <= MOST_WRONG_BITS &&
      !isSignedBehind(bytes, at + version) &&
      !(version === 2 && isVersionAlone(bytes, at)),
  );

/** Whether a short element has room for a version and nothing else: it is the `[0]` of a certificate, under a wrong tag. */
const isVersionAlone = (bytes: Uint8Array, at: number): boolean => bytes[at + 1] === 3;

/** Bytes of the private keys of P-224, P-256, X25519 and Ed25519, P-384, X448, Ed448, P-521. */
export const CURVE_SIZES: readonly number[] = [28, 32, 48, 56, 57, 66];

/** What other forms of private keys contain: PEM, OpenPGP's armour, JWK (RFC 7517 §4.1; `d` is the private member of all types but oct), OpenSSH's binary form
 * (PROTOCOL.key: cipher and key derivation of a key without a password), PuTTY's file. */
const MARKS = [
  ...['PRIVATE KEY-----', 'PRIVATE KEY BLOCK-----', '"kty"', '"d":"', '"d": "', 'openssh-key-v1'],
  ...['none\0\0\0\x04none', 'PuTTY-User-Key-File'],
].map(utf8ToBytes);
const [OPEN_BRACE, SEQUENCE] = utf8ToBytes('{0');
const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Whether bytes that are no DER may be a private key in another form: they contain one of `MARKS`, even with a wrong bit, or begin
 * as JSON, as a JWK does. Public JWKs count too: which member is secret depends on the type of key. Linear in their length. */
export const isOtherKeyForm = (bytes: Uint8Array): boolean =>
  bytes.find((byte) => !isSpace(byte)) === OPEN_BRACE || hasMark(bytes);

/** Of one wrong bit, the first or the second byte of a mark is free: by these bytes, the marks that may begin. */
const [BY_FIRST, BY_SECOND] = [0, 1].map((i) =>
  Array.from({ length: 256 }, (_, byte) => {
    const marks = MARKS.filter((mark) => mark[i] === byte);
    return marks.length === 0 ? undefined : marks;
  }),
);

function hasMark(bytes: Uint8Array): boolean {
  for (let at = 0; at + 1 < bytes.length; at++) {
    const first = BY_FIRST[bytes[at]];
    const second = BY_SECOND[bytes[at + 1]];
    if (first?.some((mark) => isMark(mark, bytes, at)) || second?.some((mark) => isMark(mark, bytes, at))) return true;
  }
  return false;
}

/** Whether bytes with a label of a structure are none at all: not even one bit of their first byte being wrong would make it one. */
export const isNoSequence = ([first]: Uint8Array): boolean =>
  first !== undefined && ones(first ^ SEQUENCE) > MOST_WRONG_BITS;

/** Whether bytes are a SEQUENCE of nothing but one string that has the length of a private key of a curve. Elsewhere it may well be a digest (ESSCertIDv2, RFC 5035 §4,
 * is so with SHA-256), so it is hidden only where a label says that the bytes are something else. */
export const isOneStringOfCurve = (bytes: Uint8Array): boolean => {
  const [tag, length, inner, size] = bytes;
  const isOne = tag === SEQUENCE && length === size + 2 && inner === 0x04 && bytes.length === size + 4;
  return isOne && CURVE_SIZES.includes(size);
};

/** Whether bytes are one OCTET STRING that has the length of a private key of a curve: the CurvePrivateKey that is inside of PKCS #8 (RFC 8410 §7). */
export const isStringOfCurve = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x04 && bytes.length === bytes[1] + 2 && CURVE_SIZES.includes(bytes[1]);

/** Whether a private key begins anywhere in these bytes, in DER or in another form, or in the base64 or hexadecimal that they are. */
export function holdsKey(bytes: Uint8Array): boolean {
  if (holdsPrivateKey(bytes) || hasMark(bytes)) return true;
  const inner = unwrapped(bytes);
  return inner !== undefined && (holdsPrivateKey(inner) || hasMark(inner));
}

/** What a string of digits encodes; undefined for other bytes. */
function unwrapped(bytes: Uint8Array): Bytes | undefined {
  if (bytes.length < 2 * LEAST || !bytes.every((byte) => byte < 0x80)) return undefined;
  const text = new TextDecoder().decode(bytes).replace(/\s+/g, '');
  if (/^[\da-fA-F]+$/.test(text)) return hexToBytes(text.slice(0, text.length & ~1));
  return /^[A-Za-z\d+/]+={0,2}$/.test(text) && text.length % 4 === 0 ? base64ToBytes(text) : undefined;
}

function isMark(mark: Uint8Array, bytes: Uint8Array, at: number): boolean {
  if (at + mark.length > bytes.length) return false;
  let wrong = 0;
  for (let i = 0; i < mark.length && wrong <= MOST_WRONG_BITS; i++) wrong += ones(mark[i] ^ bytes[at + i]);
  return wrong <= MOST_WRONG_BITS;
}

/** Length of the shortest pattern without its header: nothing shorter holds a key. */
const LEAST = 16;
/** Whether a private key begins anywhere in these bytes, even with a wrong bit: for bytes that no codec decodes. Linear in their length. */
export function holdsPrivateKey(bytes: Uint8Array): boolean {
  if (holdsContent(bytes)) return true;
  for (let at = 2; at + LEAST <= bytes.length; at++) {
    // Compares with the version first, allowing one wrong bit: few other positions match.
    const inTag = ones(bytes[at] ^ 0x02);
    if (inTag > MOST_WRONG_BITS) continue;
    const wrong = inTag + ones(bytes[at + 1] ^ 0x01) + ones(bytes[at + 2] & 0xfe);
    if (wrong > MOST_WRONG_BITS) continue;
    for (const [i, { length }] of HEADERS.entries()) {
      // A tag before it, then the pattern: a list has many versions, and few with a tag so near.
      if (at < length || wrong + ones(bytes[at - length] ^ SEQUENCE) > MOST_WRONG_BITS) continue;
      if (fitsAny(BEGINS[i], bytes, at - length)) return true;
    }
  }
  return false;
}

/** Bytes from which an INTEGER may be a modulus, a prime or a private exponent of RSA. */
const LONG = 48;
export const isLong = ({ type, start, end }: Span): boolean => type === 'INTEGER' && end - start >= LONG;
/** The same of a prime, behind longer numbers: of 512 bits a key has primes of 256. */
const PRIME = 32;

/** The numbers of an RSA key without its version: the modulus, a short exponent, the private exponent, and perhaps primes. */
const isCutRsaKey = (parts: readonly Span[]): boolean =>
  parts.length >= 3 &&
  parts.every(({ type }) => type === 'INTEGER') &&
  parts.every((part, i) => (i > 2 ? part.end - part.start >= PRIME : isLong(part) === (i !== 1)));

/** Whether the parts of a SEQUENCE could be those of a private key: of RSA (RFC 8017 §A.1.2) or DSA, with many numbers only, one
 * of which may be broken, or with the first of them; of an elliptic curve (RFC 5915 §3); or of any kind in PKCS #8 (RFC 5958 §2), even without its version.
 * @param isKeyAlgorithm - whether an object identifier is that of a type of key. */
export function looksPrivate(parts: readonly Span[], isKeyAlgorithm: (id: unknown) => boolean): boolean {
  const [first, algorithm, content] = parts;
  if (content?.type === 'OCTET STRING' && first.type === 'INTEGER' && algorithm.type === 'SEQUENCE') return true;
  const others = parts.filter(({ type }) => type !== 'INTEGER').length;
  if (parts.length >= 6 && others <= 1) return true;
  if (isCutRsaKey(parts)) return true;
  const [version, key] = parts;
  if (parts.length < 2 || parts.length > 4 || key.type !== 'OCTET STRING') return false;
  if (version.children.some(({ value }) => isKeyAlgorithm(value))) return true;
  return typeof version.value === 'bigint' && version.value >= 0n && version.value < 256n;
}
