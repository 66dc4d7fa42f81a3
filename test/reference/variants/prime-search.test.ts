import { checkPrimeSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomBits, SMALL_PRIMES, sieve } from '../../../src/bigint/index.ts';
import { UsageError } from '../../../src/bytes/index.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { PRIME_SEARCH_VARIANTS } from '../../../src/reference/index.ts';
import { runsOf } from '../../property-runs.ts';

const seed = fc.string({ maxLength: 8 });
const bits = fc.oneof(fc.integer({ min: 24, max: 40 }), fc.integer({ min: 24, max: 200 }));
/** The start of each search with this seed. */
const startOf = (seed: string, bits: number): bigint =>
  randomBits(seededRandom(seed), bits) | (3n << BigInt(bits - 2)) | 1n;

describe('properties', () => {
  it('each finds, with one seed, the first number that node:crypto calls prime', () => {
    fc.assert(
      fc.property(seed, bits, (seed, bits) => {
        let expected = startOf(seed, bits);
        while (!checkPrimeSync(expected)) expected += 2n;
        for (const { name, run } of PRIME_SEARCH_VARIANTS) expect(run(bits, seededRandom(seed)), name).toBe(expected);
      }),
      runsOf(0.3),
    );
  });

  it("each finds a number that the engine's sieve lets through, at the length of a key's primes", () => {
    for (const { name, run } of PRIME_SEARCH_VARIANTS) {
      const found = run(512, seededRandom('variants'));
      expect(checkPrimeSync(found), name).toBe(true);
      const start = startOf('variants', 512);
      const struck = sieve(start, Number(found - start) / 2 + 1);
      expect(struck.at(-1), name).toBe(0);
      const primesBefore = struck.filter((each, i) => each === 0 && checkPrimeSync(start + 2n * BigInt(i))).length - 1;
      expect(primesBefore, name).toBe(0);
    }
  });
});

describe('misuse', () => {
  it('refuses starts that the primes of trial division could reach', () => {
    expect(SMALL_PRIMES.at(-1)!).toBeLessThan(2 ** 23);
    for (const { name, run } of PRIME_SEARCH_VARIANTS) {
      for (const bits of [0, 23, 8193, 64.5]) expect(() => run(bits, seededRandom('')), name).toThrow(UsageError);
    }
  });
});

describe('the table', () => {
  it('calls each by another name', () => {
    expect(new Set(PRIME_SEARCH_VARIANTS.map(({ name }) => name)).size).toBe(PRIME_SEARCH_VARIANTS.length);
  });
});
