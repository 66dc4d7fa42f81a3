import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../../src/bytes/index.ts';
import { aes, cbcEncrypt } from '../../../src/cipher/index.ts';
import { AES_VARIANTS, cipherSteps, keyExpansionSteps, resultOf } from '../../../src/reference/index.ts';
import { runsOf } from '../../property-runs.ts';

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const key = fc.constantFrom(16, 24, 32).chain(bytes);
const blocks = fc.integer({ min: 0, max: 4 }).chain((count) => bytes(16 * count));

describe('vectors', () => {
  it.each(AES_VARIANTS)('$name: the examples of FIPS 197 appendix C, both ways', ({ run }) => {
    const plaintext = hexToBytes('00112233445566778899aabbccddeeff');
    for (const [length, ciphertext] of [
      [16, '69c4e0d86a7b0430d8cdb78070b4c55a'],
      [24, 'dda97ca4864cdfe06eaf70a0ec0d7191'],
      [32, '8ea2b7ca516745bfeafc49904b496089'],
    ] as const) {
      const { encrypt, decrypt } = run(Uint8Array.from({ length }, (_, i) => i));
      expect(bytesToHex(encrypt(plaintext))).toBe(ciphertext);
      expect(decrypt(hexToBytes(ciphertext))).toEqual(plaintext);
    }
  });
});

describe('properties', () => {
  it('each equals the reference and the engine, both ways', () => {
    fc.assert(
      fc.property(key, bytes(16), (key, block) => {
        const expected = resultOf(cipherSteps(resultOf(keyExpansionSteps(key)), block));
        // The first block of CBC with an IV of zeros is the cipher alone.
        expect(cbcEncrypt(aes(key), new Uint8Array(16), block)).toEqual(expected);
        for (const { name, run } of AES_VARIANTS) {
          expect(run(key).encrypt(block), name).toEqual(expected);
          expect(run(key).decrypt(expected), name).toEqual(block);
        }
      }),
      runsOf(0.3),
    );
  });

  it('each equals node:crypto, and leaves what it was given as it was', () => {
    fc.assert(
      fc.property(key, blocks, (key, plaintext) => {
        const native = createCipheriv(`aes-${8 * key.length}-ecb`, key, null).setAutoPadding(false);
        const expected = new Uint8Array(native.update(plaintext));
        const before = [bytesToHex(key), bytesToHex(plaintext)];
        for (const { name, run } of AES_VARIANTS) {
          const { encrypt, decrypt } = run(key);
          const ciphertext = encrypt(plaintext);
          expect(ciphertext, name).toEqual(expected);
          expect(decrypt(ciphertext), name).toEqual(plaintext);
          expect(ciphertext, name).toEqual(expected);
          expect([bytesToHex(key), bytesToHex(plaintext)], name).toEqual(before);
        }
      }),
      runsOf(0.3),
    );
  });
});

describe('the table', () => {
  it('calls each by another name', () => {
    expect(new Set(AES_VARIANTS.map(({ name }) => name)).size).toBe(AES_VARIANTS.length);
  });
});
