/** A curve of one's own choice over a small prime field: its points, one sum, the multiples of a point, and k·P bit by bit. */
import { modInverse } from '../../bigint/index.ts';
import { assertInteger, assertOptions, UsageError } from '../../bytes/index.ts';
import { type AffinePoint, affineMultiplySteps, type CurvePoint, isOnCurve } from '../../reference/index.ts';
import type { Exhibit, Part, Table } from '../document/exhibit.ts';
import {
  additionGrid,
  multiplesOf,
  multiplesTable,
  pointOn,
  type SmallCurve,
  shownPoint,
  smallPrime,
  sumOf,
} from './small-curves.ts';
import { collected, facts, prose } from './steps.ts';

export interface SmallCurveExample {
  /** A prime, 5 to 97. */
  readonly p: number;
  readonly a: number;
  readonly b: number;
  /** Points of the curve; they may be equal. */
  readonly P: { readonly x: number; readonly y: number };
  readonly Q: { readonly x: number; readonly y: number };
  /** From 1 to 1,000,000. */
  readonly k: number;
}

/** Shows P + Q in a picture with its numbers, all multiples of P, and k·P by doubling and adding. Nothing is secret: such a curve protects nothing.
 * @throws UsageError `out-of-range` for a p that is no prime, a singular curve, and a point that is not on it. */
export function explainSmallCurve(example: SmallCurveExample): Exhibit {
  assertOptions(example, 'example', ['p', 'a', 'b', 'P', 'Q', 'k']);
  const curve = curveOf(example);
  const [P, Q] = [pointOf(curve, example.P, 'P'), pointOf(curve, example.Q, 'Q')];
  assertInteger(example.k, 'example.k', 1, 1_000_000);
  const { p, a, b } = curve;
  const k = BigInt(example.k);
  const multiples = multiplesOf<CurvePoint>(
    P,
    (one, other) => sumOf(curve, one, other),
    (one) => one === 'infinity',
  );
  const { steps, result } = collected(affineMultiplySteps(curve, k, P));
  const points = 1 + countOf(curve);
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('The curve', [
      { label: 'equation', value: `y² = x³ + ${a}x + ${b} modulo ${p}`, rule: 'SEC 1 §2.2.1' },
      { label: '4a³ + 27b² modulo p', value: `${discriminant(curve)}`, rule: 'SEC 1 §2.2.1' },
      { label: 'points, with the one at infinity', value: points, rule: '' },
      { label: 'order of P', value: multiples.length, rule: '' },
    ]),
    additionGrid(curve, P, Q),
    sumTable(curve, P, Q),
    multiplesTable('P', multiples.map(shownPoint)),
    bitsTable(steps, P, k),
    facts('The product', [{ label: `${k}·P`, value: shownPoint(result), rule: 'SEC 1 §2.2.1' }]),
  ];
  return { title: `The curve y² = x³ + ${a}x + ${b} modulo ${p}`, parts };
}

const INTRODUCTION =
  'A curve small enough to draw, with numbers of one’s own: the prime p, the coefficients a and b, two points and a multiple. Points are added by chord and tangent; if the line through them is ' +
  'vertical, the sum is the point at infinity. The curves in use differ only in size.';

/** Modulo p; zero for a singular curve, which has a point without a tangent. */
const discriminant = ({ p, a, b }: SmallCurve): bigint => (4n * a ** 3n + 27n * b ** 2n) % p;

function curveOf(example: SmallCurveExample): SmallCurve {
  const p = smallPrime(example.p);
  assertInteger(example.a, 'example.a', 0, 1_000_000);
  assertInteger(example.b, 'example.b', 0, 1_000_000);
  const curve = { p, a: BigInt(example.a) % p, b: BigInt(example.b) % p };
  if (discriminant(curve) === 0n) {
    throw new UsageError(
      ...(['out-of-range', 'example.b'] as const),
      `makes the curve singular: 4a³ + 27b² is 0 modulo ${p}, so one of its points has no tangent; choose another a or b`,
    );
  }
  return curve;
}

const pointOf = ({ p, a, b }: SmallCurve, given: SmallCurveExample['P'], name: 'P' | 'Q'): AffinePoint =>
  pointOn(given, name, ['x', 'y'], p, {
    left: { text: 'y²', of: ({ y }) => y * y },
    right: { text: `x³ + ${a}x + ${b}`, of: ({ x }) => x ** 3n + a * x + b },
  });

function countOf(curve: SmallCurve): number {
  const p = Number(curve.p);
  let count = 0;
  for (let x = 0; x < p; x++) for (let y = 0; y < p; y++) if (isOnCurve(curve, { x: BigInt(x), y: BigInt(y) })) count++;
  return count;
}

/** λ, x and y of P + Q with their numbers. */
function sumTable(curve: SmallCurve, P: AffinePoint, Q: AffinePoint): Table {
  const { p, a } = curve;
  const sum = sumOf(curve, P, Q);
  const title = 'P + Q in numbers';
  const columns = ['value', 'formula', 'with the numbers', 'modulo p'];
  if (sum === 'infinity') {
    const row = ['P + Q', 'x_P = x_Q, y_P = −y_Q', `${P.x} = ${Q.x}, ${P.y} = −${Q.y}`, 'infinity'];
    return { kind: 'table', title, rule: 'SEC 1 §2.2.1 rule 3', columns, rows: [row] };
  }
  const isDoubling = P.x === Q.x;
  const [over, under] = isDoubling ? [3n * P.x * P.x + a, 2n * P.y] : [Q.y - P.y, Q.x - P.x];
  const inverse = modInverse(((under % p) + p) % p, p);
  const lambda = (((over * inverse) % p) + p) % p;
  return {
    ...{ kind: 'table', title, rule: `SEC 1 §2.2.1 rule ${isDoubling ? 5 : 4}`, columns },
    rows: [
      ['1/d', isDoubling ? 'd = 2·y_P' : 'd = x_Q − x_P', `${under}^-1`, `${inverse}`],
      ['λ', isDoubling ? '(3·x_P² + a) · 1/d' : '(y_Q − y_P) · 1/d', `${over} · ${inverse}`, `${lambda}`],
      ['x', 'λ² − x_P − x_Q', `${lambda}² − ${P.x} − ${Q.x}`, `${sum.x}`],
      ['y', 'λ·(x_P − x) − y_P', `${lambda}·(${P.x} − ${sum.x}) − ${P.y}`, `${sum.y}`],
    ],
  };
}

type MultiplyStep = ReturnType<typeof affineMultiplySteps> extends Iterable<infer S> ? S : never;

function bitsTable(steps: readonly MultiplyStep[], P: AffinePoint, k: bigint): Table {
  let m = 0n;
  const rows = steps.flatMap((step) => {
    if (step.name !== 'doubled' && step.name !== 'added') return [];
    m = step.name === 'doubled' ? 2n * m : m + 1n;
    return [
      [
        `${step.index['i']}`,
        step.name,
        step.name === 'added' ? shownPoint(P) : '',
        `${m}·P`,
        shownPoint(step.value as CurvePoint),
      ],
    ];
  });
  return {
    ...{ kind: 'table', title: `${k}·P, bit by bit of ${k} = ${k.toString(2)} (binary)`, rule: 'SEC 1 §2.2.1' },
    columns: ['bit', 'step', 'what is added', 'now', 'as a point'],
    rows,
  };
}
