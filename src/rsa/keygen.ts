/** RSA keys from probable primes (FIPS 186-5 §A.1.1, §A.1.3). Reference implementation: `reference/rsa-keygen`. */
import {
  findWitness,
  gcd,
  integerSqrt,
  lcm,
  millerRabinRounds,
  modInverse,
  randomBetween,
  sieve,
  smallFactor,
} from '../bigint/index.ts';
import {
  assertBoolean,
  assertFunction,
  assertInteger,
  assertMethods,
  assertOptions,
  type Random,
  UsageError,
} from '../bytes/index.ts';
import { RsaError } from './errors.ts';
import type { CandidateFault, RsaEvent } from './events.ts';
import { GeneratedRsaKey, type RsaPrivateComponents } from './key.ts';

export interface RsaKeygenOptions {
  /** Length of the modulus: even, 2048..8192. */
  readonly modulusBits: number;
  /** Odd, 2^16 < e < 2^256, and below 2^(modulusBits / 2). Default: 65537. */
  readonly publicExponent?: bigint | undefined;
  /** The source of randomness. The same seed gives the same key. */
  readonly random: Random;
  /** Allows moduli from 64 bits on, and public exponents from 3 on: for teaching and tests. Default: false. */
  readonly insecure?: boolean | undefined;
  /** Called before each number is tested with Miller-Rabin. Default: none. */
  readonly onProgress?: ((progress: RsaKeygenProgress) => void) | undefined;
  /** Receives each step, secrets included. Default: none. */
  readonly observe?: ((event: RsaEvent) => void) | undefined;
  /** Its `reason` is thrown at the next candidate once it is aborted. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

export interface RsaKeygenProgress {
  readonly prime: 'p' | 'q';
  /** Numbers tested with Miller-Rabin for this prime so far. */
  readonly tested: number;
  /** The expected number of such tests for one prime. */
  readonly expected: number;
}

/** Generates a key in one call. 2048 bits take about a tenth of a second; the time grows with the fourth power of the length.
 * @throws UsageError on wrong options, `insecure` if these options require `insecure: true`; RandomError; RsaError `no-prime` when the
 * source is broken; `signal.reason`. Timing: depends on the primes: on the number of candidates rejected before each. */
export function generateRsaKey(options: RsaKeygenOptions): GeneratedRsaKey {
  const search = generate(checked(options));
  for (;;) {
    const { done, value } = search.next();
    if (done === true) return value;
  }
}

/** Generates the same key as `generateRsaKey`, and yields to the event loop every few candidates (about 7 ms; from 4096
 * bits on, after each). Rejects with the errors of `generateRsaKey`. Timing: as `generateRsaKey`. */
