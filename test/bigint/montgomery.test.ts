import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modPow } from '../../src/bigint/index.ts';
import { hasMontgomeryFormat, montgomeryPow, montgomeryPowerOfTwo } from '../../src/bigint/montgomery.ts';
import { resultOf, squareAndMultiplySteps } from '../../src/reference/index.ts';
import { runsOf } from '../property-runs.ts';

const bitsOf = (n: bigint): number => n.toString(2).length;
const power = (base: bigint, exponent: bigint, m: bigint): bigint =>
  resultOf(squareAndMultiplySteps(base % m, exponent, m));

/** For the base and for two, on limbs and by `modPow`, which chooses. */
function expectPowers(base: bigint, exponent: bigint, m: bigint): void {
  const bits = bitsOf(m);
  const [expected, expectedOfTwo] = [power(base, exponent, m), power(2n, exponent, m)];
  expect(modPow(base, exponent, m)).toBe(expected);
  expect(modPow(2n, exponent, m)).toBe(expectedOfTwo);
  expect(montgomeryPow(base % m, exponent, m, bits)).toBe(expected);
  expect(montgomeryPowerOfTwo(exponent, m, bits)).toBe(expectedOfTwo);
}

/** Numbers below 2^bits with digits at random, and with long runs of ones and zeros. */
function below(bits: number): fc.Arbitrary<bigint> {
  const runs = fc.array(fc.integer({ min: 0, max: bits }), { maxLength: 6 });
  return fc.oneof(
    fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n }),
    runs.map((ends) => ends.reduce((n, end) => n ^ ((1n << BigInt(end)) - 1n), 0n)),
  );
}

/** An odd modulus of exactly that many bits, with a base and an exponent for it. */
function problemOf(bits: number): fc.Arbitrary<[base: bigint, exponent: bigint, m: bigint]> {
  const m = below(bits).map((n) => (1n << BigInt(bits - 1)) | n | 1n);
  return fc.tuple(below(bits), below(Math.min(bits, 260)), m);
}
const problem = (min: number, max: number) => fc.integer({ min, max }).chain(problemOf);

describe('vectors', () => {
  it("keeps Fermat's little theorem for Mersenne primes, whose digits are ones (OEIS A000043)", () => {
    for (const p of [127, 521, 607, 1279, 2203]) {
      const prime = (1n << BigInt(p)) - 1n;
      expect(montgomeryPow(3n, prime - 1n, prime, p)).toBe(1n);
      expect((3n * montgomeryPow(3n, prime - 2n, prime, p)) % prime).toBe(1n);
      expect(montgomeryPowerOfTwo(BigInt(p) * 12_345n + 7n, prime, p)).toBe(128n); // 2^p ≡ 1
    }
  });
});

describe('properties', () => {
  it('equals its reference implementation for odd moduli of up to 600 bits', () => {
    fc.assert(fc.property(problem(2, 600), ([base, exponent, m]) => expectPowers(base, exponent, m)));
  });

  it('equals its reference implementation for odd moduli of up to 4200 bits', () => {
    fc.assert(
      fc.property(problem(600, 4200), ([base, exponent, m]) => expectPowers(base, exponent, m)),
      runsOf(0.3),
    );
  });

  it('equals its reference implementation about every boundary of a limb, of a block of them, and of the format', () => {
    const boundaries = [7, 23, 24, 31, 48, 64, 72, 103, 1024, 1399, 1471, 1478, 1536, 2048, 5756, 5824];
    fc.assert(
      fc.property(
        fc.constantFrom(...boundaries).chain((bits) => problem(bits - 1, bits + 1)),
        ([base, exponent, m]) => expectPowers(base, exponent >> 100n, m),
      ),
      runsOf(0.6),
    );
  });

  it('equals its reference implementation at the edges of the base and of the exponent, modulo 2^k ± 1', () => {
    for (const k of [2n, 23n, 24n, 65n, 96n, 552n, 1024n, 1536n, 2048n]) {
      for (const m of [(1n << k) - 1n, (1n << k) + 1n]) {
        for (const base of [0n, 1n, 2n, m - 1n, m - 2n, m >> 1n]) {
          for (const exponent of [0n, 1n, 2n, 31n, 32n, 1n << 130n, (1n << 130n) - 1n]) expectPowers(base, exponent, m);
        }
      }
    }
  });

  it('equals its reference implementation for even moduli too, by modPow', () => {
    fc.assert(
      fc.property(problem(2, 1200), fc.integer({ min: 1, max: 70 }), ([base, exponent, odd], twos) => {
        const m = odd << BigInt(twos);
        expect(modPow(base, exponent, m)).toBe(power(base, exponent, m));
      }),
      runsOf(0.5),
    );
  });

  it('takes a modulus for longer than it is', () => {
    fc.assert(
      fc.property(problem(2, 300), fc.integer({ min: 0, max: 300 }), ([base, exponent, m], more) => {
        expect(montgomeryPow(base % m, exponent, m, bitsOf(m) + more)).toBe(power(base, exponent, m));
      }),
    );
  });
});

describe('misuse', () => {
  it('has no format above 5825 bits, where modPow goes on with bigint', () => {
    expect(hasMontgomeryFormat(5825)).toBe(true);
    expect(hasMontgomeryFormat(5826)).toBe(false);
    const m = (1n << 5900n) - 1n;
    expect(modPow(3n, 1n << 130n, m)).toBe(power(3n, 1n << 130n, m));
  });
});

describe('regressions', () => {
  it('keeps columns below 2^53 when every limb is as large as it can be', () => {
    // 2^(w−1) in every place: modulo 2^(w·limbs) − 1, Montgomery's R rotates the limbs, and so changes nothing.
    for (const [w, limbs] of [
      [24n, 61n],
      [23n, 249n],
    ] as const) {
      const m = (1n << (w * limbs)) - 1n;
      const extreme = (m / ((1n << w) - 1n)) << (w - 1n);
      for (const base of [extreme, m - extreme, extreme - 1n]) expectPowers(base, (1n << 40n) - 1n, m);
      expectPowers(m - 2n, 0xffff_ffffn, extreme | 1n);
    }
  });
});
