/** Operations of the field of 2^255 − 19 that are not generated: bytes, powers, inverses. Elements hold x_i·2^position[i] in each limb. */
import { DIGITS, mul, POSITION, sqr } from './generated/curve25519.ts';
import { createLimbs, digitsFromBytes, digitsToBytes, type Limbs } from './limbs.ts';

const n = DIGITS.length;
export const ENCODED_LENGTH = 32;

/** 2^position[i], and its inverse. */
const UNIT: readonly number[] = /* @__PURE__ */ POSITION.map((position) => 2 ** position);
const INVERSE_UNIT: readonly number[] = /* @__PURE__ */ POSITION.map((position) => 2 ** -position);

export const element25519 = (): Limbs => createLimbs(n);

/** The element 0 or 1. */
export function smallElement(value: 0 | 1): Limbs {
  const out = element25519();
  out.fill(0);
  out[0] = value;
  return out;
}

const digits = /* @__PURE__ */ new Int32Array(n);
const buffer = /* @__PURE__ */ new Uint8Array(ENCODED_LENGTH);
const unit = /* @__PURE__ */ smallElement(1);

/** out = the number in the 255 low bits of 32 little-endian bytes; it may be above p. Timing: independent of the bytes. */
export function enter25519(out: Limbs, bytes: Uint8Array): void {
  buffer.set(bytes);
  buffer[31] &= 0x7f;
  digitsFromBytes(out, buffer, POSITION);
  for (let i = 0; i < n; i++) out[i] *= UNIT[i];
  mul(out, out, unit); // its digits were unsigned
}

/** The reduced number in 32 little-endian bytes (RFC 7748 §5, RFC 8032 §5.1.2). Timing: independent of the element. */
export function leave25519(out: Uint8Array, a: Limbs): void {
  for (let i = 0; i < n; i++) digits[i] = a[i] * INVERSE_UNIT[i];
  digitsToBytes(out, digits, DIGITS, POSITION);
}

/** 1 for zero, else 0. Timing: independent of the element, which may be an uncarried sum of two. */
export function isZero25519(a: Limbs): number {
  mul(work, a, unit);
  leave25519(buffer, work);
  let any = 0;
  for (let i = 0; i < ENCODED_LENGTH; i++) any |= buffer[i];
  return ((any - 1) >> 8) & 1;
}

const work = /* @__PURE__ */ element25519();
const [a11, b, c, d] = /* @__PURE__ */ [0, 1, 2, 3].map(element25519);

/** out = a^(2^k) */
function sqrTimes(out: Limbs, a: Limbs, k: number): void {
  sqr(out, a);
  for (let i = 1; i < k; i++) sqr(out, out);
}

/** out = a^(2^250 − 1), and a11 = a^11. Comments give the exponents of a. */
function power250(out: Limbs, a: Limbs): void {
  sqr(a11, a); // 2
  sqrTimes(b, a11, 2); // 8
  mul(b, b, a); // 9
  mul(a11, a11, b); // 11
  sqr(c, a11); // 22
  mul(c, c, b); // 2^5 − 1
  sqrTimes(b, c, 5);
  mul(c, b, c); // 2^10 − 1
  sqrTimes(b, c, 10);
  mul(d, b, c); // 2^20 − 1
  sqrTimes(b, d, 20);
  mul(b, b, d); // 2^40 − 1
  sqrTimes(b, b, 10);
  mul(c, b, c); // 2^50 − 1
  sqrTimes(b, c, 50);
  mul(d, b, c); // 2^100 − 1
  sqrTimes(b, d, 100);
  mul(d, b, d); // 2^200 − 1
  sqrTimes(d, d, 50);
  mul(out, d, c); // 2^250 − 1
}

/** out = a^(p − 2) = a⁻¹, and 0 for 0: p − 2 is 2^255 − 32 + 11. Timing: independent of the element. */
export function invert25519(out: Limbs, a: Limbs): void {
  power250(d, a);
  sqrTimes(d, d, 5);
  mul(out, d, a11);
}

/** out = a^((p − 5) / 8), the power of square roots (RFC 8032 §5.1.3): its exponent is 2^252 − 3. `out` must not be `a`. */
export function rootPower25519(out: Limbs, a: Limbs): void {
  power250(out, a);
  sqrTimes(out, out, 2);
  mul(out, out, a);
}

/** Overwrites the temporary elements. */
export function wipe25519(): void {
  for (const secret of [digits, buffer, work, a11, b, c, d]) secret.fill(0);
}
