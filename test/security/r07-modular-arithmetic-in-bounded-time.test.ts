/** R7: forge CVE-2026-33891 (modInverse of zero never ended), jsrsasign CVE-2026-4598: any operands end, in a result or a typed error. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gcd, MathError, mod, modInverse, modPow } from '../../src/bigint/index.ts';

const operand = fc.oneof(fc.constantFrom(0n, 1n, -1n, 2n, -2n, 4n), fc.bigInt({ min: -(1n << 512n), max: 1n << 512n }));

/** The result, or the code of the typed error; any other exception fails the test. */
function outcome<T>(operation: () => T): T | string {
  try {
    return operation();
  } catch (error) {
    if (!(error instanceof MathError)) throw error;
    return error.code;
  }
}

describe('R7', () => {
  it('inverts exactly what has an inverse', () => {
    fc.assert(
      fc.property(operand, operand, (a, m) => {
        const inverse = outcome(() => modInverse(a, m));
        if (m <= 0n) expect(inverse).toBe('modulus');
        else if (gcd(a, m) !== 1n) expect(inverse).toBe('not-invertible');
        else expect(mod(mod(a, m) * (inverse as bigint), m)).toBe(mod(1n, m));
      }),
    );
  });

  it('raises whatever has a power', () => {
    fc.assert(
      fc.property(operand, operand, operand, (a, e, m) => {
        const power = outcome(() => modPow(a, e, m));
        if (m <= 0n) expect(power).toBe('modulus');
        else if (e < 0n) expect(power).toBe('range');
        else expect((power as bigint) >= 0n && (power as bigint) < m).toBe(true);
      }),
    );
  });

  it('handles even moduli, where Montgomery reduction has none', () => {
    expect(modPow(3n, 1n << 70n, 1n << 64n)).toBe(1n);
    expect(modInverse(3n, 1n << 64n)).toBe(0xaaaaaaaaaaaaaaabn);
  });
});