export async function generateRsaKeyAsync(options: RsaKeygenOptions): Promise<GeneratedRsaKey> {
  const search = generate(checked(options));
  // A test of one candidate grows with the cube of its length.
  const candidatesPerTurn = Math.max(1, Math.floor(8 * (2048 / options.modulusBits) ** 3));
  for (let tested = 1; ; tested++) {
    const { done, value } = search.next();
    if (done === true) return value;
    if (tested % candidatesPerTurn === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** Options with their defaults in place. */
type Settings = RsaKeygenOptions & { readonly publicExponent: bigint };

function checked(options: RsaKeygenOptions): Settings {
  const known = ['modulusBits', 'publicExponent', 'random', 'insecure', 'onProgress', 'observe', 'signal'];
  assertOptions(options, 'options', known);
  const { modulusBits: nlen, publicExponent = 65_537n, insecure = false } = options;
  assertBoolean(insecure, 'options.insecure');
  // FIPS 186-5 §A.1.3 step 1.
  assertInteger(nlen, 'options.modulusBits', 64, 8192);
  if (nlen % 2 !== 0) throw new UsageError('out-of-range', 'options.modulusBits', 'must be even');
  if (nlen < 2048 && !insecure) {
    throw new UsageError('insecure', 'options.modulusBits', 'below 2048 bits only with `insecure: true`');
  }
  // Step 2.
  const e = publicExponent;
  if (typeof e !== 'bigint') throw new UsageError('wrong-type', 'options.publicExponent', 'must be a bigint');
  const maxBits = Math.min(256, nlen / 2);
  if (e < 3n || e % 2n === 0n || e >= 1n << BigInt(maxBits)) {
    throw new UsageError('out-of-range', 'options.publicExponent', `must be odd, and in 3..2^${maxBits} - 1`);
  }
  if (e <= 65_536n && !insecure) {
    throw new UsageError('insecure', 'options.publicExponent', 'at most 2^16 only with `insecure: true`');
  }
  assertWatchers(options);
  return { ...options, publicExponent };
}

function assertWatchers({ onProgress, observe, signal }: RsaKeygenOptions): void {
  if (onProgress !== undefined) assertFunction(onProgress, 'options.onProgress');
  if (observe !== undefined) assertFunction(observe, 'options.observe');
  if (signal !== undefined) assertMethods(signal, 'options.signal', 'an AbortSignal', 'throwIfAborted');
}

/** The whole of §A.1.3, pausing before each test of a candidate. */
function* generate(settings: Settings): Generator<void, GeneratedRsaKey> {
  const { modulusBits: nlen, publicExponent: e, random, observe } = settings;
  for (;;) {
    // Steps 4 and 5.
    const p = yield* findPrime('p', undefined, settings);
    const q = yield* findPrime('q', p, settings);
    // §A.1.1 criterion 3: d = e^−1 mod lcm(p − 1, q − 1) must be above 2^(nlen/2).
    const d = modInverse(e, lcm(p - 1n, q - 1n));
    if (d <= 1n << BigInt(nlen / 2)) {
      observe?.({ kind: 'private-exponent-refused' });
      continue;
    }
    // Not in FIPS 186-5: the greater prime comes first, as OpenSSL has it.
    const [prime1, prime2] = p > q ? [p, q] : [q, p];
    const key = new GeneratedRsaKey(assemble(e, d, prime1, prime2), random.source);
    observe?.({ kind: 'key-made', key });
    return key;
  }
}

function assemble(e: bigint, d: bigint, p: bigint, q: bigint): RsaPrivateComponents {
  return {
    modulus: p * q,
    publicExponent: e,
    privateExponent: d,
    prime1: p,
    prime2: q,
    exponent1: d % (p - 1n),
    exponent2: d % (q - 1n),
    coefficient: modInverse(q, p),
  };
}

/** After this many windows without a prime the random source is considered broken: one window contains no prime with a probability of
 * 2^−16. */
const MAX_WINDOWS = 64;

/** Steps 4 (for p) and 5 (for q).
 * Deviation: not every candidate is drawn afresh. One random start gives a window of odd numbers, searched upwards behind a sieve,
 * since with a sieve most numbers cost almost nothing. A prime is then found in proportion to the gap below it, which costs
 * (1 − γ) / ln 2 = 0.61 bits of its entropy (gaps being distributed as in Cramér's model; Brandt and Damgård 1992 bound it)
 * of about 1014 for a 2048-bit key. */
function* findPrime(prime: 'p' | 'q', p: bigint | undefined, settings: Settings): Generator<void, bigint> {
  const { modulusBits: nlen, random, observe, onProgress, signal } = settings;
  const rounds = millerRabinRounds(nlen);
  const expected = expectedTests(nlen / 2);
  // Steps 4.4 and 5.4: √2 · 2^(nlen/2 − 1) <= prime < 2^(nlen/2).
  const min = integerSqrt((1n << BigInt(nlen - 1)) - 1n) + 1n;
  const max = (1n << BigInt(nlen / 2)) - 1n;
  const refused = { kind: 'candidate-refused', prime } as const;
  let tested = 0;
  for (let window = 0; window < MAX_WINDOWS; window++) {
    // Steps 4.2–4.4, 5.2–5.4.
    const start = randomBetween(random, min, max) | 1n;
    const struck = sieve(start, 2 * nlen);
    for (let i = 0; i < struck.length; i++) {
      const candidate = start + 2n * BigInt(i);
      if (candidate > max) break;
      if (struck[i] !== 0) {
        observe?.({ ...refused, candidate, because: { test: 'trial-division', divisor: smallFactor(candidate)! } });
        continue;
      }
      let fault = unsuitable(candidate, p, settings);
      if (fault === undefined) {
        signal?.throwIfAborted();
        tested++;
        onProgress?.({ prime, tested, expected });
        yield;
        // Steps 4.5.1 and 5.6.1.
        fault = findWitness(candidate, { random, rounds });
      }
      if (fault === undefined) {
        observe?.({ kind: 'prime-found', prime, value: candidate, tested, rounds });
        return candidate;
      }
      observe?.({ ...refused, candidate, because: fault });
    }
  }
  // Steps 4.7 and 5.8.
  throw new RsaError('no-prime', `no prime in ${MAX_WINDOWS} windows: no random source does that`, 'FIPS 186-5 §A.1.3');
}

/** Steps 5.5 and 4.5 (5.6): the conditions on a prime of this key besides primality. */
function unsuitable(candidate: bigint, p: bigint | undefined, settings: Settings): CandidateFault | undefined {
  if (p !== undefined) {
    const distance = candidate > p ? candidate - p : p - candidate;
    // |p − q| > 2^(nlen/2 − 100); for toy sizes this only means p ≠ q.
    if (distance <= (1n << BigInt(settings.modulusBits / 2)) >> 100n) return { test: 'distance' };
  }
  return gcd(candidate - 1n, settings.publicExponent) === 1n ? undefined : { test: 'public-exponent' };
}

/** Numbers of `bits` bits that survive a sieve to 2^15 for each prime: by the prime number theorem one in bits · ln 2 is prime, and
 * by Mertens' theorem one in ln(2^15) · e^γ survives. */
function expectedTests(bits: number): number {
  const EULER_GAMMA = 0.5772156649;
  return Math.max(1, Math.round((bits * Math.LN2) / (15 * Math.LN2 * Math.exp(EULER_GAMMA))));
}
