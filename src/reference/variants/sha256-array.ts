import { SHA256_K } from './sha256-constants.ts';

/** The schedule and the eight working variables as arrays, the simplest implementation of FIPS 180-4 §6.2.2: `v[0]` for a to `v[7]` for h.
 * Cost: the operations of `blocksRolled`, and for each round eight stores and about sixteen loads, each with a bounds check.
 * Timing: no branch and no index depends on the data.
 * Lesson: array elements are in memory, local variables can be in registers. This is the only difference to `blocksRolled`, which is
 * three times as fast. */
export function blocksInArray(H: Int32Array, data: Uint8Array, at: number, end: number): void {
  const K = SHA256_K;
  const W = new Int32Array(64);
  const v = new Int32Array(8);
  for (; at < end; at += 64) {
    // Step 1.
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
    // Step 2.
    v.set(H);
    // Step 3.
    for (let t = 0; t < 64; t++) {
      const S1 = ((v[4] >>> 6) | (v[4] << 26)) ^ ((v[4] >>> 11) | (v[4] << 21)) ^ ((v[4] >>> 25) | (v[4] << 7));
      const T1 = v[7] + S1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + K[t] + W[t];
      const S0 = ((v[0] >>> 2) | (v[0] << 30)) ^ ((v[0] >>> 13) | (v[0] << 19)) ^ ((v[0] >>> 22) | (v[0] << 10));
      const T2 = S0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
      for (let j = 7; j > 0; j--) v[j] = v[j - 1];
      v[4] += T1;
      v[0] = T1 + T2;
    }
    // Step 4.
    for (let j = 0; j < 8; j++) H[j] += v[j];
  }
}
