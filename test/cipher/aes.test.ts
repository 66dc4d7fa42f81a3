import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { aes, aesBitsliced } from '../../src/cipher/index.ts';
import vectors from '../../vectors/aes.json' with { type: 'json' };
import { runsOf } from '../property-runs.ts';
import { viewOf } from '../view.ts';

const key = fc.constantFrom(16, 24, 32).chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
const block = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe.each([aes, aesBitsliced])('%o', (aes) => {
  function encrypt(key: Uint8Array, block: Uint8Array): Uint8Array {
    const output = new Uint8Array(16);
    aes(key).encryptBlock(block, 0, output, 0);
    return output;
  }

  describe('vectors', () => {
    it('agrees with OpenSSL, both ways', () => {
      expect(vectors.cases.length).toBe(3);
      for (const { key, block, encrypted } of vectors.cases) {
        const output = encrypt(hexToBytes(key), hexToBytes(block));
        expect(bytesToHex(output)).toBe(encrypted);
        aes(hexToBytes(key)).decryptBlock(output, 0, output, 0);
        expect(bytesToHex(output)).toBe(block);
      }
    });

    it.each([
      [16, '69c4e0d86a7b0430d8cdb78070b4c55a'],
      [24, 'dda97ca4864cdfe06eaf70a0ec0d7191'],
      [32, '8ea2b7ca516745bfeafc49904b496089'],
    ])('has the ciphertext of FIPS 197 appendix C for a key of %i bytes', (length, expected) => {
      const key = Uint8Array.from({ length }, (_, i) => i);
      expect(bytesToHex(encrypt(key, hexToBytes('00112233445566778899aabbccddeeff')))).toBe(expected);
    });
  });

  describe('properties', () => {
    it('agrees with node:crypto, and decrypts what it encrypts', () => {
      fc.assert(
        fc.property(key, block, (key, block) => {
          const output = encrypt(key, block);
          const ecb = createCipheriv(`aes-${8 * key.length}-ecb`, key, null).setAutoPadding(false);
          expect(bytesToHex(output)).toBe(ecb.update(block, undefined, 'hex'));
          aes(key).decryptBlock(output, 0, output, 0);
          expect(output).toEqual(block);
        }),
      );
    });

    it('works at an offset, and touches nothing around it', () => {
      fc.assert(
        fc.property(key, block, fc.nat(5), fc.nat(5), (key, block, i, o) => {
          const input = new Uint8Array(i + 16 + 3);
          input.set(block, i);
          const output = new Uint8Array(o + 16 + 3).fill(0xee);
          aes(key).encryptBlock(input, i, output, o);
          expect(output.slice(o, o + 16)).toEqual(encrypt(key, block));
          expect(new Set([...output.slice(0, o), ...output.slice(o + 16)])).toEqual(new Set([0xee]));
        }),
      );
    });

    it('keeps no hold on the key it was given', () => {
      fc.assert(
        fc.property(key, block, (key, block) => {
          const expected = encrypt(key, block);
          const cipher = aes(key);
          key.fill(0);
          const output = new Uint8Array(16);
          cipher.encryptBlock(block, 0, output, 0);
          expect(output).toEqual(expected);
        }),
      );
    });

    it('counts as encrypting counter by counter does, over every end of 256 and of 2^32', () => {
      const low = fc.oneof(fc.nat(0xffffffff), fc.constantFrom(0, 0xfe, 0xff, 0xffff, 0xfffffffe, 0xffffffff));
      fc.assert(
        fc.property(key, block, low, fc.nat(600), (key, counter, count, blocks) => {
          viewOf(counter).setUint32(12, count);
          const copy = counter.slice();
          const data = Uint8Array.from({ length: 16 * blocks }, (_, i) => i % 251);
          aes(key).xorCounters(viewOf(counter), viewOf(data), 0, data.length);
          expect(counter).toEqual(copy);
          for (const j of new Set([0, 1, 255 - (count & 0xff), 256 - (count & 0xff), blocks - 1])) {
            if (j < 0 || j >= blocks) continue;
            viewOf(copy).setUint32(12, (count + 1 + j) >>> 0);
            const expected = encrypt(key, copy).map((byte, i) => byte ^ ((16 * j + i) % 251));
            expect(data.slice(16 * j, 16 * j + 16)).toEqual(expected);
          }
        }),
        runsOf(0.5),
      );
    });

    it('counts as node:crypto does', () => {
      fc.assert(
        fc.property(key, fc.uint8Array({ minLength: 12, maxLength: 12 }), fc.nat(600), (key, nonce, blocks) => {
          const data = new Uint8Array(16 * blocks);
          const counter = new Uint8Array(16);
          counter.set(nonce);
          aes(key).xorCounters(viewOf(counter), viewOf(data), 0, data.length);
          const first = counter.slice();
          first[15] = 1;
          const ctr = createCipheriv(`aes-${8 * key.length}-ctr`, key, first);
          expect(bytesToHex(data)).toBe(ctr.update(new Uint8Array(16 * blocks), undefined, 'hex'));
        }),
        runsOf(0.5),
      );
    });
  });

  describe('misuse', () => {
    it.each([0, 15, 17, 20, 31, 33, 64])('refuses a key of %i bytes', (length) => {
      expect(() => aes(new Uint8Array(length))).toThrow(expect.objectContaining({ code: 'out-of-range' }));
    });

    it.each(['0123456789abcdef', null, new Uint16Array(16)])('refuses a key that is no bytes: %s', (key) => {
      expect(() => aes(key as never)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
    });
  });
});
