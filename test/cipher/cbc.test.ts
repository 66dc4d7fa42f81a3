import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import {
  aes,
  aesBitsliced,
  CipherError,
  cbcDecrypt,
  cbcEncrypt,
  padPkcs7,
  unpadPkcs7,
} from '../../src/cipher/index.ts';
import vectors from '../../vectors/cbc.json' with { type: 'json' };

const key = fc.constantFrom(16, 24, 32).chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
const iv = fc.uint8Array({ minLength: 16, maxLength: 16 });
/** Also on both sides of a batch of 32 blocks. */
const blocks = fc.oneof(fc.nat(8), fc.nat(70)).chain((n) => fc.uint8Array({ minLength: 16 * n, maxLength: 16 * n }));

describe.each([aes, aesBitsliced])('vectors: %o', (aes) => {
  it('agrees with OpenSSL, both ways', () => {
    expect(vectors.cases.length).toBe(24);
    for (const { key, iv, message, ciphertext } of vectors.cases) {
      const cipher = aes(hexToBytes(key));
      expect(bytesToHex(cbcEncrypt(cipher, hexToBytes(iv), padPkcs7(hexToBytes(message), 16)))).toBe(ciphertext);
      expect(bytesToHex(unpadPkcs7(cbcDecrypt(cipher, hexToBytes(iv), hexToBytes(ciphertext)), 16))).toBe(message);
    }
  });
});

describe.each([aes, aesBitsliced])('properties: %o', (aes) => {
  it('agrees with node:crypto, decrypts what it encrypts, and leaves its arguments alone', () => {
    fc.assert(
      fc.property(key, iv, blocks, (key, iv, plaintext) => {
        const copies = [iv.slice(), plaintext.slice()];
        const node = createCipheriv(`aes-${8 * key.length}-cbc`, key, iv).setAutoPadding(false);
        const ciphertext = cbcEncrypt(aes(key), iv, plaintext);
        expect(bytesToHex(ciphertext)).toBe(node.update(plaintext, undefined, 'hex'));
        expect(cbcDecrypt(aes(key), iv, ciphertext)).toEqual(plaintext);
        expect([iv, plaintext]).toEqual(copies);
      }),
    );
  });

  it('takes a Buffer as well as any other array of bytes', () => {
    fc.assert(
      fc.property(key, iv, blocks, (key, iv, plaintext) => {
        const ciphertext = cbcEncrypt(aes(Buffer.from(key)), Buffer.from(iv), Buffer.from(plaintext));
        expect(ciphertext).toEqual(cbcEncrypt(aes(key), iv, plaintext));
        expect(cbcDecrypt(aes(key), Buffer.from(iv), Buffer.from(ciphertext))).toEqual(plaintext);
      }),
    );
  });
});

describe('misuse', () => {
  const cipher = aes(new Uint8Array(16));

  it('refuses an IV that is no block', () => {
    const outOfRange = expect.objectContaining({ code: 'out-of-range', argument: 'iv' });
    for (const length of [0, 12, 15, 17, 32]) {
      expect(() => cbcEncrypt(cipher, new Uint8Array(length), new Uint8Array(16))).toThrow(outOfRange);
      expect(() => cbcDecrypt(cipher, new Uint8Array(length), new Uint8Array(16))).toThrow(outOfRange);
    }
  });

  it('refuses what is no whole number of blocks: the caller of encryption, the ciphertext of decryption', () => {
    for (const length of [1, 15, 17, 31]) {
      const part = new Uint8Array(length);
      expect(() => cbcEncrypt(cipher, new Uint8Array(16), part)).toThrow(
        expect.objectContaining({ code: 'out-of-range', argument: 'plaintext' }),
      );
      const decrypt = () => cbcDecrypt(cipher, new Uint8Array(16), part);
      expect(decrypt).toThrow(CipherError);
      expect(decrypt).toThrow(expect.objectContaining({ code: 'partial-block' }));
    }
  });

  it('refuses what is no bytes', () => {
    const wrongType = expect.objectContaining({ code: 'wrong-type' });
    expect(() => cbcEncrypt(cipher, 'iv' as never, new Uint8Array(16))).toThrow(wrongType);
    expect(() => cbcEncrypt(cipher, new Uint8Array(16), 'text' as never)).toThrow(wrongType);
    expect(() => cbcDecrypt(cipher, new Uint8Array(16), null as never)).toThrow(wrongType);
  });
});
