/** AES by words and tables. A column of the state is a word, row 0 in its highest byte. */
import type { Bytes } from '../../bytes/index.ts';
import type { AesBlocks } from './aes-blocks.ts';
import {
  INVERSE_ROUND_TABLE,
  INVERSE_S_BOX,
  inverseKeySchedule,
  keySchedule,
  ROUND_TABLE,
  S_BOX,
} from './aes-tables.ts';

/** The table for the next row: each column rotated by one byte. */
const turned = (table: Int32Array): Int32Array => table.map((word) => (word >>> 8) | (word << 24));

const T0 = ROUND_TABLE;
const T1 = turned(T0);
const T2 = turned(T1);
const T3 = turned(T2);
const I0 = INVERSE_ROUND_TABLE;
const I1 = turned(I0);
const I2 = turned(I1);
const I3 = turned(I2);

/** With one table of 256 words, 1 KiB, for SubBytes, ShiftRows and MixColumns together (Daemen and Rijmen, AES Proposal, §5.2.1): the column of a
 * byte in another row is the same column, rotated.
 * Cost: a round is 16 look-ups, 12 rotations and 16 additions. Timing: reads its tables at indices that depend on key and data: a process that shares
 * the processor's cache can learn the key from the cache lines that were read (Bernstein 2005; Osvik, Shamir and Tromer 2006).
 * Lesson: a look-up replaces about ten operations on bytes: more than ten times as fast. The twelve rotations run in parallel with
 * the look-ups. */
export function aesByOneTable(key: Uint8Array): AesBlocks {
  return aesByWords(key, encryptByOne, decryptByOne);
}

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

/** CIPHER (FIPS 197 §5.1). */
function encryptByOne(w: Int32Array, state: Int32Array): void {
  const table = T0;
  let a = state[0] ^ w[0];
  let b = state[1] ^ w[1];
  let c = state[2] ^ w[2];
  let d = state[3] ^ w[3];
  const last = w.length - 4;
  for (let k = 4; k < last; k += 4) {
    const e =
      table[a >>> 24] ^
      rotate(table[(b >>> 16) & 0xff], 8) ^
      rotate(table[(c >>> 8) & 0xff], 16) ^
      rotate(table[d & 0xff], 24) ^
      w[k];
    const f =
      table[b >>> 24] ^
      rotate(table[(c >>> 16) & 0xff], 8) ^
      rotate(table[(d >>> 8) & 0xff], 16) ^
      rotate(table[a & 0xff], 24) ^
      w[k + 1];
    const g =
      table[c >>> 24] ^
      rotate(table[(d >>> 16) & 0xff], 8) ^
      rotate(table[(a >>> 8) & 0xff], 16) ^
      rotate(table[b & 0xff], 24) ^
      w[k + 2];
    d =
      table[d >>> 24] ^
      rotate(table[(a >>> 16) & 0xff], 8) ^
      rotate(table[(b >>> 8) & 0xff], 16) ^
      rotate(table[c & 0xff], 24) ^
      w[k + 3];
    a = e;
    b = f;
    c = g;
  }
  state[0] = substituted(S_BOX, a, b, c, d) ^ w[last];
  state[1] = substituted(S_BOX, b, c, d, a) ^ w[last + 1];
  state[2] = substituted(S_BOX, c, d, a, b) ^ w[last + 2];
  state[3] = substituted(S_BOX, d, a, b, c) ^ w[last + 3];
}

/** EQINVCIPHER (FIPS 197 §5.3.5). */
function decryptByOne(w: Int32Array, state: Int32Array): void {
  const table = I0;
  let a = state[0] ^ w[0];
  let b = state[1] ^ w[1];
  let c = state[2] ^ w[2];
  let d = state[3] ^ w[3];
  const last = w.length - 4;
  for (let k = 4; k < last; k += 4) {
    const e =
      table[a >>> 24] ^
      rotate(table[(d >>> 16) & 0xff], 8) ^
      rotate(table[(c >>> 8) & 0xff], 16) ^
      rotate(table[b & 0xff], 24) ^
      w[k];
    const f =
      table[b >>> 24] ^
      rotate(table[(a >>> 16) & 0xff], 8) ^
      rotate(table[(d >>> 8) & 0xff], 16) ^
      rotate(table[c & 0xff], 24) ^
      w[k + 1];
    const g =
      table[c >>> 24] ^
      rotate(table[(b >>> 16) & 0xff], 8) ^
      rotate(table[(a >>> 8) & 0xff], 16) ^
      rotate(table[d & 0xff], 24) ^
      w[k + 2];
    d =
      table[d >>> 24] ^
      rotate(table[(c >>> 16) & 0xff], 8) ^
      rotate(table[(b >>> 8) & 0xff], 16) ^
      rotate(table[a & 0xff], 24) ^
      w[k + 3];
    a = e;
    b = f;
    c = g;
  }
  state[0] = substituted(INVERSE_S_BOX, a, d, c, b) ^ w[last];
  state[1] = substituted(INVERSE_S_BOX, b, a, d, c) ^ w[last + 1];
  state[2] = substituted(INVERSE_S_BOX, c, b, a, d) ^ w[last + 2];
  state[3] = substituted(INVERSE_S_BOX, d, c, b, a) ^ w[last + 3];
}

