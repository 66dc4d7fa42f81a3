/** R2: jsrsasign CVE-2020-14967 and CVE-2020-14968: a signature or ciphertext with zeros before it, or with n added, is another byte
 * string with the same residue. Ours must have the modulus' length and be below it. */
import { describe, expect, it } from 'vitest';
import { concat, i2osp, os2ip, systemRandom } from '../../src/bytes/index.ts';
import { sha256 } from '../../src/hash/index.ts';
import {
  decryptOaep,
  decryptPkcs1,
  decryptPkcs1OrFallback,
  encryptOaep,
  encryptPkcs1,
  modulusLength,
  type RsaPrivateKey,
  signPkcs1,
  signPss,
  verifyPkcs1,
  verifyPss,
} from '../../src/rsa/index.ts';
import { codeOf, message, opensslKey } from '../fixtures/rsa-vectors.ts';

/** Other byte strings with the same residue as this one: padded, cut where it starts with zero, and with n added where that fits. */
function aliases(key: RsaPrivateKey, bytes: Uint8Array): Uint8Array[] {
  const k = modulusLength(key);
  const zero = new Uint8Array(1);
  const found: Uint8Array[] = [concat(zero, bytes), concat(zero, zero, bytes)];
  if (bytes[0] === 0) found.push(bytes.subarray(1));
  for (let sum = os2ip(bytes) + key.modulus; sum < 1n << BigInt(8 * k); sum += key.modulus) found.push(i2osp(sum, k));
  return found;
}

/** 1025 bits leave room for n to be added up to 127 times, and every value starts with seven zero bits. */
const keys = [1023, 1024, 1025].map((bits) => opensslKey(bits));

describe('R2', () => {
  it('verifies a signature in its one form only', () => {
    for (const key of keys) {
      const signature = signPkcs1(sha256, key, message, systemRandom);
      expect(verifyPkcs1(sha256, key, message, signature)).toBe(true);
      for (const alias of aliases(key, signature)) expect(verifyPkcs1(sha256, key, message, alias)).toBe(false);
      for (const length of [0, 1, signature.length - 1]) {
        expect(verifyPkcs1(sha256, key, message, signature.subarray(0, length))).toBe(false);
      }
    }
  });

  it('decrypts a ciphertext in its one form only, and lets TLS not tell', () => {
    const fallback = new Uint8Array(message.length).fill(7);
    for (const key of keys) {
      const ciphertext = encryptPkcs1(key, message, systemRandom);
      expect(decryptPkcs1(key, ciphertext, systemRandom)).toEqual(message);
      for (const alias of [...aliases(key, ciphertext), ciphertext.subarray(1), new Uint8Array(0)]) {
        expect(codeOf(() => decryptPkcs1(key, alias, systemRandom))).toBe('ciphertext');
        expect(decryptPkcs1OrFallback(key, alias, fallback, systemRandom)).toEqual(fallback);
      }
    }
  });

  it('does so for PSS and OAEP', () => {
    const pss = { hash: sha256, mgfHash: sha256, saltLength: 32 };
    const oaep = { hash: sha256, mgfHash: sha256, label: new Uint8Array(0) };
    for (const key of keys) {
      const signature = signPss(pss, key, message, systemRandom);
      expect(verifyPss(pss, key, message, signature)).toBe(true);
      for (const alias of aliases(key, signature)) expect(verifyPss(pss, key, message, alias)).toBe(false);
      const ciphertext = encryptOaep(oaep, key, message, systemRandom);
      expect(decryptOaep(oaep, key, ciphertext, systemRandom)).toEqual(message);
      for (const alias of [...aliases(key, ciphertext), ciphertext.subarray(1), new Uint8Array(0)]) {
        expect(codeOf(() => decryptOaep(oaep, key, alias, systemRandom))).toBe('decryption');
      }
    }
  });

  it('has aliases to refuse, leading zeros among them', () => {
    const key = opensslKey(1025);
    const bytes = i2osp(5n, modulusLength(key));
    expect(aliases(key, bytes).length).toBeGreaterThan(60);
  });
});
