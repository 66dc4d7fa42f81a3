/** The curve of Ed25519, −x² + y² = 1 + d·x²·y² over 2^255 − 19 (RFC 8032 §5.1), in affine and in extended coordinates. */
import { mod, modInverse, modPow } from '../../bigint/index.ts';
import { type Bytes, i2osp, os2ip } from '../../bytes/index.ts';
import { assertBigintFields, assertEachBigint, assertLengths } from '../arguments.ts';
import { type Step, type Steps, secretStep } from '../step.ts';
import type { AffinePoint } from './affine.ts';

/** RFC 8032 §5.1: p, d, L and B. */
const p = 2n ** 255n - 19n;
const d = mod(-121665n * modInverse(121666n, p), p);
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const B: AffinePoint = {
  x: 15112221349535400772501151409588531511454012693041857206046113283949847762202n,
  y: 46316835694926478169428394003475163141307993866256225615783033603165251855960n,
};
export const EDWARDS25519 = { p, d, L, B } as const;

/** (X : Y : Z : T) with x = X/Z, y = Y/Z and x·y = T/Z (RFC 8032 §5.1.4). */
export interface ExtendedPoint {
  readonly X: bigint;
  readonly Y: bigint;
  readonly Z: bigint;
  readonly T: bigint;
}

const assertAffine = (P: unknown, name: string): void => assertBigintFields(P, name, 'a point', 'x', 'y');
const assertExtended = (P: unknown, name: string): void =>
  assertBigintFields(P, name, 'an ExtendedPoint', 'X', 'Y', 'Z', 'T');

/** P + Q by the addition law itself, which holds for any two points: its denominators are never zero, as d is no square. */
export function edwardsAdd(P: AffinePoint, Q: AffinePoint): AffinePoint {
  assertAffine(P, 'P');
  assertAffine(Q, 'Q');
  const t = mod(d * P.x * Q.x * P.y * Q.y, p);
  return {
    x: mod((P.x * Q.y + Q.x * P.y) * modInverse(1n + t, p), p),
    y: mod((P.y * Q.y + P.x * Q.x) * modInverse(1n - t, p), p),
  };
}

/** RFC 8032 §5.1.4, the addition. */
export function extendedAdd(P: ExtendedPoint, Q: ExtendedPoint): ExtendedPoint {
  assertExtended(P, 'P');
  assertExtended(Q, 'Q');
  const A = mod((P.Y - P.X) * (Q.Y - Q.X), p);
  const B = mod((P.Y + P.X) * (Q.Y + Q.X), p);
  const C = mod(P.T * 2n * d * Q.T, p);
  const D = mod(P.Z * 2n * Q.Z, p);
  const [E, F, G, H] = [B - A, D - C, D + C, B + A];
  return { X: mod(E * F, p), Y: mod(G * H, p), T: mod(E * H, p), Z: mod(F * G, p) };
}

/** RFC 8032 §5.1.4, the doubling. */
export function extendedDouble(P: ExtendedPoint): ExtendedPoint {
  assertExtended(P, 'P');
  const { X, Y, Z } = P;
  const [A, B, C] = [X * X, Y * Y, 2n * Z * Z];
  const H = A + B;
  const E = H - (X + Y) ** 2n;
  const G = A - B;
  const F = C + G;
  return { X: mod(E * F, p), Y: mod(G * H, p), T: mod(E * H, p), Z: mod(F * G, p) };
}

export type EdwardsStep = Step<'doubled' | 'added', ExtendedPoint> | Step<'kP', AffinePoint>;

/** kP by doubling and adding in extended coordinates, with one inversion at the end. Index: bit `i` of k, from the highest down to 0. */
export function* extendedMultiplySteps(k: bigint, P: AffinePoint): Steps<EdwardsStep, AffinePoint> {
  assertEachBigint({ k });
  assertAffine(P, 'P');
  const addend = { X: P.x, Y: P.y, Z: 1n, T: mod(P.x * P.y, p) };
  let R: ExtendedPoint = { X: 0n, Y: 1n, Z: 1n, T: 0n };
  for (let i = k.toString(2).length - 1; i >= 0; i--) {
    R = extendedDouble(R);
    yield secretStep('doubled', 'RFC 8032 §5.1.4', R, { i });
    if ((k >> BigInt(i)) & 1n) {
      R = extendedAdd(R, addend);
      yield secretStep('added', 'RFC 8032 §5.1.4', R, { i });
    }
  }
  const inverse = modInverse(R.Z, p);
  const result = { x: mod(R.X * inverse, p), y: mod(R.Y * inverse, p) };
  yield secretStep('kP', 'RFC 8032 §5.1.4', result);
  return result;
}

/** kP by doubling and adding with the addition law: a division at every step. */
export function edwardsMultiply(k: bigint, P: AffinePoint): AffinePoint {
  assertEachBigint({ k });
  assertAffine(P, 'P');
  let R: AffinePoint = { x: 0n, y: 1n };
  for (const bit of k.toString(2)) {
    R = edwardsAdd(R, R);
    if (bit === '1') R = edwardsAdd(R, P);
  }
  return R;
}

/** RFC 8032 §5.1.2: y, little-endian, and the low bit of x as its highest. */
export function encodeEdwardsPoint(P: AffinePoint): Bytes {
  assertAffine(P, 'P');
  const { x, y } = P;
  return i2osp(y | ((x & 1n) << 255n), 32).reverse();
}

/** RFC 8032 §5.1.3. @returns undefined where decoding fails. */
export function decodeEdwardsPoint(encoded: Uint8Array): AffinePoint | undefined {
  assertLengths({ encoded }, 32);
  const integer = os2ip(new Uint8Array(encoded).reverse());
  const x_0 = integer >> 255n;
  const y = integer & (2n ** 255n - 1n);
  // Step 1.
  if (y >= p) return undefined;
  // Step 2.
  const [u, v] = [mod(y * y - 1n, p), mod(d * y * y + 1n, p)];
  // Step 3.
  let x = mod(u * v ** 3n * modPow(mod(u * v ** 7n, p), (p - 5n) / 8n, p), p);
  if (mod(v * x * x, p) !== u) {
    if (mod(v * x * x, p) !== mod(-u, p)) return undefined;
    x = mod(x * modPow(2n, (p - 1n) / 4n, p), p);
  }
  // Step 4.
  if (x === 0n && x_0 === 1n) return undefined;
  return { x: (x & 1n) === x_0 ? x : p - x, y };
}
