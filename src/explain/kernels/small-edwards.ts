/** Curves of the form −x² + y² = 1 + dx²y² (RFC 8032 §5.1), small enough to draw: that of Ed25519's exhibit, and one of one's own. */
import { mod, modInverse } from '../../bigint/index.ts';
import { assertInteger, assertOptions, UsageError } from '../../bytes/index.ts';
import type { AffinePoint } from '../../reference/index.ts';
import type { Exhibit, Section, Table } from '../document/exhibit.ts';
import { grid, multiplesOf, multiplesTable, pointOn, pointsWhere, shownPoint, smallPrime } from './small-curves.ts';
import { facts, prose, section } from './steps.ts';

/** −x² + y² = 1 + dx²y² modulo p. */
interface Edwards {
  readonly p: bigint;
  readonly d: bigint;
}

/** Of the exhibit of Ed25519. 6 is no square, so the addition law is complete. */
const SMALL: Edwards = { p: 17n, d: 6n };

function sumOf({ p, d }: Edwards, P: AffinePoint, Q: AffinePoint): AffinePoint {
  const t = d * P.x * Q.x * P.y * Q.y;
  return {
    x: mod((P.x * Q.y + Q.x * P.y) * modInverse(mod(1n + t, p), p), p),
    y: mod((P.y * Q.y + P.x * Q.x) * modInverse(mod(1n - t, p), p), p),
  };
}

const isOn =
  ({ p, d }: Edwards) =>
  (x: bigint, y: bigint): boolean =>
    mod(y * y - x * x - 1n - d * x * x * y * y, p) === 0n;

const multiplesFrom = (curve: Edwards, P: AffinePoint): AffinePoint[] =>
  multiplesOf(
    P,
    (one, other) => sumOf(curve, one, other),
    ({ x, y }) => x === 0n && y === 1n,
  );

/** A curve of the same form as edwards25519. */
export function smallEdwardsSection(): Section {
  const all = pointsWhere(isOn(SMALL), {}).map(({ x, y }) => ({ x: BigInt(x), y: BigInt(y) }));
  // The curve has 4·5 points; a point of order 5 serves as the base point.
  const P = all.find((one) => multiplesFrom(SMALL, one).length === 5)!;
  const multiples = multiplesFrom(SMALL, P);
  const [, Q, S] = multiples;
  const title = `P = ${shownPoint(P)}, Q = 2·P = ${shownPoint(Q)}, and P + Q = S = ${shownPoint(S)}`;
  return section('1. A curve that can be drawn', [
    prose(
      'Edwards25519 is an elliptic curve with the equation −x² + y² = 1 + dx²y²; here it is modulo 17 with d = 6. In this form one formula ' +
        'adds any two points, equal ones too: x = (x₁y₂ + x₂y₁) / (1 + dx₁x₂y₁y₂), y = (y₁y₂ + x₁x₂) / (1 − dx₁x₂y₁y₂). As d is no ' +
        'square, no denominator is ever zero. The zero of the addition is (0, 1).',
    ),
    grid(title, 'RFC 8032 §5.1.4', pointsWhere(isOn(SMALL), { P, Q, S }), []),
    multiplesTable('P', multiples.map(shownPoint)),
  ]);
}

export interface SmallEdwardsExample {
  /** A prime, 5 to 97, that leaves 1 when divided by 4. */
  readonly p: number;
  /** No square modulo p. */
  readonly d: number;
  /** Points of the curve; they may be equal. */
  readonly P: { readonly x: number; readonly y: number };
  readonly Q: { readonly x: number; readonly y: number };
  /** From 1 to 1,000,000. */
  readonly k: number;
}

/** Shows P + Q in a picture with its numbers, all multiples of P, and k·P by doubling and adding with one formula. Nothing is secret: such a curve protects nothing.
 * @throws UsageError `out-of-range` for a p or a d with which some sums do not exist, and a point that is not on the curve. */
