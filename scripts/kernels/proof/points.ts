/** Shows that the point functions of the Weierstrass curves are the chord and the tangent in Jacobian coordinates (Guide to Elliptic Curve
 * Cryptography, §3.2.2): their calls of kernels, each with what it is proved to compute, give the same polynomials. */
import { type Kernel, parametersOf, type Term } from '../ec/kernel.ts';
import { FIELD_KERNELS } from '../ec/weierstrass.ts';
import { functionText } from './straight-line.ts';

/** A polynomial: monomials, such as `x.x.z`, with their factors in order, to coefficients. */
type Polynomial = ReadonlyMap<string, bigint>;

const variable = (name: string): Polynomial => new Map([[name, 1n]]);

function sum(...terms: readonly (readonly [bigint, Polynomial])[]): Polynomial {
  const out = new Map<string, bigint>();
  for (const [factor, polynomial] of terms) {
    for (const [monomial, coefficient] of polynomial) {
      const total = (out.get(monomial) ?? 0n) + factor * coefficient;
      if (total === 0n) out.delete(monomial);
      else out.set(monomial, total);
    }
  }
  return out;
}

function times(...factors: readonly Polynomial[]): Polynomial {
  return factors.reduce((left, right) => sum(...products(left, right)));
}

function products(left: Polynomial, right: Polynomial): (readonly [bigint, Polynomial])[] {
  return [...left].flatMap(([m, c]) =>
    [...right].map(([n, d]): readonly [bigint, Polynomial] => [
      c * d,
      variable([...m.split('.'), ...n.split('.')].sort().join('.')),
    ]),
  );
}

const same = (a: Polynomial, b: Polynomial): boolean => sum([1n, a], [-1n, b]).size === 0;

/** What a kernel computes of its arguments. */
function meaningOf({ products, plus = [] }: Kernel, values: Readonly<Record<string, Polynomial>>): Polynomial {
  const combination = (terms: readonly Term[]): Polynomial =>
    sum(...terms.map(([coefficient, name]): readonly [bigint, Polynomial] => [BigInt(coefficient), values[name]]));
  return sum(
    ...products.map(({ left, right = left, times: factor = 1 }): readonly [bigint, Polynomial] => [
      BigInt(factor),
      times(combination(left), combination(right)),
    ]),
    [1n, combination(plus)],
  );
}

/** What a point function leaves in its variables.
 * @param isInPlace - whether `out` is P. */
function run(file: string, name: string, isInPlace: boolean): ReadonlyMap<string, Polynomial> {
  const place = (operand: string): string => (isInPlace ? operand.replace(/^P\./, 'out.') : operand);
  const known = new Map<string, Polynomial>();
  for (const [operand, letter] of [
    ['P.x', 'X'],
    ['P.y', 'Y'],
    ['P.z', 'Z'],
    ['x2', 'x'],
    ['y2', 'y'],
  ])
    known.set(place(operand), variable(letter));
  for (const line of functionText(file, name).split('\n').slice(1, -1)) {
    const [, kernelName, list] = /^ {2}(\w+)\(([\w.]+(?:, [\w.]+)+)\);$/.exec(line) ?? [];
    const kernel = FIELD_KERNELS.find((each) => each.name === kernelName);
    if (kernel === undefined) throw new Error(`not understood: ${line}`);
    const [result, ...operands] = list.split(', ').map(place);
    const parameters = parametersOf(kernel);
    if (parameters.length !== operands.length) throw new Error(`not as many operands as parameters: ${line}`);
    const values = operands.map((operand) => {
      const value = known.get(operand);
      if (value === undefined) throw new Error(`${operand} is not set: ${line}`);
      return value;
    });
    known.set(result, meaningOf(kernel, Object.fromEntries(parameters.map((parameter, i) => [parameter, values[i]]))));
  }
  return known;
}

const [X, Y, Z, x, y] = [...'XYZxy'].map(variable);

/** 2P on y² = x³ − 3x + b: M = 3X² − 3Z⁴, S = 4XY², X₃ = M² − 2S, Y₃ = M(S − X₃) − 8Y⁴, Z₃ = 2YZ. */
function doubled(): Readonly<Record<string, Polynomial>> {
  const M = sum([3n, times(X, X)], [-3n, times(Z, Z, Z, Z)]);
  const S = sum([4n, times(X, Y, Y)]);
  const X3 = sum([1n, times(M, M)], [-2n, S]);
  return {
    'out.x': X3,
    'out.y': sum([1n, times(M, sum([1n, S], [-1n, X3]))], [-8n, times(Y, Y, Y, Y)]),
    'out.z': sum([2n, times(Y, Z)]),
  };
}

/** P + (x, y): H = xZ² − X, R = yZ³ − Y, X₃ = R² − H³ − 2XH², Y₃ = R(XH² − X₃) − YH³, Z₃ = ZH. */
function added(): Readonly<Record<string, Polynomial>> {
  const H = sum([1n, times(x, Z, Z)], [-1n, X]);
  const R = sum([1n, times(y, Z, Z, Z)], [-1n, Y]);
  const [HH, HHH] = [times(H, H), times(H, H, H)];
  const X3 = sum([1n, times(R, R)], [-1n, HHH], [-2n, times(X, HH)]);
  return {
    'out.x': X3,
    'out.y': sum([1n, times(R, sum([1n, times(X, HH)], [-1n, X3]))], [-1n, times(Y, HHH)]),
    'out.z': times(Z, H),
    'difference.x': H,
    'difference.y': R,
  };
}

/** @param file - the text of a generated file. @throws Error where a function is another formula. */
export function provePointFormulas(file: string, name: 'double' | 'addAffine'): void {
  for (const isInPlace of [false, true]) {
    const found = run(file, name, isInPlace);
    for (const [variable, expected] of Object.entries(name === 'double' ? doubled() : added())) {
      const value = found.get(variable);
      if (value === undefined || !same(value, expected)) throw new Error(`${variable} of ${name} is another formula`);
    }
  }
}
