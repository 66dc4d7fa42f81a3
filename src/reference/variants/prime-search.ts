/** Variants of the search for a prime among the odd numbers from a random start on. They differ in how they reject candidates; the
 * remaining ones are tested with Miller-Rabin and Lucas. All find the same prime.
 *
 * One number of b bits in b·ln 2 is prime, so about b·ln 2/2 odd numbers are examined: 355 for 1024 bits. Costs are counted in tests, each an
 * exponentiation, and in divisions of a long number by a short one.
 * Timing: depends on the number of rejected candidates, as in every search. */
import { findWitness, millerRabinRounds, randomBits, SMALL_PRIMES } from '../../bigint/index.ts';
import { assertInteger, type Random } from '../../bytes/index.ts';
import type { Variant } from './variant.ts';

/** The first prime from a random start on.
 * @param bits - of the start, whose two highest are ones: at least 24, so that it exceeds every trial divisor.
 * @param random - the source of the start and of Miller-Rabin's bases.
 * @throws UsageError `out-of-range`; RandomError. */
export type PrimeSearch = (bits: number, random: Random) => bigint;

/** All variants of the search. */
export const PRIME_SEARCH_VARIANTS: readonly Variant<PrimeSearch>[] = [
  { name: 'no sieve', source: 'FIPS 186-5 §B.3.1', run: searchTestingAll },
  { name: 'trial division', source: 'HAC algorithm 4.44', run: searchByDivision },
  { name: 'remainders', source: 'HAC note 4.51 (ii)', run: searchByRemainders },
  { name: 'incremental sieve', source: 'HAC note 4.51; Eratosthenes', run: searchBySieve },
];

/** The odd primes below 2^15. */
const ODD_PRIMES = SMALL_PRIMES.slice(1);

/** Miller-Rabin on every odd number.
 * Cost: b·ln 2/2 tests.
 * Lesson: a test costs as much for a multiple of 15 as for a number without small factors, although trial division rejects it at once. */
function searchTestingAll(bits: number, random: Random): bigint {
  let n = randomStart(bits, random);
  while (!isPrime(n, bits, random)) n += 2n;
  return n;
}

/** Each number is divided by the primes below 2^15 until one divides it.
 * Cost: a tenth as many tests, as only one odd number in nine has no such factor (Mertens: 2·e^−γ/ln 2^15); the remaining ones are divided 3511
 * times each, the others about a hundred times on average.
 * Lesson: it saves four fifths of the time at 1024 bits. But each division processes the whole long number, although the remainder follows
 * from the previous number's. */
function searchByDivision(bits: number, random: Random): bigint {
  let n = randomStart(bits, random);
  while (ODD_PRIMES.some((p) => n % BigInt(p) === 0n) || !isPrime(n, bits, random)) n += 2n;
  return n;
}

/** The start is divided by each prime once; the remainder of the i-th number after it is that remainder plus 2·i.
 * Cost: tests as above, 3511 divisions in all, and for each number divisions of small ones.
 * Lesson: the long divisions are needed only once per search. OpenSSL uses this method. */
function searchByRemainders(bits: number, random: Random): bigint {
  const start = randomStart(bits, random);
  const remainders = ODD_PRIMES.map((p) => Number(start % BigInt(p)));
  for (let i = 0; ; i++) {
    const hasFactor = ODD_PRIMES.some((p, j) => (remainders[j] + 2 * i) % p === 0);
    const n = start + 2n * BigInt(i);
    if (!hasFactor && isPrime(n, bits, random)) return n;
  }
}

/** A sieve: in a window of numbers, the multiples of each prime are struck out.
 * Cost: tests as above, 3511 divisions per window, and an addition for each number struck out by each prime: about two per number.
 * Lesson: numbers with a small factor cost only additions. The remaining time is spent in
 * tests that no sieve can avoid. */
function searchBySieve(bits: number, random: Random): bigint {
  const count = 4 * bits; // A window without a prime is rare: e^−11.
  for (let start = randomStart(bits, random); ; start += 2n * BigInt(count)) {
    const struck = new Uint8Array(count);
    for (const p of ODD_PRIMES) {
      // The first i with start + 2·i ≡ 0 (mod p): half of −start, made even by adding p.
      const distance = (p - Number(start % BigInt(p))) % p;
      for (let i = distance % 2 === 0 ? distance / 2 : (distance + p) / 2; i < count; i += p) struck[i] = 1;
    }
    for (let i = 0; i < count; i++) {
      const n = start + 2n * BigInt(i);
      if (struck[i] === 0 && isPrime(n, bits, random)) return n;
    }
  }
}

/** An odd number of `bits` bits whose two highest are ones, so that the product of two such has twice the length. */
function randomStart(bits: number, random: Random): bigint {
  assertInteger(bits, 'bits', 24, 8192);
  return randomBits(random, bits) | (3n << BigInt(bits - 2)) | 1n;
}

const isPrime = (n: bigint, bits: number, random: Random): boolean =>
  findWitness(n, { random, rounds: millerRabinRounds(2 * bits) }) === undefined;
