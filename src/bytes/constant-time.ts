/** Branch-free decisions on secrets, over unsigned 32-bit words. A mask is 0 or 0xffffffff.
 * No function here reads memory at a secret index or branches on a secret. JavaScript itself does not guarantee timing: a JIT compiler
 * may still introduce differences. */
import { assertBytes, assertInteger, type Bytes } from './bytes.ts';
import { UsageError } from './errors.ts';

/** Only the types are looked at, which are no secret: XOR would turn strings into zero, and any two would be equal. */
const areNumbers = (a: unknown, b: unknown): boolean => typeof a === 'number' && typeof b === 'number';
const notNumbers = (): UsageError => new UsageError('wrong-type', 'a, b', 'must be unsigned 32-bit words');

/** All ones when `a = b`, else zero.
 * @throws UsageError `wrong-type`. Timing: independent of the values. */
export function ctEq(a: number, b: number): number {
  if (!areNumbers(a, b)) throw notNumbers();
  const difference = a ^ b;
  // `x | -x` has its top bit set for every x but zero.
  return ~((difference | -difference) >> 31) >>> 0;
}

/** All ones when `a < b` as unsigned 32-bit words, else zero (Hacker's Delight §2-12).
 * @throws UsageError `wrong-type`. Timing: independent of the values. */
export function ctLessThan(a: number, b: number): number {
  if (!areNumbers(a, b)) throw notNumbers();
  return (((~a & b) | ((~a | b) & (a - b))) >> 31) >>> 0;
}

/** `a` where the mask is all ones, `b` where it is zero.
 * @throws UsageError `wrong-type`. Timing: independent of the values. */
export function ctSelect(mask: number, a: number, b: number): number {
  if (typeof mask !== 'number') throw new UsageError('wrong-type', 'mask', 'must be a mask');
  if (!areNumbers(a, b)) throw notNumbers();
  return ((a & mask) | (b & ~mask)) >>> 0;
}

/** `ctSelect` of each byte, into a fresh array.
 * @param mask - 0, or all ones: 0xffffffff, or −1, which `&` of two masks gives.
 * @throws UsageError `wrong-type`, or `out-of-range` when the lengths differ. Timing: depends on the length only. */
export function ctSelectBytes(mask: number, a: Uint8Array, b: Uint8Array): Bytes {
  assertInteger(mask, 'mask', -1, 0xffffffff);
  assertBytes(a, 'a');
  assertBytes(b, 'b');
  if (a.length !== b.length) throw new UsageError('out-of-range', 'b', `must have ${a.length} bytes, got ${b.length}`);
  const chosen = new Uint8Array(a.length);
  for (let i = 0; i < a.length; i++) chosen[i] = ctSelect(mask, a[i], b[i]);
  return chosen;
}

/** Equality of secrets.
 * @throws UsageError `wrong-type`: for strings, XOR would convert letters to zero, so that any two of the same length would compare as
 * equal.
 * Timing: depends on the lengths only, which are public. */
export function ctEqual(a: Uint8Array, b: Uint8Array): boolean {
  assertBytes(a, 'a');
  assertBytes(b, 'b');
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}
