/** Elements of a field as arrays of doubles, and their conversion from and to bytes. */

/** An element: balanced digits of 24 bits, the lowest first, in the form that the kernels of its field use. */
export type Limbs = number[];

/** Template arrays by length: copying one takes half the time of filling a new one. */
const blanks: Limbs[] = [];

/** An array whose elements V8 stores as unboxed doubles from the start: it is filled with 0.5, which is not a small integer. */
export function createLimbs(n: number): Limbs {
  const blank = n < 64 ? blanks[n] : undefined;
  if (blank !== undefined) return blank.slice();
  const limbs: Limbs = [];
  for (let i = 0; i < n; i++) limbs.push(0.5);
  if (n < 64) blanks[n] = limbs.slice();
  return limbs;
}

/** Doubles of a table or a constant, as `createLimbs` makes them. */
export function limbsOf(values: readonly number[]): Limbs {
  const limbs = createLimbs(values.length);
  copyLimbs(limbs, values);
  return limbs;
}

export function copyLimbs(out: Limbs, a: readonly number[]): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i];
}

/** −a where `negative` is 1, a where it is 0. Timing: independent of both. */
export function negateIf(a: Limbs, negative: number): void {
  const sign = 1 - 2 * negative;
  for (let i = 0; i < a.length; i++) a[i] *= sign;
}

/** Sets `out` to `a` if `condition` is 1, otherwise leaves it unchanged. Timing: independent of both. */
export function moveIf(out: Limbs, a: readonly number[], condition: number): void {
  for (let i = 0; i < out.length; i++) out[i] = (1 - condition) * out[i] + condition * a[i];
}

/** Overwrites secret numbers. The JavaScript engine may still hold copies. */
export function wipe(...secrets: readonly (Limbs | Uint8Array)[]): void {
  for (const secret of secrets) secret.fill(0);
}

/** Where the limbs of an element lie in its bits: limb i counts 2^position[i], and the last ends at position[n]. */
export type Positions = readonly number[];

export const evenPositions = (n: number): Positions => Array.from({ length: n + 1 }, (_, i) => 24 * i);

/** Digits of a number in little-endian bytes. They are unsigned, so up to twice as large as a carried limb: size 2, where
 * size 1 is the bound of a limb after carrying (scripts/kernels/ec/).
 * Timing: independent of the bytes. */
export function digitsFromBytes(out: Limbs | Int32Array, bytes: Uint8Array, position: Positions): void {
  for (let i = 0; i < out.length; i++) {
    const from = position[i];
    let bits = 0;
    for (let k = 0; k < 4; k++) bits |= (bytes[(from >> 3) + k] ?? 0) << (8 * k);
    out[i] = (bits >>> (from & 7)) & ((1 << (position[i + 1] - from)) - 1);
  }
}

/** The number in 0…m − 1 that is congruent to Σ digits[i]·2^position[i], which must be in −m…m − 1, in little-endian bytes.
 * @param digits - overwritten.
 * Timing: independent of the digits. */
export function digitsToBytes(
  out: Uint8Array,
  digits: Int32Array,
  modulus: readonly number[],
  position: Positions,
): void {
  const negative = carry(digits, position); // −1 below zero
  for (let i = 0; i < digits.length; i++) digits[i] += modulus[i] & negative;
  carry(digits, position);
  out.fill(0);
  for (let i = 0; i < digits.length; i++) {
    const at = position[i] >> 3;
    const word = digits[i] << (position[i] & 7); // a width of 24 at most, and a shift of 7
    for (let k = 0; k < 4; k++) if (at + k < out.length) out[at + k] |= word >>> (8 * k);
  }
}

/** Propagates carries, so that each digit is in 0…2^width − 1. @returns the carry out of the last one, −1 for a negative number. */
function carry(digits: Int32Array, position: Positions): number {
  let carried = 0;
  for (let i = 0; i < digits.length; i++) {
    const width = position[i + 1] - position[i];
    const sum = digits[i] + carried;
    digits[i] = sum & ((1 << width) - 1);
    carried = sum >> width;
  }
  return carried;
}
