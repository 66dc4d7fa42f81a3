import type { Bytes } from '../../bytes/index.ts';
import { addBlock, blockOf, productsOf, wordsOf } from './ghash-field.ts';

/** With a table for every position of 4 or 8 bits in a block, 32 of 256 octets or 16 of 4 KiB (McGrew and Viega, "The Galois/Counter Mode
 * of Operation", §4.1): multiplication by H is linear, so a product is the sum of one entry from each table, and nothing is shifted.
 * Cost: 128/width look-ups of four words a block; for a key, (128/width)·2^width entries of four words.
 * Timing: reads tables at indices that depend on H and the data.
 * Lesson: 64 KiB halve the look-ups of 8 KiB and save a third of the time; not half, as they are more than a processor's first cache
 * holds. A new key takes as long as hashing some 16 KiB: who changes keys with each short message loses more than is ever won. The
 * engine has 16 KiB, and Horner's rule by words of 32 bits. */
export function ghashByPositions(H: Uint8Array, width: 4 | 8): (X: Uint8Array) => Bytes {
  const table = positionsTable(wordsOf(H), width);
  return (X) => {
    const Y = new Int32Array(4);
    if (width === 4) hashByNibbles(table, Y, X);
    else hashByOctets(table, Y, X);
    return blockOf(Y);
  };
}

/** `table[word][position * 2^width + bits]`: that word of the product of H and the bits at that position. */
type PositionsTable = readonly Int32Array[];

/** The products of H with every value at every position, from the leftmost on: `productsOf` leaves V ready for the next. */
function positionsTable(V: Int32Array, width: number): PositionsTable {
  const table = Array.from({ length: 4 }, () => new Int32Array((128 / width) << width));
  for (let at = 0; at < table[0].length; at += 1 << width) {
    const products = productsOf(V, width);
    for (const [word, words] of table.entries()) {
      for (let i = 0; i < 1 << width; i++) words[at + i] = products[4 * i + word];
    }
  }
  return table;
}

/** Y = (Y XOR X_i)·H for each block. */
function hashByNibbles(table: PositionsTable, Y: Int32Array, X: Uint8Array): void {
  const [A, B, C, D] = table;
  for (let at = 0; at < X.length; at += 16) {
    addBlock(Y, X, at);
    let [Y0, Y1, Y2, Y3] = [Y[0], Y[1], Y[2], Y[3]];
    let [Z0, Z1, Z2, Z3] = [0, 0, 0, 0];
    // The leftmost nibble of each of the four words, which are eight positions apart; then the next.
    for (let position = 0; position < 8 << 4; position += 1 << 4) {
      const i = position | (Y0 >>> 28);
      const j = position | (8 << 4) | (Y1 >>> 28);
      const k = position | (16 << 4) | (Y2 >>> 28);
      const l = position | (24 << 4) | (Y3 >>> 28);
      Z0 ^= A[i] ^ A[j] ^ A[k] ^ A[l];
      Z1 ^= B[i] ^ B[j] ^ B[k] ^ B[l];
      Z2 ^= C[i] ^ C[j] ^ C[k] ^ C[l];
      Z3 ^= D[i] ^ D[j] ^ D[k] ^ D[l];
      Y0 <<= 4;
      Y1 <<= 4;
      Y2 <<= 4;
      Y3 <<= 4;
    }
    Y[0] = Z0;
    Y[1] = Z1;
    Y[2] = Z2;
    Y[3] = Z3;
  }
}

/** The same by octets, four positions a word. */
function hashByOctets(table: PositionsTable, Y: Int32Array, X: Uint8Array): void {
  const [A, B, C, D] = table;
  for (let at = 0; at < X.length; at += 16) {
    addBlock(Y, X, at);
    let [Y0, Y1, Y2, Y3] = [Y[0], Y[1], Y[2], Y[3]];
    let [Z0, Z1, Z2, Z3] = [0, 0, 0, 0];
    for (let position = 0; position < 4 << 8; position += 1 << 8) {
      const i = position | (Y0 >>> 24);
      const j = position | (4 << 8) | (Y1 >>> 24);
      const k = position | (8 << 8) | (Y2 >>> 24);
      const l = position | (12 << 8) | (Y3 >>> 24);
      Z0 ^= A[i] ^ A[j] ^ A[k] ^ A[l];
      Z1 ^= B[i] ^ B[j] ^ B[k] ^ B[l];
      Z2 ^= C[i] ^ C[j] ^ C[k] ^ C[l];
      Z3 ^= D[i] ^ D[j] ^ D[k] ^ D[l];
      Y0 <<= 8;
      Y1 <<= 8;
      Y2 <<= 8;
      Y3 <<= 8;
    }
    Y[0] = Z0;
    Y[1] = Z1;
    Y[2] = Z2;
    Y[3] = Z3;
  }
}
