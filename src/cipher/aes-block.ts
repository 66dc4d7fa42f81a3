/** AES's two kernels, alone, so that faster ones can take their place. Their twins in `spec/` are the readable ones.
 *
 * A column of the state is a word, row 0 in its highest octet. SubBytes, ShiftRows and MixColumns of a round are four
 * look-ups a column (Daemen and Rijmen, AES Proposal, §5.2.1). See `aes-tables.ts` for what the look-ups leak. */
import { INVERSE_S_BOX, INVERSE_T, S_BOX, T } from './aes-tables.ts';

const [T0, T1, T2, T3] = T;
const [I0, I1, I2, I3] = INVERSE_T;

/** Cipher (FIPS 197 §5.1).
 * @param w - the key schedule: four words for each round and four more. */
export function encryptBlock(w: Int32Array, input: Uint8Array, i: number, output: Uint8Array, o: number): void {
  let a = ((input[i] << 24) | (input[i + 1] << 16) | (input[i + 2] << 8) | input[i + 3]) ^ w[0];
  let b = ((input[i + 4] << 24) | (input[i + 5] << 16) | (input[i + 6] << 8) | input[i + 7]) ^ w[1];
  let c = ((input[i + 8] << 24) | (input[i + 9] << 16) | (input[i + 10] << 8) | input[i + 11]) ^ w[2];
  let d = ((input[i + 12] << 24) | (input[i + 13] << 16) | (input[i + 14] << 8) | input[i + 15]) ^ w[3];
  const last = w.length - 4;
  for (let k = 4; k < last; k += 4) {
    const e = T0[a >>> 24] ^ T1[(b >>> 16) & 0xff] ^ T2[(c >>> 8) & 0xff] ^ T3[d & 0xff] ^ w[k];
    const f = T0[b >>> 24] ^ T1[(c >>> 16) & 0xff] ^ T2[(d >>> 8) & 0xff] ^ T3[a & 0xff] ^ w[k + 1];
    const g = T0[c >>> 24] ^ T1[(d >>> 16) & 0xff] ^ T2[(a >>> 8) & 0xff] ^ T3[b & 0xff] ^ w[k + 2];
    d = T0[d >>> 24] ^ T1[(a >>> 16) & 0xff] ^ T2[(b >>> 8) & 0xff] ^ T3[c & 0xff] ^ w[k + 3];
    a = e;
    b = f;
    c = g;
  }
  store(output, o, substituted(S_BOX, a, b, c, d) ^ w[last]);
  store(output, o + 4, substituted(S_BOX, b, c, d, a) ^ w[last + 1]);
  store(output, o + 8, substituted(S_BOX, c, d, a, b) ^ w[last + 2]);
  store(output, o + 12, substituted(S_BOX, d, a, b, c) ^ w[last + 3]);
}

/** EqInvCipher (FIPS 197 §5.3.5): the inverse cipher in the cipher's own order of steps.
 * @param dw - the schedule for it: last round first, InvMixColumns applied to all but the outer two. */
export function decryptBlock(dw: Int32Array, input: Uint8Array, i: number, output: Uint8Array, o: number): void {
  let a = ((input[i] << 24) | (input[i + 1] << 16) | (input[i + 2] << 8) | input[i + 3]) ^ dw[0];
  let b = ((input[i + 4] << 24) | (input[i + 5] << 16) | (input[i + 6] << 8) | input[i + 7]) ^ dw[1];
  let c = ((input[i + 8] << 24) | (input[i + 9] << 16) | (input[i + 10] << 8) | input[i + 11]) ^ dw[2];
  let d = ((input[i + 12] << 24) | (input[i + 13] << 16) | (input[i + 14] << 8) | input[i + 15]) ^ dw[3];
  const last = dw.length - 4;
  for (let k = 4; k < last; k += 4) {
    const e = I0[a >>> 24] ^ I1[(d >>> 16) & 0xff] ^ I2[(c >>> 8) & 0xff] ^ I3[b & 0xff] ^ dw[k];
    const f = I0[b >>> 24] ^ I1[(a >>> 16) & 0xff] ^ I2[(d >>> 8) & 0xff] ^ I3[c & 0xff] ^ dw[k + 1];
    const g = I0[c >>> 24] ^ I1[(b >>> 16) & 0xff] ^ I2[(a >>> 8) & 0xff] ^ I3[d & 0xff] ^ dw[k + 2];
    d = I0[d >>> 24] ^ I1[(c >>> 16) & 0xff] ^ I2[(b >>> 8) & 0xff] ^ I3[a & 0xff] ^ dw[k + 3];
    a = e;
    b = f;
    c = g;
  }
  store(output, o, substituted(INVERSE_S_BOX, a, d, c, b) ^ dw[last]);
  store(output, o + 4, substituted(INVERSE_S_BOX, b, a, d, c) ^ dw[last + 1]);
  store(output, o + 8, substituted(INVERSE_S_BOX, c, b, a, d) ^ dw[last + 2]);
  store(output, o + 12, substituted(INVERSE_S_BOX, d, c, b, a) ^ dw[last + 3]);
}

/** A column of the last round, which mixes none: row r from the r-th word. */
function substituted(box: Uint8Array, r0: number, r1: number, r2: number, r3: number): number {
  return (box[r0 >>> 24] << 24) | (box[(r1 >>> 16) & 0xff] << 16) | (box[(r2 >>> 8) & 0xff] << 8) | box[r3 & 0xff];
}

function store(output: Uint8Array, at: number, word: number): void {
  output[at] = word >>> 24;
  output[at + 1] = word >>> 16;
  output[at + 2] = word >>> 8;
  output[at + 3] = word;
}
