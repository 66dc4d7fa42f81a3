import type { Bytes } from '../../bytes/index.ts';
import { addBlock, blockOf, multiplyByX, wordsOf } from './ghash-field.ts';

/** Bit by bit (SP 800-38D §6.3, algorithm 1), on words: for each bit of X that is one, H·x^i is added.
 * Cost: 128 steps a block, of four additions and one multiplication by x; nothing for a key.
 * Timing: no branch and no index depends on H or the data (as far as the JIT allows): of all here, only this one can say so.
 * Lesson: what the tables buy is bought with secrets in the cache. The same steps over one bigint of 128 bits, as the twin has them,
 * are slower by an order of magnitude: each makes new numbers. */
export function ghashBitwise(H: Uint8Array): (X: Uint8Array) => Bytes {
  return (X) => {
    const Y = new Int32Array(4);
    for (let at = 0; at < X.length; at += 16) {
      addBlock(Y, X, at);
      multiply(Y, wordsOf(H));
    }
    return blockOf(Y);
  };
}

/** X = X•V (algorithm 1). V is used up. */
function multiply(X: Int32Array, V: Int32Array): void {
  let Z0 = 0;
  let Z1 = 0;
  let Z2 = 0;
  let Z3 = 0;
  for (let i = 0; i < 128; i++) {
    // Step 3: x_i, spread over a word, decides whether V is added.
    const mask = -((X[i >> 5] >>> (31 - (i & 31))) & 1);
    Z0 ^= V[0] & mask;
    Z1 ^= V[1] & mask;
    Z2 ^= V[2] & mask;
    Z3 ^= V[3] & mask;
    multiplyByX(V);
  }
  X[0] = Z0;
  X[1] = Z1;
  X[2] = Z2;
  X[3] = Z3;
}
