/** RC2 (RFC 2268), decryption in CBC mode only: old PKCS #12 files encrypt their certificates with it, under a 40-bit key. */
import { type Bytes, hexToBytes, UsageError } from '../../bytes/index.ts';
import { CipherError } from '../../cipher/index.ts';

/** §2: a permutation of the bytes, made of the digits of π. */
const PITABLE = hexToBytes(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32' +
    'bd8f40eb86b77b0bf09521225c6b4e8254d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed708e8eade8052eef784aa72ac354d6a2a' +
    '961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2e' +
    'c5f3db47e5a59c770aa62068fe7fc1ad',
);

/** §3: left rotation of each word, in bits. */
const SHIFTS = [1, 2, 3, 5] as const;

/** §2: 64 words from a key of `key.length` bytes, of which `effectiveBits` count. */
function expandKey(key: Uint8Array, effectiveBits: number): Uint16Array {
  const T = key.length;
  const T8 = Math.ceil(effectiveBits / 8);
  const TM = 255 >> (8 * T8 - effectiveBits);
  const L = new Uint8Array(128);
  L.set(key);
  for (let i = T; i < 128; i++) L[i] = PITABLE[(L[i - 1] + L[i - T]) & 255];
  L[128 - T8] = PITABLE[L[128 - T8] & TM];
  for (let i = 127 - T8; i >= 0; i--) L[i] = PITABLE[L[i + 1] ^ L[i + T8]];
  return Uint16Array.from({ length: 64 }, (_, i) => L[2 * i] + 256 * L[2 * i + 1]);
}

/** §4.2: an r-mixing round, with K[j], K[j − 1], K[j − 2], K[j − 3]. */
function mixBack(R: Uint16Array, K: Uint16Array, j: number): void {
  for (let i = 3; i >= 0; i--) {
    const turned = (R[i] >>> SHIFTS[i]) | (R[i] << (16 - SHIFTS[i]));
    const [before, second, third] = [R[(i + 3) & 3], R[(i + 2) & 3], R[(i + 1) & 3]];
    R[i] = turned - K[j - 3 + i] - (before & second) - (~before & third);
  }
}

/** §4.3: an r-mashing round. */
function mashBack(R: Uint16Array, K: Uint16Array): void {
  for (let i = 3; i >= 0; i--) R[i] -= K[R[(i + 3) & 3] & 63];
}

/** §4.1, backwards: five mixing rounds, a mashing one, six, one, and five. */
function decryptBlock(R: Uint16Array, K: Uint16Array): void {
  for (let round = 15; round >= 0; round--) {
    mixBack(R, K, 4 * round + 3);
    if (round === 11 || round === 5) mashBack(R, K);
  }
}

/** RC2-CBC decryption. Does not remove the padding.
 * @param key - 1 to 128 bytes. Secret. @param effectiveBits - the standard's T1, 1 to 1024. @param iv - eight bytes.
 * @throws UsageError `out-of-range`; CipherError `partial-block`.
 * Timing: reads tables at secret indices. */
export function rc2CbcDecrypt(key: Uint8Array, effectiveBits: number, iv: Uint8Array, ciphertext: Uint8Array): Bytes {
  if (key.length < 1 || key.length > 128) throw new UsageError('out-of-range', 'key', 'must have 1 to 128 bytes');
  if (iv.length !== 8) throw new UsageError('out-of-range', 'iv', `must have 8 bytes, got ${iv.length}`);
  if (ciphertext.length % 8 !== 0) throw new CipherError('partial-block', 'SP 800-38A §5.2');
  const K = expandKey(key, effectiveBits);
  const plaintext = new Uint8Array(ciphertext);
  const view = new DataView(plaintext.buffer);
  const R = new Uint16Array(4);
  let previous = iv;
  for (let at = 0; at < plaintext.length; at += 8) {
    for (let i = 0; i < 4; i++) R[i] = view.getUint16(at + 2 * i, true);
    decryptBlock(R, K);
    for (let i = 0; i < 4; i++) view.setUint16(at + 2 * i, R[i], true);
    for (let i = 0; i < 8; i++) plaintext[at + i] ^= previous[i];
    previous = ciphertext.subarray(at, at + 8);
  }
  return plaintext;
}
