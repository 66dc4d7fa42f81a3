/** MD5 (RFC 1321), which `hash/` does not offer: used only for signatures that must be refused. */
import type { Bytes } from '../bytes/index.ts';

/** Left rotations of each round (§3.4), four a round. */
const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
/** T[i] = floor(2^32 · |sin(i + 1)|) (§3.4). */
const T = Int32Array.from({ length: 64 }, (_, i) => Math.floor(2 ** 32 * Math.abs(Math.sin(i + 1))));

/** The digest of a message: 16 bytes. */
export function md5(message: Uint8Array): Bytes {
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]); // §3.3
  const padded = pad(message);
  for (let at = 0; at < padded.byteLength; at += 64) round(state, new DataView(padded.buffer, at, 64));
  const digest = new DataView(new ArrayBuffer(16));
  state.forEach((word, i) => {
    digest.setInt32(4 * i, word, true);
  });
  return new Uint8Array(digest.buffer);
}

/** §3.1 and §3.2: a one bit, zeros, and the length in bits, its lowest byte first. */
function pad(message: Uint8Array): Bytes {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(message.length) * 8n, true);
  return padded;
}

/** §3.4: one block of 16 words into the state. */
function round(state: Int32Array, X: DataView): void {
  let [a, b, c, d] = state;
  for (let i = 0; i < 64; i++) {
    const which = i >> 4;
    const F = [(b & c) | (~b & d), (b & d) | (c & ~d), b ^ c ^ d, c ^ (b | ~d)][which];
    const k = [i, 5 * i + 1, 3 * i + 5, 7 * i][which] & 15;
    const sum = (a + F + X.getInt32(4 * k, true) + T[i]) | 0;
    const s = SHIFTS[4 * which + (i & 3)];
    [a, d, c, b] = [d, c, b, (b + ((sum << s) | (sum >>> (32 - s)))) | 0];
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}
