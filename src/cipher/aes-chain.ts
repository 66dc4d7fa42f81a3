/** AES in cipher block chaining, alone: `encryptChain` and `decryptChain` of the block cipher's contract. The reference implementation of a block is in `reference/`.
 *
 * A column of the state is a word, row 0 in its highest byte. SubBytes, ShiftRows and MixColumns of a round are four
 * look-ups a column (Daemen and Rijmen, AES Proposal, §5.2.1). See `aes-tables.ts` for what the look-ups leak.
 *
 * The tables are taken into local variables first: V8 would otherwise fetch and check them again at each look-up. The nine rounds
 * that all keys have are written out, which saves a tenth and a sixth; columns go from a … d to e … h and back. That the rounds
 * are spelled here twice, and once more in `aes-counter.ts`, has the same reason: a function for a round would have four
 * columns to return, and only an object or an array to return them in. */
import { INVERSE_S_BOX, INVERSE_T, S_BOX, substituted, T } from './aes-tables.ts';

/** Cipher (FIPS 197 §5.1) of each block XOR the ciphertext before it.
 * @param w - the key schedule: four words for each round and four more.
 * Timing: reads tables at indices that depend on key and data; see `aes-tables.ts`. */
// biome-ignore format: a column of a round a line
export function encryptChain(w: Int32Array, iv: DataView, data: DataView): void {
  const t = T;
  const s = S_BOX;
  const last = w.length - 4;
  let e = iv.getInt32(0);
  let f = iv.getInt32(4);
  let g = iv.getInt32(8);
  let h = iv.getInt32(12);
  for (let at = 0; at < data.byteLength; at += 16) {
    let a = e ^ data.getInt32(at) ^ w[0];
    let b = f ^ data.getInt32(at + 4) ^ w[1];
    let c = g ^ data.getInt32(at + 8) ^ w[2];
    let d = h ^ data.getInt32(at + 12) ^ w[3];
    // Round 1.
    e = t.getInt32((a >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((d << 2) & 0x3fc), true) ^ w[4];
    f = t.getInt32((b >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^ w[5];
    g = t.getInt32((c >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^ w[6];
    h = t.getInt32((d >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^ w[7];
    // Round 2.
    a = t.getInt32((e >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((f >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((g >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((h << 2) & 0x3fc), true) ^ w[8];
    b = t.getInt32((f >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((g >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((h >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((e << 2) & 0x3fc), true) ^ w[9];
    c = t.getInt32((g >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((h >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((e >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((f << 2) & 0x3fc), true) ^ w[10];
    d = t.getInt32((h >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((e >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((f >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((g << 2) & 0x3fc), true) ^ w[11];
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
    a = substituted(s, e, f, g, h) ^ w[last];
    b = substituted(s, f, g, h, e) ^ w[last + 1];
    c = substituted(s, g, h, e, f) ^ w[last + 2];
    d = substituted(s, h, e, f, g) ^ w[last + 3];
    data.setInt32(at, e = a);
    data.setInt32(at + 4, f = b);
    data.setInt32(at + 8, g = c);
    data.setInt32(at + 12, h = d);
  }
}

/** EqInvCipher (FIPS 197 §5.3.5), the inverse cipher in the cipher's own order of steps, of each block; XOR the ciphertext before it.
 * @param dw - the schedule for it: last round first, InvMixColumns applied to all but the outer two.
 * Timing: as `encryptChain`. */
// biome-ignore format: a column of a round a line
export function decryptChain(dw: Int32Array, iv: DataView, data: DataView): void {
  const t = INVERSE_T;
  const s = INVERSE_S_BOX;
  const last = dw.length - 4;
  let p = iv.getInt32(0);
  let q = iv.getInt32(4);
  let r = iv.getInt32(8);
  let u = iv.getInt32(12);
  for (let at = 0; at < data.byteLength; at += 16) {
    let a = data.getInt32(at) ^ dw[0];
    let b = data.getInt32(at + 4) ^ dw[1];
    let c = data.getInt32(at + 8) ^ dw[2];
    let d = data.getInt32(at + 12) ^ dw[3];
    let e: number;
    let f: number;
    let g: number;
    let h: number;
    // Round 1.
    e = t.getInt32((a >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^ dw[4];
    f = t.getInt32((b >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^ dw[5];
    g = t.getInt32((c >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((d << 2) & 0x3fc), true) ^ dw[6];
    h = t.getInt32((d >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^ dw[7];
    // Round 2.
    a = t.getInt32((e >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((h >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((g >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((f << 2) & 0x3fc), true) ^ dw[8];
    b = t.getInt32((f >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((e >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((h >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((g << 2) & 0x3fc), true) ^ dw[9];
    c = t.getInt32((g >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((f >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((e >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((h << 2) & 0x3fc), true) ^ dw[10];
    d = t.getInt32((h >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((g >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((f >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((e << 2) & 0x3fc), true) ^ dw[11];
    // Round 3.
    e = t.getInt32((a >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^ dw[12];
    f = t.getInt32((b >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^ dw[13];
    g = t.getInt32((c >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((d << 2) & 0x3fc), true) ^ dw[14];
    h = t.getInt32((d >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^ dw[15];
    // Round 4.
    a = t.getInt32((e >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((h >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((g >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((f << 2) & 0x3fc), true) ^ dw[16];
    b = t.getInt32((f >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((e >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((h >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((g << 2) & 0x3fc), true) ^ dw[17];
    c = t.getInt32((g >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((f >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((e >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((h << 2) & 0x3fc), true) ^ dw[18];
    d = t.getInt32((h >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((g >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((f >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((e << 2) & 0x3fc), true) ^ dw[19];
    // Round 5.
    e = t.getInt32((a >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^ dw[20];
    f = t.getInt32((b >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^ dw[21];
    g = t.getInt32((c >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((d << 2) & 0x3fc), true) ^ dw[22];
    h = t.getInt32((d >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^ dw[23];
    // Round 6.
    a = t.getInt32((e >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((h >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((g >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((f << 2) & 0x3fc), true) ^ dw[24];
    b = t.getInt32((f >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((e >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((h >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((g << 2) & 0x3fc), true) ^ dw[25];
    c = t.getInt32((g >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((f >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((e >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((h << 2) & 0x3fc), true) ^ dw[26];
    d = t.getInt32((h >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((g >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((f >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((e << 2) & 0x3fc), true) ^ dw[27];
    // Round 7.
    e = t.getInt32((a >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^ dw[28];
    f = t.getInt32((b >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^ dw[29];
    g = t.getInt32((c >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((d << 2) & 0x3fc), true) ^ dw[30];
    h = t.getInt32((d >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^ dw[31];
    // Round 8.
    a = t.getInt32((e >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((h >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((g >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((f << 2) & 0x3fc), true) ^ dw[32];
    b = t.getInt32((f >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((e >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((h >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((g << 2) & 0x3fc), true) ^ dw[33];
    c = t.getInt32((g >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((f >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((e >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((h << 2) & 0x3fc), true) ^ dw[34];
    d = t.getInt32((h >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((g >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((f >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((e << 2) & 0x3fc), true) ^ dw[35];
    // Round 9.
    e = t.getInt32((a >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^ dw[36];
    f = t.getInt32((b >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^ dw[37];
    g = t.getInt32((c >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((d << 2) & 0x3fc), true) ^ dw[38];
    h = t.getInt32((d >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^ dw[39];
    // The other rounds of longer keys.
    for (let k = 40; k < last; k += 8) {
      a = t.getInt32((e >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((h >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((g >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((f << 2) & 0x3fc), true) ^ dw[k];
      b = t.getInt32((f >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((e >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((h >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((g << 2) & 0x3fc), true) ^ dw[k + 1];
      c = t.getInt32((g >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((f >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((e >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((h << 2) & 0x3fc), true) ^ dw[k + 2];
      d = t.getInt32((h >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((g >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((f >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((e << 2) & 0x3fc), true) ^ dw[k + 3];
      e = t.getInt32((a >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^ dw[k + 4];
      f = t.getInt32((b >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^ dw[k + 5];
      g = t.getInt32((c >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((d << 2) & 0x3fc), true) ^ dw[k + 6];
      h = t.getInt32((d >>> 22) & 0x3fc, true) ^ t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^ t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^ t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^ dw[k + 7];
    }
    // The last round mixes no columns.
    p ^= substituted(s, e, h, g, f) ^ dw[last];
    q ^= substituted(s, f, e, h, g) ^ dw[last + 1];
    r ^= substituted(s, g, f, e, h) ^ dw[last + 2];
    u ^= substituted(s, h, g, f, e) ^ dw[last + 3];
    // Each is exchanged with the ciphertext that the next block wants.
    a = data.getInt32(at);
    b = data.getInt32(at + 4);
    c = data.getInt32(at + 8);
    d = data.getInt32(at + 12);
    data.setInt32(at, p);
    data.setInt32(at + 4, q);
    data.setInt32(at + 8, r);
    data.setInt32(at + 12, u);
    p = a;
    q = b;
    r = c;
    u = d;
  }
}
