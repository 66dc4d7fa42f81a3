import { modInverse } from '../../bigint/index.ts';
import { bitLength } from '../../bytes/index.ts';
import { powerByWindows } from './modexp-exponents.ts';

/** With Montgomery's reduction over bigint (HAC algorithms 14.32 and 14.94), by windows of four bits: numbers are represented as multiples
 * of R = 2^k, and reduction divides by R, which is a shift.
 * Cost: a modular multiplication is three multiplications, two truncations, a shift and at most one subtraction; once, an inverse and
 * two divisions. Timing: as `windowPower`'s, and whether the last step subtracts, which can reveal the key (Walter and Thompson 2001).
 * Lesson: it reduces from the low end, so that no estimate is needed. It pays with limbs, where truncating and shifting are
 * free; with bigint each of them allocates another number, and nothing is gained.
 * @throws MathError `not-invertible` when the modulus is even. */
export function montgomeryPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const k = bitLength(modulus);
  const R = 1n << BigInt(k);
  const mPrime = R - modInverse(modulus, R); // −m^−1 mod R
  /** T·R^−1 mod m (14.32), for T < m·R. */
  const reduce = (T: bigint): bigint => {
    // Step 1, whole numbers for its digits: u makes T + u·m a multiple of R.
    const u = BigInt.asUintN(k, BigInt.asUintN(k, T) * mPrime);
    // Step 2.
    const t = (T + u * modulus) >> BigInt(k);
    // Step 3.
    return t >= modulus ? t - modulus : t;
  };
  // 14.94 step 1: into Montgomery's form, in which 1 is R.
  const toForm = (x: bigint): bigint => (x * R) % modulus;
  const power = powerByWindows(toForm(base), exponent, toForm(1n), (x, y) => reduce(x * y));
  return reduce(power); // Step 3: and back.
}
