/** Points of y² = x³ + ax + b by chords and tangents (SEC 1 §2.2.1), over any prime field, including the small ones of textbooks. */

import { mod, modInverse } from '../../bigint/index.ts';
import { assertBigintFields, assertEachBigint } from '../arguments.ts';
import { type Step, type Steps, secretStep } from '../step.ts';

/** A curve over a prime field, with a point G of prime order n. */
export interface CurveDomain {
  readonly p: bigint;
  readonly a: bigint;
  readonly b: bigint;
  readonly G: AffinePoint;
  readonly n: bigint;
}

/** A point, or the point at infinity. */
export type CurvePoint = AffinePoint | 'infinity';

export interface AffinePoint {
  readonly x: bigint;
  readonly y: bigint;
}

/** @throws UsageError unless `curve` has the numbers of an equation. */
export const assertCurve = (curve: unknown): void => assertBigintFields(curve, 'curve', 'a CurveDomain', 'p', 'a', 'b');

/** @throws UsageError unless `P` is a point with coordinates, or infinity. */
export function assertPoint(P: unknown, name: string): void {
  if (P !== 'infinity') assertBigintFields(P, name, 'a point', 'x', 'y');
}

/** Whether the coordinates are below p and satisfy the equation. */
export function isOnCurve(curve: Pick<CurveDomain, 'a' | 'b' | 'p'>, P: CurvePoint): boolean {
  assertCurve(curve);
  assertPoint(P, 'P');
  const { p, a, b } = curve;
  if (P === 'infinity') return true;
  const { x, y } = P;
  return 0n <= x && x < p && 0n <= y && y < p && mod(y * y - (x * x * x + a * x + b), p) === 0n;
}

export type AffineStep = Step<'lambda', bigint> | Step<'sum', CurvePoint>;

/** P + Q (SEC 1 §2.2.1): the line through both meets the curve in a third point, whose reflection is the sum. */
export function* affineAddSteps(
  curve: Pick<CurveDomain, 'a' | 'b' | 'p'>,
  P: CurvePoint,
  Q: CurvePoint,
): Steps<AffineStep, CurvePoint> {
  assertCurve(curve);
  assertPoint(P, 'P');
  assertPoint(Q, 'Q');
  const { p, a } = curve;
  // Rules 1 and 2.
  if (P === 'infinity') return yield* sum(Q, 2);
  if (Q === 'infinity') return yield* sum(P, 2);
  // Rule 3: a vertical line meets the curve at infinity.
  if (P.x === Q.x && mod(P.y + Q.y, p) === 0n) return yield* sum('infinity', 3);
  // Rule 4, the chord, or rule 5, the tangent.
  const rule = P.x === Q.x ? 5 : 4;
  const lambda =
    rule === 4
      ? mod((Q.y - P.y) * modInverse(Q.x - P.x, p), p)
      : mod((3n * P.x * P.x + a) * modInverse(2n * P.y, p), p);
  yield secretStep('lambda', `SEC 1 §2.2.1 rule ${rule}`, lambda);
  const x = mod(lambda * lambda - P.x - Q.x, p);
  return yield* sum({ x, y: mod(lambda * (P.x - x) - P.y, p) }, rule);
}

function* sum(P: CurvePoint, rule: number): Steps<AffineStep, CurvePoint> {
  yield secretStep('sum', `SEC 1 §2.2.1 rule ${rule}`, P);
  return P;
}

export type AffineMultiplyStep = AffineStep | Step<'doubled' | 'added' | 'kP', CurvePoint>;

/** kP by doubling and adding, from the highest bit down. Index: bit `i`. The steps reveal k: they show for which bits there is an
 * addition. */
export function* affineMultiplySteps(
  curve: Pick<CurveDomain, 'a' | 'b' | 'p'>,
  k: bigint,
  P: CurvePoint,
): Steps<AffineMultiplyStep, CurvePoint> {
  assertCurve(curve);
  assertEachBigint({ k });
  assertPoint(P, 'P');
  let R: CurvePoint = 'infinity';
  for (let i = k.toString(2).length - 1; i >= 0; i--) {
    R = yield* affineAddSteps(curve, R, R);
    yield secretStep('doubled', 'SEC 1 §2.2.1, scalar multiplication', R, { i });
    if ((k >> BigInt(i)) & 1n) {
      R = yield* affineAddSteps(curve, R, P);
      yield secretStep('added', 'SEC 1 §2.2.1, scalar multiplication', R, { i });
    }
  }
  yield secretStep('kP', 'SEC 1 §2.2.1, scalar multiplication', R);
  return R;
}
