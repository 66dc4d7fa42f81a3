/** The tables of the variants of AES, computed from its definition, and the key schedule by them. */

/** Multiplication by x in GF(2^8), modulo x^8 + x^4 + x^3 + x + 1 (FIPS 197 §4.2). Timing: no branch depends on `a`. */
export const xtime = (a: number): number => ((a << 1) ^ (-(a >> 7) & 0x11b)) & 0xff;

/** SBOX and INVSBOX (§5.1.1, §5.3.2). */
export const S_BOX = new Uint8Array(256);
export const INVERSE_S_BOX = new Uint8Array(256);

// All elements but zero are powers of 3, and the inverse of 3^i is 3^(255 − i): one loop visits every pair.
const POWERS = [1];
for (let i = 1; i < 255; i++) POWERS.push(POWERS[i - 1] ^ xtime(POWERS[i - 1]));
for (let a = 0; a < 256; a++) {
  const b = a === 0 ? 0 : POWERS[(255 - POWERS.indexOf(a)) % 255];
  // The affine map b'_i = b_i + b_(i+4) + b_(i+5) + b_(i+6) + b_(i+7) + c_i, as five rotations at once.
  const twice = b * 0x101;
  S_BOX[a] = b ^ (twice >> 7) ^ (twice >> 6) ^ (twice >> 5) ^ (twice >> 4) ^ 0x63;
  INVERSE_S_BOX[S_BOX[a]] = a;
}

/** SubBytes and MixColumns of one byte in row 0, as the column that it adds, row 0 in the highest byte (AES Proposal, §5.2.1); and the
 * same of the inverses. The columns of the other rows are rotations of it by whole bytes. */
export const ROUND_TABLE = Int32Array.from(S_BOX, (s) => (xtime(s) << 24) | (s << 16) | (s << 8) | (xtime(s) ^ s));
export const INVERSE_ROUND_TABLE = Int32Array.from(INVERSE_S_BOX, inverseMixColumn);

/** 14·a, 9·a, 13·a and 11·a (§5.3.3), from 8·a, 4·a, 2·a and a. */
function inverseMixColumn(a: number): number {
  const a2 = xtime(a);
  const a4 = xtime(a2);
  const a8 = xtime(a4);
  return ((a8 ^ a4 ^ a2) << 24) | ((a8 ^ a) << 16) | ((a8 ^ a4 ^ a) << 8) | (a8 ^ a2 ^ a);
}

const subWord = (word: number): number =>
  (S_BOX[word >>> 24] << 24) |
  (S_BOX[(word >>> 16) & 0xff] << 16) |
  (S_BOX[(word >>> 8) & 0xff] << 8) |
  S_BOX[word & 0xff];

/** KEYEXPANSION (FIPS 197 §5.2), one word per column.
 * Cost: 4·(Nr + 1) words, of which each Nk-th, and each fourth between for long keys, takes four look-ups.
 * Timing: reads the S-box at secret indices. */
export function keySchedule(key: Uint8Array): Int32Array {
  const Nk = key.length / 4;
  const w = new Int32Array(4 * (Nk + 7));
  for (let i = 0; i < key.length; i++) w[i >> 2] |= key[i] << (24 - 8 * (i & 3));
  let rcon = 1;
  for (let i = Nk; i < w.length; i++) {
    let temp = w[i - 1];
    if (i % Nk === 0) {
      temp = subWord((temp << 8) | (temp >>> 24)) ^ (rcon << 24); // RotWord, SubWord, Rcon
      rcon = xtime(rcon);
    } else if (Nk > 6 && i % Nk === 4) {
      temp = subWord(temp);
    }
    w[i] = w[i - Nk] ^ temp;
  }
  return w;
}

/** KEYEXPANSIONEIC (FIPS 197 §5.3.5), for the inverse cipher in the cipher's own order of steps: the rounds in reverse, InvMixColumns
 * applied to all but the outer two. Timing: reads tables at secret indices. */
export function inverseKeySchedule(w: Int32Array): Int32Array {
  return w.map((_, i) => {
    const word = w[w.length - 4 - (i & ~3) + (i & 3)];
    if (i < 4 || i >= w.length - 4) return word;
    // INVERSE_ROUND_TABLE undoes SubBytes too, so SubBytes is applied first; InvMixColumns remains.
    let column = 0;
    for (let row = 3; row >= 0; row--) {
      column = ((column >>> 8) | (column << 24)) ^ INVERSE_ROUND_TABLE[S_BOX[(word >>> (24 - 8 * row)) & 0xff]];
    }
    return column;
  });
}
