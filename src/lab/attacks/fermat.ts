/** Primes that lie close together (Fermat 1643; CVE-2022-26320): n is the difference of two squares that are soon found. */
import { integerSqrt, isProbablePrime, randomBits } from '../../bigint/index.ts';
import type { Random } from '../../bytes/index.ts';
import { generateRsaKey } from '../../rsa/index.ts';
import { type Attack, type AttackInput, sizeOf } from '../attack.ts';
import { Counter, fact, facts, prose } from '../parts.ts';

/** The flawed generator: it searches on from p for q, so that the two are close (CVE-2022-26320). */
export function neighbouringPrimes(random: Random, bits: number): [p: bigint, q: bigint] {
  const p = nextPrime(randomBits(random, bits) | (3n << BigInt(bits - 2)) | 1n, random);
  return [p, nextPrime(p + 2n, random)];
}

const SIZE = { meaning: 'bits of the modulus', usual: 2048, values: [1024, 2048, 3072] };
/** Where the search gives up. */
const MOST = 20_000;

export const fermat: Attack = {
  fault:
    'The broken generator draws one prime, and searches on from it for the other. The two then agree in all but their last digits, and n lies just below a square.',
  difference: {
    soundFile: 'rsa/keygen.ts',
    sound: ["if (distance <= (1n << BigInt(settings.modulusBits / 2)) >> 100n) return { test: 'distance' };"],
    brokenFile: 'lab/attacks/fermat.ts',
    broken: ['return [p, nextPrime(p + 2n, random)];'],
  },
  unit: 'squares tried',
  defence:
    'The engine draws both primes independently, and refuses a second prime that differs from the first only below its leading hundred bits.',
  rule: 'FIPS 186-5 §A.1.3 step 5.5',
  size: SIZE,
  async *run(input) {
    const bits = sizeOf(input, SIZE);
    const n = modulus(input, bits);
    const counter = new Counter(5_000);
    // n = a² − b² = (a − b)(a + b), with a just above the root of n where the primes are close.
    let a = integerSqrt(n);
    if (a * a < n) a++;
    let b = integerSqrt(a * a - n);
    while (b * b !== a * a - n && counter.count < MOST) {
      a++;
      b = integerSqrt(a * a - n);
      if (counter.ask()) yield counter.progress('a² − n is no square yet');
    }
    const won = b * b === a * a - n && a - b > 1n;
    return {
      won,
      count: counter.count + 1,
      course: [facts('The search', [fact('n', n), fact('a at the end', a)])],
      result: won
        ? [
            prose('a² − n is a square b², so n = (a − b)(a + b).'),
            facts('The primes', [fact('p', a - b), fact('q', a + b)]),
          ]
        : [facts('After so many squares', [fact('tried', `${MOST}`), fact('found', 'none')])],
    };
  },
};

function modulus({ target, random }: AttackInput, bits: number): bigint {
  if (target === 'engine') return generateRsaKey({ modulusBits: bits, random, insecure: true }).modulus;
  const [p, q] = neighbouringPrimes(random, bits / 2);
  return p * q;
}

function nextPrime(from: bigint, random: Random): bigint {
  let candidate = from | 1n;
  while (!isProbablePrime(candidate, { random, rounds: 8 })) candidate += 2n;
  return candidate;
}
