import { UsageError } from './errors.ts';

/** The engine's output: bytes in their own buffer. As input it accepts any `Uint8Array`. */
export type Bytes = Uint8Array<ArrayBuffer>;

const TYPED_ARRAY: object = Object.getPrototypeOf(Uint8Array.prototype);
/** Returns the name of a typed array's type (`Uint8Array`), for values of any realm and prototype; undefined for other values. */
const nameOf = Object.getOwnPropertyDescriptor(TYPED_ARRAY, Symbol.toStringTag)!.get!;
/** Returns the number of bytes of a typed array, which a subclass cannot override. */
const byteLengthOf = Object.getOwnPropertyDescriptor(TYPED_ARRAY, 'byteLength')!.get!;

/** Whether `value` is a `Uint8Array` of any realm (a `Buffer` is one) whose buffer is not detached. */
export function isBytes(value: unknown): value is Uint8Array {
  if (nameOf.call(value) !== 'Uint8Array') return false;
  // What a subclass or another prototype makes of them could not be read by their length.
  const { length, subarray } = value as Uint8Array;
  if (typeof subarray !== 'function' || length > byteLengthOf.call(value)) return false;
  // Not `length`: V8 of Node 20, once it has optimized this for resizable buffers too, still returns the old length of a detached buffer.
  return byteLengthOf.call(value) > 0 || hasBuffer(value as Uint8Array);
}

/** Views of a buffer that was transferred or that shrank have length zero, and their methods throw. */
function hasBuffer(view: Uint8Array): boolean {
  try {
    Uint8Array.prototype.at.call(view, 0);
    return true;
  } catch {
    return false;
  }
}

/** @throws UsageError `wrong-type` unless `value` is what `isBytes` says. */
export function assertBytes(value: unknown, argument: string): asserts value is Uint8Array {
  if (isBytes(value)) return;
  throw new UsageError('wrong-type', argument, `must be a Uint8Array that is not detached, got ${describe(value)}`);
}

/** @throws UsageError unless `value` is a safe integer in `min..max`. */
export function assertInteger(
  value: unknown,
  argument: string,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (typeof min !== 'number' || typeof max !== 'number') {
    throw new UsageError('wrong-type', 'min, max', 'must be numbers');
  }
  if (typeof value !== 'number')
    throw new UsageError('wrong-type', argument, `must be a number, got ${describe(value)}`);
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw new UsageError('out-of-range', argument, `must be an integer in ${min}..${max}, got ${value}`);
  }
}

/** Checks an options object. Unknown names are refused, and so are inherited properties, which could come from a polluted
 * prototype.
 * @throws UsageError `wrong-type` or `unknown-option`. */
export function assertOptions(value: unknown, argument: string, known: readonly string[]): asserts value is object {
  assertArray(known, 'known');
  if (typeof value !== 'object' || value === null) {
    throw new UsageError('wrong-type', argument, `must be an object, got ${describe(value)}`);
  }
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const names = known.filter((name) => typeof name === 'string');
    const others = names.length > 0 && names.length <= 10 ? `; it has ${names.join(', ')}` : '';
    throw new UsageError('unknown-option', argument, `has no option ${JSON.stringify(key)}${others}`);
  }
  for (const key of known) {
    if (key in value && !Object.hasOwn(value, key)) throw new UsageError('unknown-option', argument, `inherits ${key}`);
  }
}

/** Refuses options that were renamed.
 * @param renamed - the new name of each.
 * @throws UsageError `unknown-option`, which names the new one. */
export function assertNotRenamed(value: unknown, argument: string, renamed: Readonly<Record<string, string>>): void {
  assertString(argument, 'argument');
  assertFields(renamed, 'renamed', 'an object');
  if (typeof value !== 'object' || value === null) return;
  for (const old of Object.keys(renamed)) {
    if (!(old in value)) continue;
    throw new UsageError(
      'unknown-option',
      argument,
      `has no option "${old}": it is called ${textOf(renamed[old])} now`,
    );
  }
}

/** For arguments that are values with methods: an algorithm, a codec, a source of randomness.
 * @param what - how the message calls it: `a Hash`.
 * @throws UsageError `wrong-type` unless `value` has these methods. */
export function assertMethods(value: unknown, argument: string, what: string, ...methods: readonly string[]): void {
  const found = Object(value) as Readonly<Record<string, unknown>>;
  if (methods.every((method) => typeof method === 'string' && typeof found[method] === 'function')) return;
  throw new UsageError('wrong-type', argument, `must be ${textOf(what)}, got ${describe(value)}`);
}

/** For arguments that are objects of one type: a certificate, an exhibit.
 * @param what - how the message calls it: `an exhibit`.
 * @throws UsageError `wrong-type` unless `value` is an object that has these fields. */
export function assertFields(value: unknown, argument: string, what: string, ...fields: readonly string[]): void {
  const found = Object(value) as Readonly<Record<string, unknown>>;
  if (found === value && fields.every((field) => typeof field === 'string' && found[field] !== undefined)) return;
  throw new UsageError('wrong-type', argument, `must be ${textOf(what)}, got ${describe(value)}`);
}

