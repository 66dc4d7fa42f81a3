/** Curves over a field of 17 elements, small enough to draw. Their group laws are those of the curves in use; they offer no security. */
import { mod, modInverse } from '../../bigint/index.ts';
import {
  type AffinePoint,
  affineAddSteps,
  type CurveDomain,
  type CurvePoint,
  isOnCurve,
  resultOf,
} from '../../reference/index.ts';
import type { GridLine, GridPoint, PointGrid, Section, Table } from '../document/exhibit.ts';
import { collected, prose, section } from './steps.ts';

/** y² = x³ + 2x + 2 modulo 17, whose 19 points are all multiples of G. */
const WEIERSTRASS: CurveDomain = { p: 17n, a: 2n, b: 2n, G: { x: 5n, y: 1n }, n: 19n };

/** y² = x³ + ax + b modulo p. */
export type SmallCurve = Pick<CurveDomain, 'a' | 'b' | 'p'>;

/** All points with coordinates below the modulus for which an equation holds. */
function pointsWhere(
  holds: (x: bigint, y: bigint) => boolean,
  letters: Readonly<Record<string, CurvePoint>>,
  modulus = 17,
): GridPoint[] {
  const named = new Map(
    Object.entries(letters).map(([letter, P]) => [P === 'infinity' ? '' : `${P.x},${P.y}`, letter]),
  );
  return Array.from({ length: modulus * modulus }, (_, i) => [i % modulus, Math.floor(i / modulus)])
    .filter(([x, y]) => holds(BigInt(x), BigInt(y)))
    .map(([x, y]) => {
      const label = named.get(`${x},${y}`);
      return label === undefined ? { x, y } : { x, y, label };
    });
}

const grid = (title: string, rule: string, points: readonly GridPoint[], lines: readonly GridLine[]): PointGrid => ({
  kind: 'points',
  title,
  rule,
  modulus: 17,
  points,
  lines,
});

/** `(5, 1)`, or `infinity`. */
export const shownPoint = (P: CurvePoint): string => (P === 'infinity' ? 'infinity' : `(${P.x}, ${P.y})`);
const mirrored = (P: CurvePoint, p = 17n): CurvePoint => (P === 'infinity' ? P : { x: P.x, y: mod(-P.y, p) });

/** P + Q. */
export const sumOf = (curve: SmallCurve, P: CurvePoint, Q: CurvePoint): CurvePoint =>
  resultOf(affineAddSteps(curve, P, Q));

/** P + Q in a picture: the line through both, where it meets the curve again (R), and the mirror image of that (S). */
export function additionGrid(curve: SmallCurve, P: AffinePoint, Q: AffinePoint): PointGrid {
  const { steps, result: S } = collected(affineAddSteps(curve, P, Q));
  const slope = steps.find((step) => step.name === 'lambda')?.value as bigint | undefined;
  const R = mirrored(S, curve.p);
  const isDoubling = P.x === Q.x && P.y === Q.y;
  const points = pointsWhere(
    (x, y) => isOnCurve(curve, { x, y }),
    { P, ...(!isDoubling && { Q }), ...(S !== 'infinity' && { R, S }) },
    Number(curve.p),
  );
  const [line, through] = isDoubling
    ? ['tangent', `at P = ${shownPoint(P)}`]
    : ['chord', `through P = ${shownPoint(P)} and Q = ${shownPoint(Q)}`];
  const sum = isDoubling ? 'P + P' : 'P + Q';
  const title =
    slope === undefined
      ? `The ${line} ${through} is vertical: ${sum} is the point at infinity`
      : `The ${line} ${through} has slope ${slope} and meets R = ${shownPoint(R)}: ${sum} = S = ${shownPoint(S)}`;
  const drawn = { x: Number(P.x), y: Number(P.y), ...(slope !== undefined && { slope: Number(slope) }) };
  const rule = `SEC 1 §2.2.1 rule ${slope === undefined ? 3 : isDoubling ? 5 : 4}`;
  return { ...grid(title, rule, points, [drawn]), modulus: Number(curve.p) };
}

/** The multiples of a point, from 1 on. */
export const multiplesTable = (name: string, multiples: readonly string[]): Table => ({
  kind: 'table',
  title: `The multiples of ${name}: whoever sees a point in so short a list sees k`,
  rule: '',
  columns: ['k', `k·${name}`],
  rows: multiples.map((P, i) => [`${i + 1}`, P]),
});

/** The multiples of a point, up to the neutral element. */
export function multiplesOf<P>(G: P, add: (P: P, Q: P) => P, isNeutral: (P: P) => boolean): P[] {
  const multiples = [G];
  while (!isNeutral(multiples[multiples.length - 1])) multiples.push(add(multiples[multiples.length - 1], G));
  return multiples;
}

/** Chord and tangent on a curve of the same form as P-256. */
export function smallWeierstrassSection(): Section {
  const { G } = WEIERSTRASS;
  const add = (P: CurvePoint, Q: CurvePoint): CurvePoint => sumOf(WEIERSTRASS, P, Q);
  const multiples = multiplesOf<CurvePoint>(G, add, (P) => P === 'infinity');
  return section('1. A curve that can be drawn', [
    prose(
      'An elliptic curve is the set of points (x, y) with y² = x³ + ax + b, here modulo 17 with a = b = 2. Points are added: the chord ' +
        'through two of them meets the curve in a third, and the mirror image of that is the sum. For a point and itself the tangent ' +
        'takes the place of the chord. Modulo a prime, a line that leaves the picture at one side enters it again at the other.',
    ),
    additionGrid(WEIERSTRASS, G, multiples[4] as AffinePoint),
    additionGrid(WEIERSTRASS, G, G),
    prose(
      'Adding G again and again reaches every point, and at last the point at infinity, which is the zero of this addition. The multiple k·G is ' +
        'quick to compute for any k, by doubling and adding. Finding k from k·G is the hard part: here one looks it up, and on the ' +
        'curves in use nobody can.',
    ),
    multiplesTable('G', multiples.map(shownPoint)),
  ]);
}

