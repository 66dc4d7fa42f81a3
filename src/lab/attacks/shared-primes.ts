/** Keys that share a prime, found by one greatest common divisor for all (Heninger, Durumeric, Wustrow and Halderman 2012; Bernstein's batch gcd). */
import { gcd, isProbablePrime, randomBits } from '../../bigint/index.ts';
import type { Random } from '../../bytes/index.ts';
import { seededRandom } from '../../hash/index.ts';
import { generateRsaKey } from '../../rsa/index.ts';
import { type Attack, type AttackInput, sizeOf } from '../attack.ts';
import { commonFactors } from '../batch-gcd.ts';
import { fact, facts, prose } from '../parts.ts';

/** Draws both primes when the device has just started, with seven bits of entropy; the second after a little more has come in. */
export function primesAtBoot(bits: number, entropyAtBoot: number, later: Random): [p: bigint, q: bigint] {
  const atBoot = seededRandom(`device, state ${entropyAtBoot}`);
  return [primeFrom(atBoot, bits), primeFrom(later, bits)];
}

const SIZE = { meaning: 'keys that were collected', usual: 24, values: [12, 24, 48, 96] };
/** Bits of a modulus, so that the collection is made in seconds. The search takes no longer for 2048. */
const BITS = 1024;
const STATES = 128;

export const sharedPrimes: Attack = {
  fault:
    'The broken devices make their key when they start for the first time. Their generator has then collected almost nothing, so that many of them draw the same first prime. ' +
    'The second prime comes a moment later, and differs.',
  difference: {
    soundFile: 'bytes/random.ts',
    sound: ['for (let at = 0; at < length; at += WEB_CRYPTO_LIMIT) {'],
    brokenFile: 'lab/attacks/shared-primes.ts',
    broken: ['return [primeFrom(atBoot, bits), primeFrom(later, bits)];'],
  },
  unit: 'keys collected',
  defence:
    'The engine has no source of randomness of its own, and no fallback: keys come from the platform’s generator, which waits until it is seeded, or from one that the caller passes in and that the key then names.',
  rule: 'SP 800-90A §8.6; FIPS 186-5 §A.1.1',
  size: SIZE,
  async *run(input) {
    const count = sizeOf(input, SIZE);
    const moduli: bigint[] = [];
    for (let i = 0; i < count; i++) {
      moduli.push(modulusOf(input));
      if (i % 4 === 3) yield { count: moduli.length, note: 'keys are collected' };
    }
    const factors = commonFactors(moduli);
    const broken = moduli.flatMap((n, i) => (factors[i] > 1n && factors[i] < n ? [{ n, p: factors[i] }] : []));
    const isRight = broken.length > 0 && broken.every(({ n, p }) => n % p === 0n);
    return {
      won: isRight,
      count,
      course: [
        prose(
          'To compare each pair takes n² divisors. Instead all moduli are multiplied in a tree, and the product is reduced down the tree modulo the square of each: what is left, divided by the modulus, has a factor in common with it if any other modulus has.',
        ),
        facts('The collection', [
          fact('moduli', `${count} of ${BITS} bits`),
          fact('with a prime in common', `${broken.length}`),
        ]),
      ],
      result: isRight
        ? [facts('One of them', [fact('n', broken[0].n), fact('p', broken[0].p), fact('q', broken[0].n / broken[0].p)])]
        : [prose('No two of the keys have a factor in common.')],
    };
  },
};

function modulusOf({ target, random }: AttackInput): bigint {
  if (target === 'engine') return generateRsaKey({ modulusBits: BITS, random, insecure: true }).modulus;
  const state = Number(randomBits(random, 7)) % STATES;
  const [p, q] = primesAtBoot(BITS / 2, state, random);
  return p * q;
}

function primeFrom(random: Random, bits: number): bigint {
  for (;;) {
    const candidate = randomBits(random, bits) | (3n << BigInt(bits - 2)) | 1n;
    if (gcd(candidate - 1n, 65_537n) === 1n && isProbablePrime(candidate, { random, rounds: 4 })) return candidate;
  }
}
