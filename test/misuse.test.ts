/** Every function that a room exports answers junk with an error of ours, or with a value: never with a TypeError of the engine's. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VitrineError } from '../src/bytes/index.ts';

const SRC = resolve(import.meta.dirname, '../src');
/** The rooms that touch no machine. Reference implementations transcribe their standards, which check nothing either; the command line is
 * tried by its own tests. */
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

/** What checks nothing, and why. */
const UNCHECKED: Readonly<Record<string, string>> = {
  'asn1.peekTag': 'for authors of codecs: called for every element',
  'bytes.ctEq': 'branch-free, on numbers, in inner loops',
  'bytes.ctLessThan': 'branch-free, on numbers, in inner loops',
  'bytes.ctSelect': 'branch-free, on numbers, in inner loops',
  'codec.readField': 'for authors of codecs: called for every field',
  'codec.writeField': 'for authors of codecs: called for every field',
};

const junk = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, true, 0, -1, 1.5, Number.NaN, 1n, '', 'x', Symbol('junk'), () => undefined),
  fc.constantFrom<unknown>(
    [],
    [null],
    {},
    { a: 1 },
    new Map(),
    new Date(Number.NaN),
    new Uint8Array(0),
    new Uint8Array(3),
  ),
  fc.constantFrom<unknown>(Object.create(null), [undefined, 'x'], { type: 'rsa' }, { kind: 'x', value: 1 }, 'CN=x', [
    [],
  ]),
);

/** Assertions take the names that their messages use from the caller's own text. */
const isAssertion = (name: string): boolean => /^assert[A-Z]/.test(name);
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
    .filter(
      ([name, value]) =>
        typeof value === 'function' &&
        !isClass(value) &&
        !isAssertion(name) &&
        !Object.hasOwn(UNCHECKED, `${room}.${name}`),
    ) as [string, (...args: unknown[]) => unknown][];

  it.each(functions)('%s', async (_, tried) => {
    await fc.assert(
      fc.asyncProperty(fc.array(junk, { maxLength: Math.max(tried.length, 1) + 1 }), async (args) => {
        try {
          closed(await tried(...args));
        } catch (error) {
          if (!isOurs(error)) expect(error).toBeInstanceOf(VitrineError);
        }
      }),
    );
  });
});

it('leaves nothing unchecked that is not there', async () => {
  for (const path of Object.keys(UNCHECKED)) {
    const [room, name] = path.split('.');
    expect(await import(/* @vite-ignore */ `${SRC}/${room}/index.ts`)).toHaveProperty(name);
  }
});
