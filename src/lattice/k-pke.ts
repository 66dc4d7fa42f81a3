/** K-PKE (FIPS 203 §5), the public-key encryption inside ML-KEM. It is not secure by itself: only ML-KEM uses it. Names such as ŝ and Â are the
 * standard's, for values in the NTT domain. */
import type { Bytes } from '../bytes/index.ts';
import { sha3_512 } from '../hash/index.ts';
import { compressAndEncode, decode12, decodeAndDecompress, encode12, N, type Polynomial } from './encoding.ts';
import { mlKemInverseNtt, mlKemMultiplyAdd, mlKemNtt, mlKemReduce } from './generated/ml-kem-ntt.ts';
import { sampleCbd, sampleNtt } from './sampling.ts';

/** A parameter set (FIPS 203 §8, table 2). */
export interface Parameters {
  readonly k: 2 | 3 | 4;
  readonly eta1: 2 | 3;
  readonly eta2: 2;
  readonly du: 10 | 11;
  readonly dv: 4 | 5;
}

/** Bytes of an uncompressed polynomial. */
export const POLYNOMIAL = 384;
/** Bytes of ρ, σ, r and m. */
const SEED = 32;

const polynomial = (): Polynomial => new Float64Array(N);
/** Buffers shared by all calls: each call initializes them and leaves zeros. */
const secret = [polynomial(), polynomial(), polynomial(), polynomial()];
const factor = polynomial();
const noise = polynomial();
const sum = polynomial();
/** The inputs s and b of PRF(s, b). */
const noiseSeed = new Uint8Array(SEED + 1);
/** ρ and two indices. */
const matrixSeed = new Uint8Array(SEED + 2);

function erase(): void {
  for (const f of [...secret, factor, noise, sum]) f.fill(0);
  noiseSeed.fill(0);
}

/** K-PKE.KeyGen (algorithm 13).
 * @param d - 32 bytes. Secret. @param ek - where the encryption key is written: k polynomials and ρ.
 * @param dk - where the decryption key is: k polynomials.
 * Timing: no branch and no index depends on d, only on ρ, which is public. */
export function keyGen({ k, eta1 }: Parameters, d: Uint8Array, ek: Bytes, dk: Bytes): void {
  // Step 1: (ρ, σ) = G(d || k).
  const input = new Uint8Array(SEED + 1);
  input.set(d);
  input[SEED] = k;
  const seeds = sha3_512.digest(input);
  matrixSeed.set(seeds.subarray(0, SEED));
  noiseSeed.set(seeds.subarray(SEED));
  // Steps 8 to 11 and 16: ŝ.
  for (let j = 0; j < k; j++) {
    sampleNoise(secret[j], eta1, j);
    mlKemNtt(secret[j]);
    mlKemReduce(secret[j]);
    encode12(secret[j], dk, POLYNOMIAL * j);
  }
  for (let i = 0; i < k; i++) {
    // Steps 12 to 15 and 17: ê. Step 18: t̂ = Â·ŝ + ê.
    sampleNoise(sum, eta1, k + i);
    mlKemNtt(sum);
    for (let j = 0; j < k; j++) {
      sampleMatrix(factor, i, j);
      mlKemMultiplyAdd(sum, factor, secret[j]);
    }
    mlKemReduce(sum);
    encode12(sum, ek, POLYNOMIAL * i);
  }
  ek.set(seeds.subarray(0, SEED), POLYNOMIAL * k);
  input.fill(0);
  seeds.fill(0);
  erase();
}

/** K-PKE.Encrypt (algorithm 14).
 * @param ek - of k polynomials, whose coefficients are below q, and ρ. @param m - 32 bytes. Secret. @param r - 32 bytes. Secret.
 * Timing: no branch and no index depends on m or r, only on ρ, which is public. */
export function encrypt({ k, eta1, eta2, du, dv }: Parameters, ek: Uint8Array, m: Uint8Array, r: Uint8Array): Bytes {
  const c = new Uint8Array(32 * (du * k + dv));
  matrixSeed.set(ek.subarray(POLYNOMIAL * k, POLYNOMIAL * k + SEED));
  noiseSeed.set(r);
  // Steps 9 to 12 and 18: ŷ.
  for (let j = 0; j < k; j++) {
    sampleNoise(secret[j], eta1, j);
    mlKemNtt(secret[j]);
  }
  let at = 0;
  for (let i = 0; i < k; i++) {
    // Step 19: u = NTT^−1(Â^T·ŷ) + e1, and step 22.
    sum.fill(0);
    for (let j = 0; j < k; j++) {
      sampleMatrix(factor, j, i);
      mlKemMultiplyAdd(sum, factor, secret[j]);
    }
    mlKemInverseNtt(sum);
    sampleNoise(noise, eta2, k + i);
    add(sum, noise);
    at = compressAndEncode(sum, du, c, at);
  }
  // Step 21: v = NTT^−1(t̂^T·ŷ) + e2 + μ, and step 23.
  sum.fill(0);
  for (let j = 0; j < k; j++) {
    decode12(factor, ek, POLYNOMIAL * j);
    mlKemMultiplyAdd(sum, factor, secret[j]);
  }
  mlKemInverseNtt(sum);
  sampleNoise(noise, eta2, 2 * k);
  add(sum, noise);
  decodeAndDecompress(noise, 1, m, 0);
  add(sum, noise);
  compressAndEncode(sum, dv, c, at);
  erase();
  return c;
}

/** K-PKE.Decrypt (algorithm 15).
 * @param dk - k polynomials. Secret. @param c - a ciphertext of the right length.
 * @returns m, 32 bytes. Secret.
 * Timing: no branch and no index depends on dk or c. */
export function decrypt({ k, du, dv }: Parameters, dk: Uint8Array, c: Uint8Array): Bytes {
  // Step 6: w = v' − NTT^−1(ŝ^T·NTT(u')).
  sum.fill(0);
  for (let j = 0; j < k; j++) {
    decodeAndDecompress(noise, du, c, 32 * du * j);
    mlKemNtt(noise);
    decode12(factor, dk, POLYNOMIAL * j);
    mlKemMultiplyAdd(sum, factor, noise);
  }
  mlKemInverseNtt(sum);
  decodeAndDecompress(noise, dv, c, 32 * du * k);
  for (let i = 0; i < N; i++) sum[i] = noise[i] - sum[i];
  const m = new Uint8Array(SEED);
  compressAndEncode(sum, 1, m, 0);
  erase();
  return m;
}

function sampleNoise(f: Polynomial, eta: 2 | 3, b: number): void {
  noiseSeed[SEED] = b;
  sampleCbd(f, eta, noiseSeed);
}

/** Â[i, j]: the seed is ρ || j || i. */
function sampleMatrix(f: Polynomial, i: number, j: number): void {
  matrixSeed[SEED] = j;
  matrixSeed[SEED + 1] = i;
  sampleNtt(f, matrixSeed);
}

function add(f: Polynomial, g: Polynomial): void {
  for (let i = 0; i < N; i++) f[i] += g[i];
}
