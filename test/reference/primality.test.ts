import { checkPrimeSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStrongLucasProbablePrime, isStrongProbablePrime } from '../../src/bigint/index.ts';
import { lucasSteps, millerRabinSteps, resultOf, strongLucasSteps } from '../../src/reference/index.ts';

const odd = fc
  .oneof(fc.bigInt({ min: 2n, max: 1n << 16n }), fc.bigInt({ min: 2n, max: 1n << 200n }))
  .map((half) => 2n * half + 1n);
const verdict = (prime: boolean): string => (prime ? 'PROBABLY PRIME' : 'COMPOSITE');

describe('vectors', () => {
  it('shows why 221 passes with base 174 and fails with base 137', () => {
    const z = (base: bigint): unknown[] =>
      [...millerRabinSteps(221n, [base])].filter(({ name }) => name === 'z').map(({ value }) => value);
    expect(z(174n)).toEqual([47n, 220n]);
    expect(z(137n)).toEqual([188n, 205n]);
  });

  it('has the first Lucas pseudoprimes, of which the strong test refuses the first (OEIS A217120)', () => {
    const pseudoprimes = [323n, 377n, 1159n, 1829n, 3827n, 5459n, 5777n];
    for (const n of pseudoprimes) expect(resultOf(lucasSteps(n))).toBe('PROBABLY PRIME');
    const strong = pseudoprimes.filter((n) => resultOf(strongLucasSteps(n)) === 'PROBABLY PRIME');
    expect(strong).toEqual([5459n, 5777n]);
  });
});

describe('properties', () => {
  it('Miller-Rabin equals the kernel', () => {
    fc.assert(
      fc.property(odd, fc.bigInt({ min: 0n, max: 1n << 200n }), (n, seed) => {
        const base = 2n + (seed % (n - 3n));
        expect(resultOf(millerRabinSteps(n, [base]))).toBe(verdict(isStrongProbablePrime(n, base)));
      }),
    );
  });

  it('the strong Lucas test equals the kernel, and what passes it passes the standard one', () => {
    fc.assert(
      fc.property(odd, (n) => {
        const strong = resultOf(strongLucasSteps(n));
        expect(strong).toBe(verdict(isStrongLucasProbablePrime(n)));
        if (strong === 'PROBABLY PRIME') expect(resultOf(lucasSteps(n))).toBe(strong);
      }),
    );
  });

  it('both together equal node:crypto', () => {
    fc.assert(
      fc.property(odd, (n) => {
        const verdicts = [resultOf(millerRabinSteps(n, [2n])), resultOf(strongLucasSteps(n))];
        expect(verdicts.every((each) => each === 'PROBABLY PRIME')).toBe(checkPrimeSync(n));
      }),
    );
  });
});
