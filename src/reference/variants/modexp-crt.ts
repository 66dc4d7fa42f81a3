import { mod, modInverse } from '../../bigint/index.ts';
import { UsageError } from '../../bytes/index.ts';
import { windowPower } from './modexp-exponents.ts';

/** By the Chinese remainder theorem (Garner's algorithm, HAC 14.71; RFC 8017 §5.1.2 step 2.b): a power modulo each prime, joined.
 * Cost: two powers with half the bits modulo numbers of half the length; a quarter of the work if a multiplication of half the
 * length costs a quarter. The inverse that joins them is computed here; an RSA key contains it.
 * Timing: as `windowPower`'s; and one wrong half reveals the factors (Boneh, DeMillo and Lipton 1997), so the engine verifies
 * its signatures.
 * Lesson: knowing the factors of the modulus saves more than any faster reduction.
 * @param modulus - the product of the primes. @throws UsageError `wrong-type` without primes. */
export function crtPower(base: bigint, exponent: bigint, modulus: bigint, primes?: readonly [bigint, bigint]): bigint {
  if (primes === undefined) throw new UsageError('wrong-type', 'primes', 'must be given');
  const [p, q] = primes;
  const m_1 = windowPower(base, reducedExponent(exponent, p), p);
  const m_2 = windowPower(base, reducedExponent(exponent, q), q);
  const h = mod((m_1 - m_2) * modInverse(q, p), p);
  return (m_2 + q * h) % modulus;
}

/** An equivalent exponent modulo the prime p (Fermat) that is zero only if the exponent is zero: an exponent of 0 in place of p − 1
 * would turn powers of multiples of p, which are zero, into one. */
const reducedExponent = (exponent: bigint, p: bigint): bigint =>
  exponent === 0n ? 0n : 1n + ((exponent - 1n) % (p - 1n));
