/** Scalars of Ed25519: numbers modulo L, in little-endian bytes. Timing: nothing here depends on them. */
import { mulAddOrder, order } from './generated/curve25519.ts';
import { copyLimbs, createLimbs, digitsFromBytes, evenPositions, type Limbs } from './limbs.ts';
import { ModularField } from './modular.ts';

interface Arithmetic {
  readonly field: ModularField;
  /** R²: brings the low 32 bytes of a number into Montgomery's form. */
  readonly low: Limbs;
  /** R²·2^256: the same for the high 32 bytes of 64, which count 2^256 times as much. */
  readonly high: Limbs;
}
let made: Arithmetic | undefined;

function arithmetic(): Arithmetic {
  if (made !== undefined) return made;
  const field = new ModularField(order);
  const [low, high] = [field.element(), field.element()];
  copyLimbs(low, order.R2);
  const twoTo256 = field.element();
  for (let i = 0; i < order.n; i++) twoTo256[i] = i === 10 ? 2 ** 16 : 0; // 2^256 = 2^(24·10 + 16)
  order.mul(twoTo256, twoTo256, low); // 2^256·R
  order.mul(high, twoTo256, low); // 2^256·R²
  made = { field, low, high };
  return made;
}

const position = /* @__PURE__ */ evenPositions(11);
const [lower, upper] = /* @__PURE__ */ [0, 1].map(() => createLimbs(11));

/** out = 32 or 64 bytes, into Montgomery's form modulo L. */
function enter(out: Limbs, bytes: Uint8Array): void {
  const { low, high } = arithmetic();
  digitsFromBytes(lower, bytes.subarray(0, 32), position);
  digitsFromBytes(upper, bytes.subarray(32), position);
  mulAddOrder(out, lower, low, upper, high);
}

/** The number in 32 or 64 bytes, modulo L, in 32 bytes. */
export function reduceModuloL(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { field } = arithmetic();
  const a = field.element();
  enter(a, bytes);
  const out = field.leave(a);
  a.fill(0);
  wipeScalars();
  return out;
}

/** r + k·s modulo L (RFC 8032 §5.1.6 step 5), of 32 or 64 bytes each. */
export function multiplyAddModuloL(k: Uint8Array, s: Uint8Array, r: Uint8Array): Uint8Array<ArrayBuffer> {
  const { field } = arithmetic();
  const [a, b, c] = [field.element(), field.element(), field.element()];
  enter(a, k);
  enter(b, s);
  enter(c, r);
  mulAddOrder(a, a, b, c, field.one);
  const out = field.leave(a);
  for (const secret of [a, b, c]) secret.fill(0);
  wipeScalars();
  return out;
}

function wipeScalars(): void {
  lower.fill(0);
  upper.fill(0);
  arithmetic().field.wipe();
}
