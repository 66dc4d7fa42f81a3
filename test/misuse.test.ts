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

const unprintable = {
  toString(): string {
    throw new Error('was asked for its text');
  },
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
  fc.constantFrom<unknown>(
    unprintable,
    Object.create(null),
    [undefined, 'x'],
    { type: 'rsa' },
    { kind: 'x', value: 1 },
    'CN=x',
    [[]],
  ),
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
/** Errors are made by rooms alone. */
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
      ([, value]) => typeof value === 'function' && !(isClass(value) && (value as Class).prototype instanceof Error),
    ) as [string, (...args: unknown[]) => unknown][];

  it.each(functions)('%s', async (_, tried) => {
    await fc.assert(
      fc.asyncProperty(fc.array(junk, { maxLength: Math.max(tried.length, 1) + 1 }), async (args) => {
        try {
          closed(await (isClass(tried) ? new (tried as unknown as Class)(...args) : tried(...args)));
        } catch (error) {
          if (!isOurs(error)) expect(error).toBeInstanceOf(VitrineError);
        }
      }),
    );
  });
});

/** Reference implementations transcribe their standards; those that a reader is likely to call check what they are given. */
describe('reference', async () => {
  const door: Record<string, unknown> = await import(`${SRC}/reference/index.ts`);
  const checked = [
    ...[
      'affineAddSteps',
      'cbcDecryptSteps',
      'cbcEncryptSteps',
      'chacha20Steps',
      'cipherSteps',
      'ctrSteps',
      'gcmDecryptSteps',
    ],
    ...[
      'gcmEncryptSteps',
      'ghashSteps',
      'hkdfSteps',
      'hmacSteps',
      'invCipherSteps',
      'keyExpansionSteps',
      'pbkdf2Steps',
    ],
    ...['scryptSteps', 'sha1Steps', 'sha224Steps', 'sha256Steps', 'sha384Steps', 'sha512Steps'],
  ];
  it.each(checked)('%s', (name) => {
    const steps = door[name] as (...args: unknown[]) => Generator;
    const wrong = [undefined, null, 0, 1e9, 'x', Symbol('junk'), unprintable, Object.create(null)];
    for (const one of wrong) expect(() => steps(one, one, one, one, one).next()).toThrow(VitrineError);
  });
});