/** With a table for each row, 4 KiB (Daemen and Rijmen, AES Proposal, §5.2.1).
 * Cost: a round is 16 look-ups and 16 additions. Timing: as `aesByOneTable`'s, over four times as many lines of cache.
 * Lesson: fast AES programs were written like this before processors had AES instructions. Here it gains little over one table: the
 * saved rotations were free, and the place and length of each table are loaded before each look-up. The engine
 * keeps the four tables in one object, behind a view, and unrolls the rounds. */
export function aesByFourTables(key: Uint8Array): AesBlocks {
  return aesByWords(key, encryptByFour, decryptByFour);
}

/** CIPHER (FIPS 197 §5.1). */
function encryptByFour(w: Int32Array, state: Int32Array): void {
  let a = state[0] ^ w[0];
  let b = state[1] ^ w[1];
  let c = state[2] ^ w[2];
  let d = state[3] ^ w[3];
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
  state[0] = substituted(S_BOX, a, b, c, d) ^ w[last];
  state[1] = substituted(S_BOX, b, c, d, a) ^ w[last + 1];
  state[2] = substituted(S_BOX, c, d, a, b) ^ w[last + 2];
  state[3] = substituted(S_BOX, d, a, b, c) ^ w[last + 3];
}

/** EQINVCIPHER (FIPS 197 §5.3.5). */
function decryptByFour(w: Int32Array, state: Int32Array): void {
  let a = state[0] ^ w[0];
  let b = state[1] ^ w[1];
  let c = state[2] ^ w[2];
  let d = state[3] ^ w[3];
  const last = w.length - 4;
  for (let k = 4; k < last; k += 4) {
    const e = I0[a >>> 24] ^ I1[(d >>> 16) & 0xff] ^ I2[(c >>> 8) & 0xff] ^ I3[b & 0xff] ^ w[k];
    const f = I0[b >>> 24] ^ I1[(a >>> 16) & 0xff] ^ I2[(d >>> 8) & 0xff] ^ I3[c & 0xff] ^ w[k + 1];
    const g = I0[c >>> 24] ^ I1[(b >>> 16) & 0xff] ^ I2[(a >>> 8) & 0xff] ^ I3[d & 0xff] ^ w[k + 2];
    d = I0[d >>> 24] ^ I1[(c >>> 16) & 0xff] ^ I2[(b >>> 8) & 0xff] ^ I3[a & 0xff] ^ w[k + 3];
    a = e;
    b = f;
    c = g;
  }
  state[0] = substituted(INVERSE_S_BOX, a, d, c, b) ^ w[last];
  state[1] = substituted(INVERSE_S_BOX, b, a, d, c) ^ w[last + 1];
  state[2] = substituted(INVERSE_S_BOX, c, b, a, d) ^ w[last + 2];
  state[3] = substituted(INVERSE_S_BOX, d, c, b, a) ^ w[last + 3];
}

/** One block: four words of `state` in, four out.
 * @param w - the key schedule: four words for each round and four more. */
type BlockByWords = (w: Int32Array, state: Int32Array) => void;

/** Both directions under one key; each is given the schedule that suits it. */
function aesByWords(key: Uint8Array, encryptBlock: BlockByWords, decryptBlock: BlockByWords): AesBlocks {
  const w = keySchedule(key);
  const dw = inverseKeySchedule(w);
  return {
    encrypt: (blocks) => eachBlock(blocks, w, encryptBlock),
    decrypt: (blocks) => eachBlock(blocks, dw, decryptBlock),
  };
}

function eachBlock(blocks: Uint8Array, w: Int32Array, run: BlockByWords): Bytes {
  const output = new Uint8Array(blocks);
  const state = new Int32Array(4);
  for (let at = 0; at < output.length; at += 16) {
    for (let c = 0, i = at; c < 4; c++, i += 4) {
      state[c] = (output[i] << 24) | (output[i + 1] << 16) | (output[i + 2] << 8) | output[i + 3];
    }
    run(w, state);
    for (let c = 0, i = at; c < 4; c++, i += 4) {
      output[i] = state[c] >>> 24;
      output[i + 1] = state[c] >>> 16;
      output[i + 2] = state[c] >>> 8;
      output[i + 3] = state[c];
    }
  }
  return output;
}

/** A column of the last round, which has no MixColumns (FIPS 197 §5.1): row r from the r-th word. */
function substituted(box: Uint8Array, r0: number, r1: number, r2: number, r3: number): number {
  return (box[r0 >>> 24] << 24) | (box[(r1 >>> 16) & 0xff] << 16) | (box[(r2 >>> 8) & 0xff] << 8) | box[r3 & 0xff];
}
