/** Every field kernel that is committed, with what is to be proved of it; and the point functions, whose proof is that each call of a kernel gets numbers that the
 * kernel's own proof allows. */
import { FIELD_25519, FIELD_KERNELS_25519, ORDER_25519, ORDER_KERNELS_25519 } from '../ec/curve25519.ts';
import { type Kernel, parametersOf } from '../ec/kernel.ts';
import type { Shape } from '../ec/shape.ts';
import { FIELD_KERNELS, ORDER_KERNELS, WEIERSTRASS_CURVES } from '../ec/weierstrass.ts';
import { LARGEST_VALUE, type ProvedKernel, proveKernel } from './field.ts';
import { constantsOf, functionText } from './straight-line.ts';

export interface FieldProof {
  readonly path: string;
  readonly shape: Shape;
  readonly kernel: Kernel;
}

const path = (file: string): string => `src/ec/generated/${file}.ts`;

/** One for each kernel of each field. */
export const FIELD_PROOFS: readonly FieldProof[] = [
  ...WEIERSTRASS_CURVES.flatMap(({ file, field, order }) => [
    ...FIELD_KERNELS.map((kernel) => ({ path: path(file), shape: field, kernel })),
    ...ORDER_KERNELS.map((kernel) => ({ path: path(file), shape: order, kernel })),
  ]),
  ...FIELD_KERNELS_25519.map((kernel) => ({ path: path('curve25519'), shape: FIELD_25519, kernel })),
  ...ORDER_KERNELS_25519.map((kernel) => ({ path: path('curve25519'), shape: ORDER_25519, kernel })),
];

/** @param file - the whole text of the file at `path`. */
export function proveField({ shape, kernel }: FieldProof, file: string): ProvedKernel {
  return proveKernel(shape, kernel, functionText(file, kernel.name), constantsOf(file));
}

/** Sizes of coordinates, in units of p. */
type Sizes = Readonly<Record<string, number>>;

/** What a point function makes of coordinates of such sizes.
 * @throws Error where a kernel gets a larger value than it may. */
function propagate(file: string, name: string, kernels: ReadonlyMap<string, ProvedKernel>, sizes: Sizes): Sizes {
  const body = functionText(file, name).split('\n').slice(1, -1);
  const known: Record<string, number> = { ...sizes };
  for (const line of body) {
    const [, kernel, list] = /^ {2}(\w+)\(([\w.]+(?:, [\w.]+)+)\);$/.exec(line) ?? [];
    const proved = kernels.get(kernel ?? '');
    const description = FIELD_KERNELS.find((each) => each.name === kernel);
    if (proved === undefined || description === undefined) throw new Error(`not understood: ${line}`);
    const [result, ...operands] = list.split(', ');
    const values = operands.map((operand) => known[operand]);
    if (values.some((value) => !(value <= LARGEST_VALUE))) throw new Error(`an operand may be too large: ${line}`);
    const parameters = parametersOf(description);
    if (parameters.length !== operands.length) throw new Error(`not as many operands as parameters: ${line}`);
    known[result] = proved.valueBound(Object.fromEntries(parameters.map((parameter, i) => [parameter, values[i]])));
  }
  return known;
}

/** Shows that coordinates stay below LARGEST_VALUE·p through any sequence of doublings and additions: sizes are looked for that both functions
 * lead back into, starting from reduced ones.
 * @returns the sizes of x, y and z, in units of p. @throws Error where there are none. */
export function provePoints(path: string, file: string): readonly [number, number, number] {
  const kernels = new Map(
    FIELD_PROOFS.filter((proof) => proof.path === path && FIELD_KERNELS.includes(proof.kernel)).map((proof) => [
      proof.kernel.name,
      proveField(proof, file),
    ]),
  );
  const coordinates = ['x', 'y', 'z'] as const;
  let sizes: Record<string, number> = { 'P.x': 1, 'P.y': 1, 'P.z': 1 };
  for (let round = 0; round < 10; round++) {
    const doubled = propagate(file, 'double', kernels, sizes);
    const added = propagate(file, 'addAffine', kernels, { ...sizes, x2: 1, y2: 1 });
    const next = Object.fromEntries(
      coordinates.map((c) => [`P.${c}`, Math.max(sizes[`P.${c}`], doubled[`out.${c}`], added[`out.${c}`])]),
    );
    if (coordinates.every((c) => next[`P.${c}`] === sizes[`P.${c}`])) {
      return [sizes['P.x'], sizes['P.y'], sizes['P.z']];
    }
    // A little more than was needed, so that the sizes settle.
    sizes = Object.fromEntries(
      Object.entries(next).map(([name, size]) => [name, size > sizes[name] ? size * 1.01 : size]),
    );
  }
  throw new Error('the coordinates may grow without bound');
}

/** Shows that a product with the number 1 is in −m…m − 1 for any element: then one conditional addition reduces it.
 * @throws Error where it may not be. */
export function proveReduction(proof: FieldProof, file: string): void {
  const bound = proveField(proof, file).valueBound({ a: LARGEST_VALUE, b: 1 / Number(proof.shape.p) });
  if (!(bound < 1)) throw new Error('a product with 1 may be as large as the modulus');
}
