import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex, toUtf8 } from '../../src/bytes/index.ts';
import { sha1, sha256 } from '../../src/hash/index.ts';

describe('properties', () => {
  it.each([sha1, sha256])('$name agrees with node:crypto', (hash) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
        expect(toHex(hash.digest(message))).toBe(createHash(hash.name).update(message).digest('hex'));
      }),
    );
  });
});

describe('vectors', () => {
  it('has the digest of "abc" that FIPS 180-4 has', () => {
    expect(toHex(sha256.digest(toUtf8('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
