/** The kernels of X25519 and Ed25519: the field of 2^255 − 19, and the order of the group that Ed25519's base point makes. */
import { type GeneratedFile, lines, range } from '../emit.ts';
import { type Kernel, kernelText, packedLength, packText, selectText, term } from './kernel.ts';
import { modulusText } from './modulus.ts';
import { montgomery, pseudoMersenne, rounder, WIDTH } from './shape.ts';

const [a, b, c, d] = [...'abcd'].map((name) => term(1, name));
const minus = (name: string) => term(-1, name);

export const FIELD_25519 = pseudoMersenne(255, 19, 12);
/** RFC 8032 §5.1: L. */
export const ORDER_25519 = montgomery(2n ** 252n + 27742317777372353535851937790883648493n, 11);

/** Sums of two elements go into a product as they are: `sizes` says where. At most 3·3 of a room of 16. */
export const FIELD_KERNELS_25519: readonly Kernel[] = [
  { name: 'mul', doc: 'a·b', products: [{ left: [a], right: [b] }], sizes: { a: 2, b: 2 } },
  { name: 'sqr', doc: 'a²', products: [{ left: [a] }], sizes: { a: 2 } },
  { name: 'add', doc: 'a + b', products: [], plus: [a, b] },
  { name: 'sub', doc: 'a − b', products: [], plus: [a, minus('b')] },
  // The ladder (RFC 7748 §5).
  { name: 'sumSqr', doc: '(a + b)²', products: [{ left: [a, b] }] },
  { name: 'differenceSqr', doc: '(a − b)²', products: [{ left: [a, minus('b')] }] },
  { name: 'timesDifference', doc: 'a(b − c)', products: [{ left: [a], right: [b, minus('c')] }], sizes: { a: 2 } },
  { name: 'timesSum', doc: 'a(b + c)', products: [{ left: [a], right: [b, c] }], sizes: { a: 2 } },
  { name: 'a24', doc: 'a + 121665(a − b)', products: [], plus: [term(121_666, 'a'), term(-121_665, 'b')] },
  // Doubling on the Edwards curve.
  { name: 'sumSqrSub', doc: '(a + b)² − c − d', products: [{ left: [a, b] }], plus: [minus('c'), minus('d')] },
  { name: 'twiceSqrSub', doc: 'b − c − 2a²', products: [{ left: [a], times: -2 }], plus: [b, minus('c')] },
  {
    name: 'squaresDifference',
    doc: '(a − b)·−(a + b)',
    products: [{ left: [a, minus('b')], right: [minus('a'), minus('b')] }],
  },
  { name: 'timesMinusSum', doc: 'a·−(b + c)', products: [{ left: [a], right: [minus('b'), minus('c')] }] },
  // Addition on the Edwards curve, of A, B, C and half of D: E = B − A, F = D − C, G = D + C, H = B + A.
  { name: 'EF', doc: '(b − a)(2d − c)', products: [{ left: [b, minus('a')], right: [term(2, 'd'), minus('c')] }] },
  { name: 'GH', doc: '(2d + c)(b + a)', products: [{ left: [b, a], right: [term(2, 'd'), c] }] },
  { name: 'EH', doc: '(b − a)(b + a)', products: [{ left: [b, minus('a')], right: [b, a] }] },
  { name: 'FG', doc: '(2d − c)(2d + c)', products: [{ left: [term(2, 'd'), minus('c')], right: [term(2, 'd'), c] }] },
];

/** Digits of byte strings, unsigned and so of size 2, go into these as they are. */
export const ORDER_KERNELS_25519: readonly Kernel[] = [
  { name: 'mulOrder', doc: 'a·b', products: [{ left: [a], right: [b] }], sizes: { a: 2, b: 2 } },
  {
    name: 'mulAddOrder',
    doc: 'a·b + c·d',
    products: [
      { left: [a], right: [b] },
      { left: [c], right: [d] },
    ],
    sizes: { a: 2, b: 2, c: 2, d: 2 },
  },
];

/** The ladder's swap, and the sums and differences that a step begins with; they are of size 2, and not carried. */
const swapText = `
/** (x2, z2) and (x3, z3) change places if \`swap\` is 1, not if it is 0; then sum2 = x2 + z2, difference2 = x2 − z2, and so of the other. */
export function swapAndSums(sum2: Limbs, difference2: Limbs, sum3: Limbs, difference3: Limbs, x2: Limbs, z2: Limbs, x3: Limbs, z3: Limbs, swap: number): void {
let dx: number, dz: number, x: number, z: number, u: number, v: number;
${lines(
  range(FIELD_25519.n),
  (i) => `dx = (x2[${i}] - x3[${i}]) * swap;
x = x2[${i}] - dx;
u = x3[${i}] + dx;
dz = (z2[${i}] - z3[${i}]) * swap;
z = z2[${i}] - dz;
v = z3[${i}] + dz;
sum2[${i}] = x + z;
difference2[${i}] = x - z;
sum3[${i}] = u + v;
difference3[${i}] = u - v;`,
)}
}`;

const { p, n, position } = FIELD_25519;
const widths = range(n).map((i) => position[i + 1] - position[i]);
const digits = range(n).map((i) => BigInt.asUintN(widths[i], p >> BigInt(position[i])));

export const curve25519File: GeneratedFile = {
  path: 'src/ec/generated/curve25519.ts',
  source: 'scripts/kernels/ec/curve25519.ts',
  text: `
/** Curve25519 and its Edwards form: arithmetic modulo 2^255 − 19, whose limbs hold x_i·2^position[i], and modulo the order L, in Montgomery's form.
* Each kernel is exact in doubles, and correct modulo p for inputs within the bounds of scripts/kernels/ec/ (proof: docs/proofs.md).
* Timing: no branch and no index depends on a value. */
import type { Modulus } from '../kernels.ts';
import type { Limbs } from '../limbs.ts';

/** Where the limbs of an element begin, and where the last ends. */
export const POSITION: readonly number[] = [${position.join(', ')}];
/** The digits of 2^255 − 19 in that form. */
export const DIGITS: readonly number[] = [${digits.join(', ')}];
/** Doubles of an entry of a table: y + x, y − x and 2d·x·y. */
export const ENTRY_LENGTH = ${3 * packedLength(FIELD_25519)};

/** x + K - K rounds x to a multiple of 2^${WIDTH}; U moves that down to the next limb. */
const K = ${rounder(WIDTH)};
const U = ${2 ** -WIDTH};
${lines(FIELD_KERNELS_25519, (kernel) => kernelText(FIELD_25519, kernel))}
${swapText}
${packText(FIELD_25519, ['sum', 'difference', 't2d'])}
${selectText(FIELD_25519, ['sum', 'difference', 't2d'])}
${lines(ORDER_KERNELS_25519, (kernel) => kernelText(ORDER_25519, kernel))}
${modulusText('order', ORDER_25519, 'mulOrder')}`,
};
