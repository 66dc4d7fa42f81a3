/** JavaScript's operators on formulas, for the interpreter of kernels. */
import {
  and,
  CONSTANT,
  type Combination,
  carried,
  carryOf,
  combinationOf,
  combined,
  constant,
  not,
  or,
  type Quotient,
  shiftedLeft,
  shiftedRight,
  unsignedOf,
  type Word,
  wordOf,
  xor,
} from './formulas.ts';
import { NUMBERS } from './interpreter.ts';

/** A sum of int32 that is no int32 yet: known modulo 2^32, and exact as a double. */
interface Sum {
  readonly kind: 'sum';
  readonly combination: Combination;
  /** Its absolute value is at most this. */
  readonly bound: number;
  /** The terms that are quotients, by their keys in the combination. */
  readonly quotients: ReadonlyMap<number, Quotient>;
}
/** A double that is a nonnegative integer times a power of two. */
interface Double {
  readonly kind: 'double';
  readonly combination: Combination;
  readonly bound: number;
  readonly scale: number;
}
/** `a < b` of two nonnegative integers, as the integer that it is: 0 or 1. */
interface Truth {
  readonly kind: 'truth';
  readonly combination: Combination;
}
export type Formula = Word | Sum | Double | Truth;

const TWO_32 = 2n ** 32n;
/** Doubles hold integers up to this exactly. */
const EXACT = 2 ** 53;

const integer = (value: number): Combination => (value === 0 ? new Map() : new Map([[CONSTANT, BigInt(value)]]));

/** What ECMAScript's ToInt32 makes of it. */
function toWord(value: Formula | number): Word {
  if (typeof value === 'number') return constant(value);
  if (value.kind === 'word') return value;
  if (value.kind === 'double' && value.scale !== 0) {
    // ToInt32 rounds towards zero: of a nonnegative X / 2^32, down.
    if (value.scale !== -32 || value.bound >= 2 ** 63) throw new Error('a fraction that is no carry');
    return wordOf(carryOf(value.combination));
  }
  return wordOf(value.combination);
}

function toSum(value: Formula | number): Sum {
  if (typeof value === 'number') {
    return { kind: 'sum', combination: integer(value), bound: Math.abs(value), quotients: new Map() };
  }
  if (value.kind === 'sum') return value;
  if (value.kind === 'word') {
    const combination = combinationOf(value);
    const [[key = CONSTANT] = []] = combination;
    const quotients = value.quotient === undefined ? [] : [[key, value.quotient] as const];
    return { kind: 'sum', combination, bound: 2 ** 31, quotients: new Map(quotients) };
  }
  throw new Error('a double beside words');
}

function toDouble(value: Formula | number): Double {
  if (typeof value === 'object' && value.kind === 'double') return value;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) {
    return { kind: 'double', combination: integer(value), bound: value, scale: 0 };
  }
  throw new Error('no unsigned integer');
}

function plus(a: Formula | number, b: Formula | number): Formula {
  const isDouble = [a, b].some((value) => typeof value === 'object' && value.kind === 'double');
  const [x, y] = isDouble ? [toDouble(a), toDouble(b)] : [toSum(a), toSum(b)];
  const bound = x.bound + y.bound;
  if (bound > EXACT) throw new Error('a sum may be rounded');
  const combination = combined([x.combination, 1n], [y.combination, 1n]);
  if (x.kind === 'sum') return { kind: 'sum', combination, bound, quotients: bothOf(x, y as Sum) };
  if (x.scale !== 0 || (y as Double).scale !== 0) throw new Error('a sum of fractions');
  return { kind: 'double', combination, bound, scale: 0 };
}

const bothOf = (x: Sum, y: Sum): Sum['quotients'] => new Map([...x.quotients, ...y.quotients]);

function minus(a: Formula | number, b: Formula | number): Sum {
  const [x, y] = [toSum(a), toSum(b)];
  const bound = x.bound + y.bound;
  if (bound > EXACT) throw new Error('a difference may be rounded');
  const combination = combined([x.combination, 1n], [y.combination, -1n]);
  return { kind: 'sum', combination, bound, quotients: bothOf(x, y) };
}

