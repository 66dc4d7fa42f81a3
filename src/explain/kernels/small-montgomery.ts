/** Curves of the form v² = u³ + Au² + u (RFC 7748 §4.1), small enough to draw: that of Curve25519's exhibit, and one of one's own. */
import { mod, modInverse } from '../../bigint/index.ts';
import { assertInteger, assertOptions, UsageError } from '../../bytes/index.ts';
import type { AffinePoint, CurvePoint } from '../../reference/index.ts';
import type { Exhibit, PointGrid, Section, Table } from '../document/exhibit.ts';
import {
  grid,
  mirrored,
  multiplesOf,
  multiplesTable,
  pointOn,
  pointsWhere,
  shownPoint,
  smallPrime,
} from './small-curves.ts';
import { facts, prose, section } from './steps.ts';

/** v² = u³ + Au² + u modulo p. A point's u is its `x`, and its v its `y`. */
interface Montgomery {
  readonly p: bigint;
  readonly A: bigint;
}

/** Of the exhibit of X25519. */
const SMALL: Montgomery = { p: 17n, A: 8n };

/** P + Q, with the slope of the chord or the tangent. */
function sumOf(
  { p, A }: Montgomery,
  P: CurvePoint,
  Q: CurvePoint,
): { readonly sum: CurvePoint; readonly slope?: bigint } {
  if (P === 'infinity') return { sum: Q };
  if (Q === 'infinity') return { sum: P };
  if (P.x === Q.x && mod(P.y + Q.y, p) === 0n) return { sum: 'infinity' };
  const [over, under] = P.x === Q.x ? [3n * P.x * P.x + 2n * A * P.x + 1n, 2n * P.y] : [Q.y - P.y, Q.x - P.x];
  const slope = mod(over * modInverse(mod(under, p), p), p);
  const x = mod(slope * slope - A - P.x - Q.x, p);
  return { sum: { x, y: mod(slope * (P.x - x) - P.y, p) }, slope };
}

const isOn =
  ({ p, A }: Montgomery) =>
  (u: bigint, v: bigint): boolean =>
    mod(v * v - u * u * u - A * u * u - u, p) === 0n;

const multiplesFrom = (curve: Montgomery, P: CurvePoint): CurvePoint[] =>
  multiplesOf(
    P,
    (one, other) => sumOf(curve, one, other).sum,
    (one) => one === 'infinity',
  );

const shownU = (P: CurvePoint): string => (P === 'infinity' ? 'infinity' : `u = ${P.x}`);

/** A curve of the same form as Curve25519, of which X25519 uses only the u-coordinates. */
export function smallMontgomerySection(): Section {
  const all = pointsWhere(isOn(SMALL), {}).map(({ x, y }) => ({ x: BigInt(x), y: BigInt(y) }));
  // A point of order 10, the highest order in the group of 4·5 points.
  const P = all.find((one) => multiplesFrom(SMALL, one).length === 10)!;
  const multiples = multiplesFrom(SMALL, P);
  const Q = multiples[2] as AffinePoint;
  const { sum: S, slope } = sumOf(SMALL, P, Q);
  const letters = { P, Q, R: mirrored(S), S };
  const line = { x: Number(P.x), y: Number(P.y), slope: Number(slope) };
  const title = `The chord through P = ${shownPoint(P)} and Q = 3·P = ${shownPoint(Q)} meets R = ${shownPoint(mirrored(S))}: 4·P = S = ${shownPoint(S)}`;
  return section('1. A curve that can be drawn', [
    prose(
      'Curve25519 is an elliptic curve with the equation v² = u³ + Au² + u; here it is modulo 17 with A = 8. Points are added by chord and ' +
        'tangent. A point and its mirror image have the same u, and so have their multiples: the u of k·P follows from the u of P alone. ' +
        'X25519 computes with u and never with v.',
    ),
    grid(title, '', pointsWhere(isOn(SMALL), letters), [line]),
    multiplesTable('P', multiples.map(shownU)),
  ]);
}

export interface SmallMontgomeryExample {
  /** A prime, 5 to 97. */
  readonly p: number;
  readonly A: number;
  /** Points of the curve; they may be equal. */
  readonly P: { readonly u: number; readonly v: number };
  readonly Q: { readonly u: number; readonly v: number };
  /** From 1 to 1,000,000. */
  readonly k: number;
}

/** Shows P + Q in a picture, the u of all multiples of P, and the ladder that computes the u of k·P from that of P. Nothing is secret: such a curve protects nothing.
 * @throws UsageError `out-of-range` for a p that is no prime, a singular curve, and a point that is not on it. */
export function explainSmallMontgomery(example: SmallMontgomeryExample): Exhibit {
  assertOptions(example, 'example', ['p', 'A', 'P', 'Q', 'k']);
  const curve = curveOf(example);
  const { p, A } = curve;
  const [P, Q] = (['P', 'Q'] as const).map((name) =>
    pointOn(example[name], name, ['u', 'v'], p, {
      left: { text: 'v²', of: ({ y }) => y * y },
      right: { text: `u³ + ${A}u² + u`, of: ({ x }) => x ** 3n + A * x * x + x },
    }),
  );
  assertInteger(example.k, 'example.k', 1, 1_000_000);
  const multiples = multiplesFrom(curve, P);
  const k = BigInt(example.k);
  const product = multiples[(example.k - 1) % multiples.length];
  return {
    title: `The curve v² = u³ + ${A}u² + u modulo ${p}`,
    parts: [
      prose(INTRODUCTION),
      facts('The curve', [
        { label: 'equation', value: `v² = u³ + ${A}u² + u modulo ${p}`, rule: 'RFC 7748 §4.1' },
        { label: 'A² − 4 modulo p', value: `${mod(A * A - 4n, p)}`, rule: '' },
        {
          label: 'points, with the one at infinity',
          value: 1 + pointsWhere(isOn(curve), {}, Number(p)).length,
          rule: '',
        },
        { label: 'order of P', value: multiples.length, rule: '' },
      ]),
      additionGrid(curve, P, Q),
      multiplesTable('P', multiples.map(shownU)),
      ladderTable(curve, P, k),
      facts('The product', [{ label: `${k}·P`, value: shownU(product), rule: 'RFC 7748 §5' }]),
    ],
  };
}

