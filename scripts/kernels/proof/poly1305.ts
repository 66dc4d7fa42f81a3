/** Shows that Poly1305's kernels are exact in doubles and right modulo 2^130 − 5, for all keys and blocks, and that limbs stay as small as they
 * may be given: run on unknown integers, as field kernels are. */
import { range } from '../emit.ts';
import { Doubles, eliminate, isRounding, literal, type Value } from './doubles.ts';
import { type Argument, type Domain, NUMBERS, runFunction, type View } from './interpreter.ts';
import { addMultiple, constant, ONE, type Polynomial, product } from './polynomial.ts';
import { type Program, readProgram } from './program.ts';

const P = (1n << 130n) - 5n;
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;
/** Limbs of h and of powers are at most that in size. */
const LIMB = 2 ** 21 + 2 ** 13;
/** What leaves the highest limb comes back as that many at the lowest. */
const FOLD = 20;

/** An int32 of unknown bits, the lowest first: 0, 1, or an unknown number that is 0 or 1. */
interface Bits {
  readonly kind: 'bits';
  readonly bits: readonly (0 | 1 | Value)[];
}
/** x + K, before K is subtracted. */
interface Raised {
  readonly kind: 'raised';
  readonly from: Value;
  readonly K: number;
}
type Unknown = Value | Bits | Raised;

const isBits = (value: Unknown | number): value is Bits =>
  typeof value !== 'number' && 'kind' in value && value.kind === 'bits';
const bitsOf = (value: number): (0 | 1)[] => range(32).map((i) => ((value >>> i) & 1) as 0 | 1);

/** So that one word is one integer: what is rounded and what that is subtracted from must be the same. */
const integers = new WeakMap<Bits, Value>();
/** The integer that an int32 is. */
function integer(word: Bits): Value {
  let value = integers.get(word);
  if (value === undefined) integers.set(word, (value = integerOf(word)));
  return value;
}

function integerOf({ bits }: Bits): Value {
  if (bits[31] !== 0) throw new Error('a negative limb');
  let [polynomial, bound]: [Polynomial, number] = [constant(0n), 0];
  for (const [i, bit] of bits.entries()) {
    if (bit === 0) continue;
    bound += 2 ** i;
    polynomial = addMultiple(polynomial, bit === 1 ? constant(1n) : bit.polynomial, 1n << BigInt(i));
  }
  return { polynomial, bound, grid: 0 };
}

function numeric(value: Unknown | number): Value {
  if (typeof value === 'number') return literal(value);
  if (!('kind' in value)) return value;
  if (value.kind === 'raised') throw new Error('a sum may be rounded');
  return integer(value);
}

function bitwise(operator: string, left: Unknown | number, right: Unknown | number): Unknown {
  if (!isBits(left)) throw new Error(`unknown operator ${operator}`);
  const { bits } = left;
  const of = (each: (bit: 0 | 1 | Value, i: number) => 0 | 1 | Value): Bits => ({ kind: 'bits', bits: bits.map(each) });
  if (operator === '|') {
    const other = isBits(right) ? right.bits : typeof right === 'number' ? bitsOf(right) : undefined;
    if (other === undefined) throw new Error('an OR with a double');
    return of((bit, i) => {
      if (bit !== 0 && other[i] !== 0) throw new Error('an OR of bits that may both be set');
      return bit === 0 ? other[i] : bit;
    });
  }
  if (typeof right !== 'number') throw new Error(`unknown operator ${operator} of two unknown words`);
  if (operator === '&') return of((bit, i) => ((right >>> i) & 1 ? bit : 0));
  if (!(right >= 0 && right < 32)) throw new Error('no number of bits');
  if (operator === '<<') return of((_, i) => (i < right ? 0 : bits[i - right]));
  if (operator === '>>>' && right > 0) return of((_, i) => bits[i + right] ?? 0);
  throw new Error(`unknown operator ${operator}`);
}

function domainOf(doubles: Doubles): Domain<Unknown> {
  return {
    unary: () => {
      throw new Error('unknown operator');
    },
    binary: (operator, left, right) => {
      if (typeof left === 'number' && typeof right === 'number') return NUMBERS[operator](left, right);
      doubles.text = `in ${operator}`;
      if (operator === '*') return doubles.multiply(numeric(left), numeric(right));
      if (operator === '+') {
        if (typeof right === 'number' && isRounding(right) && right > 2 ** 52)
          return { kind: 'raised', from: numeric(left), K: right };
        return doubles.add(numeric(left), numeric(right), 1n);
      }
      if (operator !== '-') return bitwise(operator, left, right);
      if (typeof left !== 'number' && 'kind' in left && left.kind === 'raised') {
        if (left.K !== right) throw new Error('a sum may be rounded');
        return doubles.round(left.from, left.K);
      }
      return doubles.add(numeric(left), numeric(right), -1n);
    },
  };
}

/** What is known of a run. */
class Proof {
  readonly #program: Program;
  readonly doubles = new Doubles(1);

  constructor(program: Program) {
    this.#program = program;
  }

