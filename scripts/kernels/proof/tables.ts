/** Shows that an element which `pack` writes into a table is what `select` reads at its index, and that the ladder's swap swaps: linear functions of
 * limbs, exact in doubles. */
import type { Shape } from '../ec/shape.ts';
import { range } from '../emit.ts';
import { limbBound } from './field.ts';
import { type Domain, NUMBERS, runFunction } from './interpreter.ts';
import { type Program, readProgram } from './program.ts';
import { functionText } from './straight-line.ts';

interface Limb {
  readonly bound: number;
  /** It is a multiple of 2^grid. */
  readonly grid: number;
}
/** A sum of multiples of limbs. */
interface Linear {
  readonly kind: 'linear';
  readonly terms: ReadonlyMap<Limb, number>;
}
/** It and K, before K is subtracted. */
interface Raised {
  readonly kind: 'raised';
  readonly from: Linear;
  readonly K: number;
}
type Value = Linear | Raised;

const lowestBit = (x: number): number => {
  let grid = 0;
  for (let digits = Math.abs(x); digits % 1 !== 0; digits *= 2) grid--;
  for (let digits = Math.abs(x) * 2 ** -grid; digits % 2 === 0; digits /= 2) grid++;
  return grid;
};
const boundOf = (terms: Linear['terms']): number =>
  [...terms].reduce((sum, [limb, factor]) => sum + Math.abs(factor) * limb.bound, 0);
const gridOf = (terms: Linear['terms']): number =>
  Math.min(...[...terms].map(([limb, factor]) => limb.grid + lowestBit(factor)));

function linear(terms: Linear['terms']): Linear {
  if (terms.size > 0 && boundOf(terms) > 2 ** (53 + gridOf(terms))) throw new Error('may be rounded');
  return { kind: 'linear', terms };
}
function sum(a: Linear, b: Linear, sign: 1 | -1): Linear {
  const terms = new Map(a.terms);
  for (const [limb, factor] of b.terms) {
    const total = (terms.get(limb) ?? 0) + sign * factor;
    if (total === 0) terms.delete(limb);
    else terms.set(limb, total);
  }
  return linear(terms);
}
function toLinear(value: Value | number): Linear {
  if (typeof value === 'number') {
    if (value !== 0) throw new Error('a constant beside limbs');
    return linear(new Map());
  }
  if (value.kind !== 'linear') throw new Error('may be rounded');
  return value;
}

/** `x + K - K`: the part of x that is a multiple of 2^w, where the rest is at most half of that. At just half the other neighbour may come out; then
 * the two limbs are another form of the same number, which is as small, since it is the even one. */
function rounded({ terms }: Linear, K: number, excess: number): Linear {
  const w = Math.log2(K / 1.5) - 52;
  const [upper, lower] = [new Map<Limb, number>(), new Map<Limb, number>()];
  for (const [limb, factor] of terms) (limb.grid + lowestBit(factor) >= w ? upper : lower).set(limb, factor);
  if (!Number.isInteger(w) || boundOf(lower) > excess * 2 ** (w - 1) || boundOf(terms) > K / 3)
    throw new Error('another number may be rounded to');
  return linear(upper);
}

/** @param excess - how far above one half a rest may be: then, too, the two limbs are a form of the same number. */
const domainOf = (excess: number): Domain<Value> => ({
  unary: () => {
    throw new Error('unknown operator');
  },
  binary: (operator, left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return NUMBERS[operator](left, right);
    if (operator === '*') {
      const [factor, value] = typeof left === 'number' ? [left, right] : [right, left];
      if (typeof factor !== 'number') throw new Error('a product of limbs');
      return linear(new Map(factor === 0 ? [] : [...toLinear(value).terms].map(([limb, by]) => [limb, factor * by])));
    }
    if (operator === '+' && typeof right === 'number' && right > 2 ** 52)
      return { kind: 'raised', from: toLinear(left), K: right };
    if (operator === '-' && typeof left !== 'number' && left.kind === 'raised') {
      if (left.K !== right) throw new Error('may be rounded');
      return rounded(left.from, left.K, excess);
    }
    if (operator !== '+' && operator !== '-') throw new Error(`unknown operator ${operator}`);
    return sum(toLinear(left), toLinear(right), operator === '+' ? 1 : -1);
  },
});

const element = (shape: Shape): Linear[] =>
  range(shape.n).map((i) =>
    linear(new Map([[{ bound: limbBound(shape, i), grid: shape.scaled ? shape.position[i] : 0 }, 1]])),
  );

function compare(what: string, found: readonly (Value | number)[], expected: readonly Linear[]): void {
  for (const [i, limb] of expected.entries())
    if (sum(toLinear(found[i]), limb, -1).terms.size > 0) throw new Error(`limb ${i} of ${what} differs`);
}

/** The functions, and the constants of their file, as numbers. */
function programOf(file: string, constants: ReadonlyMap<string, number>, names: readonly string[]): Program {
  const text = names.map((name) => functionText(file, name).replace(/: Limbs\b/g, ': Float64Array')).join('\n');
  return readProgram(text.replace(/\b[KU]\b/g, (name) => String(constants.get(name))));
}

/** Tables of three entries behind another, and each index. @param elements - of an entry. @throws Error where it cannot be shown. */
export function proveTables(
  file: string,
  constants: ReadonlyMap<string, number>,
  shape: Shape,
  elements: number,
): void {
  const program = programOf(file, constants, ['pack', 'select']);
  const domain = domainOf(shape.scaled ? 1.0001 : 1);
  const length = elements * ((shape.n + 1) >> 1);
  const entries = range(3).map(() => range(elements).map(() => element(shape)));
  const table: (Value | number)[] = new Array(4 * length).fill(0);
  for (const [i, entry] of entries.entries())
    runFunction<Value>(program, 'pack', [table, (i + 1) * length, ...entry.map((each) => [...each])], domain);
  if (table.slice(0, length).some((each) => each !== 0)) throw new Error('another entry is written');
  for (const [index, entry] of entries.entries()) {
    const found = entry.map((): (Value | number)[] => new Array(shape.n).fill(0));
    runFunction<Value>(program, 'select', [...found, table, length, 3, index], domain);
    for (const [i, each] of entry.entries()) compare(`element ${i}`, found[i], each);
  }
}

/** `swapAndSums` of the ladder. @throws Error where it cannot be shown. */
export function proveSwap(file: string, constants: ReadonlyMap<string, number>, shape: Shape): void {
  const program = programOf(file, constants, ['swapAndSums']);
  for (const swap of [0, 1]) {
    const [x2, z2, x3, z3] = range(4).map(() => element(shape));
    const out = range(4).map((): (Value | number)[] => new Array(shape.n).fill(0));
    runFunction<Value>(program, 'swapAndSums', [...out, x2, z2, x3, z3, swap], domainOf(1));
    const pairs =
      swap === 0
        ? [
            [x2, z2],
            [x3, z3],
          ]
        : [
            [x3, z3],
            [x2, z2],
          ];
    for (const [i, [x, z]] of pairs.entries()) {
      compare(
        `sum ${i}`,
        out[2 * i],
        x.map((limb, k) => sum(limb, z[k], 1)),
      );
      compare(
        `difference ${i}`,
        out[2 * i + 1],
        x.map((limb, k) => sum(limb, z[k], -1)),
      );
    }
  }
}
