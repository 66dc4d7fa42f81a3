/** SHA-256's block function, alone, so that a faster one can take its place. Its twin in `spec/` is the readable one. */

/** FIPS 180-4 §4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
// biome-ignore format: eight to a line, as the standard prints them
const SHA256_K = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

/** The message schedule. Shared by all calls: each block writes it whole before it reads it, and nobody else runs meanwhile. */
const W = new Int32Array(64);

/** Takes the whole blocks of `data[at..end)` into the hash value `H`, eight words (FIPS 180-4 §6.2.2).
 * Timing: no branch and no index depends on the data. */
export function sha256Blocks(H: Int32Array, data: Uint8Array, at: number, end: number): void {
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
      const T1 = (h + S1 + (g ^ (e & (f ^ g))) + SHA256_K[t] + W[t]) | 0;
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
