/** SHA-1's block function, alone. It is a loop: nothing that is hashed with SHA-1 is long. */

/** The message schedule. Shared by all calls: each block writes it whole before it reads it, and nobody else runs meanwhile. */
const W = new Int32Array(80);

/** Takes the whole blocks of `data[at..end)` into the hash value `H`, five words (FIPS 180-4 §6.1.2).
 * Timing: no branch and no index depends on the data. */
export function sha1Blocks(H: Int32Array, data: DataView, at: number, end: number): void {
  for (; at < end; at += 64) {
    // FIPS 180-4 §6.1.2 step 1: the message schedule.
    for (let t = 0; t < 16; t++) W[t] = data.getInt32(at + 4 * t);
    for (let t = 16; t < 80; t++) {
      const x = W[t - 3] ^ W[t - 8] ^ W[t - 14] ^ W[t - 16];
      W[t] = (x << 1) | (x >>> 31);
    }
    // Step 2: the working variables.
    let a = H[0];
    let b = H[1];
    let c = H[2];
    let d = H[3];
    let e = H[4];
    // Step 3: eighty rounds, whose function and constant change every twenty (§4.1.1, §4.2.1).
    for (let t = 0; t < 80; t++) {
      let fK: number;
      if (t < 20) fK = ((d ^ (b & (c ^ d))) + 0x5a827999) | 0;
      else if (t < 40) fK = ((b ^ c ^ d) + 0x6ed9eba1) | 0;
      else if (t < 60) fK = (((b & c) | (d & (b | c))) + 0x8f1bbcdc) | 0;
      else fK = ((b ^ c ^ d) + 0xca62c1d6) | 0;
      const T = (((a << 5) | (a >>> 27)) + fK + e + W[t]) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = T;
    }
    // Step 4: the intermediate hash value.
    H[0] += a;
    H[1] += b;
    H[2] += c;
    H[3] += d;
    H[4] += e;
  }
}
