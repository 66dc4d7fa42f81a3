/** The same points without a division at every step: (X, Y, Z) stands for (X/Z², Y/Z³), and Z = 0 for infinity (Guide to Elliptic Curve
 * Cryptography, §3.2.2). */
import { mod, modInverse } from '../../bigint/index.ts';
import { assertBigintFields, assertEachBigint } from '../arguments.ts';
import { type Step, type Steps, secretStep } from '../step.ts';
import { assertCurve, assertPoint, type CurveDomain, type CurvePoint } from './affine.ts';

export interface JacobianPoint {
  readonly X: bigint;
  readonly Y: bigint;
  readonly Z: bigint;
}

export type JacobianStep = Step<'doubled' | 'added', JacobianPoint> | Step<'kP', CurvePoint>;

const INFINITY: JacobianPoint = { X: 1n, Y: 1n, Z: 0n };

const assertJacobian = (P: unknown, name: string): void =>
  assertBigintFields(P, name, 'a JacobianPoint', 'X', 'Y', 'Z');

/** 2P: the tangent's slope is M/2Y. */
export function jacobianDouble(curve: CurveDomain, P: JacobianPoint): JacobianPoint {
  assertCurve(curve);
  assertJacobian(P, 'P');
  const { p, a } = curve;
  const { X, Y, Z } = P;
  const S = mod(4n * X * Y * Y, p);
  const M = mod(3n * X * X + a * Z ** 4n, p);
  const X3 = mod(M * M - 2n * S, p);
  return { X: X3, Y: mod(M * (S - X3) - 8n * Y ** 4n, p), Z: mod(2n * Y * Z, p) };
}

/** P + Q: the chord's slope is R/H. */
export function jacobianAdd(curve: CurveDomain, P: JacobianPoint, Q: JacobianPoint): JacobianPoint {
  assertCurve(curve);
  assertJacobian(P, 'P');
  assertJacobian(Q, 'Q');
  const { p } = curve;
  if (P.Z === 0n) return Q;
  if (Q.Z === 0n) return P;
  const [U1, U2] = [mod(P.X * Q.Z ** 2n, p), mod(Q.X * P.Z ** 2n, p)];
  const [S1, S2] = [mod(P.Y * Q.Z ** 3n, p), mod(Q.Y * P.Z ** 3n, p)];
  if (U1 === U2) return S1 === S2 ? jacobianDouble(curve, P) : INFINITY;
  const [H, R] = [U2 - U1, S2 - S1];
  const X3 = mod(R * R - H ** 3n - 2n * U1 * H * H, p);
  return { X: X3, Y: mod(R * (U1 * H * H - X3) - S1 * H ** 3n, p), Z: mod(H * P.Z * Q.Z, p) };
}

/** kP by doubling and adding, and one division at the end. Index: bit `i`. */
export function* jacobianMultiplySteps(curve: CurveDomain, k: bigint, P: CurvePoint): Steps<JacobianStep, CurvePoint> {
  assertCurve(curve);
  assertEachBigint({ k });
  assertPoint(P, 'P');
  const addend = P === 'infinity' ? INFINITY : { X: P.x, Y: P.y, Z: 1n };
  let R = INFINITY;
  for (let i = k.toString(2).length - 1; i >= 0; i--) {
    R = jacobianDouble(curve, R);
    yield secretStep('doubled', 'Guide to ECC, algorithm 3.27 step 2.1', R, { i });
    if ((k >> BigInt(i)) & 1n) {
      R = jacobianAdd(curve, R, addend);
      yield secretStep('added', 'Guide to ECC, algorithm 3.27 step 2.2', R, { i });
    }
  }
  const result = toAffine(curve, R);
  yield secretStep('kP', 'Guide to ECC, algorithm 3.27 step 3', result);
  return result;
}

function toAffine({ p }: CurveDomain, { X, Y, Z }: JacobianPoint): CurvePoint {
  if (Z === 0n) return 'infinity';
  const inverse = modInverse(Z, p);
  return { x: mod(X * inverse ** 2n, p), y: mod(Y * inverse ** 3n, p) };
}
