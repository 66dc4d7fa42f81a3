/** RSA's two primitives (RFC 8017 §5). Signatures use them in reverse: RSAVP1 is RSAEP, and RSASP1 is RSADP. */
import { mod, modInverse, modPow, randomBetween } from '../bigint/index.ts';
import { type Random, UsageError } from '../bytes/index.ts';
import { RsaError } from './errors.ts';
import { type AnyRsaPrivateKey, assertPrivateKey, checkPublicKey, type RsaPublicComponents } from './key.ts';

/** RSAEP (RFC 8017 §5.1.1) and RSAVP1 (§5.2.2): m^e mod n. Reference implementation: `reference/modexp`.
 * @throws RsaError `representative-range` unless 0 ≤ m < n; those of `checkPublicKey`.
 * Timing: depends on sizes and on the exponent, which is public. */
export function rsaep(key: RsaPublicComponents, m: bigint): bigint {
  checkPublicKey(key);
  assertRepresentative(m, key.modulus, 'RFC 8017 §5.1.1');
  return modPow(m, key.publicExponent, key.modulus);
}

/** RSADP (RFC 8017 §5.1.2) and RSASP1 (§5.2.1): c^d mod n, by the Chinese remainder theorem; reference implementation: `reference/crt`.
 * The base is blinded, and the result is checked with the public exponent while it is still blinded, so that neither a fault nor a wrong
 * part of the key can reveal the primes (Boneh, DeMillo and Lipton 1997).
 * @param random - draws the blinding factor.
 * @throws RsaError `representative-range` unless 0 ≤ c < n; `primes` when one is not a prime; those of `checkPublicKey`; `fault-detected`
 * when the check fails, with no result.
 * Timing: not constant. Blinding makes the duration independent of `c`. This is a mitigation, not a cure. An attacker who shares the
 * cache can still see which precomputed powers `modPow` reads, and so learns digits of the secret exponents. The time of bigint operations
 * reveals the lengths of intermediate values. */
export function rsadp(key: AnyRsaPrivateKey, c: bigint, random: Random): bigint {
  assertPrivateKey(key);
  const { modulus: n, prime1: p, prime2: q } = key;
  // Not in the RFC: if p or q is below 2, no blinding factor exists, or the arithmetic divides by zero.
  if (p < 2n || q < 2n) throw new RsaError('primes', 'p, q > 1 does not hold', 'RFC 8017 §3.2');
  assertRepresentative(c, n, 'RFC 8017 §5.1.2');
  // Not in the RFC: (c · r^e)^d = m · r, so an attacker who chose c does not know the base that is raised to the secret exponents.
  const r = blindingFactor(key, random);
  const blinded = (c * rsaep(key, r)) % n;
  const power = crtPower(key, blinded) % n;
  // Checked while it is blinded: measurements show that raising a short m to e takes less time than a long one.
  const rule = 'Not in the RFC: Boneh, DeMillo and Lipton 1997';
  if (rsaep(key, power) !== blinded) throw new RsaError('fault-detected', 'the result fails its check', rule);
  return (power * modInverse(r, n)) % n;
}

/** c^d mod n from c^dP mod p and c^dQ mod q. */
function crtPower(key: AnyRsaPrivateKey, c: bigint): bigint {
  const { prime1: p, prime2: q, exponent1: dP, exponent2: dQ, coefficient: qInv } = key;
  // RFC 8017 §5.1.2 step 2.b.i.
  const m1 = modPow(c, dP, p);
  const m2 = modPow(c, dQ, q);
  // Step 2.b.iii (there is no third prime).
  const h = mod((m1 - m2) * qInv, p);
  // Step 2.b.iv.
  return m2 + q * h;
}

/** A number in 1..n − 1 that has an inverse modulo n. */
function blindingFactor({ modulus: n, prime1: p, prime2: q }: AnyRsaPrivateKey, random: Random): bigint {
  for (;;) {
    const r = randomBetween(random, 1n, n - 1n);
    if (r % p !== 0n && r % q !== 0n) return r; // fails only for toy primes
  }
}

function assertRepresentative(value: bigint, n: bigint, rule: string): void {
  if (typeof value !== 'bigint') throw new UsageError('wrong-type', 'representative', 'must be a bigint');
  if (value < 0n || value >= n) throw new RsaError('representative-range', 'must be in 0..n-1', rule);
}
