import type { Bytes } from '../../bytes/index.ts';
import { blockOf, wordsOf } from './ghash-tables.ts';

/** Bit by bit (SP 800-38D §6.3, algorithm 1), on words: H·x^i is added for each one bit of X.
 * Cost: 128 steps a block, of four additions and one multiplication by x; nothing for a key.
 * Timing: no branch and no index depends on H or the data (as far as the JIT allows). All other variants use secret indices.
 * Lesson: tables are faster, but reveal secrets through the cache. The same steps on one bigint of 128 bits, as in the reference
 * implementation, take about thirty times as long, since each allocates new numbers. */
export function ghashBitwise(H: Uint8Array): (X: Uint8Array) => Bytes {
  return (X) => {
    const Y = new Int32Array(4);
    const V = wordsOf(H);
    for (let at = 0; at < X.length; at += 16) {
      const block = wordsOf(X.subarray(at, at + 16));
      for (let word = 0; word < 4; word++) Y[word] ^= block[word];
      multiply(Y, V);
    }
    return blockOf(Y);
  };
}

/** X = X•Y (algorithm 1). */
function multiply(X: Int32Array, Y: Int32Array): void {
  let [V0, V1, V2, V3] = [Y[0], Y[1], Y[2], Y[3]];
  let [Z0, Z1, Z2, Z3] = [0, 0, 0, 0];
  for (let i = 0; i < 128; i++) {
    // Step 3: x_i, spread over a word, decides whether V is added.
    const mask = -((X[i >> 5] >>> (31 - (i & 31))) & 1);
    Z0 ^= V0 & mask;
    Z1 ^= V1 & mask;
    Z2 ^= V2 & mask;
    Z3 ^= V3 & mask;
    // V = V·x: one bit to the right, and R = 11100001 || 0^120 for the bit that falls out.
    const carry = -(V3 & 1);
    V3 = (V3 >>> 1) | (V2 << 31);
    V2 = (V2 >>> 1) | (V1 << 31);
    V1 = (V1 >>> 1) | (V0 << 31);
    V0 = (V0 >>> 1) ^ (carry & 0xe1000000);
  }
  X[0] = Z0;
  X[1] = Z1;
  X[2] = Z2;
  X[3] = Z3;
}