/** A carry without doubles: (Σ floor(x_i / 2^k) − floor(L / 2^k) + d) >>> (32 − k), where L is the sum of the n unsigned words x_i modulo 2^32, and c its
 * carry. With R the sum of what the n quotients lose, L = Σ 2^k·floor(x_i / 2^k) + R − 2^32·c, so that
 * Σ floor(x_i / 2^k) − floor(L / 2^k) = 2^(32−k)·c − floor(R / 2^k). Since 0 ≤ R ≤ n·(2^k − 1), the whole is in 2^(32−k)·c + [0, 2^(32−k)) if d is at
 * least n·(2^k − 1) / 2^k rounded down and below 2^(32−k); and c ≤ n − 1, so that it is below 2^32 for such n.
 * @returns c; undefined for a sum of any other form. */
function carryOfQuotients({ combination, quotients }: Sum, shift: number): Word | undefined {
  const k = 32 - shift;
  const words: Word[] = [];
  let low: Word | undefined;
  for (const [key, coefficient] of combination) {
    if (key === CONSTANT) continue;
    const quotient = quotients.get(key);
    if (quotient?.by !== k) return undefined;
    if (coefficient === 1n) words.push(quotient.word);
    else if (coefficient === -1n && low === undefined) low = quotient.word;
    else return undefined;
  }
  if (low === undefined) return undefined;
  // One of the x_i may be a constant: what L has beyond the others.
  const rest = combined([combinationOf(low), 1n], ...words.map((word) => [combinationOf(word), -1n] as const));
  const K = BigInt.asUintN(32, rest.get(CONSTANT) ?? 0n);
  if ([...rest].some(([key, c]) => key !== CONSTANT && c % TWO_32 !== 0n)) return undefined;
  const n = BigInt(K === 0n ? words.length : words.length + 1);
  const [step, d] = [1n << BigInt(32 - k), (combination.get(CONSTANT) ?? 0n) - (K >> BigInt(k))];
  const lost = (n * ((1n << BigInt(k)) - 1n)) >> BigInt(k);
  if (d < lost || d >= step || step * (n - 1n) + d >= TWO_32) return undefined;
  return carried(...words, constant(Number(K)));
}

/** `left < right` of two unsigned words. With w = left − right modulo 2^32, left = w + right modulo 2^32, and it is less just when
 * w + right has a carry. */
function less(left: Double, right: Double): Truth {
  if (left.scale !== 0 || right.scale !== 0 || left.bound >= 2 ** 32 || right.bound >= 2 ** 32) {
    throw new Error('a comparison of what are no words');
  }
  const w = unsignedOf(wordOf(combined([left.combination, 1n], [right.combination, -1n])));
  return { kind: 'truth', combination: carryOf(combined([w, 1n], [right.combination, 1n])) };
}

export function unary(operator: string, operand: Formula | number): Formula | number {
  if (typeof operand === 'number') return operator === '~' ? ~operand : -operand;
  if (operator === '~') return not(toWord(operand));
  throw new Error(`unknown operator ${operator}`);
}

export function binary(operator: string, left: Formula | number, right: Formula | number): Formula | number {
  if (typeof left === 'number' && typeof right === 'number') return NUMBERS[operator](left, right);
  switch (operator) {
    case '|':
      return right === 0 ? toWord(left) : or(toWord(left), toWord(right));
    case '&':
      return and(toWord(left), toWord(right));
    case '^':
      return xor(toWord(left), toWord(right));
    case '+':
      return plus(left, right);
    case '-':
      return minus(left, right);
    case '<':
      return less(toDouble(left), toDouble(right));
    case '*': {
      const double = toDouble(left);
      if (right !== 2 ** -32 || double.scale !== 0) throw new Error('a product that is no carry');
      return { ...double, scale: -32 };
    }
  }
  if (typeof right !== 'number' || right < 0 || right > 31) throw new Error(`unknown operator ${operator}`);
  const isSum = operator === '>>>' && typeof left === 'object' && left.kind === 'sum';
  const carry = isSum ? carryOfQuotients(left, right) : undefined;
  if (carry !== undefined) return carry;
  const word = toWord(left);
  if (operator === '<<') return shiftedLeft(word, right);
  if (operator !== '>>>') throw new Error(`unknown operator ${operator}`);
  if (right > 0) return { ...shiftedRight(word, right), quotient: { word, by: right } };
  return { kind: 'double', combination: unsignedOf(word), bound: 2 ** 32 - 1, scale: 0 };
}
