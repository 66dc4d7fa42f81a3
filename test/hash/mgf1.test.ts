import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../src/bytes/index.ts';
import { mgf1, sha1, sha256, sha512 } from '../../src/hash/index.ts';

describe('vectors', () => {
  it('has the masks of the examples at en.wikipedia.org/wiki/Mask_generation_function', () => {
    expect(bytesToHex(mgf1(sha1, utf8ToBytes('foo'), 3))).toBe('1ac907');
    expect(bytesToHex(mgf1(sha1, utf8ToBytes('bar'), 5))).toBe('bc0c655e01');
    expect(bytesToHex(mgf1(sha256, utf8ToBytes('bar'), 50))).toBe(
      '382576a7841021cc28fc4c0948753fb8312090cea942ea4c4e735d10dc724b155f9f6069f289d61daca0cb814502ef04eae1',
    );
  });
});

describe('properties', () => {
  it.each([sha1, sha256, sha512])('with $name is the digests of seed and counter, joined and cut', (hash) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 150 }), fc.nat(300), (seed, length) => {
        const digests = Array.from({ length: Math.ceil(length / hash.outputLength) }, (_, i) =>
          createHash(hash.name)
            .update(seed)
            .update(Uint8Array.of(0, 0, 0, i))
            .digest(),
        );
        expect(bytesToHex(mgf1(hash, seed, length))).toBe(Buffer.concat(digests).subarray(0, length).toString('hex'));
      }),
    );
  });
});

describe('misuse', () => {
  it('refuses wrong types and lengths', () => {
    const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument });
    expect(() => mgf1(sha1, 'seed' as never, 1)).toThrow(refusal('wrong-type', 'seed'));
    expect(() => mgf1(sha1, new Uint8Array(), 2 ** 20 + 1)).toThrow(refusal('out-of-range', 'length'));
    expect(() => mgf1('sha1' as never, new Uint8Array(), 1)).toThrow(refusal('wrong-type', 'hash'));
  });
});
