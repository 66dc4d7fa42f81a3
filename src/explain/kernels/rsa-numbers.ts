/** RSA with one's own numbers, as textbooks show it: the key from two primes, encryption and decryption, without padding. */
import { ADVERSARIAL_ROUNDS, gcd, isProbablePrime, lcm, modInverse } from '../../bigint/index.ts';
import { assertOptions, bitLength, systemRandom, UsageError } from '../../bytes/index.ts';
import { type ModexpStep, squareAndMultiplySteps } from '../../reference/index.ts';
import { RsaPrivateKey } from '../../rsa/index.ts';
import type { Exhibit, Fact, Part, Table } from '../document/exhibit.ts';
import { collected, facts, prose, section } from './steps.ts';

export interface RsaNumbers {
  /** Two different odd primes of at most 2048 bits each. */
  readonly p: bigint;
  readonly q: bigint;
  /** Odd, from 3, without a common factor with p − 1 and q − 1. */
  readonly e: bigint;
  /** Below p·q. */
  readonly m: bigint;
}

const MOST_BITS = 2048;

/** Shows n, lcm(p − 1, q − 1), d by Euclid's algorithm line by line, m^e and c^d bit by bit with their numbers. p, q, d and m are secret.
 * @throws UsageError `out-of-range` for numbers that are no key, or an m from n on. */
export function explainRsaNumbers(numbers: RsaNumbers): Exhibit {
  assertOptions(numbers, 'numbers', ['p', 'q', 'e', 'm']);
  checkNumbers(numbers);
  const { p, q, e, m } = numbers;
  const [n, lambda] = [p * q, lcm(p - 1n, q - 1n)];
  const d = modInverse(e, lambda);
  const encryption = collected(squareAndMultiplySteps(m, e, n));
  const c = encryption.result;
  const decryption = collected(squareAndMultiplySteps(c, d, n));
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      secret('p', p, ''),
      secret('q', q, ''),
      open('n = p · q', n, 'RFC 8017 §3.1'),
      open('e', e, 'RFC 8017 §3.1'),
      secret('d', d, 'RFC 8017 §3.2'),
      secret('m', m, ''),
      open('c = m^e mod n', c, 'RFC 8017 §5.1.1'),
      secret('c^d mod n', decryption.result, 'RFC 8017 §5.1.2'),
    ]),
    section('1. The key', [
      facts('What d is computed with', [
        secret('p − 1', p - 1n, ''),
        secret('q − 1', q - 1n, ''),
        secret('λ = lcm(p − 1, q − 1)', lambda, 'RFC 8017 §3.2'),
      ]),
      prose(EUCLID),
      euclidTable(lambda, e),
    ]),
    section('2. Encrypt', [powerTable('m^e mod n, bit by bit of e', m, e, n, encryption.steps)]),
    section('3. Decrypt', [powerTable('c^d mod n, bit by bit of d', c, d, n, decryption.steps)]),
  ];
  return { title: `RSA with n = ${p} · ${q}`.slice(0, 60), parts };
}

/** A private key of two primes, for the exhibits that sign and encrypt. Not for use: such a key is as secret as the place where its primes come from.
 * @throws UsageError `out-of-range` for numbers that are no key. */
export function rsaKeyFromPrimes(numbers: Pick<RsaNumbers, 'e' | 'p' | 'q'>): RsaPrivateKey {
  assertOptions(numbers, 'numbers', ['p', 'q', 'e']);
  checkNumbers({ ...numbers, m: 0n });
  const { p, q, e } = numbers;
  const d = modInverse(e, lcm(p - 1n, q - 1n));
  return new RsaPrivateKey({
    ...{ modulus: p * q, publicExponent: e, privateExponent: d, prime1: p, prime2: q },
    ...{ exponent1: d % (p - 1n), exponent2: d % (q - 1n), coefficient: modInverse(q, p) },
  });
}

const INTRODUCTION =
  'RSA in its bare form, with numbers of one’s own. Whoever knows the primes p and q computes d; whoever knows n and e alone has to factor n first, which is easy for ' +
  'small numbers. In use, n has 2048 bits or more, and a message is padded before it is raised to a power: the same m always gives the same c here, and m = 0 and m = 1 do not change at all.';
