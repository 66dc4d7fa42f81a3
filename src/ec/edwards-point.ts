/** Points of edwards25519 and their encodings (RFC 8032 §5.1.2, §5.1.3). */
import { hexToBytes } from '../bytes/index.ts';
import {
  element25519,
  enter25519,
  invert25519,
  isZero25519,
  leave25519,
  rootPower25519,
  smallElement,
} from './field25519.ts';
import { add, mul, sqr, sub } from './generated/curve25519.ts';
import { copyLimbs, type Limbs, negateIf } from './limbs.ts';
import { isBelow } from './scalars.ts';

/** Extended homogeneous coordinates (RFC 8032 §5.1.4): x = X/Z, y = Y/Z, x·y = T/Z. */
export interface EdwardsPoint {
  readonly x: Limbs;
  readonly y: Limbs;
  readonly z: Limbs;
  readonly t: Limbs;
}

export const ZERO = /* @__PURE__ */ smallElement(0);
export const ONE = /* @__PURE__ */ smallElement(1);

export const edwardsPoint = (): EdwardsPoint => ({
  x: element25519(),
  y: element25519(),
  z: element25519(),
  t: element25519(),
});

const candidate = /* @__PURE__ */ new Uint8Array(32);
const [u, v, w, root] = /* @__PURE__ */ [0, 1, 2, 3].map(element25519);

/** RFC 8032 §5.1.2: y, and the low bit of x above it. Timing: independent of the point. */
export function encodeEdwards(point: EdwardsPoint): Uint8Array<ArrayBuffer> {
  invert25519(w, point.z);
  return encodedBy(w, point);
}

/** Two encodings by one inversion (Montgomery's trick). Timing: independent of the points. */
export function encodeEdwardsPair(
  P: EdwardsPoint,
  Q: EdwardsPoint,
): readonly [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>] {
  mul(u, P.z, Q.z);
  invert25519(w, u);
  mul(u, w, Q.z);
  mul(w, w, P.z);
  return [encodedBy(u, P), encodedBy(w, Q)];
}

/** @param inverse - of the point's z. */
function encodedBy(inverse: Limbs, { x, y }: EdwardsPoint): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(32);
  mul(v, x, inverse);
  leave25519(candidate, v);
  mul(v, y, inverse);
  leave25519(out, v);
  out[31] |= (candidate[0] & 1) << 7;
  return out;
}

/** RFC 8032 §5.1.3. @returns undefined for bytes that encode no point; this includes y ≥ p, and x = 0 with the sign bit set.
 * Timing: nothing is secret. */
export function decodeEdwards(encoded: Uint8Array): EdwardsPoint | undefined {
  const { D, SQRT_MINUS_1, P } = constants();
  const sign = encoded[31] >> 7;
  const y = new Uint8Array(encoded);
  y[31] &= 0x7f;
  // Step 1.
  if (isBelow(y, P) === 0) return undefined;
  const point = edwardsPoint();
  enter25519(point.y, y);
  // Step 2: x² = u/v.
  sqr(u, point.y);
  mul(v, u, D);
  sub(u, u, ONE);
  add(v, v, ONE);
  // Step 3: x = u·v³·(u·v⁷)^((p−5)/8).
  const { x } = point;
  sqr(x, v);
  mul(x, x, v);
  sqr(w, x);
  mul(w, w, v);
  mul(w, w, u);
  rootPower25519(root, w);
  mul(x, x, root);
  mul(x, x, u);
  sqr(w, x);
  mul(w, w, v);
  sub(root, w, u);
  if (isZero25519(root) === 0) {
    add(root, w, u);
    if (isZero25519(root) === 0) return undefined;
    mul(x, x, SQRT_MINUS_1);
  }
  // Step 4.
  leave25519(candidate, x);
  if (isZero25519(x) === 1 && sign === 1) return undefined;
  if ((candidate[0] & 1) !== sign) negateIf(x, 1);
  copyLimbs(point.z, ONE);
  mul(point.t, x, point.y);
  return point;
}

export interface Constants {
  readonly D: Limbs;
  readonly D2: Limbs;
  readonly SQRT_MINUS_1: Limbs;
  readonly P: Uint8Array;
  readonly L: Uint8Array;
}
let made: Constants | undefined;
export const bigEndian = (hex: string): Uint8Array => hexToBytes(hex).reverse();

/** RFC 8032 §5.1: d, a square root of −1, p and L. */
export function constants(): Constants {
  if (made !== undefined) return made;
  const [D, D2, SQRT_MINUS_1] = [element25519(), element25519(), element25519()];
  enter25519(D, bigEndian('52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3'));
  add(D2, D, D);
  enter25519(SQRT_MINUS_1, bigEndian('2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0'));
  const P = bigEndian('7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed');
  const L = bigEndian('1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed');
  made = { D, D2, SQRT_MINUS_1, P, L };
  return made;
}

/** L, the order of the base point, little-endian. */
export const groupOrder = (): Uint8Array => constants().L;
