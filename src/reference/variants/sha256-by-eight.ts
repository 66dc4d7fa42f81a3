import { SHA256_K } from './sha256-constants.ts';

/** The message schedule. Shared by all calls: each block writes it completely before reading it, and no other code runs meanwhile. */
const W = new Int32Array(64);

/** Eight rounds unrolled in a loop, so that no variable is moved: each round uses the variables in rotated roles, and after eight
 * rounds the roles are the original ones.
 * Cost: the operations of `blocksRolled` without its 512 moves a block. Timing: no branch and no index depends on the data.
 * Lesson: the moves cost almost nothing, since the processor renames its registers: the gain is a tenth. (With Node 20 on an older
 * processor it was measured to be less than half as fast.) The loads of schedule and constants remain, each with a bounds check. */
export function blocksByEight(H: Int32Array, data: Uint8Array, at: number, end: number): void {
  const K = SHA256_K;
  for (; at < end; at += 64) {
    fillSchedule(data, at);
    let a = H[0];
    let b = H[1];
    let c = H[2];
    let d = H[3];
    let e = H[4];
    let f = H[5];
    let g = H[6];
    let h = H[7];
    for (let t = 0; t < 64; t += 8) {
      h += ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      h = (h + (g ^ (e & (f ^ g))) + K[t] + W[t]) | 0; // T1
      d = (d + h) | 0; // The next e
      h += ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      h = (h + ((a & b) | (c & (a | b)))) | 0; // The next a
      g += ((d >>> 6) | (d << 26)) ^ ((d >>> 11) | (d << 21)) ^ ((d >>> 25) | (d << 7));
      g = (g + (f ^ (d & (e ^ f))) + K[t + 1] + W[t + 1]) | 0; // T1
      c = (c + g) | 0; // The next e
      g += ((h >>> 2) | (h << 30)) ^ ((h >>> 13) | (h << 19)) ^ ((h >>> 22) | (h << 10));
      g = (g + ((h & a) | (b & (h | a)))) | 0; // The next a
      f += ((c >>> 6) | (c << 26)) ^ ((c >>> 11) | (c << 21)) ^ ((c >>> 25) | (c << 7));
      f = (f + (e ^ (c & (d ^ e))) + K[t + 2] + W[t + 2]) | 0; // T1
      b = (b + f) | 0; // The next e
      f += ((g >>> 2) | (g << 30)) ^ ((g >>> 13) | (g << 19)) ^ ((g >>> 22) | (g << 10));
      f = (f + ((g & h) | (a & (g | h)))) | 0; // The next a
      e += ((b >>> 6) | (b << 26)) ^ ((b >>> 11) | (b << 21)) ^ ((b >>> 25) | (b << 7));
      e = (e + (d ^ (b & (c ^ d))) + K[t + 3] + W[t + 3]) | 0; // T1
      a = (a + e) | 0; // The next e
      e += ((f >>> 2) | (f << 30)) ^ ((f >>> 13) | (f << 19)) ^ ((f >>> 22) | (f << 10));
      e = (e + ((f & g) | (h & (f | g)))) | 0; // The next a
      d += ((a >>> 6) | (a << 26)) ^ ((a >>> 11) | (a << 21)) ^ ((a >>> 25) | (a << 7));
      d = (d + (c ^ (a & (b ^ c))) + K[t + 4] + W[t + 4]) | 0; // T1
      h = (h + d) | 0; // The next e
      d += ((e >>> 2) | (e << 30)) ^ ((e >>> 13) | (e << 19)) ^ ((e >>> 22) | (e << 10));
      d = (d + ((e & f) | (g & (e | f)))) | 0; // The next a
      c += ((h >>> 6) | (h << 26)) ^ ((h >>> 11) | (h << 21)) ^ ((h >>> 25) | (h << 7));
      c = (c + (b ^ (h & (a ^ b))) + K[t + 5] + W[t + 5]) | 0; // T1
      g = (g + c) | 0; // The next e
      c += ((d >>> 2) | (d << 30)) ^ ((d >>> 13) | (d << 19)) ^ ((d >>> 22) | (d << 10));
      c = (c + ((d & e) | (f & (d | e)))) | 0; // The next a
      b += ((g >>> 6) | (g << 26)) ^ ((g >>> 11) | (g << 21)) ^ ((g >>> 25) | (g << 7));
      b = (b + (a ^ (g & (h ^ a))) + K[t + 6] + W[t + 6]) | 0; // T1
      f = (f + b) | 0; // The next e
      b += ((c >>> 2) | (c << 30)) ^ ((c >>> 13) | (c << 19)) ^ ((c >>> 22) | (c << 10));
      b = (b + ((c & d) | (e & (c | d)))) | 0; // The next a
      a += ((f >>> 6) | (f << 26)) ^ ((f >>> 11) | (f << 21)) ^ ((f >>> 25) | (f << 7));
      a = (a + (h ^ (f & (g ^ h))) + K[t + 7] + W[t + 7]) | 0; // T1
      e = (e + a) | 0; // The next e
      a += ((b >>> 2) | (b << 30)) ^ ((b >>> 13) | (b << 19)) ^ ((b >>> 22) | (b << 10));
      a = (a + ((b & c) | (d & (b | c)))) | 0; // The next a
    }
    H[0] += a;
    H[1] += b;
    H[2] += c;
    H[3] += d;
    H[4] += e;
    H[5] += f;
    H[6] += g;
    H[7] += h;
  }
}

/** FIPS 180-4 §6.2.2 step 1, for the block at `data[at]`. */
function fillSchedule(data: Uint8Array, at: number): void {
  for (let t = 0, i = at; t < 16; t++, i += 4) {
    W[t] = (data[i] << 24) | (data[i + 1] << 16) | (data[i + 2] << 8) | data[i + 3];
  }
  for (let t = 16; t < 64; t++) {
    const x = W[t - 2];
    const y = W[t - 15];
    const s1 = ((x >>> 17) | (x << 15)) ^ ((x >>> 19) | (x << 13)) ^ (x >>> 10);
    const s0 = ((y >>> 7) | (y << 25)) ^ ((y >>> 18) | (y << 14)) ^ (y >>> 3);
    W[t] = s1 + W[t - 7] + s0 + W[t - 16];
  }
}