export function explainSmallEdwards(example: SmallEdwardsExample): Exhibit {
  assertOptions(example, 'example', ['p', 'd', 'P', 'Q', 'k']);
  const curve = curveOf(example);
  const { p, d } = curve;
  const [P, Q] = (['P', 'Q'] as const).map((name) =>
    pointOn(example[name], name, ['x', 'y'], p, {
      left: { text: '−x² + y²', of: ({ x, y }) => y * y - x * x },
      right: { text: `1 + ${d}x²y²`, of: ({ x, y }) => 1n + d * x * x * y * y },
    }),
  );
  assertInteger(example.k, 'example.k', 1, 1_000_000);
  const S = sumOf(curve, P, Q);
  const multiples = multiplesFrom(curve, P);
  const k = BigInt(example.k);
  const isDoubling = P.x === Q.x && P.y === Q.y;
  const title = isDoubling
    ? `P = ${shownPoint(P)}, and P + P = S = ${shownPoint(S)}`
    : `P = ${shownPoint(P)}, Q = ${shownPoint(Q)}, and P + Q = S = ${shownPoint(S)}`;
  const points = pointsWhere(isOn(curve), { P, ...(!isDoubling && { Q }), S }, Number(p));
  const { rows, how, product } = multiplied(curve, P, k);
  return {
    title: `The curve −x² + y² = 1 + ${d}x²y² modulo ${p}`,
    parts: [
      prose(INTRODUCTION),
      facts('The curve', [
        { label: 'equation', value: `−x² + y² = 1 + ${d}x²y² modulo ${p}`, rule: 'RFC 8032 §5.1' },
        { label: 'points', value: points.length, rule: '' },
        { label: 'order of P', value: multiples.length, rule: '' },
      ]),
      grid(title, 'RFC 8032 §5.1.4', points, [], Number(p)),
      sumTable(curve, P, Q),
      multiplesTable('P', multiples.map(shownPoint)),
      {
        ...{ kind: 'table', title: `${k}·P, bit by bit of ${k} = ${k.toString(2)} (binary)`, rule: 'RFC 8032 §5.1.4' },
        columns: ['bit', 'step', 'what is added', 'now', 'as a point'],
        ...{ rows, how },
      },
      facts('The product', [{ label: `${k}·P`, value: shownPoint(product), rule: 'RFC 8032 §5.1.4' }]),
    ],
  };
}

const INTRODUCTION =
  'A curve of the form of edwards25519, small enough to draw, with numbers of one’s own. One formula adds any two points, equal ones and the zero (0, 1) too; it needs no chord and no tangent. ' +
  'That holds if −1 is a square modulo p and d is none: then no denominator is ever zero.';

function curveOf(example: SmallEdwardsExample): Edwards {
  const p = smallPrime(example.p);
  if (p % 4n !== 1n)
    throw new UsageError(
      'out-of-range',
      'example.p',
      'must leave 1 when divided by 4: otherwise −1 is no square modulo p',
    );
  assertInteger(example.d, 'example.d', 0, 1_000_000);
  const d = BigInt(example.d) % p;
  // Euler's criterion.
  if (mod(d ** ((p - 1n) / 2n), p) !== p - 1n)
    throw new UsageError(
      'out-of-range',
      'example.d',
      `must be no square modulo ${p}: with a square, some denominators are zero`,
    );
  return { p, d };
}

/** Each value of a sum: its formula, with the numbers, and what comes out. */
function sumRows({ p, d }: Edwards, P: AffinePoint, Q: AffinePoint): string[][] {
  const { x, y } = sumOf({ p, d }, P, Q);
  const t = mod(d * P.x * Q.x * P.y * Q.y, p);
  const [over, other] = [mod(P.x * Q.y + Q.x * P.y, p), mod(P.y * Q.y + P.x * Q.x, p)];
  return [
    ['t', 'd·x_P·x_Q·y_P·y_Q', `${d}·${P.x}·${Q.x}·${P.y}·${Q.y}`, `${t}`],
    [
      'x',
      '(x_P·y_Q + x_Q·y_P) / (1 + t)',
      `(${P.x}·${Q.y} + ${Q.x}·${P.y}) / (1 + ${t}) = ${over} / ${mod(1n + t, p)}`,
      `${x}`,
    ],
    [
      'y',
      '(y_P·y_Q + x_P·x_Q) / (1 − t)',
      `(${P.y}·${Q.y} + ${P.x}·${Q.x}) / (1 − ${t}) = ${other} / ${mod(1n - t, p)}`,
      `${y}`,
    ],
  ];
}

const sumTable = (curve: Edwards, P: AffinePoint, Q: AffinePoint): Table => ({
  ...{ kind: 'table', title: 'P + Q in numbers', rule: 'RFC 8032 §5.1.4' },
  columns: ['value', 'formula', 'with the numbers', 'modulo p'],
  rows: sumRows(curve, P, Q),
});

/** k·P by doubling and adding, from the highest bit on. */
function multiplied(curve: Edwards, P: AffinePoint, k: bigint) {
  const bits = k.toString(2);
  let [m, R] = [0n, { x: 0n, y: 1n }];
  const rows: string[][] = [];
  const how: string[][] = [];
  const step = (i: number, name: 'added' | 'doubled', other: AffinePoint): void => {
    how.push(sumRows(curve, R, other).map(([value, , numbers, result]) => `${value} = ${numbers} = ${result}`));
    [m, R] = [name === 'added' ? m + 1n : 2n * m, sumOf(curve, R, other)];
    rows.push([`${bits.length - 1 - i}`, name, name === 'added' ? shownPoint(P) : '', `${m}·P`, shownPoint(R)]);
  };
  for (const [i, bit] of [...bits].entries()) {
    step(i, 'doubled', R);
    if (bit === '1') step(i, 'added', P);
  }
  return { rows, how, product: R };
}
