import { bitLength } from '../../bytes/index.ts';
import { powerByWindows } from './modexp-exponents.ts';

/** With Barrett's reduction (HAC algorithm 14.42, b = 2), by windows of four bits: the quotient of a division by the modulus is
 * estimated by multiplying with a reciprocal that was computed once.
 * Cost: a modular multiplication is three multiplications, two shifts and at most two subtractions; once, a division of twice the
 * length. Timing: as `windowPower`'s, and whether something was subtracted.
 * Lesson: replacing a division by multiplications pays only if division is slow. V8's division is not
 * slower than the two multiplications and four temporary numbers that replace it. */
export function barrettPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const k = BigInt(bitLength(modulus));
  const mu = (1n << (2n * k)) / modulus; // floor(b^2k / m)
  const reduce = (x: bigint): bigint => {
    // Step 1: q is the quotient, or less by at most two.
    const q = ((x >> (k - 1n)) * mu) >> (k + 1n);
    // Steps 2 and 3. The algorithm computes both numbers modulo b^(k+1), which saves half of a product where limbs are one's own.
    let r = x - q * modulus;
    // Step 4.
    while (r >= modulus) r -= modulus;
    return r;
  };
  return powerByWindows(base % modulus, exponent, 1n % modulus, (x, y) => reduce(x * y));
}
