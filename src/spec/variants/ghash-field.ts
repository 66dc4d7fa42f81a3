/** What the variants of GHASH share: blocks as words, and multiplication by x. */
import type { Bytes } from '../../bytes/index.ts';

/** A block's four words. */
export function wordsOf(block: Uint8Array): Int32Array {
  const words = new Int32Array(4);
  for (let i = 0; i < 16; i++) words[i >> 2] |= block[i] << (24 - 8 * (i & 3));
  return words;
}

/** Y = Y XOR the block at `X[at]`. */
export function addBlock(Y: Int32Array, X: Uint8Array, at: number): void {
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
export function multiplyByX(V: Int32Array): void {
  const carry = -(V[3] & 1);
  V[3] = (V[3] >>> 1) | (V[2] << 31);
  V[2] = (V[2] >>> 1) | (V[1] << 31);
  V[1] = (V[1] >>> 1) | (V[0] << 31);
  V[0] = (V[0] >>> 1) ^ (carry & 0xe1000000);
}

/** The products of V with every polynomial of degree below `width`: `entry[4 * i + word]`, where the leftmost of i's `width` bits is
 * x^0. V is left multiplied by x^width.
 * Cost: `width` multiplications by x, and an addition an entry: products are sums of those with a single bit. */
export function productsOf(V: Int32Array, width: number): Int32Array {
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
