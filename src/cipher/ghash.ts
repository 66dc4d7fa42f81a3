/** GHASH (SP 800-38D §6.4): the universal hash of GCM, over GF(2^128) as GCM orders its bits.
 *
 * A block is four words. Multiplication by H is linear, so the product is the sum of one table entry for each of the
 * block's 32 nibbles (after Shoup, Crypto 1996, with a table for every position in place of shifts): 8 KiB a key.
 * CACHE TIMING: indices depend on H and data, as AES's do. */

/** `table[word][16 * position + nibble]`: that word of the product of H and the nibble at that position. */
export type GhashTable = readonly Int32Array[];

const ENTRIES = 32 * 16;

/** The products of H with every nibble at every position. */
export function ghashTable(H: Uint8Array): GhashTable {
  const table = Array.from({ length: 4 }, () => new Int32Array(ENTRIES));
  const V = new Int32Array(4);
  for (let i = 0; i < 16; i++) V[i >> 2] |= H[i] << (24 - 8 * (i & 3));
  for (let bit = 0; bit < 128; bit++) {
    // V = H·x^bit: bit 0 of a block, its leftmost, is the coefficient of x^0.
    for (let word = 0; word < 4; word++) table[word][16 * (bit >> 2) + (8 >> (bit & 3))] = V[word];
    multiplyByX(V);
  }
  for (const words of table) {
    for (let i = 0; i < ENTRIES; i++) {
      const nibble = i & 15;
      const highest = nibble === 0 ? 0 : 1 << (31 - Math.clz32(nibble));
      if (nibble !== highest) words[i] = words[i - nibble + highest] ^ words[i - highest];
    }
  }
  return table;
}

/** One bit to the right, and x^128 = 1 + x + x^2 + x^7 (SP 800-38D §6.3: R = 11100001 || 0^120). */
function multiplyByX(V: Int32Array): void {
  const carry = -(V[3] & 1);
  V[3] = (V[3] >>> 1) | (V[2] << 31);
  V[2] = (V[2] >>> 1) | (V[1] << 31);
  V[1] = (V[1] >>> 1) | (V[0] << 31);
  V[0] = (V[0] >>> 1) ^ (carry & 0xe1000000);
}

/** Takes `data` into Y, block by block: Y = (Y XOR X_i)·H; the last block is filled up with zeros, as GCM wants it. */
export function ghashUpdate(table: GhashTable, Y: Int32Array, data: Uint8Array): void {
  const whole = data.length - (data.length % 16);
  ghashBlocks(table, Y, data, whole);
  if (whole === data.length) return;
  const last = new Uint8Array(16);
  last.set(data.subarray(whole));
  ghashBlocks(table, Y, last, 16);
}

function ghashBlocks(table: GhashTable, Y: Int32Array, data: Uint8Array, end: number): void {
  const [A, B, C, D] = table;
  let [Y0, Y1, Y2, Y3] = Y;
  for (let at = 0; at < end; at += 16) {
    Y0 ^= (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
    Y1 ^= (data[at + 4] << 24) | (data[at + 5] << 16) | (data[at + 6] << 8) | data[at + 7];
    Y2 ^= (data[at + 8] << 24) | (data[at + 9] << 16) | (data[at + 10] << 8) | data[at + 11];
    Y3 ^= (data[at + 12] << 24) | (data[at + 13] << 16) | (data[at + 14] << 8) | data[at + 15];
    let Z0 = 0;
    let Z1 = 0;
    let Z2 = 0;
    let Z3 = 0;
    // The leftmost nibble of each of the four words, which are eight positions apart; then the next.
    for (let position = 0; position < 8 * 16; position += 16) {
      const i = position | (Y0 >>> 28);
      const j = position | (8 * 16) | (Y1 >>> 28);
      const k = position | (16 * 16) | (Y2 >>> 28);
      const l = position | (24 * 16) | (Y3 >>> 28);
      Z0 ^= A[i] ^ A[j] ^ A[k] ^ A[l];
      Z1 ^= B[i] ^ B[j] ^ B[k] ^ B[l];
      Z2 ^= C[i] ^ C[j] ^ C[k] ^ C[l];
      Z3 ^= D[i] ^ D[j] ^ D[k] ^ D[l];
      Y0 <<= 4;
      Y1 <<= 4;
      Y2 <<= 4;
      Y3 <<= 4;
    }
    Y0 = Z0;
    Y1 = Z1;
    Y2 = Z2;
    Y3 = Z3;
  }
  Y.set([Y0, Y1, Y2, Y3]);
}
