/** Curves over a field of 17 elements, small enough to draw. Their group laws are those of the curves in use; they offer no security. */
import { mod } from '../../bigint/index.ts';
import { assertFields, assertInteger, UsageError } from '../../bytes/index.ts';
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

/** All points with coordinates below the modulus for which an equation holds. @param letters - the points that have a name. */
export function pointsWhere(
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

/** A picture of points. */
export const grid = (
  title: string,
  rule: string,
  points: readonly GridPoint[],
  lines: readonly GridLine[],
  modulus = 17,
): PointGrid => ({ kind: 'points', title, rule, modulus, points, lines });

/** `(5, 1)`, or `infinity`. */
export const shownPoint = (P: CurvePoint): string => (P === 'infinity' ? 'infinity' : `(${P.x}, ${P.y})`);
/** The point with the other sign of its second coordinate. */
export const mirrored = (P: CurvePoint, p = 17n): CurvePoint => (P === 'infinity' ? P : { x: P.x, y: mod(-P.y, p) });

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
  return grid(title, rule, points, [drawn], Number(curve.p));
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

/** The modulus of a curve to be drawn. @throws UsageError `out-of-range` unless it is a prime from 5 to 97. */
export function smallPrime(p: number): bigint {
  assertInteger(p, 'example.p', 5, 97);
  const isPrime = [2, 3, 5, 7].every((divisor) => p === divisor || p % divisor !== 0);
  if (!isPrime)
    throw new UsageError('out-of-range', 'example.p', 'must be a prime: in other rings not every slope exists');
  return BigInt(p);
}

/** The two sides of a curve's equation at a point, as they are told, and as numbers. */
export interface Sides {
  readonly left: { readonly text: string; of(point: AffinePoint): bigint };
  readonly right: { readonly text: string; of(point: AffinePoint): bigint };
}

/** A point that is on the curve.
 * @param x - the names of the coordinates in the example. @throws UsageError `out-of-range` that says by how much it is not. */
export function pointOn(
  given: unknown,
  name: 'P' | 'Q',
  [x, y]: readonly [string, string],
  p: bigint,
  { left, right }: Sides,
): AffinePoint {
  assertFields(given, `example.${name}`, 'a point', x, y);
  const { [x]: first, [y]: second } = given as Readonly<Record<string, number>>;
  assertInteger(first, `example.${name}.${x}`, 0);
  assertInteger(second, `example.${name}.${y}`, 0);
  const point = { x: BigInt(first), y: BigInt(second) };
  const [l, r] = [mod(left.of(point), p), mod(right.of(point), p)];
  const isSmall = point.x < p && point.y < p;
  if (isSmall && l === r) return point;
  throw new UsageError(
    ...(['out-of-range', `example.${name}`] as const),
    `${shownPoint(point)} is not on the curve: ` +
      (isSmall ? `${left.text} is ${l}, and ${right.text} is ${r} modulo ${p}` : `coordinates are from 0 to ${p - 1n}`),
  );
}
