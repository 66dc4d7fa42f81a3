/** ECDSA (FIPS 186-5 §6.4) on scalars and points, after the arguments were decoded. */
import { type Bytes, concat } from '../bytes/index.ts';
import type { Group } from './group.ts';
import type { Point } from './kernels.ts';
import { wipe } from './limbs.ts';
import { isBelow, isZeroBytes, reversed } from './scalars.ts';

/** Whether a big-endian number is in 1…n − 1. Timing: independent of the number. */
export function isScalar(group: Group, bytes: Uint8Array): number {
  const scalar = reversed(bytes);
  return isBelow(scalar, group.order.bytes) & (1 - isZeroBytes(scalar));
}

/** x / z², as little-endian bytes; the point becomes affine. */
export function affineX(group: Group, P: Point): Bytes {
  group.normalize([P]);
  return group.field.leave(P.x);
}

/** FIPS 186-5 §6.4.1 from step 3 on.
 * @param z - the leftmost bits of the digest, big-endian, of the length of the order.
 * @param d - the private key, likewise, in 1…n − 1. Secret.
 * @param nonces - gives the next k in 1…n − 1 at each call, likewise. Secret.
 * @param multiplyGenerator - out = k·G for little-endian k.
 * @returns r ‖ s. Timing: one sequence of operations, except for r = 0 or s = 0, whose probability is negligible. */
export function signWithNonces(
  group: Group,
  z: Uint8Array,
  d: Uint8Array,
  nonces: () => Uint8Array,
  multiplyGenerator: (out: Point, k: Uint8Array) => void,
): Bytes {
  const { order, kernels } = group;
  const { mul } = order.modulus;
  const R = group.point();
  const [r, s, zn, dn, kn] = Array.from({ length: 5 }, () => order.element());
  order.enter(zn, reversed(z));
  order.enter(dn, reversed(d));
  for (;;) {
    const k = reversed(nonces());
    // Steps 5 to 7: R = k·G, r = x mod n.
    multiplyGenerator(R, k);
    order.enter(r, affineX(group, R));
    // Steps 4 and 8: s = k⁻¹·(z + r·d).
    order.enter(kn, k);
    order.invert(kn, kn);
    kernels.mulAddOrder(s, r, dn, zn, order.one);
    mul(s, s, kn);
    // Step 9: r and s are public from here on.
    const signature = concat(order.leave(r).reverse(), order.leave(s).reverse());
    const failed = order.isZero(r) | order.isZero(s);
    wipe(k, kn, R.x, R.y, R.z);
    if (failed === 1) continue;
    wipe(dn);
    order.wipe();
    group.field.wipe();
    return signature;
  }
}

/** FIPS 186-5 §6.4.2 from step 3 on.
 * @param r - and `s`, big-endian, in 1…n − 1.
 * @param sum - out = u1·G + u2·Q for little-endian scalars; false for ∞. */
export function verifyScalars(
  group: Group,
  z: Uint8Array,
  r: Uint8Array,
  s: Uint8Array,
  sum: (out: Point, u1: Uint8Array, u2: Uint8Array) => boolean,
): boolean {
  const { order } = group;
  const { mul } = order.modulus;
  const [w, u] = [order.element(), order.element()];
  // Steps 4 and 5: u1 = z·s⁻¹, u2 = r·s⁻¹.
  order.enter(w, reversed(s));
  order.invert(w, w);
  order.enter(u, reversed(z));
  mul(u, u, w);
  const u1 = order.leave(u);
  order.enter(u, reversed(r));
  mul(u, u, w);
  // Step 6.
  const R = group.point();
  if (!sum(R, u1, order.leave(u))) return false;
  // Steps 7 to 9: x mod n = r, that is x = r or x = r + n. Both sides are multiplied by z², which saves an inversion.
  const little = reversed(r);
  return hasX(group, R, little) || (addOrder(group, little) && hasX(group, R, little));
}

/** Whether x / z² is the little-endian number `x`, below p. */
function hasX({ field, kernels }: Group, { x, z }: Point, candidate: Uint8Array): boolean {
  const [zz, difference] = [field.element(), field.element()];
  kernels.sqr(zz, z);
  field.enter(difference, candidate);
  kernels.mulSub(difference, difference, zz, x);
  return field.isZero(difference) === 1;
}

/** Replaces r by r + n. @returns false if that is not below p. */
function addOrder({ field, order }: Group, r: Uint8Array): boolean {
  let carry = 0;
  for (let i = 0; i < r.length; i++) {
    carry += r[i] + order.bytes[i];
    r[i] = carry;
    carry >>= 8;
  }
  return carry === 0 && isBelow(r, field.bytes) === 1;
}
