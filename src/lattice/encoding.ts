/** Polynomials as bytes (FIPS 203 §4.2.1). A polynomial is 256 coefficients, doubles that are integers, not always reduced modulo q.
 *
 * There is no division: a quotient by q is a product with 1/q. Its rounding error is harmless, since the dividend is at least 1/2 away from
 * every multiple of q. (On many processors the time of a division depends on the operands: KyberSlash, 2023.) */
import type { Bytes } from '../bytes/index.ts';

export type Polynomial = Float64Array;

export const N = 256;
export const Q = 3329;
const RECIPROCAL = 1 / Q;

/** x modulo q, 0 … q − 1. @param x - balanced: between −q and q. Timing: independent of it. */
const canonical = (x: number): number => (x | 0) + (Q & (x >> 31));

/** Compress_d (equation 4.7): round(2^d/q · x) modulo 2^d. @param x - below 2^20 in absolute value. Timing: independent of it. */
const compressed = (x: number, d: number): number => Math.floor((x * (1 << d) + 1664.5) * RECIPROCAL) & ((1 << d) - 1);

/** ByteEncode_12 (algorithm 5) of a balanced polynomial. @returns where the next one begins. */
export function encode12(f: Polynomial, out: Bytes, at: number): number {
  for (let i = 0; i < N; i += 2, at += 3) {
    const bits = canonical(f[i]) | (canonical(f[i + 1]) << 12);
    out[at] = bits;
    out[at + 1] = bits >> 8;
    out[at + 2] = bits >> 16;
  }
  return at;
}

/** ByteDecode_12 (algorithm 6), but not reduced: 0 … 4095.
 * @returns whether all coefficients are below q, which §7.2 demands of an encapsulation key. */
export function decode12(f: Polynomial, bytes: Uint8Array, at: number): boolean {
  let below = -1;
  for (let i = 0; i < N; i += 2, at += 3) {
    const bits = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
    const low = bits & 0xfff;
    const high = bits >> 12;
    below &= (low - Q) & (high - Q);
    f[i] = low;
    f[i + 1] = high;
  }
  return below < 0;
}

/** ByteEncode_d (algorithm 5) of Compress_d. @param d - 1 … 11. @returns where the next one begins. */
export function compressAndEncode(f: Polynomial, d: number, out: Bytes, at: number): number {
  let bits = 0;
  let count = 0; // public
  for (let i = 0; i < N; i++) {
    bits |= compressed(f[i], d) << count;
    for (count += d; count >= 8; count -= 8, bits >>>= 8) out[at++] = bits;
  }
  return at;
}

/** Decompress_d (equation 4.8), round(q/2^d · y), of ByteDecode_d (algorithm 6). @param d - 1 … 11. */
export function decodeAndDecompress(f: Polynomial, d: number, bytes: Uint8Array, at: number): void {
  const half = 1 << (d - 1);
  let bits = 0;
  let count = 0;
  for (let i = 0; i < N; i++) {
    for (; count < d; count += 8) bits |= bytes[at++] << count;
    f[i] = ((bits & ((1 << d) - 1)) * Q + half) >> d;
    bits >>>= d;
    count -= d;
  }
}
