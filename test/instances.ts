/** Calls of methods of instances that are right but for one value: each ends with an error of ours, or with a value, and never with a raw error,
 * neither now nor later. */

import type { EventEmitter } from 'node:events';
import type { Agent as HttpAgent } from 'node:http';
import type { Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { VitrineError } from '../src/bytes/index.ts';

type IsAny<T> = 0 extends 1 & T ? true : false;
/** What a class of a room makes, but for errors. A function's type has a prototype too, of any type. */
type Instance<Class> = Class extends { readonly prototype: infer I }
  ? IsAny<I> extends true
    ? never
    : I extends Error
      ? never
      : I
  : never;
/** Node checks what it defines. */
type OfNode<I> = I extends EventEmitter ? keyof Duplex | keyof Server | keyof HttpAgent : never;
type TakesArguments<Method> =
  IsAny<Method> extends true
    ? false
    : Method extends (...args: infer Args) => unknown
      ? Args extends readonly []
        ? false
        : true
      : false;
type Methods<I> = { [Name in keyof I]-?: TakesArguments<I[Name]> extends true ? Name : never }[keyof I];
type Checked<I, Internal> = Exclude<Methods<I>, OfNode<I> | Internal>;
type Classes<Door, Internal> = {
  [Name in keyof Door]-?: [Checked<Instance<Door[Name]>, Internal>] extends [never] ? never : Name;
}[keyof Door];

interface Row<I, Internal> {
  make(): I | Promise<I>;
  /** Each method that takes arguments, with some that are right. */
  readonly calls: Readonly<Record<Checked<I, Internal>, readonly unknown[]>>;
}
/** The compiler demands a row for each class of a room that has methods with arguments, and such arguments for each.
 * @typeParam Internal - the methods marked `@internal`. */
export type Table<Door, Internal extends string = never> = {
  readonly [Name in Classes<Door, Internal>]: Row<Instance<Door[Name]>, Internal>;
};

const JUNK: readonly unknown[] = [
  ...[undefined, null, true, -1, 1.5, Number.NaN, 1n, 'x', Symbol('junk'), () => undefined, [], [null], {}, { a: 1 }],
  ...[Object.create(null), new Uint8Array(3), new Date(Number.NaN), new Map([[1, 2]])],
];
const DEPTH = 3;

const isPlain = (value: unknown): value is object =>
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);

/** What is known by its identity: nothing inside it is spoilt. */
const known = new WeakSet<object>();
export const byIdentity = <T extends object>(value: T): T => {
  known.add(value);
  return value;
};

/** The value, and what is left of it when junk takes the place of one value inside it. */
function* spoilt(value: unknown, depth = DEPTH): Generator<unknown> {
  yield* JUNK;
  if (depth === 0 || !isPlain(value) || known.has(value)) return;
  for (const [name, one] of Object.entries(value)) {
    for (const other of spoilt(one, depth - 1)) {
      yield Array.isArray(value) ? value.with(Number(name), other) : { ...value, [name]: other };
    }
  }
}

function* spoiltArguments(args: readonly unknown[]): Generator<readonly unknown[]> {
  yield [];
  for (const [i, arg] of args.entries()) for (const other of spoilt(arg)) yield args.with(i, other);
}

const isOurs = (error: unknown): boolean =>
  error instanceof VitrineError || typeof (error as NodeJS.ErrnoException).syscall === 'string';
/** A turn of the event loop: what a method put off has happened, and nothing has been waited for that may never come. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

type Called = Record<string, (...args: readonly unknown[]) => unknown>;

/** A test for each method of each row. */
export function refuseJunk(rows: Readonly<Record<string, Row<unknown, never>>>): void {
  for (const [name, { make, calls }] of Object.entries(rows)) {
    for (const [method, sound] of Object.entries<readonly unknown[]>(calls)) {
      it(`${name}.${method}`, async () => {
        const instance = (await make()) as Called;
        const raw: string[] = [];
        const keep = (args: readonly unknown[]) => (error: unknown) => {
          if (!isOurs(error))
            raw.push(inspect({ args, error: (error as Error).stack ?? error }, { depth: 4 }).slice(0, 2000));
        };
        for (const args of [...spoiltArguments(sound), sound]) {
          try {
            Promise.resolve(instance[method](...args)).catch(keep(args));
          } catch (error) {
            keep(args)(error);
          }
        }
        await turn();
        await turn();
        expect(raw.slice(0, 3).join('\n')).toBe('');
      });
    }
  }
}
