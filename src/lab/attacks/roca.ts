/** The fingerprint of keys from a generator with too little choice: ROCA (Nemec, Sys, Svenda, Klinec and Matyas 2017, CVE-2017-15361). It is found here, not factored. */
import { isProbablePrime, modPow, randomBits } from '../../bigint/index.ts';
import type { Random } from '../../bytes/index.ts';
import { generateRsaKey } from '../../rsa/index.ts';
import type { Attack, AttackInput } from '../attack.ts';
import { fact, facts, prose, table } from '../parts.ts';

/** The primes below 168, whose product M the generator used for moduli of 512 to 960 bits (the paper's table 1). */
const PRIMES = primesBelow(168);
const M = PRIMES.reduce((product, prime) => product * BigInt(prime), 1n);
const GENERATOR = 65_537n;

/** Draws a prime of the form k·M + (65537^a mod M). Such numbers are prime more often: no prime that divides M divides them. */
export function structuredPrime(random: Random, bits: number): bigint {
  for (;;) {
    const k = randomBits(random, bits - M.toString(2).length) | (1n << BigInt(bits - M.toString(2).length - 1));
    const candidate = k * M + modPow(GENERATOR, randomBits(random, 60), M);
    if (isProbablePrime(candidate, { random, rounds: 4 })) return candidate;
  }
}

const BITS = 960;
const KEYS = 4;

export const roca: Attack = {
  fault:
    'A chip’s library made primes of the form k·M + 65537^a mod M, with M the product of the first primes: such numbers are prime more often. But then the modulus, too, is a power of 65537 modulo each of these primes, ' +
    'which hardly happens by chance.',
  difference: {
    soundFile: 'rsa/keygen.ts',
    sound: ['const start = randomBetween(random, min, max) | 1n;'],
    brokenFile: 'lab/attacks/roca.ts',
    broken: ['const candidate = k * M + modPow(GENERATOR, randomBits(random, 60), M);'],
  },
  unit: 'keys looked at',
  defence:
    'The engine draws where its search for a prime begins from all numbers of the length, so that the prime has nearly all the entropy that it can have. The cost, 0.6 bits, is derived where it is lost.',
  rule: 'FIPS 186-5 §A.1.3',
  async *run(input) {
    const moduli: bigint[] = [];
    for (let i = 0; i < KEYS; i++) {
      moduli.push(modulusOf(input));
      yield { count: moduli.length, note: 'keys are collected' };
    }
    const marked = moduli.filter(hasFingerprint);
    return {
      won: marked.length === KEYS,
      count: KEYS,
      course: [
        prose(
          'Only the public modulus is needed: its remainder modulo each small prime is looked up in the powers of 65537.',
        ),
        table(
          'The first key',
          ['prime', 'n modulo it', 'powers of 65537', 'among them'],
          PRIMES.slice(1, 12).map((prime) => rowOf(moduli[0], prime)),
        ),
        facts('All keys', [
          fact('with the fingerprint', `${marked.length} of ${KEYS}`),
          fact('one in so many keys has it by chance', `2^${Math.round(-chance())}`),
        ]),
      ],
      result:
        marked.length === KEYS
          ? [
              prose(
                'Each key is recognised. To factor one takes Coppersmith’s method: 97 days of one processor for 1024 bits, by the paper. That is not done here; what is shown is that the keys can be told.',
              ),
            ]
          : [prose('No key has the fingerprint.')],
    };
  },
};

function modulusOf({ target, random }: AttackInput): bigint {
  if (target === 'engine') return generateRsaKey({ modulusBits: BITS, random, insecure: true }).modulus;
  return structuredPrime(random, BITS / 2) * structuredPrime(random, BITS / 2);
}

/** Whether n is a power of 65537 modulo each of the primes. */
export const hasFingerprint = (n: bigint): boolean =>
  PRIMES.slice(1).every((prime) => powersOf(prime).has(Number(n % BigInt(prime))));

/** The logarithm to base 2 of the chance that a number has the fingerprint. */
const chance = (): number =>
  PRIMES.slice(1).reduce((sum, prime) => sum + Math.log2(powersOf(prime).size / (prime - 1)), 0);

function rowOf(n: bigint, prime: number): string[] {
  const powers = powersOf(prime);
  const rest = Number(n % BigInt(prime));
  return [`${prime}`, `${rest}`, `${powers.size} of ${prime - 1}`, powers.has(rest) ? 'yes' : 'NO'];
}

/** The subgroup that 65537 generates modulo a prime. */
function powersOf(prime: number): ReadonlySet<number> {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * 65_537) % prime) powers.add(power);
  return powers;
}

function primesBelow(bound: number): number[] {
  const found: number[] = [];
  for (let n = 2; n < bound; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}
