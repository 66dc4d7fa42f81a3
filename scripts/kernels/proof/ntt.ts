/** Shows that ML-KEM's kernels are exact in doubles and right modulo 3329, for all coefficients of the sizes that they allow, and how large what
 * comes out may be. A value is a polynomial in the coefficients modulo 3329, with a bound of its size. */
import { inverseNTT, MultiplyNTTs, NTT, q } from '../../../src/reference/ml-kem-polynomials.ts';
import { range } from '../emit.ts';
import { type Domain, NUMBERS, runFunction } from './interpreter.ts';
import { type Program, readProgram } from './program.ts';

/** An integer. Its monomials are unknown coefficients, or products of two: 1 + i, and 1000·(1 + i) + 1 + j for j < i. 0 is the number 1. */
interface Integer {
  readonly kind: 'integer';
  readonly terms: ReadonlyMap<number, number>;
  readonly bound: number;
  /** It is this integer times that constant. */
  readonly multiple?: { readonly of: Integer; readonly by: number };
}
/** A double that is near `of` · `by`: rounded once. With K, the sum of it and K, before that is subtracted. */
interface Near {
  readonly kind: 'near' | 'raised';
  readonly of: Integer;
  readonly by: number;
}
/** An integer that is near `of` · `by`, by at most `error`; times q, if it is so. */
interface Quotient {
  readonly kind: 'quotient' | 'multiple of q';
  readonly of: Integer;
  readonly by: number;
  readonly error: number;
}
type Value = Integer | Near | Quotient;

const EXACT = 2 ** 53;
/** Bounds are rounded up by less than this in all. */
const SLACK = 1 + 2 ** -40;
const ROUND = 1.5 * 2 ** 52;
const PAIR = 1000;

const mod = (x: number): number => ((x % q) + q) % q;

function integer(terms: ReadonlyMap<number, number>, bound: number): Integer {
  if (bound * SLACK > EXACT) throw new Error('may be rounded');
  return { kind: 'integer', terms, bound };
}
const unknown = (i: number, bound: number): Integer => integer(new Map([[1 + i, 1]]), bound);

function toInteger(value: Value | number): Integer {
  if (typeof value !== 'number') {
    if (value.kind !== 'integer') throw new Error(`${value.kind} is no integer that is known`);
    return value;
  }
  if (!Number.isInteger(value)) throw new Error('no integer');
  return integer(new Map(mod(value) === 0 ? [] : [[0, mod(value)]]), Math.abs(value));
}

function sum(a: Integer, b: Integer, sign: 1 | -1): Integer {
  const terms = new Map(a.terms);
  for (const [monomial, coefficient] of b.terms) {
    const total = mod((terms.get(monomial) ?? 0) + sign * coefficient);
    if (total === 0) terms.delete(monomial);
    else terms.set(monomial, total);
  }
  return integer(terms, a.bound + b.bound);
}

function product(a: Integer, b: Integer): Integer {
  const terms = new Map<number, number>();
  for (const [m, c] of a.terms) {
    for (const [n, d] of b.terms) {
      if ((m >= PAIR && n > 0) || (n >= PAIR && m > 0)) throw new Error('a product of more than two unknowns');
      const monomial = m === 0 || n === 0 ? m + n : PAIR * Math.max(m, n) + Math.min(m, n);
      const total = mod((terms.get(monomial) ?? 0) + c * d);
      if (total === 0) terms.delete(monomial);
      else terms.set(monomial, total);
    }
  }
  return integer(terms, a.bound * b.bound);
}

function times(left: Value | number, right: Value | number): Value {
  if (typeof left === 'number') return times(right, left);
  if (typeof right !== 'number') return product(toInteger(left), toInteger(right));
  if (left.kind === 'quotient') {
    if (right !== q) throw new Error('a quotient times another number than q');
    // An integer of |of·by| + error at most.
    if ((left.of.bound * Math.abs(left.by) + left.error) * q * SLACK > EXACT) throw new Error('may be rounded');
    return { ...left, kind: 'multiple of q' };
  }
  const of = toInteger(left);
  if (Number.isInteger(right)) return { ...product(of, toInteger(right)), multiple: { of, by: right } };
  return { kind: 'near', of, by: right };
}

/** x + K - K, where doubles of K's size are integers: the product was rounded once before. */
function rounded({ of, by }: Near): Quotient {
  const size = of.bound * Math.abs(by);
  if (size * SLACK > 2 ** 50) throw new Error('too large to be rounded');
  return { kind: 'quotient', of, by, error: 0.5 + size * 2 ** -53 };
}

