import { checkPrimeSync, generatePrimeSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ADVERSARIAL_ROUNDS,
  findWitness,
  isProbablePrime,
  isStrongLucasProbablePrime,
  isStrongProbablePrime,
  millerRabinRounds,
  SMALL_PRIMES,
  smallFactor,
} from '../../src/bigint/index.ts';
import { systemRandom } from '../../src/bytes/index.ts';

const options = { random: systemRandom, rounds: 4 };

/** Primality by its definition. */
const isPrime = (n: number): boolean => {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return n >= 2;
};
const odds = (from: number, to: number): number[] => {
  const first = from | 1;
  return Array.from({ length: (to - first) >> 1 }, (_, i) => first + 2 * i);
};

describe('vectors', () => {
  it('finds exactly the strong pseudoprimes to base 2 below 20000 (OEIS A001262)', () => {
    const liars = odds(5, 20_000).filter((n) => isStrongProbablePrime(BigInt(n), 2n) && !isPrime(n));
    expect(liars).toEqual([2047, 3277, 4033, 4681, 8321, 15841]);
  });

  it('finds exactly the strong Lucas pseudoprimes below 60000 (OEIS A217255)', () => {
    const liars = odds(5, 60_000).filter((n) => isStrongLucasProbablePrime(BigInt(n)) && !isPrime(n));
    expect(liars).toEqual([5459, 5777, 10877, 16109, 18971, 22499, 24569, 25199, 40309, 58519]);
  });

  it('has as many small primes as π(2^15)', () => {
    expect(SMALL_PRIMES.length).toBe(3512);
    expect(SMALL_PRIMES.every(isPrime)).toBe(true);
  });

  it('takes the rounds of FIPS 186-5 Table B.1', () => {
    expect([2048, 3072, 4096].map(millerRabinRounds)).toEqual([5, 4, 4]);
    expect([64, 1022, 1024, 2046].map(millerRabinRounds)).toEqual([ADVERSARIAL_ROUNDS, ADVERSARIAL_ROUNDS, 7, 7]);
  });

  it('knows Mersenne primes, and the composites among their forms', () => {
    for (const exponent of [61n, 89n, 521n, 607n]) expect(isProbablePrime((1n << exponent) - 1n, options)).toBe(true);
    for (const exponent of [67n, 257n, 601n]) expect(isProbablePrime((1n << exponent) - 1n, options)).toBe(false);
  });
});

describe('properties', () => {
  it('agrees with the definition on small numbers', () => {
    for (let n = -10; n < 3000; n++) expect(isProbablePrime(BigInt(n), options), String(n)).toBe(isPrime(n));
  });

  it('agrees with node:crypto', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 160n }), (n) => {
        expect(isProbablePrime(n, options)).toBe(checkPrimeSync(n));
      }),
    );
  });

  it('passes every prime in every test, and no product of two', () => {
    for (const bits of [40, 100, 256, 512]) {
      const p = generatePrimeSync(bits, { bigint: true });
      const q = generatePrimeSync(bits, { bigint: true });
      expect(findWitness(p, options)).toBeUndefined();
      expect(findWitness(p * q, options)).toMatchObject({ test: 'miller-rabin' });
      expect(isStrongLucasProbablePrime(p * q)).toBe(false);
    }
  });

  it('gives the least small factor', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1 << 30 }), (n) => {
        expect(smallFactor(BigInt(n))).toBe(SMALL_PRIMES.find((p) => n % p === 0));
      }),
    );
  });
});

describe('misuse', () => {
  it('refuses even numbers, small ones and trivial bases', () => {
    const outOfRange = expect.objectContaining({ code: 'range' });
    expect(() => isStrongProbablePrime(8n, 2n)).toThrow(outOfRange);
    expect(() => isStrongProbablePrime(9n, 1n)).toThrow(outOfRange);
    expect(() => isStrongProbablePrime(9n, 8n)).toThrow(outOfRange);
    expect(() => isStrongLucasProbablePrime(3n)).toThrow(outOfRange);
    expect(() => findWitness(9n, { random: systemRandom, rounds: -1 })).toThrow(
      expect.objectContaining({ code: 'out-of-range' }),
    );
  });
});

describe('regressions', () => {
  it('ends on perfect squares, for which Selfridge’s search has no end (Lucas)', () => {
    const p = generatePrimeSync(128, { bigint: true });
    expect(isStrongLucasProbablePrime(p * p)).toBe(false);
    expect(isStrongLucasProbablePrime(1093n * 1093n)).toBe(false); // a Wieferich square also passes base 2
    expect(isStrongProbablePrime(1093n * 1093n, 2n)).toBe(true);
  });

  it('refuses Arnault’s composite that passes Miller-Rabin with every prime base below 200 (Arnault 1995)', () => {
    const p1 =
      29674495668685510550154174642905332730771991799853043350995075531276838753171770199594238596428121188033664754218345562493168782883n;
    const n = p1 * (313n * (p1 - 1n) + 1n) * (353n * (p1 - 1n) + 1n);
    for (const base of SMALL_PRIMES.filter((p) => p < 200)) expect(isStrongProbablePrime(n, BigInt(base))).toBe(true);
    expect(findWitness(n, { random: systemRandom, rounds: 0 })).toEqual({ test: 'lucas' });
    expect(isProbablePrime(n, { random: systemRandom, rounds: ADVERSARIAL_ROUNDS })).toBe(false);
  });
});
