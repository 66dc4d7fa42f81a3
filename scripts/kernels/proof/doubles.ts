/** Runs a kernel on unknown integers. Each value is kept as a polynomial, with a bound of its size; each operation on doubles is shown to be exact, but for the
 * roundings `x + K - K`, which give a multiple of 2^w that is at most 2^(w−1) away, and of which nothing else is assumed. */
import {
  addMultiple,
  constant,
  isMultipleOf2,
  ONE,
  type Polynomial,
  product,
  substitute,
  unknown,
} from './polynomial.ts';
import type { Expression, Program } from './straight-line.ts';

/** A double: a multiple of 2^grid, at most `bound` in size. */
export interface Value {
  readonly polynomial: Polynomial;
  readonly bound: number;
  readonly grid: number;
  /** For h = x rounded: x itself, and x − h. */
  readonly rounded?: { readonly from: Value; readonly remainder: Value };
}

/** `unknown · 2^shift = polynomial`. */
interface Definition {
  readonly id: number;
  readonly polynomial: Polynomial;
  readonly shift: number;
}

export interface Execution {
  readonly out: readonly Value[];
  /** The local variables as the text leaves them. */
  readonly variables: ReadonlyMap<string, Value>;
  /** How the unknowns that stand for carries are made of others, the oldest first. */
  readonly definitions: readonly Definition[];
  /** The unknowns that stand for what was rounded away, with the bound of each. */
  readonly remainders: ReadonlyMap<number, number>;
}

/** Numbers of a proof are bounds rounded up by less than this in all. */
const SLACK = 1 + 2 ** -40;

/** The arithmetic of doubles on unknown integers. */
export class Doubles {
  readonly definitions: Definition[] = [];
  readonly remainders = new Map<number, number>();
  /** r ≡ polynomial (mod 2^w) for the unknowns that were rounded away. */
  readonly #congruences = new Map<number, { readonly polynomial: Polynomial; readonly w: number }>();
  #next: number;
  /** What is run, for messages. */
  text = '';

  /** @param next - the first number that is free for an unknown. */
  constructor(next: number) {
    this.#next = next;
  }

