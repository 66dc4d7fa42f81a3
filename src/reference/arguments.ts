/** The checks of arguments that the reference implementations share: a wrong one is refused before the first step. */
import {
  assertBytes,
  assertFields,
  assertFunction,
  assertInteger,
  assertMethods,
  type Bytes,
  UsageError,
} from '../bytes/index.ts';

/** @param named - byte strings by the names that their standard gives them. @throws UsageError. */
export function assertEachBytes(named: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(named)) assertBytes(value, name);
}

/** @param named - byte strings of one length, by name. @param lengths - the possible ones. @throws UsageError. */
export function assertLengths(named: Readonly<Record<string, unknown>>, ...lengths: readonly number[]): void {
  for (const [name, value] of Object.entries(named)) {
    assertBytes(value, name);
    if (!lengths.includes(value.length)) {
      throw new UsageError('out-of-range', name, `must have ${lengths.join(' or ')} bytes, got ${value.length}`);
    }
  }
}

/** Whole blocks of `length` bytes, at least so many. @throws UsageError. */
export function assertBlocks(value: unknown, name: string, length: number, least = 0): void {
  assertBytes(value, name);
  if (value.length % length === 0 && value.length >= least * length) return;
  const wanted = `must have whole blocks of ${length} bytes${least > 0 ? `, at least ${least}` : ''}`;
  throw new UsageError('out-of-range', name, `${wanted}, got ${value.length} bytes`);
}

/** @param named - bigints by name. @param least - none is less. @throws UsageError. */
export function assertEachBigint(named: Readonly<Record<string, unknown>>, least = 0n): void {
  for (const [name, value] of Object.entries(named)) {
    if (typeof value !== 'bigint') {
      throw new UsageError('wrong-type', name, `must be a bigint, got ${value === null ? 'null' : typeof value}`);
    }
    if (value < least) throw new UsageError('out-of-range', name, `must be at least ${least}`);
  }
}

/** @throws UsageError unless `value` is an odd bigint of at least `least`. */
export function assertOdd(value: unknown, name: string, least: bigint): void {
  assertEachBigint({ [name]: value }, least);
  if ((value as bigint) % 2n === 0n) throw new UsageError('out-of-range', name, 'must be odd');
}

/** @throws UsageError unless `value` is an object whose fields of these names are bigints: a point, a curve. */
export function assertBigintFields(value: unknown, name: string, what: string, ...fields: readonly string[]): void {
  assertFields(value, name, what, ...fields);
  for (const field of fields) {
    if (typeof (value as Readonly<Record<string, unknown>>)[field] === 'bigint') continue;
    throw new UsageError('wrong-type', `${name}.${field}`, 'must be a bigint');
  }
}

/** Hash functions that were asked for a digest before. */
const known = new WeakSet<object>();

/** @throws UsageError unless `H` is a hash function of this room: it has a block length, and its digest is bytes. */
export function assertHashFunction(
  H: { readonly blockLength: number; readonly outputLength?: number; digest(message: Uint8Array): Uint8Array },
  name = 'H',
): void {
  if (typeof H === 'object' && H !== null && known.has(H)) return;
  assertFields(H, name, 'a hash function', 'blockLength');
  assertMethods(H, name, 'a hash function', 'digest');
  assertInteger(H.blockLength, `${name}.blockLength`, 1, 1024);
  const digest: unknown = H.digest(new Uint8Array(0));
  assertBytes(digest, `${name}.digest()`);
  assertInteger(digest.length, `${name}.digest().length`, 1, H.blockLength);
  known.add(H);
}

/** A block function whose results are checked: one block in, one block of that length out.
 * @throws UsageError unless `CIPH` is a function, and where it gives something else. */
export function blockFunction(CIPH: (block: Uint8Array) => Bytes): (block: Uint8Array) => Bytes {
  assertFunction(CIPH, 'CIPH');
  return (block) => {
    const output = CIPH(block);
    assertLengths({ 'CIPH()': output }, block.length);
    return output;
  };
}
