/** Every function that a room exports answers junk with an error of ours, or with a value: never with a TypeError of the engine's. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VitrineError } from '../src/bytes/index.ts';
import { seededRandom, sha256 } from '../src/hash/index.ts';

const SRC = resolve(import.meta.dirname, '../src');
/** The rooms that touch no machine. The command line is tried by its own tests. */
const ROOMS = [
  'asn1',
  'bigint',
  'bytes',
  'cipher',
  'codec',
  'ec',
  'hash',
  'keys',
  'lattice',
  'lint',
  'lab',
  'reference',
  'rsa',
  'signatures',
  'tls',
  'web',
  'x509',
  'explain',
  'explorer',
  'testing',
  'kubernetes/pki',
];

const unprintable = {
  toString(): string {
    throw new Error('was asked for its text');
  },
};
function detached(): Uint8Array {
  const bytes = new Uint8Array(16);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}
/** A view of a buffer that shrank to less than its place (ECMA-262 §25.1, resizable buffers). */
function shrunk(): Uint8Array {
  const Resizable = ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer;
  const buffer = new Resizable(32, { maxByteLength: 64 }) as ArrayBuffer & { resize(length: number): void };
  const bytes = new Uint8Array(buffer, 8, 16);
  buffer.resize(4);
  return bytes;
}
/** Bytes of a subclass that lies about their number. */
class Overlong extends Uint8Array {
  override get length(): never {
    return 1e9 as never;
  }
}
/** A value as a function that gives it: fast-check itself fails over some of them. */
const held = (value: unknown): (() => unknown) =>
  Object.assign(() => value, { [fc.toStringMethod]: () => fc.stringify(value) });
/** What looks like bytes or an object, and is none. Not among them: proxies that were revoked, or whose handlers throw. Whatever is asked of one
 * throws an error that is not ours. */
const impostors: readonly (() => unknown)[] = [
  () => new Uint16Array(16),
  () => new BigUint64Array(4),
  () => new SharedArrayBuffer(16),
  () => new Uint8Array(new SharedArrayBuffer(16)),
  () => new DataView(new ArrayBuffer(16)),
  detached,
  shrunk,
  () => new Overlong(16),
  () => Object.setPrototypeOf(new Uint8Array(16), null),
  () => Object.create(Date.prototype),
  () => new Proxy(new Map(), {}),
  () => new Proxy(new Uint8Array(16), {}),
];
/** What some function takes: with it junk comes to its later arguments. */
const plausible: readonly unknown[] = [
  ...[new Uint8Array(16), new Uint8Array(32), 16, 1, 3n, 97n, sha256, seededRandom('junk')],
  ...['a.example', new Date(0), (block: Uint8Array) => block, { x: 3n, y: 6n }, { p: 97n, a: 2n, b: 3n }],
];
const values: readonly unknown[] = [
  ...[undefined, null, true, 0, -1, 1.5, Number.NaN, 1n, '', 'x', Symbol('junk'), () => undefined],
  ...[[], [null], {}, { a: 1 }, new Map(), new Date(Number.NaN), new Uint8Array(0), new Uint8Array(3)],
  ...[unprintable, Object.create(null), [undefined, 'x'], { type: 'rsa' }, { kind: 'x', value: 1 }, 'CN=x', [[]]],
];
const junk = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...values.map(held)) },
  { weight: 2, arbitrary: fc.constantFrom(...plausible.map(held)) },
  fc.constantFrom(...impostors),
);

/** A value with methods, such as a curve. Left out: methods of codecs (for authors of codecs), of rows of key types and their decryption (for readers
 * of keys), and of fast-check's arbitraries. */
const methodsOf = (name: string, value: unknown): [string, unknown][] => {
  if (
    typeof value !== 'object' ||
    value === null ||
    'shape' in value ||
    'readPublic' in value ||
    'decryptInfo' in value ||
    value instanceof fc.Arbitrary ||
    Array.isArray(value)
  ) {
    return [];
  }
  const prototype: object = Object.getPrototypeOf(value);
  const inherited =
    prototype === Object.prototype
      ? []
      : Object.entries(Object.getOwnPropertyDescriptors(prototype))
          .filter(([method, { value: of }]) => method !== 'constructor' && typeof of === 'function')
          .map(([method, { value: of }]) => [method, of.bind(value)] as [string, unknown]);
  return [...Object.entries(value), ...inherited].map(([method, of]) => [`${name}.${method}`, of]);
};
type Class = new (...args: unknown[]) => unknown;
const isClass = (value: unknown): boolean => /^class\b/.test(Function.prototype.toString.call(value));
/** Ours, or the system's about a path that is not there. */
const isOurs = (error: unknown): boolean =>
  error instanceof VitrineError || typeof (error as NodeJS.ErrnoException).syscall === 'string';

/** The rooms that touch files and sockets: what they are given as a path must not become a file of this folder. */
const ROOMS_OF_MACHINES = ['node', 'kubernetes'];
let before: string;
let folder: string;
beforeAll(() => {
  before = process.cwd();
  folder = mkdtempSync(join(tmpdir(), 'vitrine-misuse-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

/** The same; of a reference implementation, which does nothing before its first step, after some steps. */
function begun(value: unknown): unknown {
  if (Object.prototype.toString.call(value) === '[object Generator]')
    for (let i = 0; i < 20 && !(value as Generator).next().done; i++);
  return value;
}

/** A connection or a timer that junk has opened. */
function closed(value: unknown): void {
  if (typeof value === 'object' && value !== null && 'destroy' in value && typeof value.destroy === 'function') {
    (value as unknown as Duplex).on('error', () => undefined).destroy();
  }
}

describe.each([...ROOMS, ...ROOMS_OF_MACHINES])('%s', async (room) => {
  const door: Record<string, unknown> = await import(/* @vite-ignore */ `${SRC}/${room}/index.ts`);
  const functions = Object.entries(door)
    .flatMap(([name, value]) => [[name, value], ...methodsOf(name, value)] as [string, unknown][])
    .filter(([, value]) => typeof value === 'function') as [string, (...args: unknown[]) => unknown][];

  it.each(functions)('%s', async (_, tried) => {
    const length = Math.max(tried.length, 1) + 1;
    await fc.assert(
      fc.asyncProperty(fc.array(junk, { maxLength: length }), async (makers) => {
        const args = makers.map((make) => make());
        try {
          closed(begun(await (isClass(tried) ? new (tried as unknown as Class)(...args) : tried(...args))));
        } catch (error) {
          if (!isOurs(error)) expect(error).toBeInstanceOf(VitrineError);
        }
      }),
      // A default stands in for undefined alone: null reaches what comes behind one.
      { examples: [null, {}].map((value) => [Array.from({ length }, () => held(value))]) },
    );
  });
});
