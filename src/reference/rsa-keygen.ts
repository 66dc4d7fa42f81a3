/** RSA key generation as FIPS 186-5 §A.1.3 writes it, one number after the other. It shares the kernel's deviation, a random start
 * searched upwards, so that one seed gives both the same key; but it has no sieve: each number is divided by each small prime. */
import { gcd, integerSqrt, lcm, millerRabinRounds, modInverse, randomBetween, SMALL_PRIMES } from '../bigint/index.ts';
import { assertFields, assertInteger, assertMethods, type Random, UsageError } from '../bytes/index.ts';
import { type CandidateFault, RsaError, RsaPrivateKey } from '../rsa/index.ts';
import { assertOdd } from './arguments.ts';
import { strongLucasSteps } from './lucas.ts';
import { millerRabinSteps } from './miller-rabin.ts';
import { resultOf, type Step, type Steps, secretStep } from './step.ts';

export interface RsaKeygenInput {
  readonly modulusBits: number;
  readonly publicExponent: bigint;
  readonly random: Random;
}

/** A candidate, and the reason for its rejection; undefined for the accepted one. */
export interface Candidate {
  readonly value: bigint;
  readonly fault: CandidateFault | undefined;
}

export type RsaKeygenStep = Step<'start' | 'p' | 'q' | 'd', bigint> | Step<'candidate', Candidate>;

/** RSA key generation (FIPS 186-5 §A.1.1, §A.1.3). Indices: `w` counts the random starts of a search, `i` the odd numbers from that start on, both from 0. */
export function* rsaKeygenSteps(input: RsaKeygenInput): Steps<RsaKeygenStep, RsaPrivateKey> {
  assertFields(input, 'input', 'an RsaKeygenInput');
  const { modulusBits: nlen, publicExponent: e } = input;
  assertInteger(nlen, 'input.modulusBits', 64, 8192);
  if (nlen % 2 !== 0) throw new UsageError('out-of-range', 'input.modulusBits', 'must be even');
  assertOdd(e, 'input.publicExponent', 3n);
  assertMethods(input.random, 'input.random', 'a Random', 'bytes');
  let [p, q, d] = [0n, 0n, 0n];
  do {
    p = yield* primeSteps(undefined, input);
    yield secretStep('p', 'FIPS 186-5 §A.1.3 step 4', p);
    q = yield* primeSteps(p, input);
    yield secretStep('q', 'FIPS 186-5 §A.1.3 step 5', q);
    d = modInverse(e, lcm(p - 1n, q - 1n));
    yield secretStep('d', 'FIPS 186-5 §A.1.1 criterion 3', d);
  } while (d <= 2n ** BigInt(nlen / 2));
  if (p < q) [p, q] = [q, p];
  const crt = { exponent1: d % (p - 1n), exponent2: d % (q - 1n), coefficient: modInverse(q, p) };
  return new RsaPrivateKey({ modulus: p * q, publicExponent: e, privateExponent: d, prime1: p, prime2: q, ...crt });
}

/** Steps 4 and 5. */
function* primeSteps(p: bigint | undefined, input: RsaKeygenInput): Steps<RsaKeygenStep, bigint> {
  const { modulusBits: nlen, random } = input;
  const least = integerSqrt(2n ** BigInt(nlen - 1) - 1n) + 1n; // √2 · 2^(nlen/2 − 1), rounded up
  const greatest = 2n ** BigInt(nlen / 2) - 1n;
  for (let w = 0; w < 64; w++) {
    const start = randomBetween(random, least, greatest) | 1n;
    yield secretStep('start', 'FIPS 186-5 §A.1.3 steps 4.2 to 4.4', start, { w });
    for (let i = 0; i < 2 * nlen; i++) {
      const value = start + 2n * BigInt(i);
      if (value > greatest) break;
      const fault = findFault(value, p, input);
      yield secretStep('candidate', 'FIPS 186-5 §A.1.3 steps 4.5 and 5.6', { value, fault }, { w, i });
      if (fault === undefined) return value;
    }
  }
  throw new RsaError('no-prime', 'no prime in 64 windows', 'FIPS 186-5 §A.1.3 step 4.7');
}

function findFault(value: bigint, p: bigint | undefined, input: RsaKeygenInput): CandidateFault | undefined {
  const { modulusBits: nlen, publicExponent: e, random } = input;
  for (const divisor of SMALL_PRIMES) {
    if (value % BigInt(divisor) === 0n) return { test: 'trial-division', divisor };
  }
  const distance = p === undefined ? value : value > p ? value - p : p - value;
  if (distance <= 2n ** BigInt(nlen / 2) / 2n ** 100n) return { test: 'distance' };
  if (gcd(value - 1n, e) !== 1n) return { test: 'public-exponent' };
  // Base 2 first, then the number of random bases in Table B.1.
  let base = 2n;
  for (let round = 0; round <= millerRabinRounds(nlen); round++) {
    if (round > 0) base = randomBetween(random, 2n, value - 2n);
    if (resultOf(millerRabinSteps(value, [base])) === 'COMPOSITE') return { test: 'miller-rabin', base };
  }
  return resultOf(strongLucasSteps(value)) === 'COMPOSITE' ? { test: 'lucas' } : undefined;
}