/** v² = u³ + 8u² + u modulo 17. */
const A = 8n;

/** P + Q on this curve (an equation of the form in RFC 7748 §4.1), with the slope of the chord or the tangent. */
function montgomeryAdd(P: CurvePoint, Q: CurvePoint): { readonly sum: CurvePoint; readonly slope?: bigint } {
  if (P === 'infinity') return { sum: Q };
  if (Q === 'infinity') return { sum: P };
  if (P.x === Q.x && mod(P.y + Q.y, 17n) === 0n) return { sum: 'infinity' };
  const slope =
    P.x === Q.x
      ? mod((3n * P.x * P.x + 2n * A * P.x + 1n) * modInverse(2n * P.y, 17n), 17n)
      : mod((Q.y - P.y) * modInverse(mod(Q.x - P.x, 17n), 17n), 17n);
  const x = mod(slope * slope - A - P.x - Q.x, 17n);
  return { sum: { x, y: mod(slope * (P.x - x) - P.y, 17n) }, slope };
}

/** A curve of the same form as Curve25519, of which X25519 uses only the u-coordinates. */
export function smallMontgomerySection(): Section {
  const isOn = (u: bigint, v: bigint): boolean => mod(v * v - u * u * u - A * u * u - u, 17n) === 0n;
  const all = pointsWhere(isOn, {}).map(({ x, y }) => ({ x: BigInt(x), y: BigInt(y) }));
  const add = (P: CurvePoint, Q: CurvePoint): CurvePoint => montgomeryAdd(P, Q).sum;
  const multiplesFrom = (G: CurvePoint): CurvePoint[] => multiplesOf(G, add, (P) => P === 'infinity');
  // A point of order 10, the highest order in the group of 4·5 points.
  const P = all.find((one) => multiplesFrom(one).length === 10)!;
  const multiples = multiplesFrom(P);
  const Q = multiples[2] as AffinePoint;
  const { sum: S, slope } = montgomeryAdd(P, Q);
  const letters = { P, Q, R: mirrored(S), S };
  const line = { x: Number(P.x), y: Number(P.y), slope: Number(slope) };
  const title = `The chord through P = ${shownPoint(P)} and Q = 3·P = ${shownPoint(Q)} meets R = ${shownPoint(mirrored(S))}: 4·P = S = ${shownPoint(S)}`;
  const u = multiples.map((one) => (one === 'infinity' ? 'infinity' : `u = ${one.x}`));
  return section('1. A curve that can be drawn', [
    prose(
      'Curve25519 is an elliptic curve with the equation v² = u³ + Au² + u; here it is modulo 17 with A = 8. Points are added by chord and ' +
        'tangent. A point and its mirror image have the same u, and so have their multiples: the u of k·P follows from the u of P alone. ' +
        'X25519 computes with u and never with v.',
    ),
    grid(title, '', pointsWhere(isOn, letters), [line]),
    multiplesTable('P', u),
  ]);
}

/** −x² + y² = 1 + 6x²y² modulo 17: 6 is no square, so the addition law is complete. */
const D = 6n;

function edwardsAdd(P: AffinePoint, Q: AffinePoint): AffinePoint {
  const t = D * P.x * Q.x * P.y * Q.y;
  return {
    x: mod((P.x * Q.y + Q.x * P.y) * modInverse(mod(1n + t, 17n), 17n), 17n),
    y: mod((P.y * Q.y + P.x * Q.x) * modInverse(mod(1n - t, 17n), 17n), 17n),
  };
}

/** A curve of the same form as edwards25519. */
export function smallEdwardsSection(): Section {
  const isOn = (x: bigint, y: bigint): boolean => mod(y * y - x * x - 1n - D * x * x * y * y, 17n) === 0n;
  const all = pointsWhere(isOn, {}).map(({ x, y }) => ({ x: BigInt(x), y: BigInt(y) }));
  const isNeutral = ({ x, y }: AffinePoint): boolean => x === 0n && y === 1n;
  const multiplesFrom = (G: AffinePoint): AffinePoint[] => multiplesOf(G, edwardsAdd, isNeutral);
  // The curve has 4·5 points; a point of order 5 serves as the base point.
  const P = all.find((one) => multiplesFrom(one).length === 5)!;
  const multiples = multiplesFrom(P);
  const [, Q, S] = multiples;
  const title = `P = ${shownPoint(P)}, Q = 2·P = ${shownPoint(Q)}, and P + Q = S = ${shownPoint(S)}`;
  return section('1. A curve that can be drawn', [
    prose(
      'Edwards25519 is an elliptic curve with the equation −x² + y² = 1 + dx²y²; here it is modulo 17 with d = 6. In this form one formula ' +
        'adds any two points, equal ones too: x = (x₁y₂ + x₂y₁) / (1 + dx₁x₂y₁y₂), y = (y₁y₂ + x₁x₂) / (1 − dx₁x₂y₁y₂). As d is no ' +
        'square, no denominator is ever zero. The zero of the addition is (0, 1).',
    ),
    grid(title, 'RFC 8032 §5.1.4', pointsWhere(isOn, { P, Q, S }), []),
    multiplesTable('P', multiples.map(shownPoint)),
  ]);
}
