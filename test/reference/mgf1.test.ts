import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mgf1, sha1, sha256 } from '../../src/hash/index.ts';
import { mgf1Steps, resultOf } from '../../src/reference/index.ts';

describe('properties', () => {
  it.each([sha1, sha256])('equals the fast one with $name', (hash) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(200), (seed, length) => {
        expect(resultOf(mgf1Steps(hash, seed, length))).toEqual(mgf1(hash, seed, length));
      }),
    );
  });
});
