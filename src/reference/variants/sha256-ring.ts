import { SHA256_K } from './sha256-constants.ts';

/** The last sixteen words of the schedule, a ring: W_t is `W[t & 15]`. */
const W = new Int32Array(16);

/** With a schedule of sixteen words, each computed in the round that uses it, in place of the one that is no longer needed. FIPS
 * 180-4 saves memory in this way for SHA-1 (§6.1.3); it works for SHA-256 too.
 * Cost: the operations of `blocksRolled`, and five `& 15`. Timing: no branch and no index depends on the data.
 * Lesson: it saves 192 bytes of memory, which mattered on the chips of 1995 and gains nothing with a 32 KiB cache. The indices and
 * the branch cost a tenth of the speed. */
export function blocksWithRing(H: Int32Array, data: Uint8Array, at: number, end: number): void {
  const K = SHA256_K;
  for (; at < end; at += 64) {
    for (let t = 0, i = at; t < 16; t++, i += 4) {
      W[t] = (data[i] << 24) | (data[i + 1] << 16) | (data[i + 2] << 8) | data[i + 3];
    }
    let a = H[0];
    let b = H[1];
    let c = H[2];
    let d = H[3];
    let e = H[4];
    let f = H[5];
    let g = H[6];
    let h = H[7];
    for (let t = 0; t < 64; t++) {
      if (t >= 16) {
        const x = W[(t - 2) & 15];
        const y = W[(t - 15) & 15];
        const s1 = ((x >>> 17) | (x << 15)) ^ ((x >>> 19) | (x << 13)) ^ (x >>> 10);
        const s0 = ((y >>> 7) | (y << 25)) ^ ((y >>> 18) | (y << 14)) ^ (y >>> 3);
        W[t & 15] += s1 + W[(t - 7) & 15] + s0;
      }
      const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const T1 = (h + S1 + (g ^ (e & (f ^ g))) + K[t] + W[t & 15]) | 0;
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
