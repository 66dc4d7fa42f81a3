/** PKCS #12's own key derivation (RFC 7292 §B.2): for the MAC of every such file, and for old encryption. */
import type { Bytes } from '../../bytes/index.ts';
import type { Hash, TurnOptions } from '../../hash/index.ts';
import { report } from '../../hash/internal.ts';

/** §B.3: what the derived bits are for. */
export const KDF_ID = { key: 1, iv: 2, mac: 3 } as const;

/** Iterations between two pauses: some milliseconds. */
const STEPS = 4000;

export interface Pkcs12KdfOptions {
  readonly id: (typeof KDF_ID)[keyof typeof KDF_ID];
  /** From 1 on. */
  readonly iterations: number;
  /** Bytes, n. */
  readonly length: number;
  readonly turns: TurnOptions;
}

/** Derives bytes, with pauses.
 * @param password - as a BMPString followed by two zero bytes; an absent password has no bytes. Secret.
 * @throws what `turns.signal` is aborted with.
 * Timing: depends on the lengths and the iterations only (as far as the JIT allows). */
export function* derivePkcs12(
  hash: Hash,
  password: Uint8Array,
  salt: Uint8Array,
  { id, iterations, length, turns }: Pkcs12KdfOptions,
): Generator<void, Bytes> {
  const { blockLength: v, outputLength: u } = hash;
  // Step 1.
  const D = new Uint8Array(v).fill(id);
  // Steps 2 to 4: I = S || P, each repeated to whole blocks.
  const lengthS = v * Math.ceil(salt.length / v);
  const I = new Uint8Array(lengthS + v * Math.ceil(password.length / v));
  for (let i = 0; i < lengthS; i++) I[i] = salt[i % salt.length];
  for (let i = lengthS; i < I.length; i++) I[i] = password[(i - lengthS) % password.length];
  // Step 5.
  const c = Math.ceil(length / u);
  const derived = new Uint8Array(c * u);
  for (let i = 0; i < c; i++) {
    // Step 6 A: A_i = H^r(D || I).
    let A = hash.create().update(D).update(I).digest();
    for (let round = 1; round < iterations; round++) {
      A = hash.digest(A);
      if (round % STEPS !== 0) continue;
      report(turns, i * iterations + round, c * iterations);
      yield;
    }
    report(turns, (i + 1) * iterations, c * iterations);
    // Step 7.
    derived.set(A, i * u);
    addToBlocks(I, A, v);
  }
  // Step 8.
  I.fill(0);
  return derived.slice(0, length);
}

/** Steps 6 B and C: B is A repeated to a block; I_j = (I_j + B + 1) mod 2^v for each block of I. */
function addToBlocks(I: Uint8Array, A: Uint8Array, v: number): void {
  for (let j = 0; j < I.length; j += v) {
    let carry = 1;
    for (let k = v - 1; k >= 0; k--) {
      carry += I[j + k] + A[k % A.length];
      I[j + k] = carry;
      carry >>>= 8;
    }
  }
}