  /** An unknown integer of that size at most. */
  unknown(bound: number): Value {
    return { polynomial: unknown(this.#next++), bound, grid: 0 };
  }

  #exact(value: Value): Value {
    if (value.bound * SLACK > 2 ** (53 + value.grid)) throw new Error(`may be rounded: ${this.text}`);
    return value;
  }

  /** a + sign·b. */
  add(a: Value, b: Value, sign: bigint): Value {
    if (sign === -1n && b.rounded?.from === a) return b.rounded.remainder;
    const polynomial = addMultiple(a.polynomial, b.polynomial, sign);
    return this.#exact({ polynomial, bound: a.bound + b.bound, grid: Math.min(a.grid, b.grid) });
  }

  multiply(a: Value, b: Value): Value {
    const polynomial = product(a.polynomial, b.polynomial);
    const value = { polynomial, bound: a.bound * b.bound, grid: a.grid + b.grid };
    // A division by 2^w gives an integer where the remainder is known to be none.
    if (value.grid < 0 && a.grid === 0 && isPowerOf2(b) && this.#isMultiple(a.polynomial, -b.grid)) {
      const id = this.#next++;
      this.definitions.push({ id, polynomial: a.polynomial, shift: -b.grid });
      return this.#exact({ polynomial: unknown(id), bound: value.bound, grid: 0 });
    }
    return this.#exact(value);
  }

  /** Whether 2^w divides the polynomial's value, whatever the unknowns are: what was rounded away is replaced by what it is congruent to, the newest first. */
  #isMultiple(polynomial: Polynomial, w: number): boolean {
    let rest = polynomial;
    for (let replaced = 0; replaced < 4; replaced++) {
      if (isMultipleOf2(rest, w)) return true;
      const newest = Math.max(...[...rest.keys()].filter((id) => this.#congruences.has(id)));
      const congruence = this.#congruences.get(newest);
      if (congruence === undefined || congruence.w < w) return false;
      rest = substitute(rest, newest, congruence.polynomial, 0);
    }
    return false;
  }

  /** `x + K - K`, where K is 1.5·2^(52+w): doubles of that size are multiples of 2^w. */
  round(from: Value, K: number): Value {
    const w = Math.log2(K / 1.5) - 52;
    if (from.bound * SLACK > K / 3) throw new Error(`too large to be rounded: ${this.text}`);
    const [H, r] = [this.#next++, this.#next++];
    const half = 2 ** (w - 1);
    // x = 2^w·H + r.
    this.definitions.push({ id: H, polynomial: addMultiple(from.polynomial, unknown(r), -1n), shift: w });
    this.remainders.set(r, half);
    if (from.grid >= 0) this.#congruences.set(r, { polynomial: from.polynomial, w });
    const remainder = this.#exact({ polynomial: unknown(r), bound: half, grid: from.grid });
    const polynomial = product(unknown(H), literal(2 ** w).polynomial);
    return this.#exact({ polynomial, bound: from.bound + half, grid: w, rounded: { from, remainder } });
  }
}

class Run {
  readonly #constants: ReadonlyMap<string, number>;
  readonly #inputs: Readonly<Record<string, readonly Value[]>>;
  readonly #variables = new Map<string, Value>();
  readonly #out: Value[] = [];
  readonly #doubles: Doubles;

  constructor(
    constants: ReadonlyMap<string, number>,
    inputs: Readonly<Record<string, readonly Value[]>>,
    next: number,
  ) {
    this.#constants = constants;
    this.#inputs = inputs;
    this.#doubles = new Doubles(next);
  }

  run({ assignments }: Program): Execution {
    const { definitions, remainders } = this.#doubles;
    for (const { target, declares, operator, value, text } of assignments) {
      this.#doubles.text = text;
      const out = /^out\[(\d+)\]$/.exec(target);
      const before = this.#variables.get(target);
      if (declares && before !== undefined) throw new Error(`declared twice: ${text}`);
      let result = this.#evaluate(value);
      if (operator !== '=') {
        if (before === undefined) throw new Error(`not declared: ${text}`);
        result = this.#doubles.add(before, result, operator === '+=' ? 1n : -1n);
      }
      if (out === null) this.#variables.set(target, result);
      else if (operator === '=') this.#out[Number(out[1])] = result;
      else throw new Error(`not understood: ${text}`);
    }
    return { out: this.#out, variables: this.#variables, definitions, remainders };
  }

  #evaluate(expression: Expression): Value {
    switch (expression.kind) {
      case 'number':
        return literal(expression.value);
      case 'limb':
        return this.#known(
          this.#inputs[expression.array]?.[expression.index],
          `${expression.array}[${expression.index}]`,
        );
      case 'name': {
        const value = this.#constants.get(expression.name);
        return value === undefined
          ? this.#known(this.#variables.get(expression.name), expression.name)
          : literal(value);
      }
      case 'negated':
        return this.#doubles.add(literal(0), this.#evaluate(expression.of), -1n);
      case 'product':
        return this.#doubles.multiply(this.#evaluate(expression.left), this.#evaluate(expression.right));
      case 'sum':
        return this.#doubles.add(this.#evaluate(expression.left), this.#evaluate(expression.right), 1n);
      case 'difference':
        return (
          this.#rounding(expression) ??
          this.#doubles.add(this.#evaluate(expression.left), this.#evaluate(expression.right), -1n)
        );
    }
  }

  #known(value: Value | undefined, name: string): Value {
    if (value === undefined) throw new Error(`unknown ${name}: ${this.#doubles.text}`);
    return value;
  }

  #rounding({ left, right }: { readonly left: Expression; readonly right: Expression }): Value | undefined {
    if (left.kind !== 'sum') return undefined;
    const K = this.#constantOf(left.right);
    if (K === undefined || K !== this.#constantOf(right) || !isRounding(K)) return undefined;
    return this.#doubles.round(this.#evaluate(left.left), K);
  }

  #constantOf(expression: Expression): number | undefined {
    if (expression.kind === 'number') return expression.value;
    return expression.kind === 'name' ? this.#constants.get(expression.name) : undefined;
  }
}

/** Whether it is 1.5·2^(52+w) for an integer w. */
export const isRounding = (K: number): boolean => Number.isInteger(Math.log2(K / 1.5));

/** A double as it is: a dyadic number. */
export function literal(x: number): Value {
  if (x === 0) return { polynomial: constant(0n), bound: 0, grid: 2 ** 20 };
  let grid = 0;
  let digits = Math.abs(x);
  while (!Number.isInteger(digits)) {
    digits *= 2;
    grid--;
  }
  while (digits % 2 === 0) {
    digits /= 2;
    grid++;
  }
  const scaled = grid < 0 ? (BigInt(digits) * ONE) >> BigInt(-grid) : (BigInt(digits) * ONE) << BigInt(grid);
  return { polynomial: new Map([[0, x < 0 ? -scaled : scaled]]), bound: Math.abs(x), grid };
}

const isPowerOf2 = ({ polynomial, bound, grid }: Value): boolean =>
  polynomial.size === 1 && polynomial.has(0) && bound === 2 ** grid;

/** @param inputs - the limbs of each parameter; their unknowns are below `next`.
 * @throws Error for a statement that is not understood, or not exact. */
export function execute(
  program: Program,
  constants: ReadonlyMap<string, number>,
  inputs: Readonly<Record<string, readonly Value[]>>,
  next: number,
): Execution {
  return new Run(constants, inputs, next).run(program);
}

/** A polynomial in inputs and remainders alone. */
export function eliminate(polynomial: Polynomial, definitions: readonly Definition[]): Polynomial {
  return definitions.reduceRight(
    (rest, { id, polynomial, shift }) => substitute(rest, id, polynomial, shift),
    polynomial,
  );
}
