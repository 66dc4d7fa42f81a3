import { BLOCK } from './aes-key.ts';
import { aesWideLoad } from './generated/aes-bitsliced.ts';
import {
  ghashSlicedDigits,
  ghashSlicedProducts,
  ghashSlicedReduce,
  ghashSlicedSums,
  ghashSlicedTotal,
} from './generated/ghash-sliced.ts';
import type { Ghash } from './ghash.ts';

/** Blocks of a batch. */
export const BATCH = 32;

/** Buffers shared by all calls: each call initializes them and leaves zeros. 32 blocks, Karatsuba's sums of them, the products of sums, and the digits
 * of the product. */
const A = new Int32Array(128);
const E = new Int32Array(648);
const C = new Int32Array(1215);
const D = new Int32Array(465);
/** `aesWideLoad` adds a round key: here zeros, since there is none. */
const NO_KEY = new Int32Array(32);

/** The factors of 32 blocks, as Karatsuba's sums: H^32 for the first block, H for the last.
 * @param ghash - under H. @param H - one block. Secret. Timing: one sequence of operations. */
export function powersOf(H: Uint8Array, ghash: Ghash): Int32Array {
  const blocks = new DataView(new ArrayBuffer(BLOCK * BATCH));
  const zeros = new DataView(new ArrayBuffer(BLOCK));
  const power = new Int32Array(4);
  const view = new DataView(H.buffer, H.byteOffset, H.length);
  for (let i = 0; i < 4; i++) power[i] = view.getInt32(4 * i);
  for (let at = BLOCK * (BATCH - 1); at >= 0; at -= BLOCK) {
    for (let i = 0; i < 4; i++) blocks.setInt32(at + 4 * i, power[i]);
    ghash(power, zeros, 0, BLOCK);
  }
  const sums = new Int32Array(E.length);
  load(blocks, 0);
  ghashSlicedSums(A, sums);
  A.fill(0);
  return sums;
}

/** Hashes batches of 32 blocks into Y: Y = (Y + X_1)·H^32 + X_2·H^31 + … + X_32·H, the same result as hashing one block after the other.
 * @param powers - of `powersOf`. @param end - a multiple of 32 blocks after \`at\`.
 * Timing: no branch and no index depends on the subkey or the data. */
export function ghashByBatches(powers: Int32Array, Y: Int32Array, data: DataView, at: number, end: number): void {
  for (; at < end; at += BLOCK * BATCH) {
    load(data, at);
    // The first block has the highest bit.
    for (let n = 0; n < 128; n++) A[n] ^= (Y[n >> 5] << (n & 31)) & 0x80000000;
    ghashSlicedSums(A, E);
    ghashSlicedProducts(E, powers, C);
    ghashSlicedDigits(C, D);
    ghashSlicedReduce(D, A);
    for (let i = 0; i < 4; i++) Y[i] = ghashSlicedTotal(A, 32 * i);
  }
  A.fill(0);
  E.fill(0);
  C.fill(0);
  D.fill(0);
}

function load(data: DataView, at: number): void {
  for (let i = 0; i < 4; i++) aesWideLoad(A, 32 * i, data, at + 4 * i, NO_KEY, 0);
}
