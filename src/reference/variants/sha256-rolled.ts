import { SHA256_K } from './sha256-constants.ts';

/** The message schedule. Shared by all calls: each block writes it completely before reading it, and no other code runs meanwhile. */
const W = new Int32Array(64);

/** One loop for each step of FIPS 180-4 §6.2.2, the working variables as eight locals.
 * Cost: 64 rounds of about 26 operations and 8 moves, and 48 schedule words of about 14. Timing: no branch and no index depends on the data.
 * Lesson: this is a direct transcription of the standard, and a good first implementation. It is fast mainly because all eight variables
 * fit into registers. The engine unrolls all rounds and is twice as fast: it never moves a variable or loads a word of the schedule. */
export function blocksRolled(H: Int32Array, data: Uint8Array, at: number, end: number): void {
  const K = SHA256_K;
  let H0 = H[0] | 0;
  let H1 = H[1] | 0;
  let H2 = H[2] | 0;
  let H3 = H[3] | 0;
  let H4 = H[4] | 0;
  let H5 = H[5] | 0;
  let H6 = H[6] | 0;
  let H7 = H[7] | 0;
  for (; at < end; at += 64) {
    // FIPS 180-4 §6.2.2 step 1: the message schedule.
    for (let t = 0, i = at; t < 16; t++, i += 4) {
      W[t] = (data[i] << 24) | (data[i + 1] << 16) | (data[i + 2] << 8) | data[i + 3];
    }
    for (let t = 16; t < 64; t++) {
      const x = W[t - 2];
      const y = W[t - 15];
      const s1 = ((x >>> 17) | (x << 15)) ^ ((x >>> 19) | (x << 13)) ^ (x >>> 10);
      const s0 = ((y >>> 7) | (y << 25)) ^ ((y >>> 18) | (y << 14)) ^ (y >>> 3);
      W[t] = (s1 + W[t - 7] + s0 + W[t - 16]) | 0;
    }
    // Step 2: the working variables.
    let a = H0;
    let b = H1;
    let c = H2;
    let d = H3;
    let e = H4;
    let f = H5;
    let g = H6;
    let h = H7;
    // Step 3: sixty-four rounds. Ch and Maj in forms with one operation less than §4.1.2 has.
    for (let t = 0; t < 64; t++) {
      const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const T1 = (h + S1 + (g ^ (e & (f ^ g))) + K[t] + W[t]) | 0;
      const S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const T2 = (S0 + ((a & b) | (c & (a | b)))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + T1) | 0;
      d = c;
      c = b;
      b = a;
      a = (T1 + T2) | 0;
    }
    // Step 4: the intermediate hash value.
    H0 = (H0 + a) | 0;
    H1 = (H1 + b) | 0;
    H2 = (H2 + c) | 0;
    H3 = (H3 + d) | 0;
    H4 = (H4 + e) | 0;
    H5 = (H5 + f) | 0;
    H6 = (H6 + g) | 0;
    H7 = (H7 + h) | 0;
  }
  H[0] = H0;
  H[1] = H1;
  H[2] = H2;
  H[3] = H3;
  H[4] = H4;
  H[5] = H5;
  H[6] = H6;
  H[7] = H7;
}
