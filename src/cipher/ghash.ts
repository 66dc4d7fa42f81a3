/** GHASH (SP 800-38D §6.4): the universal hash of GCM, over GF(2^128) as GCM orders its bits.
 *
 * A block is four words. Multiplication by H is linear, so the product is the sum of one table entry for each of the block's
 * bytes (after Shoup, Crypto 1996). There is a table for the first byte of each word; the other bytes use the same tables, by
 * Horner's rule: Z = Z·x^8 + the entries of the bytes before. 16 KiB a key; a table for each position would be 64 KiB, and no
 * faster for a message of a record's length. CACHE TIMING: indices depend on H and data, as AES's do. */

/** The products of H·x^(32·word) with every byte, four little-endian words each: at 4096·word + 16·byte. */
export type GhashTable = DataView;

/** The table of a subkey.
 * @param H - one block. Secret.
 * Timing: no branch and no index depends on H. */
export function ghashTable(H: Uint8Array): GhashTable {
  const table = new DataView(new ArrayBuffer(4 * 4096));
  const view = new DataView(H.buffer, H.byteOffset, H.length);
  let V0 = view.getInt32(0);
  let V1 = view.getInt32(4);
  let V2 = view.getInt32(8);
  let V3 = view.getInt32(12);
  for (let bit = 0; bit < 104; bit++) {
    // V = H·x^bit: bit 0 of a block, its leftmost, is the coefficient of x^0.
    if (bit % 32 < 8) store(table, 4096 * (bit >> 5) + (0x800 >> (bit & 7)), V0, V1, V2, V3);
    // One bit to the right, and x^128 = 1 + x + x^2 + x^7 (SP 800-38D §6.3: R = 11100001 || 0^120).
    const carry = -(V3 & 1);
    V3 = (V3 >>> 1) | (V2 << 31);
    V2 = (V2 >>> 1) | (V1 << 31);
    V1 = (V1 >>> 1) | (V0 << 31);
    V0 = (V0 >>> 1) ^ (carry & 0xe1000000);
  }
  for (let word = 0; word < 4; word++) addUp(table, 4096 * word);
  return table;
}

/** Fills the table at `base`, where the entries of single bits are: an entry is the sum of its highest bit's and that of the rest. */
function addUp(table: DataView, base: number): void {
  for (let highest = 32; highest < 4096; highest *= 2) {
    const V0 = table.getInt32(base + highest, true);
    const V1 = table.getInt32(base + highest + 4, true);
    const V2 = table.getInt32(base + highest + 8, true);
    const V3 = table.getInt32(base + highest + 12, true);
    for (let rest = 16; rest < highest; rest += 16) {
      const at = base + rest;
      const W0 = V0 ^ table.getInt32(at, true);
      const W1 = V1 ^ table.getInt32(at + 4, true);
      const W2 = V2 ^ table.getInt32(at + 8, true);
      const W3 = V3 ^ table.getInt32(at + 12, true);
      store(table, at + highest, W0, W1, W2, W3);
    }
  }
}

function store(table: DataView, at: number, V0: number, V1: number, V2: number, V3: number): void {
  table.setInt32(at, V0, true);
  table.setInt32(at + 4, V1, true);
  table.setInt32(at + 8, V2, true);
  table.setInt32(at + 12, V3, true);
}

/** Takes whole blocks into Y, one by one: Y = (Y XOR X_i)·H.
 * @param Y - four words.
 * Timing: reads the table at indices that depend on H and data. */
export function ghashBlocks(table: GhashTable, Y: Int32Array, data: DataView): void {
  let Y0 = Y[0];
  let Y1 = Y[1];
  let Y2 = Y[2];
  let Y3 = Y[3];
  for (let at = 0; at < data.byteLength; at += 16) {
    Y0 ^= data.getInt32(at);
    Y1 ^= data.getInt32(at + 4);
    Y2 ^= data.getInt32(at + 8);
    Y3 ^= data.getInt32(at + 12);
    let Z0 = 0;
    let Z1 = 0;
    let Z2 = 0;
    let Z3 = 0;
    // The last byte of each word; then the one before.
    for (let byte = 0; byte < 4; byte++) {
      const i = (Y0 & 0xff) << 4;
      const j = 4096 + ((Y1 & 0xff) << 4);
      const k = 8192 + ((Y2 & 0xff) << 4);
      const l = 12288 + ((Y3 & 0xff) << 4);
      // Z·x^8: eight bits to the right; those that fall out come back as their product with 1 + x + x^2 + x^7.
      const out = Z3 & 0xff;
      const back = (out << 24) ^ (out << 23) ^ (out << 22) ^ (out << 17);
      Z3 = ((Z3 >>> 8) | (Z2 << 24)) ^ entry(table, 12, i, j, k, l);
      Z2 = ((Z2 >>> 8) | (Z1 << 24)) ^ entry(table, 8, i, j, k, l);
      Z1 = ((Z1 >>> 8) | (Z0 << 24)) ^ entry(table, 4, i, j, k, l);
      Z0 = (Z0 >>> 8) ^ back ^ entry(table, 0, i, j, k, l);
      Y0 >>>= 8;
      Y1 >>>= 8;
      Y2 >>>= 8;
      Y3 >>>= 8;
    }
    Y0 = Z0;
    Y1 = Z1;
    Y2 = Z2;
    Y3 = Z3;
  }
  Y[0] = Y0;
  Y[1] = Y1;
  Y[2] = Y2;
  Y[3] = Y3;
}

/** The word at offset `word` of four entries, added. */
function entry(table: DataView, word: number, i: number, j: number, k: number, l: number): number {
  return (
    table.getInt32(i + word, true) ^
    table.getInt32(j + word, true) ^
    table.getInt32(k + word, true) ^
    table.getInt32(l + word, true)
  );
}
