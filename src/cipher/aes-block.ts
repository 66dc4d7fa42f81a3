/** AES's kernels, alone, so that faster ones can take their place. Their twins in `spec/` are the readable ones.
 *
 * A column of the state is a word, row 0 in its highest octet. SubBytes, ShiftRows and MixColumns of a round are four
 * look-ups a column (Daemen and Rijmen, AES Proposal, §5.2.1). See `aes-tables.ts` for what the look-ups leak.
 *
 * The tables are taken into local variables first: V8 would otherwise fetch and check them again at each look-up. */
import { INVERSE_S_BOX, INVERSE_T, S_BOX, T } from './aes-tables.ts';

/** Cipher (FIPS 197 §5.1).
 * @param w - the key schedule: four words for each round and four more. */
export function encryptBlock(w: Int32Array, input: DataView, i: number, output: DataView, o: number): void {
  const t = T;
  const s = S_BOX;
  let a = input.getInt32(i) ^ w[0];
  let b = input.getInt32(i + 4) ^ w[1];
  let c = input.getInt32(i + 8) ^ w[2];
  let d = input.getInt32(i + 12) ^ w[3];
  const last = w.length - 4;
  for (let k = 4; k < last; k += 4) {
    const e =
      t.getInt32((a >>> 22) & 0x3fc, true) ^
      t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^
      t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^
      t.getInt32(3072 + ((d << 2) & 0x3fc), true) ^
      w[k];
    const f =
      t.getInt32((b >>> 22) & 0x3fc, true) ^
      t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^
      t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^
      t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^
      w[k + 1];
    const g =
      t.getInt32((c >>> 22) & 0x3fc, true) ^
      t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^
      t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^
      t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^
      w[k + 2];
    d =
      t.getInt32((d >>> 22) & 0x3fc, true) ^
      t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^
      t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^
      t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^
      w[k + 3];
    a = e;
    b = f;
    c = g;
  }
  output.setInt32(o, substituted(s, a, b, c, d) ^ w[last]);
  output.setInt32(o + 4, substituted(s, b, c, d, a) ^ w[last + 1]);
  output.setInt32(o + 8, substituted(s, c, d, a, b) ^ w[last + 2]);
  output.setInt32(o + 12, substituted(s, d, a, b, c) ^ w[last + 3]);
}

/** EqInvCipher (FIPS 197 §5.3.5): the inverse cipher in the cipher's own order of steps.
 * @param dw - the schedule for it: last round first, InvMixColumns applied to all but the outer two. */
export function decryptBlock(dw: Int32Array, input: DataView, i: number, output: DataView, o: number): void {
  const t = INVERSE_T;
  const s = INVERSE_S_BOX;
  let a = input.getInt32(i) ^ dw[0];
  let b = input.getInt32(i + 4) ^ dw[1];
  let c = input.getInt32(i + 8) ^ dw[2];
  let d = input.getInt32(i + 12) ^ dw[3];
  const last = dw.length - 4;
  for (let k = 4; k < last; k += 4) {
    const e =
      t.getInt32((a >>> 22) & 0x3fc, true) ^
      t.getInt32(1024 + ((d >>> 14) & 0x3fc), true) ^
      t.getInt32(2048 + ((c >>> 6) & 0x3fc), true) ^
      t.getInt32(3072 + ((b << 2) & 0x3fc), true) ^
      dw[k];
    const f =
      t.getInt32((b >>> 22) & 0x3fc, true) ^
      t.getInt32(1024 + ((a >>> 14) & 0x3fc), true) ^
      t.getInt32(2048 + ((d >>> 6) & 0x3fc), true) ^
      t.getInt32(3072 + ((c << 2) & 0x3fc), true) ^
      dw[k + 1];
    const g =
      t.getInt32((c >>> 22) & 0x3fc, true) ^
      t.getInt32(1024 + ((b >>> 14) & 0x3fc), true) ^
      t.getInt32(2048 + ((a >>> 6) & 0x3fc), true) ^
      t.getInt32(3072 + ((d << 2) & 0x3fc), true) ^
      dw[k + 2];
    d =
      t.getInt32((d >>> 22) & 0x3fc, true) ^
      t.getInt32(1024 + ((c >>> 14) & 0x3fc), true) ^
      t.getInt32(2048 + ((b >>> 6) & 0x3fc), true) ^
      t.getInt32(3072 + ((a << 2) & 0x3fc), true) ^
      dw[k + 3];
    a = e;
    b = f;
    c = g;
  }
  output.setInt32(o, substituted(s, a, d, c, b) ^ dw[last]);
  output.setInt32(o + 4, substituted(s, b, a, d, c) ^ dw[last + 1]);
  output.setInt32(o + 8, substituted(s, c, b, a, d) ^ dw[last + 2]);
  output.setInt32(o + 12, substituted(s, d, c, b, a) ^ dw[last + 3]);
}

/** A column of the last round, which mixes none: row r from the r-th word. */
export function substituted(box: Uint8Array, r0: number, r1: number, r2: number, r3: number): number {
  return (box[r0 >>> 24] << 24) | (box[(r1 >>> 16) & 0xff] << 16) | (box[(r2 >>> 8) & 0xff] << 8) | box[r3 & 0xff];
}
