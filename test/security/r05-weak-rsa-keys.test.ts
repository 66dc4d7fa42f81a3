/** R5: ROCA CVE-2017-15361, Fermat CVE-2022-26320, and keys factored in the wild: what FIPS 186-5 §A.1 demands of p, q and d. */
import { describe, expect, it } from 'vitest';
import {
  gcd,
  integerSqrt,
  isProbablePrime,
  lcm,
  millerRabinRounds,
  modPow,
  SMALL_PRIMES,
} from '../../src/bigint/index.ts';
import { systemRandom } from '../../src/bytes/index.ts';
import { type GeneratedRsaKey, generateRsaKey } from '../../src/rsa/index.ts';

const keys: GeneratedRsaKey[] = [2048, 1024, 1024, 768, 768, 512, 512, 512, 512].map((modulusBits) =>
  generateRsaKey({ modulusBits, insecure: modulusBits < 2048, random: systemRandom }),
);
const absolute = (n: bigint): bigint => (n < 0n ? -n : n);

/** The primes that ROCA's generator hides its structure behind. */
const ROCA_PRIMES = SMALL_PRIMES.filter((p) => p > 2 && p <= 167);

/** Whether n lies in the subgroup that 65537 generates modulo every one of them (Nemec et al. 2017, §4). */
function hasRocaFingerprint(n: bigint): boolean {
  return ROCA_PRIMES.every((p) => {
    const powers = new Set<bigint>();
    for (let power = 1n; !powers.has(power); power = (power * 65_537n) % BigInt(p)) powers.add(power);
    return powers.has(n % BigInt(p));
  });
}

/** Fermat's factorization: finds p and q when a² − n is soon a square, from a = ⌈√n⌉ on. */
function fermatFinds(n: bigint, steps: number): boolean {
  let a = integerSqrt(n - 1n) + 1n;
  for (let i = 0; i < steps; i++, a++) {
    const square = a * a - n;
    if (integerSqrt(square) ** 2n === square) return true;
  }
  return false;
}

describe('R5', () => {
  it('keeps the bounds of FIPS 186-5 §A.1.1 and §A.1.3', () => {
    for (const { modulus: n, publicExponent: e, privateExponent: d, prime1: p, prime2: q } of keys) {
      const half = BigInt(n.toString(2).length / 2);
      for (const prime of [p, q]) {
        expect(prime * prime >= 1n << (2n * half - 1n) && prime < 1n << half).toBe(true); // √2·2^(nlen/2−1) <= p
        expect(gcd(prime - 1n, e)).toBe(1n);
        expect(isProbablePrime(prime, { random: systemRandom, rounds: 8 })).toBe(true);
      }
      expect(absolute(p - q) > 1n << (half - 100n)).toBe(true);
      expect(d > 1n << half && d < lcm(p - 1n, q - 1n)).toBe(true);
      expect((e * d) % lcm(p - 1n, q - 1n)).toBe(1n);
    }
  });

  it('tests primes in as many rounds as FIPS 186-5 Table B.1 has, and says so', () => {
    const rounds: number[] = [];
    generateRsaKey({
      modulusBits: 2048,
      random: systemRandom,
      observe: (event) => event.kind === 'prime-found' && rounds.push(event.rounds),
    });
    expect(rounds).toEqual([millerRabinRounds(2048), millerRabinRounds(2048)]);
  });

  it('has no ROCA fingerprint, which a modulus of that generator has', () => {
    const M = ROCA_PRIMES.reduce((product, p) => product * BigInt(p), 1n);
    const roca = [123n, 4567n].map((a) => 89n * M + modPow(65_537n, a, M));
    expect(hasRocaFingerprint(roca[0] * roca[1])).toBe(true);
    for (const { modulus } of keys) expect(hasRocaFingerprint(modulus)).toBe(false);
  });

  it('withstands Fermat, whom primes too near to each other do not', () => {
    let near = keys[0].prime1 + 2n;
    while (!isProbablePrime(near, { random: systemRandom, rounds: 1 })) near += 2n;
    expect(fermatFinds(keys[0].prime1 * near, 1000)).toBe(true);
    for (const { modulus } of keys) expect(fermatFinds(modulus, 1000)).toBe(false);
  });
});