const INTRODUCTION =
  'A curve of the form of Curve25519, small enough to draw, with numbers of one’s own. A point and its mirror image have the same u, and so have their multiples: the ladder below computes with u alone. ' +
  'It keeps two neighbours, R0 = m·P and R1 = (m + 1)·P, whose difference is always P, and adds and doubles them by the same steps whatever the bits of k are.';

function curveOf(example: SmallMontgomeryExample): Montgomery {
  const p = smallPrime(example.p);
  assertInteger(example.A, 'example.A', 0, 1_000_000);
  const A = BigInt(example.A) % p;
  if (mod(A * A - 4n, p) === 0n)
    throw new UsageError(
      'out-of-range',
      'example.A',
      `makes the curve singular: A² − 4 is 0 modulo ${p}; choose another`,
    );
  return { p, A };
}

function additionGrid(curve: Montgomery, P: AffinePoint, Q: AffinePoint): PointGrid {
  const { p } = curve;
  const { sum: S, slope } = sumOf(curve, P, Q);
  const isDoubling = P.x === Q.x && P.y === Q.y;
  const R = mirrored(S, p);
  const letters = { P, ...(!isDoubling && { Q }), ...(S !== 'infinity' && { R, S }) };
  const through = isDoubling
    ? `tangent at P = ${shownPoint(P)}`
    : `chord through P = ${shownPoint(P)} and Q = ${shownPoint(Q)}`;
  const sum = isDoubling ? 'P + P' : 'P + Q';
  const title =
    slope === undefined
      ? `The ${through} is vertical: ${sum} is the point at infinity`
      : `The ${through} has slope ${slope} and meets R = ${shownPoint(R)}: ${sum} = S = ${shownPoint(S)}`;
  const line = { x: Number(P.x), y: Number(P.y), ...(slope !== undefined && { slope: Number(slope) }) };
  return grid(title, '', pointsWhere(isOn(curve), letters, Number(p)), [line], Number(p));
}

/** The Montgomery ladder over u (RFC 7748 §5), with the formulas of each step. */
function ladderTable(curve: Montgomery, P: AffinePoint, k: bigint): Table {
  const bits = k.toString(2);
  let [m, R0, R1]: [bigint, CurvePoint, CurvePoint] = [0n, 'infinity', P];
  const rows: string[][] = [];
  const how: string[][] = [];
  for (const [i, bit] of [...bits].entries()) {
    const sum: CurvePoint = sumOf(curve, R0, R1).sum;
    const from: CurvePoint = bit === '1' ? R1 : R0;
    const double: CurvePoint = sumOf(curve, from, from).sum;
    how.push([
      `R0 = ${m}·P and R1 = ${m + 1n}·P; the bit is ${bit}, so ${bit === '1' ? 'R0 becomes their sum, and R1 twice R1' : 'R1 becomes their sum, and R0 twice R0'}`,
      ...sumFormula(curve, R0, R1, P, sum),
      ...doubleFormula(curve, from, double),
    ]);
    [R0, R1] = bit === '1' ? [sum, double] : [double, sum];
    m = 2n * m + BigInt(bit);
    rows.push([`${bits.length - 1 - i}`, bit, `${m}·P`, shownU(R0), shownU(R1)]);
  }
  return {
    ...{ kind: 'table', title: `The u of ${k}·P, bit by bit of ${k} = ${bits} (binary)`, rule: 'RFC 7748 §5' },
    columns: ['bit', 'of k', 'R0 is', 'R0', 'R1'],
    ...{ rows, how },
  };
}

/** No formula where a point is at infinity, or where P has u = 0. */
function sumFormula({ p }: Montgomery, R0: CurvePoint, R1: CurvePoint, P: AffinePoint, sum: CurvePoint): string[] {
  if (R0 === 'infinity' || R1 === 'infinity' || sum === 'infinity' || P.x === 0n) return [`the sum: ${shownU(sum)}`];
  const [over, under] = [mod((R0.x * R1.x - 1n) ** 2n, p), mod(P.x * (R0.x - R1.x) ** 2n, p)];
  return [
    `the sum: u = (u0·u1 − 1)² / (u_P·(u0 − u1)²) = (${R0.x}·${R1.x} − 1)² / (${P.x}·(${R0.x} − ${R1.x})²) = ${over} / ${under} = ${sum.x}`,
  ];
}

function doubleFormula({ p, A }: Montgomery, R: CurvePoint, double: CurvePoint): string[] {
  if (R === 'infinity' || double === 'infinity') return [`twice: ${shownU(double)}`];
  const u = R.x;
  const [over, under] = [mod((u * u - 1n) ** 2n, p), mod(4n * u * (u * u + A * u + 1n), p)];
  return [
    `twice: u = (u² − 1)² / (4·u·(u² + ${A}·u + 1)) = (${u}² − 1)² / (4·${u}·(${u}² + ${A}·${u} + 1)) = ${over} / ${under} = ${double.x}`,
  ];
}
