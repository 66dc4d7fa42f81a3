import type { Bytes } from '../../bytes/index.ts';
import type { AesBlocks } from './aes-blocks.ts';
import { INVERSE_S_BOX, keySchedule, S_BOX, xtime } from './aes-tables.ts';

/** Byte by byte as in FIPS 197 §5.1 and §5.3, with the S-box as a table of 256 bytes.
 * Cost: a round is 16 look-ups, 16 multiplications by x (24 to decrypt) and about 60 additions.
 * Timing: reads the S-box at indices that depend on key and data; a process that shares the processor learns which of
 * its four or five cache lines were read.
 * Lesson: it uses the only table that the standard prints, and suits 8-bit processors. A 64-bit processor spends its time moving
 * single bytes. */
export function aesByBytes(key: Uint8Array): AesBlocks {
  const w = bytesOf(keySchedule(key));
  return {
    encrypt: (blocks) => eachBlock(blocks, w, encryptState),
    decrypt: (blocks) => eachBlock(blocks, w, decryptState),
  };
}

function eachBlock(blocks: Uint8Array, w: Uint8Array, run: (state: Uint8Array, w: Uint8Array) => void): Bytes {
  const output = new Uint8Array(blocks);
  const state = new Uint8Array(16);
  for (let at = 0; at < output.length; at += 16) {
    for (let n = 0; n < 16; n++) state[n] = output[at + n];
    run(state, w);
    output.set(state, at);
  }
  return output;
}

function encryptState(state: Uint8Array, w: Uint8Array): void {
  const last = w.length - 16;
  addRoundKey(state, w, 0);
  for (let at = 16; at < last; at += 16) {
    substitute(state, S_BOX, SHIFTED);
    mixColumns(state);
    addRoundKey(state, w, at);
  }
  substitute(state, S_BOX, SHIFTED);
  addRoundKey(state, w, last);
}

function decryptState(state: Uint8Array, w: Uint8Array): void {
  addRoundKey(state, w, w.length - 16);
  for (let at = w.length - 32; at > 0; at -= 16) {
    substitute(state, INVERSE_S_BOX, INVERSE_SHIFTED);
    addRoundKey(state, w, at);
    inverseMixColumns(state);
  }
  substitute(state, INVERSE_S_BOX, INVERSE_SHIFTED);
  addRoundKey(state, w, 0);
}

/** From where ShiftRows (§5.1.2) takes the byte n, of row n mod 4: s'_(r,c) = s_(r,(c+r) mod 4). And its inverse (§5.3.1). */
const SHIFTED = Uint8Array.from({ length: 16 }, (_, n) => (n + 4 * (n & 3)) & 15);
const INVERSE_SHIFTED = Uint8Array.from({ length: 16 }, (_, n) => (n - 4 * (n & 3)) & 15);
const before = new Uint8Array(16);

/** SubBytes and ShiftRows (§5.1.1, §5.1.2), which commute. */
function substitute(state: Uint8Array, box: Uint8Array, from: Uint8Array): void {
  for (let n = 0; n < 16; n++) before[n] = state[n];
  for (let n = 0; n < 16; n++) state[n] = box[before[from[n]]];
}

/** MixColumns (§5.1.3): 2·a + 3·b + c + d is a + (a + b + c + d) + 2·(a + b). */
function mixColumns(state: Uint8Array): void {
  for (let n = 0; n < 16; n += 4) {
    const [a, b, c, d] = [state[n], state[n + 1], state[n + 2], state[n + 3]];
    const sum = a ^ b ^ c ^ d;
    state[n] = a ^ sum ^ xtime(a ^ b);
    state[n + 1] = b ^ sum ^ xtime(b ^ c);
    state[n + 2] = c ^ sum ^ xtime(c ^ d);
    state[n + 3] = d ^ sum ^ xtime(d ^ a);
  }
}

/** InvMixColumns (§5.3.3): its matrix is that of MixColumns times one whose rows are 5, 0, 4, 0 in turn. */
function inverseMixColumns(state: Uint8Array): void {
  for (let n = 0; n < 16; n += 4) {
    const even = xtime(xtime(state[n] ^ state[n + 2]));
    const odd = xtime(xtime(state[n + 1] ^ state[n + 3]));
    state[n] ^= even;
    state[n + 1] ^= odd;
    state[n + 2] ^= even;
    state[n + 3] ^= odd;
  }
  mixColumns(state);
}

function addRoundKey(state: Uint8Array, w: Uint8Array, at: number): void {
  for (let n = 0; n < 16; n++) state[n] ^= w[at + n];
}

function bytesOf(words: Int32Array): Uint8Array {
  return Uint8Array.from({ length: 4 * words.length }, (_, i) => words[i >> 2] >>> (24 - 8 * (i & 3)));
}
