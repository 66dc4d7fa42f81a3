/** MD5 (RFC 1321), only for OpenSSL's old key derivation: collisions can be found within seconds. */
import type { Bytes } from '../../bytes/index.ts';

/** RFC 1321 §3.4: T[i] is the integer part of 2^32 · |sin(i)|, i in radians. */
const T = Int32Array.from({ length: 64 }, (_, i) => Math.floor(2 ** 32 * Math.abs(Math.sin(i + 1))) | 0);
/** Left rotations in bits, by round. */
const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;
/** Where each round's steps find their word: k = (factor · i + offset) mod 16. */
const ORDER = [
  [1, 0],
  [5, 1],
  [3, 5],
  [7, 0],
] as const;

/** F, G, H, I of §3.4. */
const FUNCTIONS: readonly ((X: number, Y: number, Z: number) => number)[] = [
  (X, Y, Z) => (X & Y) | (~X & Z),
  (X, Y, Z) => (X & Z) | (Y & ~Z),
  (X, Y, Z) => X ^ Y ^ Z,
  (X, Y, Z) => Y ^ (X | ~Z),
];

/** The digest, 16 bytes. Timing: depends on the length only (as far as the JIT allows). */
export function md5(message: Uint8Array): Bytes {
  // §3.1, §3.2: a one bit, zeros, and the length in bits; words are little-endian.
  const padded = new Uint8Array(64 * Math.ceil((message.length + 9) / 64));
  padded.set(message);
  padded[message.length] = 0x80;
  const X = new DataView(padded.buffer);
  X.setBigUint64(padded.length - 8, 8n * BigInt(message.length), true);
  // §3.3.
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let at = 0; at < padded.length; at += 64) {
    let [A, B, C, D] = state;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const [factor, offset] = ORDER[round];
      const k = (factor * i + offset) & 15;
      const sum = (A + FUNCTIONS[round](B, C, D) + X.getInt32(at + 4 * k, true) + T[i]) | 0;
      const s = SHIFTS[round][i & 3];
      [A, B, C, D] = [D, (B + ((sum << s) | (sum >>> (32 - s)))) | 0, B, C];
    }
    state[0] += A;
    state[1] += B;
    state[2] += C;
    state[3] += D;
  }
  const digest = new Uint8Array(16);
  const view = new DataView(digest.buffer);
  for (const [i, word] of state.entries()) view.setInt32(4 * i, word, true);
  return digest;
}
