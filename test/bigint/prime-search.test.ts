import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomBetween, randomBits, SMALL_PRIMES, sieve, smallFactor } from '../../src/bigint/index.ts';
import { type Random, systemRandom } from '../../src/bytes/index.ts';
import { runsOf } from '../property-runs.ts';

const constantly = (byte: number): Random => ({
  source: 'constant',
  bytes: (length) => new Uint8Array(length).fill(byte),
});

describe('properties', () => {
  it('strikes exactly the numbers that have a small factor', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n << 20n, max: 1n << 200n }), fc.integer({ min: 1, max: 40 }), (start, count) => {
        const struck = Array.from(sieve(start | 1n, count));
        const expected = struck.map((_, i) => (smallFactor((start | 1n) + 2n * BigInt(i)) === undefined ? 0 : 1));
        expect(struck).toEqual(expected);
      }),
      runsOf(0.3),
    );
  });

  it('starts right at a multiple of a small prime, every tenth of them', () => {
    for (const p of SMALL_PRIMES.filter((_, i) => i % 10 === 1)) {
      const start = BigInt(p) * ((1n << 40n) | 1n);
      expect(sieve(start, 1)[0], String(p)).toBe(1);
    }
  });

  it('draws every number of a small range, and none outside', () => {
    const seen = new Set(Array.from({ length: 2000 }, () => randomBetween(systemRandom, -3n, 9n)));
    expect(seen.size).toBe(13);
    for (const value of seen) expect(value >= -3n && value <= 9n).toBe(true);
    expect(randomBetween(systemRandom, 5n, 5n)).toBe(5n);
  });

  it('takes as many bits as asked', () => {
    for (let bits = 0; bits < 40; bits++) expect(randomBits(constantly(0xff), bits)).toBe((1n << BigInt(bits)) - 1n);
  });
});

describe('misuse', () => {
  it('refuses a start that is even or among the small primes', () => {
    expect(() => sieve(1n << 40n, 8)).toThrow(expect.objectContaining({ code: 'range' }));
    expect(() => sieve(32_749n, 8)).toThrow(expect.objectContaining({ code: 'range' }));
    expect(() => sieve((1n << 40n) | 1n, 0)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
  });

  it('finds out a source that is stuck, or short, and an empty range', () => {
    expect(() => randomBetween(constantly(0xff), 0n, 1n << 64n)).toThrow(expect.objectContaining({ code: 'range' }));
    expect(() => randomBetween(systemRandom, 1n, 0n)).toThrow(expect.objectContaining({ code: 'range' }));
    const short: Random = { source: 'short', bytes: (length) => new Uint8Array(length - 1) };
    expect(() => randomBits(short, 64)).toThrow(expect.objectContaining({ code: 'short-random' }));
  });
});
