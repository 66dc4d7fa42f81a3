import { checkPrimeSync, generatePrimeSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gcd, integerSqrt, jacobi, lcm, MathError, mod, modInverse, modPow } from '../../src/bigint/index.ts';

const integer = fc.bigInt({ min: -(1n << 300n), max: 1n << 300n });
const positive = fc.bigInt({ min: 1n, max: 1n << 300n });
const PRIME = (1n << 255n) - 19n;

/** The power by its definition, for small exponents. */
function naivePower(base: bigint, exponent: bigint, m: bigint): bigint {
  let result = mod(1n, m);
  for (let i = 0n; i < exponent; i++) result = mod(result * base, m);
  return result;
}

describe('vectors', () => {
  it('computes HAC example 2.143 and 2.72', () => {
    expect(gcd(4864n, 3458n)).toBe(38n);
    expect(modPow(5n, 596n, 1234n)).toBe(1013n);
  });

  it('tabulates (a/9907) and (a/15) as Euler and HAC do', () => {
    expect(jacobi(158n, 235n)).toBe(-1); // HAC example 2.152
    expect(jacobi(1001n, 9907n)).toBe(-1);
    expect([0n, 1n, 2n, 3n, 7n, 14n].map((a) => jacobi(a, 15n))).toEqual([0, 1, 1, 0, -1, -1]);
  });
});

describe('properties', () => {
  it('raises to small exponents as the definition does, whatever the signs', () => {
    fc.assert(
      fc.property(integer, fc.bigInt({ min: 0n, max: 60n }), positive, (b, e, m) => {
        expect(modPow(b, e, m)).toBe(naivePower(b, e, m));
      }),
    );
  });

  it('adds exponents, on both sides of the window threshold', () => {
    fc.assert(
      fc.property(integer, positive, positive, positive, (b, e, f, m) => {
        expect(mod(modPow(b, e, m) * modPow(b, f, m), m)).toBe(modPow(b, e + f, m));
      }),
    );
  });

  it("keeps Fermat's little theorem and inverts by it", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: PRIME - 1n }), (a) => {
        expect(modPow(a, PRIME - 1n, PRIME)).toBe(1n);
        expect(modPow(a, PRIME - 2n, PRIME)).toBe(modInverse(a, PRIME));
      }),
    );
  });

  it('inverts modulo numbers of any size, and finds the numbers that have no inverse', () => {
    const size = fc.integer({ min: 1, max: 2200 });
    const upTo = size.chain((bits) => fc.bigInt({ min: 1n, max: 1n << BigInt(bits) }));
    fc.assert(
      fc.property(upTo, upTo, (a, m) => {
        if (gcd(a, m) === 1n) {
          const inverse = modInverse(a, m);
          expect(mod(inverse * a, m)).toBe(mod(1n, m));
          expect(inverse >= 0n && inverse < m).toBe(true);
        } else {
          expect(() => modInverse(a, m)).toThrowError(MathError);
        }
      }),
    );
  });

  it('inverts about powers of two and modulo Fibonacci numbers, whose quotients are all one', () => {
    for (const k of [1n, 31n, 52n, 53n, 54n, 64n, 106n, 107n, 1024n]) {
      for (const [a, m] of [
        [2n, (1n << k) + 1n],
        [(1n << k) - 1n, 1n << k],
        [1n << k, (1n << (k + 60n)) - 1n],
        [(1n << k) + 1n, (1n << (3n * k)) - 1n],
      ] as const) {
        if (gcd(a, m) === 1n) expect(mod(a * modInverse(a, m), m)).toBe(mod(1n, m));
      }
    }
    let [a, b] = [1n, 1n];
    for (let i = 0; i < 600; i++) {
      [a, b] = [b, a + b];
      expect(mod(a * modInverse(a, b), b)).toBe(mod(1n, b));
    }
  });

  it('gives divisors that divide, and multiples that are multiples', () => {
    fc.assert(
      fc.property(integer, integer, positive, (a, b, c) => {
        const g = gcd(a, b);
        if (g !== 0n) expect([a % g, b % g]).toEqual([0n, 0n]);
        expect(gcd(a * c, b * c)).toBe(g * c);
        expect(lcm(a, b) * g).toBe(a * b < 0n ? -(a * b) : a * b);
      }),
    );
  });

  it("equals Euler's criterion for a prime modulus, and is multiplicative in it", () => {
    const p = generatePrimeSync(64, { bigint: true });
    expect(checkPrimeSync(p)).toBe(true);
    fc.assert(
      fc.property(integer, positive, (a, n) => {
        const euler = modPow(a, (p - 1n) / 2n, p);
        expect(jacobi(a, p)).toBe(euler === p - 1n ? -1 : Number(euler));
        const odd = n | 1n;
        expect(jacobi(a, odd * p)).toBe(jacobi(a, odd) * jacobi(a, p) + 0); // + 0: of −0, 0
      }),
    );
  });

  it('takes the floor of the square root', () => {
    fc.assert(
      fc.property(positive, (n) => {
        const root = integerSqrt(n);
        expect(root * root <= n && n < (root + 1n) ** 2n).toBe(true);
        expect(integerSqrt(n * n)).toBe(n);
        expect(integerSqrt(n * n + 2n * n)).toBe(n);
      }),
    );
  });
});

describe('misuse', () => {
  const code = (wrong: () => unknown): string => {
    try {
      wrong();
    } catch (error) {
      if (error instanceof MathError) return error.code;
      throw error;
    }
    return 'accepted';
  };

  it('names what is wrong', () => {
    expect(code(() => modPow(2n, -1n, 7n))).toBe('range');
    expect(code(() => jacobi(1n, 8n))).toBe('range');
    expect(code(() => jacobi(1n, -3n))).toBe('range');
    expect(code(() => integerSqrt(-1n))).toBe('range');
    expect(code(() => mod(1n, 0n))).toBe('modulus');
    expect(code(() => modInverse(6n, 9n))).toBe('not-invertible');
  });

  it('answers zero where the definition does', () => {
    expect(modPow(5n, 0n, 1n)).toBe(0n);
    expect(modPow(0n, 0n, 7n)).toBe(1n);
    expect(modInverse(5n, 1n)).toBe(0n);
    expect(gcd(0n, 0n)).toBe(0n);
    expect(lcm(0n, 5n)).toBe(0n);
    expect(integerSqrt(0n)).toBe(0n);
  });
});

describe('regressions', () => {
  it('refuses what is no bigint, on which Euclid would go round for ever', () => {
    const wrongType = expect.objectContaining({ name: 'UsageError', code: 'wrong-type' });
    for (const value of [Number.NaN, 6, '6', null, undefined] as never[]) {
      for (const f of [gcd, lcm, mod, modInverse, jacobi]) {
        expect(() => f(value, 9n)).toThrowError(wrongType);
        expect(() => f(6n, value)).toThrowError(wrongType);
      }
      expect(() => modPow(2n, value, 9n)).toThrowError(wrongType);
      expect(() => integerSqrt(value)).toThrowError(wrongType);
    }
  });
});