/** The result of a method that a proxy, or an object with the prototype alone, does not have; undefined for these. */
function own<T>(method: () => T): T | undefined {
  try {
    return method();
  } catch {
    return undefined;
  }
}

/** Of a text that the caller of an assertion passes: `String` would call a method of any other value. */
const textOf = (text: unknown): string => (typeof text === 'string' ? text : describe(text));

/** @throws UsageError `wrong-type` unless `value` is a string. */
export function assertString(value: unknown, argument: string): asserts value is string {
  if (typeof value === 'string') return;
  throw new UsageError('wrong-type', argument, `must be a string, got ${describe(value)}`);
}

/** For options that waive a check, too: by truthiness, the text `'false'` would waive it.
 * @throws UsageError `wrong-type` unless `value` is a boolean. */
export function assertBoolean(value: unknown, argument: string): asserts value is boolean {
  if (typeof value === 'boolean') return;
  throw new UsageError('wrong-type', argument, `must be true or false, got ${describe(value)}`);
}

/** @throws UsageError `wrong-type` unless `value` is a function. */
export function assertFunction(value: unknown, argument: string): void {
  if (typeof value === 'function') return;
  throw new UsageError('wrong-type', argument, `must be a function, got ${describe(value)}`);
}

/** @throws UsageError `wrong-type` unless `value` is a Map. */
export function assertMap(value: unknown, argument: string): void {
  if (own(() => Map.prototype.has.call(value, undefined)) !== undefined) return;
  throw new UsageError('wrong-type', argument, `must be a Map, got ${describe(value)}`);
}

/** @throws UsageError `wrong-type` unless `value` is an array. */
export function assertArray(value: unknown, argument: string): asserts value is readonly unknown[] {
  if (Array.isArray(value)) return;
  throw new UsageError('wrong-type', argument, `must be an array, got ${describe(value)}`);
}

/** Checks an array and its entries, each of which an error names by its index: `roots[2]`.
 * @param check - throws a UsageError about the argument that it is given.
 * @throws UsageError `wrong-type` unless `value` is an array; what `check` throws. */
export function assertEach(
  value: unknown,
  argument: string,
  check: (one: unknown, argument: string) => void,
): asserts value is readonly unknown[] {
  assertArray(value, argument);
  assertString(argument, 'argument');
  for (let i = 0; i < value.length; i++) check(value[i], `${argument}[${i}]`);
}

/** @throws UsageError `wrong-type` unless `value` is a Date with a time. */
export function assertDate(value: unknown, argument: string): asserts value is Date {
  const time = own(() => Date.prototype.getTime.call(value));
  if (time !== undefined && !Number.isNaN(time)) return;
  const given = time !== undefined ? 'one without a time' : describe(value);
  throw new UsageError('wrong-type', argument, `must be a Date, got ${given}`);
}

/** A point in time, or a function that returns the current time at each call. */
export type Clock = Date | (() => Date);

/** The time that a clock gives now.
 * @throws UsageError `wrong-type` for anything else, and for a Date without a time. */
export function timeOf(clock: Clock, argument: string): Date {
  assertString(argument, 'argument');
  const time: unknown = typeof clock === 'function' ? clock() : clock;
  assertDate(time, argument);
  return time;
}

/** What a value is, for an error message; never its content, which may be secret. */
function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  try {
    return Array.isArray(value) ? 'an array' : String(value.constructor?.name ?? 'an object');
  } catch {
    return 'an object'; // a proxy that was revoked, or whose handler throws
  }
}

/** Joins byte strings: `A || B`.
 * @returns a fresh array. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  let length = 0;
  for (const part of parts) {
    assertBytes(part, 'parts');
    length += part.length;
  }
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Exclusive or of two byte strings of one length.
 * @throws UsageError `wrong-type`, or `out-of-range` when the lengths differ.
 * Timing: depends on lengths only (as far as the JIT allows). */
export function xor(a: Uint8Array, b: Uint8Array): Bytes {
  assertBytes(a, 'a');
  assertBytes(b, 'b');
  if (a.length !== b.length) throw new UsageError('out-of-range', 'b', `must have ${a.length} bytes, got ${b.length}`);
  const result = new Uint8Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i] ^ b[i];
  return result;
}

/** Lexicographic order of byte strings (X.690 §11.6 pads the shorter with zeros; for distinct DER the two orders agree).
 * @returns negative, zero or positive. Timing: leaks where the first difference is; for public values only.
 * @throws UsageError `wrong-type`. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  assertBytes(a, 'a');
  assertBytes(b, 'b');
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** Equality of public byte strings. For secrets use `ctEqual`. Timing: leaks where the first difference is, to four bytes.
 * @throws UsageError `wrong-type`. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  assertBytes(a, 'a');
  assertBytes(b, 'b');
  const { length } = a;
  if (length !== b.length) return false;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const difference = (a[i] ^ b[i]) | (a[i + 1] ^ b[i + 1]) | (a[i + 2] ^ b[i + 2]) | (a[i + 3] ^ b[i + 3]);
    if (difference !== 0) return false;
  }
  for (; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}
