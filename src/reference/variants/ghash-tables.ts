/** GHASH by tables. */
import type { Bytes } from '../../bytes/index.ts';

/** GHASH with one table: the products of H with every value of 4 or 8 bits, 256 bytes or 4 KiB (Shoup, "On fast and provably secure
 * message authentication based on universal hashing", Crypto 1996). Horner's rule takes a block's last bits first: Z = Z·x^width + H·(these bits).
 * Cost: a block takes 128/width steps. A step shifts four words, looks up the remainder of the bits shifted out, and looks up the product. A new key
 * takes 2^width additions. Timing: reads a table at indices that depend on H and the data.
 * Lesson: the small table is quickly filled, and makes GHASH three times as fast as bit by bit. The large one halves the steps,
 * but a new key costs several times as much. */
export function ghashShoup(H: Uint8Array, width: 4 | 8): (X: Uint8Array) => Bytes {
  const products = productsOf(wordsOf(H), width);
  const reductions = width === 4 ? REDUCTIONS_4 : REDUCTIONS_8;
  return (X) => {
    const Y = new Int32Array(4);
    for (let at = 0; at < X.length; at += 16) {
      addBlock(Y, X, at);
      multiplyByHorner(Y, products, reductions, width);
    }
    return blockOf(Y);
  };
}

/** Y = Y·H, `width` bits at a time. */
function multiplyByHorner(Y: Int32Array, products: Int32Array, reductions: Int32Array, width: number): void {
  const mask = (1 << width) - 1;
  let Z0 = 0;
  let Z1 = 0;
  let Z2 = 0;
  let Z3 = 0;
  for (let word = 3; word >= 0; word--) {
    const bits = Y[word];
    for (let shift = 0; shift < 32; shift += width) {
      // Z·x^width: the bits shifted out at the right are replaced by their remainder, which lies in the first word.
      const dropped = Z3 & mask;
      Z3 = (Z3 >>> width) | (Z2 << (32 - width));
      Z2 = (Z2 >>> width) | (Z1 << (32 - width));
      Z1 = (Z1 >>> width) | (Z0 << (32 - width));
      Z0 = (Z0 >>> width) ^ reductions[dropped];
      const entry = 4 * ((bits >>> shift) & mask);
      Z0 ^= products[entry];
      Z1 ^= products[entry + 1];
      Z2 ^= products[entry + 2];
      Z3 ^= products[entry + 3];
    }
  }
  Y[0] = Z0;
  Y[1] = Z1;
  Y[2] = Z2;
  Y[3] = Z3;
}

/** First words of the products of x^128 with every polynomial of degree below `width`; the other words are zero. */
function reductionsOf(width: number): Int32Array {
  const x128 = new Int32Array([0xe1000000, 0, 0, 0]); // 1 + x + x^2 + x^7
  return productsOf(x128, width).filter((_, i) => i % 4 === 0);
}
const REDUCTIONS_4 = reductionsOf(4);
const REDUCTIONS_8 = reductionsOf(8);

/** With a table for every position of 4 or 8 bits in a block, 32 of 256 bytes or 16 of 4 KiB (McGrew and Viega, "The Galois/Counter Mode
 * of Operation", §4.1): multiplication by H is linear, so a product is the sum of one entry from each table, and nothing is shifted.
 * Cost: 128/width look-ups of four words a block; for a key, (128/width)·2^width entries of four words.
 * Timing: reads tables at indices that depend on H and the data.
 * Lesson: 64 KiB of tables halve the look-ups of 8 KiB and save a third of the time, not half, since they exceed the processor's first-level
 * cache. A new key costs as much as hashing more than 16 KiB, so short messages under changing keys become slower. The
 * engine uses 16 KiB, and Horner's rule by words of 32 bits. */
export function ghashByPositions(H: Uint8Array, width: 4 | 8): (X: Uint8Array) => Bytes {
  const table = positionsTable(wordsOf(H), width);
  return (X) => {
    const Y = new Int32Array(4);
    if (width === 4) hashByNibbles(table, Y, X);
    else hashByBytes(table, Y, X);
    return blockOf(Y);
  };
}

/** `table[word][position * 2^width + bits]`: that word of the product of H and the bits at that position. */
type PositionsTable = readonly Int32Array[];

/** The products of H with every value at every position, from the leftmost on: `productsOf` advances V to the next position. */
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

/** The same by bytes, four positions a word. */
function hashByBytes(table: PositionsTable, Y: Int32Array, X: Uint8Array): void {
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

/** A block's four words. */
export function wordsOf(block: Uint8Array): Int32Array {
  const words = new Int32Array(4);
  for (let i = 0; i < 16; i++) words[i >> 2] |= block[i] << (24 - 8 * (i & 3));
  return words;
}

/** Y = Y XOR the block at `X[at]`. */
function addBlock(Y: Int32Array, X: Uint8Array, at: number): void {
  for (let word = 0, i = at; word < 4; word++, i += 4) {
    Y[word] ^= (X[i] << 24) | (X[i + 1] << 16) | (X[i + 2] << 8) | X[i + 3];
  }
}

/** Four words as a block. */
export function blockOf(words: Int32Array): Bytes {
  const block = new Uint8Array(16);
  for (let i = 0; i < 16; i++) block[i] = words[i >> 2] >>> (24 - 8 * (i & 3));
  return block;
}

/** V = V·x: one bit to the right, and x^128 = 1 + x + x^2 + x^7 (SP 800-38D §6.3: R = 11100001 || 0^120).
 * Timing: no branch depends on V. */
function multiplyByX(V: Int32Array): void {
  const carry = -(V[3] & 1);
  V[3] = (V[3] >>> 1) | (V[2] << 31);
  V[2] = (V[2] >>> 1) | (V[1] << 31);
  V[1] = (V[1] >>> 1) | (V[0] << 31);
  V[0] = (V[0] >>> 1) ^ (carry & 0xe1000000);
}

/** The products of V with every polynomial of degree below `width`: `entry[4 * i + word]`, where the leftmost of i's `width` bits is
 * x^0. V is left multiplied by x^width.
 * Cost: `width` multiplications by x, and an addition an entry: products are sums of those with a single bit. */
function productsOf(V: Int32Array, width: number): Int32Array {
  const products = new Int32Array(4 << width);
  for (let bit = 1 << (width - 1); bit > 0; bit >>= 1) {
    products.set(V, 4 * bit);
    multiplyByX(V);
  }
  for (let bit = 2; bit < 1 << width; bit *= 2) {
    for (let i = 4; i < 4 * bit; i++) products[4 * bit + i] = products[4 * bit + (i & 3)] ^ products[i];
  }
  return products;
}