const EUCLID =
  'd undoes e: e·d leaves 1 when divided by λ. Euclid’s algorithm divides again and again; written as a sum of multiples of λ and e, the remainder 1 shows d.';

function checkNumbers({ p, q, e, m }: RsaNumbers): void {
  const refuse = (name: string, why: string): never => {
    throw new UsageError('out-of-range', `numbers.${name}`, why);
  };
  for (const [name, value] of Object.entries({ p, q, e, m })) {
    if (typeof value !== 'bigint') throw new UsageError('wrong-type', `numbers.${name}`, 'must be a bigint');
  }
  for (const [name, prime] of [
    ['p', p],
    ['q', q],
  ] as const) {
    if (bitLength(prime) > MOST_BITS) refuse(name, `must have at most ${MOST_BITS} bits`);
    if (prime < 3n || !isProbablePrime(prime, { rounds: ADVERSARIAL_ROUNDS, random: systemRandom }))
      refuse(name, 'must be an odd prime');
  }
  if (p === q) refuse('q', 'must be another prime than p: the root of n would give both away');
  if (e < 3n || e % 2n === 0n || e >= p * q) refuse('e', 'must be odd, from 3 to n − 1');
  const common = gcd(e, lcm(p - 1n, q - 1n));
  if (common !== 1n)
    refuse('e', `must have no common factor with p − 1 and q − 1; ${common} is one, so that no d undoes it`);
  if (m < 0n || m >= p * q) refuse('m', 'must be below n = p · q');
}

/** Numbers of a textbook are shown in decimal; those too long for it, in hexadecimal. */
const shown = (value: bigint): bigint | string => (bitLength(value) <= 64 ? value.toString() : value);
const open = (label: string, value: bigint, rule: string): Fact => ({ label, value: shown(value), rule });
const secret = (label: string, value: bigint, rule: string): Fact => ({ ...open(label, value, rule), secret: true });
/** A coefficient may be negative. */
const told = (value: bigint): string =>
  value < 0n ? `−${told(-value)}` : bitLength(value) <= 64 ? `${value}` : `0x${value.toString(16)}`;

/** The extended algorithm of Euclid: each remainder as a sum of multiples of λ and of e. */
function euclidTable(lambda: bigint, e: bigint): Table {
  const rows: string[][] = [];
  const how: string[][] = [];
  let [before, r] = [lambda, e];
  let [coefficientBefore, coefficient] = [0n, 1n];
  while (r > 0n) {
    const quotient = before / r;
    const rest = before % r;
    rows.push([told(before), told(r), told(quotient), told(rest), told(coefficient)]);
    how.push([
      `${told(before)} = ${told(quotient)} · ${told(r)} + ${told(rest)}`,
      `e · (${told(coefficient)}) leaves ${told(r)} modulo λ${r === 1n ? `, so d = ${told(((coefficient % lambda) + lambda) % lambda)}` : ''}`,
    ]);
    [coefficientBefore, coefficient] = [coefficient, coefficientBefore - quotient * coefficient];
    [before, r] = [r, rest];
  }
  return {
    ...{ kind: 'table', title: 'Euclid’s algorithm for λ and e', rule: 'HAC algorithm 2.107' },
    columns: ['dividend', 'divisor', 'quotient', 'remainder', 'times e leaves the divisor'],
    ...{ rows, how, secret: true },
  };
}

function powerTable(title: string, base: bigint, exponent: bigint, n: bigint, steps: readonly ModexpStep[]): Table {
  const moves = steps.slice(0, -1);
  const before = (i: number): bigint => (i === 0 ? 1n : moves[i - 1].value);
  const factor = (i: number): bigint => (moves[i].name === 'A squared' ? before(i) : base);
  return {
    ...{
      kind: 'table',
      title: `${title} = ${exponent.toString(2).slice(0, 64)} (binary)`,
      rule: 'HAC algorithm 14.79',
    },
    columns: ['bit', 'step', 'A'],
    rows: moves.map(({ name, value, index }) => [`${index['i']}`, name, told(value)]),
    how: moves.map(({ value }, i) => [
      `${told(before(i))} · ${told(factor(i))} = ${told(before(i) * factor(i))}`,
      `modulo ${told(n)}: ${told(value)}`,
    ]),
    secret: true,
  };
}
