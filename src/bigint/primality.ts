/** Primality tests: trial division, Miller-Rabin (FIPS 186-5 §B.3.1) and the strong Lucas test (§B.3.3; Baillie and Wagstaff 1980). */
import { assertInteger, assertOptions, type Random } from '../bytes/index.ts';
import { assertBigint, MathError } from './errors.ts';
import { integerSqrt, jacobi, mod, modPow } from './modular.ts';
import { randomBetween } from './random.ts';

/** Rounds with random bases: a composite chosen by an adversary passes with a probability of at most 4^−64 = 2^−128 (Rabin's bound; FIPS 186-5 §B.3). */
export const ADVERSARIAL_ROUNDS = 64;

/** Rounds for a candidate drawn at random for an RSA key of `modulusBits` (FIPS 186-5 Table B.1, "M-R tests only"): a random
 * composite passes far less often than one chosen by an adversary (Damgård, Landrock and Pomerance 1993), so that
 * 5, 4 and 4 rounds leave a prime of 1024, 1536 and 2048 bits an error of 2^−112, 2^−128 and 2^−144.
 * Below the table's 2048 bits: the 7 rounds that FIPS 186-4 Table C.3 has for primes of 512 bits (2^−100), and `ADVERSARIAL_ROUNDS` for smaller ones. */
export function millerRabinRounds(modulusBits: number): number {
  assertInteger(modulusBits, 'modulusBits', 1);
  if (modulusBits < 1024) return ADVERSARIAL_ROUNDS;
  if (modulusBits < 2048) return 7;
  return modulusBits < 3072 ? 5 : 4;
}

/** The proof that a number is composite. */
export type Witness =
  | { readonly test: 'trial-division'; readonly divisor: number }
  | { readonly test: 'miller-rabin'; readonly base: bigint }
  | { readonly test: 'lucas' };

export interface PrimalityOptions {
  /** The source of the Miller-Rabin bases. */
  readonly random: Random;
  /** Rounds of Miller-Rabin with random bases, after one with base 2. Use `ADVERSARIAL_ROUNDS` for numbers from outside. */
  readonly rounds: number;
}

/** Whether `n` is prime, by trial division, Miller-Rabin with base 2 and with `rounds` random bases, and the strong Lucas test.
 * No composite is known that passes the first and the last (Baillie-PSW), and the random bases bound the chance for any other.
 * Negative numbers, 0 and 1 are not prime. @throws UsageError, RandomError.
 * Timing: depends on the value; a composite is refused early. */
export function isProbablePrime(n: bigint, options: PrimalityOptions): boolean {
  assertBigint(n, 'n');
  if (n < 2n) return false;
  const divisor = smallFactor(n);
  if (divisor !== undefined) return n === BigInt(divisor);
  return n < SMALL_PRIME_BOUND ** 2n || findWitness(n, options) === undefined;
}

/** The Miller-Rabin and Lucas part of `isProbablePrime`, for a candidate that passed a sieve.
 * @param n - odd, at least 5. @returns the proof that it is composite, or undefined. @throws MathError `range`. */
export function findWitness(n: bigint, options: PrimalityOptions): Witness | undefined {
  assertOptions(options, 'options', ['random', 'rounds']);
  const { random, rounds } = options;
  assertInteger(rounds, 'rounds', 0, 1024);
  // Not in FIPS 186-5: base 2 before the random bases. It rejects nearly every composite without random bytes.
  if (!isStrongProbablePrime(n, 2n)) return { test: 'miller-rabin', base: 2n };
  for (let i = 0; i < rounds; i++) {
    const base = randomBetween(random, 2n, n - 2n); // FIPS 186-5 §B.3.1 steps 4.1–4.2
    if (!isStrongProbablePrime(n, base)) return { test: 'miller-rabin', base };
  }
  return isStrongLucasProbablePrime(n) ? undefined : { test: 'lucas' };
}

/** One round of Miller-Rabin (FIPS 186-5 §B.3.1): false proves `n` composite, true proves nothing. Reference implementation: `reference/miller-rabin`.
 * @param n - odd, at least 5. @param base - 2 … n − 2. @throws MathError `range`.
 * Timing: as `modPow`'s, and depends on the number of squarings. */
export function isStrongProbablePrime(n: bigint, base: bigint): boolean {
  assertCandidate(n);
  assertBigint(base, 'base');
  if (base < 2n || base > n - 2n) throw new MathError('range', 'base', 'must be in 2..n-2', 'FIPS 186-5 §B.3.1');
  // Steps 1–2: n − 1 = 2^a · m with m odd.
  const a = trailingZeros(n - 1n);
  const m = (n - 1n) >> BigInt(a);
  // Step 4.3: z = b^m mod n.
  let z = modPow(base, m, n);
  // Step 4.4.
  if (z === 1n || z === n - 1n) return true;
  // Step 4.5: square up to a − 1 times; −1 must come.
  for (let j = 1; j < a; j++) {
    z = (z * z) % n;
    if (z === n - 1n) return true;
    if (z === 1n) return false;
  }
  return false;
}

