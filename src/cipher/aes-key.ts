/** AES's key schedule, shared by both implementations. */
import { assertBytes, UsageError } from '../bytes/index.ts';

/** Bytes of a block. */
export const BLOCK = 16;

/** KeyExpansion (FIPS 197 §5.2): Nk words of key become 4·(Nr + 1), where Nr = Nk + 6.
 * @param key - 16, 24 or 32 bytes. @param subWord - SubWord (§5.2): SubBytes of four bytes.
 * @throws UsageError `out-of-range` on any other length.
 * Timing: as that of `subWord`. */
export function aesKeySchedule(key: Uint8Array, subWord: (word: number) => number): Int32Array {
  assertBytes(key, 'key');
  if (key.length !== 16 && key.length !== 24 && key.length !== 32) {
    throw new UsageError('out-of-range', 'key', `must have 16, 24 or 32 bytes, got ${key.length}`);
  }
  const Nk = key.length / 4;
  const w = new Int32Array(4 * (Nk + 7));
  for (let i = 0; i < Nk; i++) {
    w[i] = (key[4 * i] << 24) | (key[4 * i + 1] << 16) | (key[4 * i + 2] << 8) | key[4 * i + 3];
  }
  let rcon = 1; // x^(i/Nk - 1) in GF(2^8); public
  for (let i = Nk; i < w.length; i++) {
    let temp = w[i - 1];
    if (i % Nk === 0) {
      temp = subWord((temp << 8) | (temp >>> 24)) ^ (rcon << 24); // RotWord, SubWord, Rcon
      rcon = (rcon << 1) ^ (rcon & 0x80 ? 0x11b : 0);
    } else if (Nk === 8 && i % Nk === 4) {
      temp = subWord(temp);
    }
    w[i] = w[i - Nk] ^ temp;
  }
  return w;
}