  run(name: string, args: readonly Argument<Unknown>[]): Unknown | number | undefined {
    return runFunction<Unknown>(this.#program, name, args, domainOf(this.doubles));
  }

  /** Six unknown limbs. */
  limbs(): Value[] {
    return range(6).map(() => this.doubles.unknown(LIMB));
  }

  /** `count` bytes of unknown bits, read as little-endian words. */
  data(count: number): { readonly view: View<Unknown>; number(from: number, bytes: number): Polynomial } {
    const bits = range(8 * count).map(() => this.doubles.unknown(1));
    return {
      view: {
        byteLength: count,
        getInt32: (at, littleEndian) => {
          if (typeof at !== 'number' || !littleEndian || !(at >= 0 && at + 4 <= count) || !Number.isInteger(at))
            throw new Error('no word of the data');
          return { kind: 'bits', bits: bits.slice(8 * at, 8 * at + 32) };
        },
      },
      number: (from, bytes) =>
        bits
          .slice(8 * from, 8 * (from + bytes))
          .reduce((sum: Polynomial, bit, i) => addMultiple(sum, bit.polynomial, 1n << BigInt(i)), constant(0n)),
    };
  }

  /** @throws Error unless the limbs are small, and spell what is wanted modulo P whatever the unknowns are. */
  compare(what: string, found: readonly (Unknown | number)[], wanted: Polynomial): void {
    const limbs = found.map(numeric);
    for (const [i, { bound, grid }] of limbs.entries())
      if (!(bound <= LIMB) || grid < 0) throw new Error(`limb ${i} of ${what} may be too large`);
    const difference = eliminate(addMultiple(numberOf(limbs), wanted, -1n), this.doubles.definitions);
    // An integer that is p times a fraction over a power of two is a multiple of p, which is odd.
    for (const coefficient of difference.values())
      if (coefficient % P !== 0n) throw new Error(`${what} is wrong modulo p`);
  }
}

const numberOf = (limbs: readonly Value[]): Polynomial =>
  limbs.reduce(
    (sum: Polynomial, { polynomial }, i) => addMultiple(sum, polynomial, 1n << BigInt(22 * i)),
    constant(0n),
  );

/** The limbs and, after them, FOLD times each. */
const powerOf = (limbs: readonly Value[]): Value[] => [
  ...limbs,
  ...limbs.map(({ polynomial, bound }) => ({
    polynomial: product(polynomial, constant(BigInt(FOLD))),
    bound: FOLD * bound,
    grid: 0,
  })),
];

/** @throws Error unless what stands at `at` is a power: limbs, and FOLD times each. */
function limbsOfPower(proof: Proof, powers: readonly (Unknown | number)[], at: number): (Unknown | number)[] {
  const limbs = powers.slice(at, at + 6);
  for (const [i, limb] of limbs.entries()) {
    const folded = addMultiple(numeric(powers[at + 6 + i]).polynomial, numeric(limb).polynomial, BigInt(-FOLD));
    if (eliminate(folded, proof.doubles.definitions).size > 0) throw new Error(`limb ${i} is not folded`);
  }
  return limbs;
}

/** On no block and on one step, of one block or of four, with a rest behind: the next step begins as that one did.
 * @throws Error where it cannot be shown. */
export function provePoly1305(text: string): void {
  const program = readProgram(text);
  for (const [name, count] of [
    ['poly1305Blocks', 1],
    ['poly1305FourBlocks', 4],
  ] as const) {
    for (const steps of [0, 1]) proveSteps(program, name, count, steps);
  }
  proveKey(program);
  for (const at of [0, 12, 24]) provePower(program, at);
}

function proveSteps(program: Program, name: string, count: number, steps: number): void {
  const proof = new Proof(program);
  const initial = proof.limbs();
  const h: (Unknown | number)[] = [...initial];
  const powers = range(4).map(() => proof.limbs());
  const data = proof.data(8 + 16 * count * steps + 16);
  const end = 8 + 16 * count * steps + (count === 1 ? 15 : 16);
  // The loop must not take less than a whole step of blocks.
  const at = proof.run(name, [h, powers.flatMap(powerOf), data.view, 8, end]);
  if (at !== 8 + 16 * count * steps) throw new Error('it does not end where the blocks end');
  if (steps === 0) {
    if (h.some((limb, i) => limb !== initial[i])) throw new Error('h is changed by no block');
    return;
  }
  // (h + m_1)·r^k + m_2·r^(k−1) + … + m_k·r, where each m has 2^128 above its 16 bytes.
  const wanted = range(count).reduce((sum: Polynomial, b) => {
    const block = addMultiple(data.number(8 + 16 * b, 16), constant(1n << 128n), 1n);
    const factor = b === 0 ? addMultiple(block, numberOf(initial), 1n) : block;
    return addMultiple(sum, product(factor, numberOf(powers[count - 1 - b])), 1n);
  }, constant(0n));
  proof.compare('h', h, wanted);
}

function proveKey(program: Program): void {
  const proof = new Proof(program);
  const data = proof.data(16);
  const powers: (Unknown | number)[] = new Array(48).fill(0);
  proof.run('poly1305Key', [powers, data.view]);
  const clamped = new Map([...data.number(0, 16)].filter(([, c]) => ((c / ONE) & CLAMP) !== 0n));
  proof.compare('r', limbsOfPower(proof, powers, 0), clamped);
}

function provePower(program: Program, at: number): void {
  const proof = new Proof(program);
  const initial = range(at / 12 + 1).map(() => proof.limbs());
  const powers: (Unknown | number)[] = [
    ...initial.flatMap(powerOf),
    ...new Array<number>(48 - 12 * initial.length).fill(0),
  ];
  proof.run('poly1305Power', [powers, at]);
  const wanted = product(numberOf(initial[at / 12]), numberOf(initial[0]));
  proof.compare('the power', limbsOfPower(proof, powers, at + 12), wanted);
}