/** z·x − k·q where k is near x·(z/q): congruent to z·x, and small. */
function reduced(value: Integer, { of, by, error }: Quotient): Integer {
  const multiple = value.multiple ?? { of: value, by: 1 };
  const { by: z } = value === of ? { by: 1 } : multiple;
  if (value !== of && multiple.of !== of) throw new Error('a quotient of another number');
  const bound = q * (of.bound * Math.abs(z / q - by) + of.bound * Math.abs(by) * 2 ** -50 + error) * SLACK;
  return integer(value.terms, bound);
}

const DOMAIN: Domain<Value> = {
  unary: () => {
    throw new Error('unknown operator');
  },
  binary: (operator, left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return NUMBERS[operator](left, right);
    if (operator === '*') return times(left, right);
    if (operator === '+') {
      if (typeof left !== 'number' && left.kind === 'near' && right === ROUND) return { ...left, kind: 'raised' };
      return sum(toInteger(left), toInteger(right), 1);
    }
    if (operator !== '-') throw new Error(`unknown operator ${operator}`);
    if (typeof left !== 'number' && left.kind === 'raised') {
      if (right !== ROUND) throw new Error('may be rounded');
      return rounded(left);
    }
    if (typeof right !== 'number' && right.kind === 'multiple of q') return reduced(toInteger(left), right);
    return sum(toInteger(left), toInteger(right), -1);
  },
};

/** The linear map that a function of 256 coefficients is: what it makes of each unit. */
function columnsOf(map: (f: readonly number[]) => readonly number[]): (readonly number[])[] {
  return range(256).map((j) => map(range(256).map((i) => (i === j ? 1 : 0))));
}

/** @throws Error unless each value is the sum of its row of the columns, and at most `bound`. */
function compareLinear(
  what: string,
  found: readonly (Value | number)[],
  columns: readonly (readonly number[])[],
  bound: number,
): void {
  for (const [i, value] of found.entries()) {
    const { terms, bound: size } = toInteger(value);
    if (!(size <= bound)) throw new Error(`coefficient ${i} of ${what} may be too large`);
    if (terms.has(0) || columns.some((column, j) => (terms.get(1 + j) ?? 0) !== column[i]))
      throw new Error(`coefficient ${i} of ${what} is wrong`);
  }
}

/** A function that works in place on coefficients up to `given` in size. */
function proveLinear(
  program: Program,
  name: string,
  columns: readonly (readonly number[])[],
  given: number,
  allowed: number,
): void {
  const f: (Value | number)[] = range(256).map((i) => unknown(i, given));
  runFunction<Value>(program, name, [f], DOMAIN);
  compareLinear(name, f, columns, allowed);
}

/** h + f·g, of factors below 8·q, and of h up to 2^50. */
function proveMultiplyAdd(program: Program): void {
  const [f, g, before] = [0, 256, 512].map((from) =>
    range(256).map((i) => unknown(from + i, from === 512 ? 2 ** 50 : 8 * q)),
  );
  const h: (Value | number)[] = [...before];
  runFunction<Value>(program, 'mlKemMultiplyAdd', [h, [...f], [...g]], DOMAIN);
  // Each pair of coefficients has products of its own: of units, one in all pairs, each of the four.
  const ones = (at: 0 | 1): number[] => range(256).map((i) => (i % 2 === at ? 1 : 0));
  for (const [a, b] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const) {
    const expected = MultiplyNTTs(ones(a), ones(b));
    for (const [i, value] of h.entries()) {
      const pair = i - (i % 2);
      const monomial = PAIR * (1 + 256 + pair + b) + 1 + pair + a;
      if ((toInteger(value).terms.get(monomial) ?? 0) !== expected[i]) throw new Error(`product ${i} is wrong`);
    }
  }
  for (const [i, value] of h.entries()) {
    const { terms } = toInteger(value);
    if (terms.size !== 3 || terms.get(1 + 512 + i) !== 1) throw new Error(`product ${i} has other terms`);
  }
}

const identity = columnsOf((f) => f);

/** @throws Error where it cannot be shown. */
export function proveNtt(text: string): void {
  const program = readProgram(text);
  proveLinear(program, 'mlKemNtt', columnsOf(NTT), q, 5 * q);
  proveLinear(program, 'mlKemInverseNtt', columnsOf(inverseNTT), 2 ** 50, 0.51 * q);
  proveLinear(program, 'mlKemReduce', identity, 2 ** 50, 0.51 * q);
  proveMultiplyAdd(program);
}