/** The strong Lucas test with Selfridge's parameters (Baillie and Wagstaff 1980, method A; the strong form of FIPS 186-5 §B.3.3):
 * false proves `n` composite. Reference implementation: `reference/lucas`.
 * @param n - odd, at least 5. @throws MathError `range`. Timing: depends on the value. */
export function isStrongLucasProbablePrime(n: bigint): boolean {
  assertCandidate(n);
  const D = selfridgeParameter(n);
  if (D === undefined) return false;
  const Q = (1n - D) / 4n; // and P = 1
  // n + 1 = 2^s · d with d odd; a prime has U_d ≡ 0, or V_(d·2^r) ≡ 0 for some r < s.
  const s = trailingZeros(n + 1n);
  let { U, V, Qk } = lucasSequence((n + 1n) >> BigInt(s), D, Q, n);
  if (U === 0n || V === 0n) return true;
  for (let r = 1; r < s; r++) {
    V = mod(V * V - 2n * Qk, n); // V_2k = V_k² − 2·Q^k
    if (V === 0n) return true;
    Qk = (Qk * Qk) % n;
  }
  return false;
}

/** The first D of 5, −7, 9, −11, … with (D/n) = −1; undefined if a factor or a square root of `n` is found first. */
function selfridgeParameter(n: bigint): bigint | undefined {
  const root = integerSqrt(n);
  if (root * root === n) return undefined; // no such D exists
  for (let D = 5n; ; D = D > 0n ? -(D + 2n) : -(D - 2n)) {
    const symbol = jacobi(D, n);
    if (symbol === -1) return D;
    if (symbol === 0 && mod(D, n) !== 0n) return undefined; // n shares a factor with D, and does not divide it
  }
}

/** U_k, V_k and Q^k modulo `n` for P = 1, by doubling and adding over the bits of `k` (FIPS 186-5 §B.3.3 step 6).
 * Q^k may come out negative: while Q is −1, as it is for every second prime, it stays ±1 and squaring it costs nothing. */
function lucasSequence(k: bigint, D: bigint, Q: bigint, n: bigint): { U: bigint; V: bigint; Qk: bigint } {
  let [U, V, Qk] = [1n, 1n, Q % n];
  for (const bit of k.toString(2).slice(1)) {
    [U, V] = [(U * V) % n, mod(V * V - 2n * Qk, n)];
    Qk = (Qk * Qk) % n;
    if (bit === '1') {
      [U, V] = [half(U + V, n), half(D * U + V, n)];
      Qk = (Qk * Q) % n;
    }
  }
  return { U, V, Qk };
}

/** `x / 2` modulo the odd `n`. */
function half(x: bigint, n: bigint): bigint {
  return mod((x & 1n) === 0n ? x >> 1n : (x + n) >> 1n, n);
}

/** The exponent of two in the positive `n`. */
function trailingZeros(n: bigint): number {
  let zeros = 0;
  while (((n >> BigInt(zeros)) & 1n) === 0n) zeros++;
  return zeros;
}

function assertCandidate(n: bigint): void {
  assertBigint(n, 'n');
  if (n < 5n || n % 2n === 0n) throw new MathError('range', 'n', 'must be odd, and at least 5', 'FIPS 186-5 §B.3');
}

/** Exceeds every prime of `SMALL_PRIMES`. A larger table was measured to cost as much time as it saves. */
const SMALL_PRIME_BOUND = 32_768n;

/** The primes below 2^15, by the sieve of Eratosthenes: 3512 of them. */
export const SMALL_PRIMES: readonly number[] = eratosthenes(Number(SMALL_PRIME_BOUND));

function eratosthenes(bound: number): number[] {
  const composite = new Uint8Array(bound);
  const primes: number[] = [];
  for (let p = 2; p < bound; p++) {
    if (composite[p] !== 0) continue;
    primes.push(p);
    for (let multiple = p * p; multiple < bound; multiple += p) composite[multiple] = 1;
  }
  return primes;
}

/** The least prime below 2^15 that divides `n`, which may be `n` itself. Timing: depends on the value. */
export function smallFactor(n: bigint): number | undefined {
  assertBigint(n, 'n');
  return SMALL_PRIMES.find((p) => n % BigInt(p) === 0n);
}
