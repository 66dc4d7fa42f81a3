/** Polynomials from seeds (FIPS 203 §4.2.2). */
import type { Bytes } from '../bytes/index.ts';
import { shake128, shake256 } from '../hash/index.ts';
import { N, type Polynomial, Q } from './encoding.ts';

/** Three blocks of SHAKE128, enough for 99 % of the polynomials. */
const USUAL = 504; // bytes

/** SampleNTT (algorithm 7): a uniform polynomial in the transform's domain.
 * @param seed - ρ and two indices, 34 bytes. Public: the time depends on the number of rejected candidates. */
export function sampleNtt(f: Polynomial, seed: Uint8Array): void {
  for (let length = USUAL; ; length += 168) {
    const bytes = shake128.digest(seed, length);
    let j = 0;
    for (let at = 0; at < length && j < N; at += 3) {
      const d1 = bytes[at] | ((bytes[at + 1] & 0xf) << 8);
      const d2 = (bytes[at + 1] >> 4) | (bytes[at + 2] << 4);
      if (d1 < Q) f[j++] = d1;
      if (d2 < Q && j < N) f[j++] = d2;
    }
    if (j === N) return;
  }
}

/** PRF_η(s, b) (equation 4.3), and SamplePolyCBD_η (algorithm 8) of it: each coefficient a sum of η bits less a sum of η bits.
 * @param seed - s, 32 bytes, and b. Secret.
 * Timing: no branch and no index depends on the seed. */
export function sampleCbd(f: Polynomial, eta: 2 | 3, seed: Uint8Array): void {
  const bytes = shake256.digest(seed, 64 * eta);
  if (eta === 2) sampleCbd2(f, bytes);
  else sampleCbd3(f, bytes);
}

/** Eight coefficients of four bits each from a word. */
function sampleCbd2(f: Polynomial, bytes: Bytes): void {
  for (let i = 0, at = 0; i < N; i += 8, at += 4) {
    const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    // The sums of two bits, side by side.
    const sums = (word & 0x55555555) + ((word >>> 1) & 0x55555555);
    for (let k = 0; k < 8; k++) f[i + k] = ((sums >>> (4 * k)) & 3) - ((sums >>> (4 * k + 2)) & 3);
  }
}

/** Four coefficients of six bits each from three bytes. */
function sampleCbd3(f: Polynomial, bytes: Bytes): void {
  for (let i = 0, at = 0; i < N; i += 4, at += 3) {
    const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
    const sums = (word & 0o11111111) + ((word >>> 1) & 0o11111111) + ((word >>> 2) & 0o11111111);
    for (let k = 0; k < 4; k++) f[i + k] = ((sums >>> (6 * k)) & 7) - ((sums >>> (6 * k + 3)) & 7);
  }
}
