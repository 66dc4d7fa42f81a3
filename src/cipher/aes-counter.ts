/** AES in counter mode, alone. What it does is `xorCounters` of the block cipher's contract; block by block, `encryptBlock`
 * does the same.
 *
 * Of 256 successive counters only the last byte differs, in column 3, row 3. ShiftRows brings it to column 0, so that after the
 * first round one column in four differs from what the counter before had, and in the second round each column depends on that
 * one by a single byte (Bernstein and Schwabe, "New AES software speed records", 2008, §3). All the rest of two rounds is worked out once for 256 blocks: 5
 * look-ups are left of 32. From round 3 on it is `encryptChain`, and spelled again for the reason that is given there. */
import { S_BOX, substituted, T } from './aes-tables.ts';

/** XORs `data`, whole blocks, with the encryptions of the counters after `counter` (SP 800-38D §6.5 steps 5 and 6).
 * @param w - the key schedule.
 * Timing: reads tables at indices that depend on key and counter; see `aes-tables.ts`. */
export function xorCounters(w: Int32Array, counter: DataView, data: DataView): void {
  const from = [0, 1, 2].map((column) => counter.getInt32(4 * column) ^ w[column]);
  // inc32 wraps in the last word and carries no further (SP 800-38D §6.2).
  let count = (counter.getInt32(12) + 1) | 0;
  for (let at = 0; at < data.byteLength; ) {
    const end = Math.min(data.byteLength, at + 16 * (256 - (count & 0xff)));
    xorRun(w, twoRounds(w, from[0], from[1], from[2], count ^ w[3]), count, data, at, end);
    count = (count + (end - at) / 16) | 0;
    at = end;
  }
}

/** What rounds 1 and 2 come to for all counters that share all but their last byte: what is missing in column 0 of round 1,
 * and in each column of round 2, is one look-up. */
type Shared = readonly [e: number, a: number, b: number, c: number, d: number];

