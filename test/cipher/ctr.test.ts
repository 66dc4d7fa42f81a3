import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/bytes/index.ts';
import { aes, aesBitsliced, ctr } from '../../src/cipher/index.ts';
import vectors from '../../vectors/ctr.json' with { type: 'json' };

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const key = fc.constantFrom(16, 24, 32).chain(bytes);
/** Counters, some of which carry out of one of their words within a few blocks. */
const counter = fc.tuple(bytes(16), fc.constantFrom(0, 4, 8, 12, 16), fc.nat(70)).map(([block, from, below]) => {
  block.fill(0xff, from);
  if (from < 16) block[15] -= below;
  return block;
});

describe.each([aes, aesBitsliced])('%o', (aes) => {
  describe('vectors', () => {
    it('agrees with OpenSSL', () => {
      expect(vectors.cases.length).toBe(15);
      for (const { key, counter, text, result } of vectors.cases) {
        expect(bytesToHex(ctr(aes(hexToBytes(key)), hexToBytes(counter), hexToBytes(text)))).toBe(result);
      }
    });

    it('has the ciphertext of SP 800-38A appendix F.5.1', () => {
      const cipher = aes(hexToBytes('2b7e151628aed2a6abf7158809cf4f3c'));
      const text = hexToBytes('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51');
      expect(bytesToHex(ctr(cipher, hexToBytes('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff'), text))).toBe(
        '874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff',
      );
    });
  });

  it('agrees with node:crypto, over every carry, and leaves its arguments alone', () => {
    fc.assert(
      fc.property(key, counter, fc.uint8Array({ maxLength: 1500, size: 'max' }), (key, counter, text) => {
        const copies = [counter.slice(), text.slice()];
        const node = createCipheriv(`aes-${8 * key.length}-ctr`, key, counter);
        const result = ctr(aes(key), counter, text);
        expect(bytesToHex(result)).toBe(node.update(text, undefined, 'hex'));
        expect([counter, text]).toEqual(copies);
      }),
    );
  });
});

describe('misuse', () => {
  const cipher = aes(new Uint8Array(16));

  it('refuses another counter, another block, and what is no bytes', () => {
    const refused = (argument: string) => expect.objectContaining({ code: 'out-of-range', argument });
    for (const length of [0, 8, 12, 15, 17]) {
      expect(() => ctr(cipher, new Uint8Array(length), new Uint8Array(1))).toThrow(refused('counter'));
    }
    expect(() => ctr({ ...cipher, blockLength: 8 }, new Uint8Array(16), new Uint8Array(1))).toThrow(refused('cipher'));
    const wrongType = expect.objectContaining({ code: 'wrong-type' });
    expect(() => ctr(cipher, 'counter' as never, new Uint8Array(1))).toThrow(wrongType);
    expect(() => ctr(cipher, new Uint8Array(16), 'text' as never)).toThrow(wrongType);
  });
});
