import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modPow } from '../../src/bigint/index.ts';
import { resultOf, squareAndMultiplySteps, windowSteps } from '../../src/reference/index.ts';

const base = fc.bigInt({ min: 0n, max: 1n << 256n });
const exponent = fc.oneof(fc.bigInt({ min: 0n, max: 1n << 20n }), fc.bigInt({ min: 0n, max: 1n << 256n }));
const modulus = fc.bigInt({ min: 1n, max: 1n << 256n });

describe('vectors', () => {
  it('walks through HAC example 14.80: 5^283, squaring at every bit and multiplying at five', () => {
    const names = [...squareAndMultiplySteps(5n, 283n, 10n ** 30n)].map(({ name }) => name);
    expect(names.filter((name) => name === 'A squared').length).toBe(9);
    expect(names.filter((name) => name === 'A multiplied').length).toBe(5); // 283 = 100011011 in binary
  });

  it('takes the windows of an exponent from the top', () => {
    const digits = [...windowSteps(3n, 0x1a7n, 1009n, 4)].filter(({ name }) => name === 'e').map(({ value }) => value);
    expect(digits).toEqual([0x1n, 0xan, 0x7n]);
  });
});

describe('properties', () => {
  it('equals the kernel, whatever the window', () => {
    fc.assert(
      fc.property(base, exponent, modulus, fc.integer({ min: 1, max: 6 }), (g, e, n, k) => {
        const expected = modPow(g, e, n);
        expect(resultOf(squareAndMultiplySteps(g, e, n))).toBe(expected);
        expect(resultOf(windowSteps(g, e, n, k))).toBe(expected);
      }),
    );
  });
});
