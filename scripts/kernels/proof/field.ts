/** Proves a field kernel instead of testing it: for all allowed inputs its text is exact in doubles, right modulo p whatever the roundings were, and gives limbs that the
 * next kernel may take. */
import type { Kernel, Term } from '../ec/kernel.ts';
import { parametersOf } from '../ec/kernel.ts';
import type { Shape } from '../ec/shape.ts';
import { eliminate, execute, type Value } from './doubles.ts';
import { addMultiple, constant, ONE, type Polynomial, product } from './polynomial.ts';
import { parse } from './straight-line.ts';

/** What the proof of one kernel gives to the proof of what calls it. */
export interface ProvedKernel {
  /** The largest size of the result's value, in units of p, where those of the parameters are given likewise. */
  readonly valueBound: (values: Readonly<Record<string, number>>) => number;
}

/** Elements are below this many times p in size. */
export const LARGEST_VALUE = 16;

/** How far a limb that was carried may be above half of its range: the first two of a scaled shape are carried into once more. */
const EXCESS = 1.0001;

/** The largest size of limb i of an element. */
export function limbBound({ position, n, scaled }: Shape, i: number): number {
  if (scaled) return EXCESS * 2 ** (position[i + 1] - 1);
  // The highest limb has what is above the others: 2^4·p, and half a unit.
  return i < n - 1 ? 2 ** (position[i + 1] - position[i] - 1) : 2 ** (position[n] - position[n - 1]);
}

/** What a limb counts. */
const unitOf = ({ position, scaled }: Shape, i: number): bigint => (scaled ? 1n : 1n << BigInt(position[i]));

/** @param text - of the function, as it is committed.
 * @param constants - that its file declares.
 * @throws Error where it cannot be shown. */
export function proveKernel(
  shape: Shape,
  kernel: Kernel,
  text: string,
  constants: ReadonlyMap<string, number>,
): ProvedKernel {
  const { n, p, R } = shape;
  const names = parametersOf(kernel);
  const program = parse(text);
  if (program.name !== kernel.name || program.parameters.join() !== ['out', ...names].join()) {
    throw new Error(`not ${kernel.name}(out, ${names.join(', ')})`);
  }
  const inputs: Record<string, Value[]> = {};
  for (const [at, name] of names.entries()) {
    inputs[name] = Array.from({ length: n }, (_, i) => inputLimb(shape, kernel.sizes?.[name] ?? 1, i, 1 + at * n + i));
  }
  const { out, definitions, remainders } = execute(program, constants, inputs, 1 + names.length * n);
  if (Object.keys(out).length !== n || out.length !== n) throw new Error('a limb of the result is missing');

  // R·(out − plus) − Σ times·left·right, which must be a multiple of p whatever the unknowns are.
  const wanted = wantedPolynomial(shape, kernel, inputs);
  const difference = eliminate(addMultiple(product(number(shape, out), constant(R)), wanted, -1n), definitions);
  for (const [monomial, coefficient] of difference) {
    if (coefficient % p !== 0n) throw new Error(`wrong modulo p, in the coefficient of unknown ${monomial}`);
  }
  for (let i = 0; i < (shape.scaled ? n : n - 1); i++) {
    if (out[i].bound > limbBound(shape, i)) throw new Error(`limb ${i} may be too large`);
  }
  if (shape.scaled) return { valueBound: () => 1 };
  return { valueBound: (values) => valueBound(shape, kernel, values, difference, remainders) };
}

function inputLimb(shape: Shape, size: number, i: number, id: number): Value {
  const grid = shape.scaled ? shape.position[i] : 0;
  return { polynomial: new Map([[id, ONE << BigInt(grid)]]), bound: size * limbBound(shape, i), grid };
}

/** Σ limb·2^position. */
const number = (shape: Shape, limbs: readonly Value[]): Polynomial =>
  limbs.reduce((sum: Polynomial, { polynomial }, i) => addMultiple(sum, polynomial, unitOf(shape, i)), new Map());

/** Σ times·left·right + R·plus, of the inputs. */
function wantedPolynomial(
  shape: Shape,
  { products, plus = [] }: Kernel,
  inputs: Readonly<Record<string, readonly Value[]>>,
): Polynomial {
  const combination = (terms: readonly Term[]): Polynomial =>
    terms.reduce(
      (sum: Polynomial, [coefficient, name]) => addMultiple(sum, number(shape, inputs[name]), BigInt(coefficient)),
      new Map(),
    );
  return products.reduce(
    (sum, { left, right = left, times = 1 }) =>
      addMultiple(sum, product(combination(left), combination(right)), BigInt(times)),
    addMultiple(new Map(), combination(plus), shape.R),
  );
}

/** R·out = wanted + Σ coefficient·remainder, so the result is as large as that says; and its highest limb is what the others leave of it.
 * @throws Error where that limb, or the value, is larger than an input may be. */
function valueBound(
  shape: Shape,
  { products, plus = [] }: Kernel,
  values: Readonly<Record<string, number>>,
  difference: Polynomial,
  remainders: ReadonlyMap<number, number>,
): number {
  const { n, p, R, position } = shape;
  let multiples = 0; // of p, in units of R
  for (const [monomial, coefficient] of difference) {
    const half = remainders.get(monomial);
    if (half === undefined) throw new Error('the result is not the wanted number, but another that is congruent to it');
    multiples += (Number(((coefficient < 0n ? -coefficient : coefficient) << 60n) / (ONE * R)) / 2 ** 60) * half;
  }
  const size = (terms: readonly Term[]): number =>
    terms.reduce((sum, [coefficient, name]) => sum + Math.abs(coefficient) * values[name], 0);
  const perProduct = Number((p << 60n) / R) / 2 ** 60; // p / R
  const ofProducts = products.reduce(
    (sum, { left, right = left, times = 1 }) => sum + Math.abs(times) * size(left) * size(right) * perProduct,
    0,
  );
  const bound = (ofProducts + multiples / Number(p) + size(plus)) * (1 + 2 ** -40);
  const top = (bound * Number(p)) / 2 ** position[n - 1] + 0.51;
  if (bound > LARGEST_VALUE || top > limbBound(shape, n - 1)) throw new Error('the result may be too large');
  return bound;
}
