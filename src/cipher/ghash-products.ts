import { ghashByProducts } from './generated/ghash-products.ts';
import type { Ghash } from './ghash.ts';
import { BATCH, ghashByBatches, powersOf } from './ghash-sliced.ts';

/** Every third bit of 16: with such gaps, the carries of an integer product do not reach the next used bit. See
 * `scripts/kernels/ghash.ts`. */
const HOLES = [0x9249, 0x2492, 0x4924];

/** Bytes of a batch, and the minimum length for which the powers of H are computed: computing them takes as long as the products of 48
 * blocks. */
const BATCH_LENGTH = 16 * BATCH;
const WORTH_POWERS = 3 * BATCH_LENGTH;

/** GHASH under the subkey H, without tables: 32 blocks at once, bitsliced; the remaining blocks one by one, by carry-less products that are
 * computed with `Math.imul`.
 * @param H - one block. Secret.
 * Timing: no branch and no index depends on H or data, as far as the JIT and the processor's multiplication allow. */
export function ghashWithoutTables(H: Uint8Array): Ghash {
  const key = partsOf(H);
  const byProducts: Ghash = (Y, data, at, end) => ghashByProducts(key, Y, data, at, end);
  const subkey = new Uint8Array(H);
  let powers: Int32Array | undefined;
  return (Y, data, at, end) => {
    if (powers === undefined && end - at >= WORTH_POWERS) powers = powersOf(subkey, byProducts);
    const batches = powers === undefined ? 0 : end - at - ((end - at) % BATCH_LENGTH);
    if (powers !== undefined && batches > 0) ghashByBatches(powers, Y, data, at, at + batches);
    byProducts(Y, data, at + batches, end);
  };
}

/** The parts of H that the kernel multiplies by. Each bit is a sum of bits of H.
 * Timing: no branch and no index depends on H. */
export function partsOf(H: Uint8Array): Int32Array {
  const w3 = word(H, 0);
  const w2 = word(H, 4);
  const w1 = word(H, 8);
  const w0 = word(H, 12);
  // Karatsuba's sums, first of words and then of their halves, each in three classes of bits.
  const words = [w0, w1, w0 ^ w1, w2, w3, w2 ^ w3, w0 ^ w2, w1 ^ w3, w0 ^ w1 ^ w2 ^ w3];
  const key = new Int32Array(81);
  for (let i = 0; i < 9; i++) {
    const word = words[i];
    for (let j = 0; j < 3; j++) {
      key[9 * i + j] = word & HOLES[j];
      key[9 * i + 3 + j] = (word >>> 16) & HOLES[j];
      key[9 * i + 6 + j] = (word ^ (word >>> 16)) & HOLES[j];
    }
  }
  return key;
}

/** A big-endian word. */
const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
