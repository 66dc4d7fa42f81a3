/** The ways to find a prime by looking at odd numbers from a random start on, side by side: all test with Miller-Rabin and Lucas what they
 * cannot refuse otherwise, and differ in how they refuse. Every one finds the same prime.
 *
 * One number in b·ln 2 of b bits is prime, so that some b·ln 2/2 odd ones are looked at: 355 for 1024 bits. Costs are in tests, each the
 * power of one base, and in divisions of a long number by a short one.
 * Timing: as every search, depends on the prime in how many numbers before it were refused. */
import { findWitness, millerRabinRounds, randomBits, SMALL_PRIMES } from '../../bigint/index.ts';
import { assertInteger, type Random } from '../../bytes/index.ts';
import type { Variant } from './variant.ts';

/** The first prime from a random start on.
 * @param bits - of the start, whose two highest are ones: at least 24, so that it is above every prime that is divided by.
 * @param random - where the start comes from, and then the bases of Miller-Rabin.
 * @throws UsageError `out-of-range`; RandomError. */
export type PrimeSearch = (bits: number, random: Random) => bigint;

/** All ways to search for a prime that are shown here. */
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
 * Lesson: what a test costs is the same for 15·k as for a number without small factors, while one look tells that it is composite. */
function searchTestingAll(bits: number, random: Random): bigint {
  let n = randomStart(bits, random);
  while (!isPrime(n, bits, random)) n += 2n;
  return n;
}

/** Each number is divided by the primes below 2^15 until one divides it.
 * Cost: a tenth as many tests, as only one odd number in nine has no such factor (Mertens: 2·e^−γ/ln 2^15); the survivors are divided 3511
 * times each, the others some hundred times on average.
 * Lesson: four fifths of the time are saved at 1024 bits; but each division runs through the whole long number, to learn what the
 * last number's remainder would have told. */
function searchByDivision(bits: number, random: Random): bigint {
  let n = randomStart(bits, random);
  while (ODD_PRIMES.some((p) => n % BigInt(p) === 0n) || !isPrime(n, bits, random)) n += 2n;
  return n;
}

/** The start's remainder by each prime is taken once; that of the i-th number after it is the remainder plus 2·i.
 * Cost: tests as above, 3511 divisions in all, and for each number divisions of small ones.
 * Lesson: long divisions are paid once for the whole search. OpenSSL searches so. */
function searchByRemainders(bits: number, random: Random): bigint {
  const start = randomStart(bits, random);
  const remainders = ODD_PRIMES.map((p) => Number(start % BigInt(p)));
  for (let i = 0; ; i++) {
    const hasFactor = ODD_PRIMES.some((p, j) => (remainders[j] + 2 * i) % p === 0);
    const n = start + 2n * BigInt(i);
    if (!hasFactor && isPrime(n, bits, random)) return n;
  }
}

/** A window of numbers, in which each prime strikes out its multiples.
 * Cost: tests as above, 3511 divisions a window, and an addition for each number struck out by each prime: some two a number.
 * Lesson: nothing is asked of any number that has a factor; one is reached from the other by adding. What is left of the search's time
 * are tests that no sieve can spare. */
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
