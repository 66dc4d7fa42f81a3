/** Whether bytes look like a private key although no codec accepts them. For display: hiding too much costs the user an option
 * (`-show-secrets`), hiding too little exposes a key. */
import type { Span } from '../../codec/index.ts';

/** Any byte; a byte with its top bit clear, as a length below 128 is. */
const ANY = 0x100;
const SHORT = 0x200;

/** The first bytes of private keys after the header of the SEQUENCE: the version, and what follows it. */
const BEGINNINGS: readonly (readonly number[])[] = [
  [0x02, 0x01, 0x00, 0x02], // RFC 8017 §A.1.2: version 0, modulus
  [0x02, 0x01, 0x01, 0x02], // version 1: more than two primes
  [0x02, 0x01, 0x01, 0x04], // RFC 5915 §3: version 1, privateKey
  [0x02, 0x01, 0x00, 0x30, SHORT, 0x06], // RFC 5958 §2: version 0, privateKeyAlgorithm with its OID
  [0x02, 0x01, 0x01, 0x30, SHORT, 0x06], // version 1: with the public key
];
/** Headers of a SEQUENCE, by the size of the length. */
const HEADERS: readonly (readonly number[])[] = [
  [0x30, SHORT],
  [0x30, 0x81, ANY],
  [0x30, 0x82, ANY, ANY],
  [0x30, 0x83, ANY, ANY, ANY],
];
const BEGINS = HEADERS.flatMap((header) => BEGINNINGS.map((beginning) => [...header, ...beginning]));
/** Number of bits in these patterns that may be wrong. */
const MOST_WRONG_BITS = 1;

/** Whether bytes begin like a private key, even with a wrong bit. */
export const beginsAsPrivateKey = (bytes: Uint8Array): boolean =>
  BEGINS.some((expected) => bytes.length > expected.length && wrongBits(expected, bytes) <= MOST_WRONG_BITS);

/** Length of the shortest pattern without its header: nothing shorter holds a key. */
const LEAST = 16;
/** Bytes of the headers of a SEQUENCE. */
const HEADER_LENGTHS = HEADERS.map(({ length }) => length);

/** Whether a private key begins anywhere in these bytes, even with a wrong bit: for bytes that no codec decodes. Linear in their length. */
export function holdsPrivateKey(bytes: Uint8Array): boolean {
  for (let at = 2; at + LEAST <= bytes.length; at++) {
    // Compares with the version first, allowing one wrong bit: few other positions match.
    const wrong = ones(bytes[at] ^ 0x02) + ones(bytes[at + 1] ^ 0x01) + ones(bytes[at + 2] & 0xfe);
    if (wrong > MOST_WRONG_BITS) continue;
    for (const length of HEADER_LENGTHS) {
      if (at >= length && beginsAsPrivateKey(bytes.subarray(at - length, at + LEAST))) return true;
    }
  }
  return false;
}

function ones(byte: number): number {
  let count = 0;
  for (let bits = byte; bits > 0; bits >>= 1) count += bits & 1;
  return count;
}

function wrongBits(expected: readonly number[], found: Uint8Array): number {
  let count = 0;
  for (const [i, byte] of expected.entries()) {
    const mask = byte === ANY ? 0 : byte === SHORT ? 0x80 : 0xff;
    count += ones((byte ^ found[i]) & mask);
  }
  return count;
}

/** Whether the parts of a SEQUENCE could be those of a private key: of RSA (RFC 8017 §A.1.2) or DSA, with many numbers only, one
 * of which may be broken; of an elliptic curve (RFC 5915 §3); or of any kind in PKCS #8 (RFC 5958 §2). */
export function looksPrivate(parts: readonly Span[]): boolean {
  const [first, algorithm, content] = parts;
  if (content?.type === 'OCTET STRING' && first.type === 'INTEGER' && algorithm.type === 'SEQUENCE') return true;
  const others = parts.filter(({ type }) => type !== 'INTEGER').length;
  if (parts.length >= 6 && others <= 1) return true;
  const [version, key] = parts;
  return parts.length >= 2 && parts.length <= 4 && version.value === 1n && key.type === 'OCTET STRING';
}
