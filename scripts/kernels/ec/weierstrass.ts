/** The kernels of P-256, P-384 and P-521: the field, the order of the group, and the two point functions that use them. */
import { type GeneratedFile, lines } from '../emit.ts';
import { type Kernel, kernelText, packedLength, packText, selectText, term } from './kernel.ts';
import { modulusText } from './modulus.ts';
import { montgomery, rounder, type Shape, WIDTH } from './shape.ts';

const [a, b, c, d, e] = [...'abcde'].map((name) => term(1, name));

/** Elements that were carried and limbs of a byte string, which are unsigned and so of size 2, go into these two as they are. */
const PRODUCT: Kernel = { name: 'mul', doc: 'a·b', products: [{ left: [a], right: [b] }], sizes: { a: 2, b: 2 } };

/** What the field of a curve needs. Sizes (see `room`) are at most 6, in `slope`. */
export const FIELD_KERNELS: readonly Kernel[] = [
  PRODUCT,
  { name: 'sqr', doc: 'a²', products: [{ left: [a] }] },
  { name: 'mulSub', doc: 'a·b − c', products: [{ left: [a], right: [b] }], plus: [term(-1, 'c')] },
  { name: 'cubic', doc: 'a·b − 3b + c', products: [{ left: [a], right: [b] }], plus: [term(-3, 'b'), c] },
  { name: 'twiceSqr', doc: '2a²', products: [{ left: [a], times: 2 }] },
  { name: 'twiceMul', doc: '2a·b', products: [{ left: [a], right: [b], times: 2 }] },
  {
    name: 'slope',
    doc: '3a² − 3b²',
    products: [
      { left: [a], times: 3 },
      { left: [b], times: -3 },
    ],
  },
  { name: 'doubledX', doc: 'a² − 2b', products: [{ left: [a] }], plus: [term(-2, 'b')] },
  {
    name: 'doubledY',
    doc: 'a(b − c) − 2d²',
    products: [
      { left: [a], right: [b, term(-1, 'c')] },
      { left: [d], times: -2 },
    ],
  },
  { name: 'sumX', doc: 'a² − b − 2c', products: [{ left: [a] }], plus: [term(-1, 'b'), term(-2, 'c')] },
  {
    name: 'sumY',
    doc: 'a(b − c) − d·e',
    products: [
      { left: [a], right: [b, term(-1, 'c')] },
      { left: [d], right: [e], times: -1 },
    ],
  },
];

export const ORDER_KERNELS: readonly Kernel[] = [
  { ...PRODUCT, name: 'mulOrder' },
  {
    name: 'mulAddOrder',
    doc: 'a·b + c·d',
    products: [
      { left: [a], right: [b] },
      { left: [c], right: [d] },
    ],
  },
];

/** A function on points as a list of kernel calls: `[kernel, result, …arguments]`. `out.x`, `P.y` and so on are coordinates. */
export interface PointFunction {
  readonly name: string;
  readonly doc: string;
  readonly parameters: string;
  readonly steps: readonly (readonly [kernel: string, result: string, ...operands: string[]])[];
}

/** Jacobian coordinates (x / z², y / z³) on y² = x³ − 3x + b. */
export const POINT_FUNCTIONS: readonly PointFunction[] = [
  {
    name: 'double',
    doc: '2P, also in place: 3M + 6S with seven reductions ("dbl-2001-b" of the Explicit-Formulas Database). No exceptions: there is no point\n* of order 2, and z = 0 stays 0.',
    parameters: 'out: Point, P: Point',
    steps: [
      ['sqr', 'delta', 'P.z'],
      ['twiceSqr', 'gamma2', 'P.y'],
      ['twiceMul', 'out.z', 'P.y', 'P.z'],
      ['twiceMul', 'beta4', 'P.x', 'gamma2'],
      ['slope', 'alpha', 'P.x', 'delta'],
      ['doubledX', 'out.x', 'alpha', 'beta4'],
      ['doubledY', 'out.y', 'alpha', 'beta4', 'out.x', 'gamma2'],
    ],
  },
  {
    name: 'addAffine',
    doc: 'P + (x2, y2), also in place: 8M + 3S with ten reductions ("add-2007-bl" with z2 = 1). Wrong where P = (x2, y2), and for P = ∞: then\n* out.z is 0, and stays 0 whatever follows. Afterwards, unless P = ∞,\n* `difference.x` and `difference.y` are both 0 modulo p exactly where P = (x2, y2).',
    parameters: 'out: Point, P: Point, x2: Limbs, y2: Limbs',
    steps: [
      ['sqr', 'zz', 'P.z'],
      ['mul', 'zzz', 'zz', 'P.z'],
      ['mulSub', 'difference.x', 'x2', 'zz', 'P.x'],
      ['mulSub', 'difference.y', 'y2', 'zzz', 'P.y'],
      ['sqr', 'hh', 'difference.x'],
      ['mul', 'hhh', 'hh', 'difference.x'],
      ['mul', 'v', 'P.x', 'hh'],
      ['mul', 'out.z', 'P.z', 'difference.x'],
      ['sumX', 'out.x', 'difference.y', 'hhh', 'v'],
      ['sumY', 'out.y', 'difference.y', 'v', 'out.x', 'P.y', 'hhh'],
    ],
  },
];