// biome-ignore format: a column of a round a line
function twoRounds(w: Int32Array, a: number, b: number, c: number, d: number): Shared {
  const t = T;
  // Round 1. Row 3 of column 3 goes to column 0, without which that column is e.
  const e = t.getInt32((a >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^ w[4];
  const f = t.getInt32((b >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^ w[5];
  const g = t.getInt32((c >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^ w[6];
  const h = t.getInt32((d >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^ w[7];
  // Round 2, without the byte of column 0 that each column takes in.
  const a2 = t.getInt32(1024 + ((f >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((g >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((h << 2) & 0x3fc), true) ^ w[8];
  const b2 = t.getInt32((f >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((g >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((h >>> 6) & 0x3fc), true) ^ w[9];
  const c2 = t.getInt32((g >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((h >>> 14) & 0x3fc), true) ^ t.getInt32(3072 + ((f << 2) & 0x3fc), true) ^ w[10];
  const d2 = t.getInt32((h >>> 22) & 0x3fc, true) ^ t.getInt32(2048 + ((f >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((g << 2) & 0x3fc), true) ^ w[11];
  return [e, a2, b2, c2, d2];
}

/** The blocks of `data[at..end)`, whose counters from `count` on differ in their last byte only. */
// biome-ignore format: a column of a round a line
function xorRun(w: Int32Array, shared: Shared, count: number, data: DataView, at: number, end: number): void {
  const t = T;
  const s = S_BOX;
  const [e1, a2, b2, c2, d2] = shared;
  const last = w.length - 4;
  for (let byte = count; at < end; at += 16, byte++) {
    // Rounds 1 and 2.
    let e = e1 ^ t.getInt32(3072 + (((byte ^ w[3]) << 2) & 0x3fc), true);
    let a = a2 ^ t.getInt32((e >>> 22) & 0x3fc, true);
    let b = b2 ^ t.getInt32(3072 + ((e << 2) & 0x3fc), true);
    let c = c2 ^ t.getInt32(2048 + ((e >>> 6) & 0x3fc), true);
    let d = d2 ^ t.getInt32(1024 + ((e >>> 14) & 0x3fc), true);
    let f: number;
    let g: number;
    let h: number;
    // Round 3.
    e = t.getInt32((a >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((d << 2) & 0x3fc), true) ^ w[12];
    f = t.getInt32((b >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^ w[13];
    g = t.getInt32((c >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^ w[14];
    h = t.getInt32((d >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^ w[15];
    // Round 4.
    a = t.getInt32((e >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((f >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((g >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((h << 2) & 0x3fc), true) ^ w[16];
    b = t.getInt32((f >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((g >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((h >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((e << 2) & 0x3fc), true) ^ w[17];
    c = t.getInt32((g >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((h >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((e >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((f << 2) & 0x3fc), true) ^ w[18];
    d = t.getInt32((h >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((e >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((f >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((g << 2) & 0x3fc), true) ^ w[19];
    // Round 5.
    e = t.getInt32((a >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((d << 2) & 0x3fc), true) ^ w[20];
    f = t.getInt32((b >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^ w[21];
    g = t.getInt32((c >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^ w[22];
    h = t.getInt32((d >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^ w[23];
    // Round 6.
    a = t.getInt32((e >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((f >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((g >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((h << 2) & 0x3fc), true) ^ w[24];
    b = t.getInt32((f >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((g >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((h >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((e << 2) & 0x3fc), true) ^ w[25];
    c = t.getInt32((g >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((h >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((e >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((f << 2) & 0x3fc), true) ^ w[26];
    d = t.getInt32((h >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((e >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((f >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((g << 2) & 0x3fc), true) ^ w[27];
    // Round 7.
    e = t.getInt32((a >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((d << 2) & 0x3fc), true) ^ w[28];
    f = t.getInt32((b >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^ w[29];
    g = t.getInt32((c >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^ w[30];
    h = t.getInt32((d >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^ w[31];
    // Round 8.
    a = t.getInt32((e >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((f >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((g >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((h << 2) & 0x3fc), true) ^ w[32];
    b = t.getInt32((f >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((g >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((h >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((e << 2) & 0x3fc), true) ^ w[33];
    c = t.getInt32((g >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((h >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((e >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((f << 2) & 0x3fc), true) ^ w[34];
    d = t.getInt32((h >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((e >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((f >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((g << 2) & 0x3fc), true) ^ w[35];
    // Round 9.
    e = t.getInt32((a >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((d << 2) & 0x3fc), true) ^ w[36];
    f = t.getInt32((b >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^ w[37];
    g = t.getInt32((c >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^ w[38];
    h = t.getInt32((d >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^ w[39];
    // The other rounds of longer keys.
    for (let k = 40; k < last; k += 8) {
      a = t.getInt32((e >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((f >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((g >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((h << 2) & 0x3fc), true) ^ w[k];
      b = t.getInt32((f >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((g >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((h >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((e << 2) & 0x3fc), true) ^ w[k + 1];
      c = t.getInt32((g >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((h >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((e >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((f << 2) & 0x3fc), true) ^ w[k + 2];
      d = t.getInt32((h >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((e >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((f >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((g << 2) & 0x3fc), true) ^ w[k + 3];
      e = t.getInt32((a >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((d << 2) & 0x3fc), true) ^ w[k + 4];
      f = t.getInt32((b >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^ w[k + 5];
      g = t.getInt32((c >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^ w[k + 6];
      h = t.getInt32((d >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^ w[k + 7];
    }
    // The last round mixes no columns.
    data.setInt32(at, data.getInt32(at) ^ substituted(s, e, f, g, h) ^ w[last]);
    data.setInt32(at + 4, data.getInt32(at + 4) ^ substituted(s, f, g, h, e) ^ w[last + 1]);
    data.setInt32(at + 8, data.getInt32(at + 8) ^ substituted(s, g, h, e, f) ^ w[last + 2]);
    data.setInt32(at + 12, data.getInt32(at + 12) ^ substituted(s, h, e, f, g) ^ w[last + 3]);
  }
}
