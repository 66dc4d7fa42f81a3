/** GHASH by tables.
 *
 * A block is four words. Multiplication by H is linear, so the product is the sum of one table entry for each of the block's
 * bytes (after Shoup, Crypto 1996). There is a table for the first byte of each word; the other bytes use the same tables, by
 * Horner's rule: Z = Z·x^8 + the entries of the bytes before. 16 KiB a key; a table for each position would be 64 KiB, and no
 * faster for a message of a record's length. CACHE TIMING: indices depend on H and data, as AES's do. */

import { ghashByTables } from './generated/ghash-tables.ts';
import type { Ghash } from './ghash.ts';
import { ghashWithoutTables } from './ghash-products.ts';

/** Building a table takes as long as hashing 32 blocks without one, and with it a block takes a quarter of the time. A text of this many bytes
 * is hashed sooner with a table, even if nothing follows. */
const LONG_TEXT = 1024;
/** Blocks of shorter texts after which a key gets a table. A key that protects one flight of a handshake hashes fewer. */
const WORTH_A_TABLE = 128;

/** GHASH under the subkey H, by tables once there are enough blocks to hash: the fastest form.
 * @param H - one block. Secret; copied.
 * Timing: reads tables at indices that depend on H and data. */
export function ghashWithTables(H: Uint8Array): Ghash {
  const copy = new Uint8Array(H);
  const withoutTables = ghashWithoutTables(copy);
  let table: DataView | undefined;
  let blocks = 0;
  return (Y, data, at, end) => {
    if (table === undefined) {
      blocks += (end - at) / 16;
      if (blocks < WORTH_A_TABLE && end - at < LONG_TEXT) return withoutTables(Y, data, at, end);
      table = tableOf(copy);
    }
    ghashByTables(table, Y, data, at, end);
  };
}

/** The products of H·x^(32·word) with every byte, four little-endian words each: at 4096·word + 16·byte.
 * Timing: no branch and no index depends on H. */
export function tableOf(H: Uint8Array): DataView {
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