function pointFunctionText({ name, doc, parameters, steps }: PointFunction): string {
  return `
/** ${doc} */
export function ${name}(${parameters}): void {
${lines(steps, ([kernel, ...operands]) => `${kernel}(${operands.join(', ')});`)}
}`;
}

export interface WeierstrassCurve {
  readonly file: string;
  readonly title: string;
  readonly field: Shape;
  readonly order: Shape;
}

/** The primes and orders of SP 800-186 §3.2.1. */
export const WEIERSTRASS_CURVES: readonly WeierstrassCurve[] = [
  {
    file: 'p256',
    title: 'P-256',
    field: montgomery(2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n, 11),
    order: montgomery(0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n, 11),
  },
  {
    file: 'p384',
    title: 'P-384',
    field: montgomery(2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n, 17),
    order: montgomery(
      0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
      17,
    ),
  },
  {
    file: 'p521',
    title: 'P-521',
    field: montgomery(2n ** 521n - 1n, 22),
    order: montgomery(
      0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
      22,
    ),
  },
];

export function curveFile({ file, title, field, order }: WeierstrassCurve): GeneratedFile {
  const temporaries = new Set(POINT_FUNCTIONS.flatMap(({ steps }) => steps.map(([, result]) => result)));
  const elements = [...temporaries].filter((name) => !name.includes('.'));
  return {
    path: `src/ec/generated/${file}.ts`,
    source: 'scripts/kernels/ec/weierstrass.ts',
    text: `
/** ${title}: arithmetic modulo its prime and its order, in Montgomery's form. Each kernel is exact in doubles, and correct
* modulo p for inputs within the bounds of scripts/kernels/ec/ (proof: docs/proofs.md). Timing: no branch and no index depends on a value. */
import { createLimbs, type Limbs } from '../limbs.ts';
import type { CurveKernels, Modulus, Point } from '../kernels.ts';

/** x + K - K rounds x to a multiple of 2^${WIDTH}; U moves that down to the next limb. */
const K = ${rounder(WIDTH)};
const U = ${2 ** -WIDTH};

${lines(elements, (name) => `const ${name} = /* @__PURE__ */ createLimbs(${field.n});`)}
const difference = { x: /* @__PURE__ */ createLimbs(${field.n}), y: /* @__PURE__ */ createLimbs(${field.n}) };
${lines(FIELD_KERNELS, (kernel) => kernelText(field, kernel))}
${lines(POINT_FUNCTIONS, pointFunctionText)}
${packText(field, ['x', 'y'])}
${selectText(field, ['x', 'y'])}
${lines(ORDER_KERNELS, (kernel) => kernelText(order, kernel))}
${modulusText('field', field, 'mul')}
${modulusText('order', order, 'mulOrder')}

/** All of it, for the functions that serve every curve. */
export const ${file}Kernels: CurveKernels = {
field,
order,
entryLength: ${2 * packedLength(field)},
difference,
${[...FIELD_KERNELS.slice(1, 4), ...POINT_FUNCTIONS, ...ORDER_KERNELS.slice(1)].map(({ name }) => `${name},`).join('\n')}
pack,
select,
};`,
  };
}

export const weierstrassFiles: readonly GeneratedFile[] = WEIERSTRASS_CURVES.map(curveFile);
