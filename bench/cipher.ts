import { deepStrictEqual } from 'node:assert';
import { type CipherGCMTypes, createCipheriv, createDecipheriv } from 'node:crypto';
import { aes, cbcDecrypt, cbcEncrypt, gcm } from '../src/cipher/index.ts';
import { seededRandom } from '../src/hash/index.ts';
import type { BenchRow } from './rows.ts';

const SIZES = { '64 B': 64, '1 KiB': 2 ** 10, '16 KiB': 2 ** 14 };
const KEY_BITS = [128, 256];
// Random octets, not zeros: with zeros few lines of a table are ever read, and tables look better than they are.
const random = seededRandom('bench/cipher');
const iv = random.bytes(16);
const nonce = random.bytes(12);
const additionalData = random.bytes(13); // As long as a TLS 1.2 record's.

/** Our row and node:crypto's, each checked by the other. */
function pair(name: string, ours: () => Uint8Array, theirs: () => Uint8Array): BenchRow[] {
  const check = (): void => deepStrictEqual(new Uint8Array(ours()), new Uint8Array(theirs()));
  return [
    { row: name, implementation: 'vitrine', run: ours, check },
    { row: name, implementation: 'node:crypto', run: theirs, check },
  ];
}

function cbcRows(bits: number, size: string, length: number): BenchRow[] {
  const key = random.bytes(bits / 8);
  const cipher = aes(key);
  const plaintext = random.bytes(length);
  const ciphertext = cbcEncrypt(cipher, iv, plaintext);
  const native = (create: typeof createCipheriv | typeof createDecipheriv, text: Uint8Array) => (): Uint8Array =>
    create(`aes-${bits}-cbc`, key, iv).setAutoPadding(false).update(text);
  return [
    ...pair(
      `cbc encrypt/aes-${bits}/${size}`,
      () => cbcEncrypt(cipher, iv, plaintext),
      native(createCipheriv, plaintext),
    ),
    ...pair(
      `cbc decrypt/aes-${bits}/${size}`,
      () => cbcDecrypt(cipher, iv, ciphertext),
      native(createDecipheriv, ciphertext),
    ),
  ];
}

function gcmRows(bits: number, size: string, length: number): BenchRow[] {
  const key = random.bytes(bits / 8);
  const aead = gcm(aes(key));
  const plaintext = random.bytes(length);
  const sealed = aead.seal(nonce, plaintext, additionalData);
  const name = `aes-${bits}-gcm` as CipherGCMTypes;
  const nativeSeal = (): Uint8Array => {
    const cipher = createCipheriv(name, key, nonce).setAAD(additionalData);
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  };
  const nativeOpen = (): Uint8Array => {
    const decipher = createDecipheriv(name, key, nonce).setAAD(additionalData).setAuthTag(sealed.subarray(length));
    return Buffer.concat([decipher.update(sealed.subarray(0, length)), decipher.final()]);
  };
  return [
    ...pair(`gcm seal/aes-${bits}/${size}`, () => aead.seal(nonce, plaintext, additionalData), nativeSeal),
    ...pair(`gcm open/aes-${bits}/${size}`, () => aead.open(nonce, sealed, additionalData), nativeOpen),
  ];
}

function keyRows(bits: number): BenchRow[] {
  const key = random.bytes(bits / 8);
  const zeros = new Uint8Array(16);
  const ours = (): Uint8Array => cbcEncrypt(aes(key), zeros, zeros);
  const theirs = (): Uint8Array => createCipheriv(`aes-${bits}-ecb`, key, null).update(zeros);
  return [
    ...pair(`key and one block/aes-${bits}/16 B`, ours, theirs),
    ...pair(
      `gcm key and tag/aes-${bits}/0 B`,
      () => gcm(aes(key)).seal(nonce, new Uint8Array(0), new Uint8Array(0)),
      () => {
        const cipher = createCipheriv(`aes-${bits}-gcm` as CipherGCMTypes, key, nonce);
        cipher.final();
        return cipher.getAuthTag();
      },
    ),
  ];
}

export const rows: BenchRow[] = KEY_BITS.flatMap((bits) => [
  ...keyRows(bits),
  ...Object.entries(SIZES).flatMap(([size, length]) => [
    ...cbcRows(bits, size, length),
    ...gcmRows(bits, size, length),
  ]),
]);
