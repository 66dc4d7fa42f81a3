import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/bytes/index.ts';
import { sha256 } from '../../../src/hash/index.ts';
import { resultOf, SHA256_VARIANTS, sha256Steps } from '../../../src/reference/index.ts';
import { runsOf } from '../../property-runs.ts';

const text = new TextEncoder();

describe('vectors', () => {
  it.each(SHA256_VARIANTS)('$name: the examples of FIPS 180-4, of one block and of two', ({ run }) => {
    expect(bytesToHex(run(text.encode('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(bytesToHex(run(text.encode('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')))).toBe(
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    );
  });
});

describe('properties', () => {
  it('each equals the reference, the engine and node:crypto, at every length up to three blocks', () => {
    const bytes = fc.sample(fc.uint8Array({ minLength: 192, maxLength: 192 }), { numRuns: 1, seed: 5 })[0];
    for (let length = 0; length <= 192; length++) {
      const message = bytes.subarray(192 - length);
      const expected = new Uint8Array(createHash('sha256').update(message).digest());
      expect(sha256.digest(message)).toEqual(expected);
      for (const { name, run } of SHA256_VARIANTS) expect(run(message), `${name}, ${length}`).toEqual(expected);
    }
  });

  it('each equals the reference, the engine and node:crypto', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1000 }), (message) => {
        const expected = new Uint8Array(createHash('sha256').update(message).digest());
        expect(resultOf(sha256Steps(message))).toEqual(expected);
        expect(sha256.digest(message)).toEqual(expected);
        for (const { name, run } of SHA256_VARIANTS) expect(run(message), name).toEqual(expected);
      }),
      runsOf(0.5),
    );
  });

  it('each leaves the message as it was, and hands out a fresh array', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (message) => {
        const before = bytesToHex(message);
        for (const { name, run } of SHA256_VARIANTS) {
          const digest = run(message);
          const kept = bytesToHex(digest);
          run(new Uint8Array(digest));
          expect([bytesToHex(message), bytesToHex(digest)], name).toEqual([before, kept]);
        }
      }),
      runsOf(0.1),
    );
  });
});

describe('the table', () => {
  it('calls each by another name', () => {
    expect(new Set(SHA256_VARIANTS.map(({ name }) => name)).size).toBe(SHA256_VARIANTS.length);
  });
});
