/** Methods of instances of every exported class: a call that is right but for one value in it ends with an error of ours, or with a value, and never
 * with a raw error, neither now nor later. */

import { mkdtempSync, rmSync } from 'node:fs';
import type { Agent as HttpAgent } from 'node:http';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duplex, PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { VitrineError } from '../src/bytes/index.ts';
import { seededRandom } from '../src/hash/index.ts';
import { generateKey, publicKeyOf } from '../src/keys/index.ts';
import * as kubernetes from '../src/kubernetes/index.ts';
import { usualSchemeFor } from '../src/signatures/index.ts';
import * as x509 from '../src/x509/index.ts';

/** What a class of a room makes, but for errors. A function's type has a prototype too, of any type. */
type Instance<Class> = Class extends { readonly prototype: infer I } ? (0 extends 1 & I ? never : I) : never;
type Classes<Door> = {
  [Name in keyof Door]: Instance<Door[Name]> extends never ? never : Instance<Door[Name]> extends Error ? never : Name;
}[keyof Door];
/** Node checks what it defines. */
type OfNode<I> = { [Class in keyof Bases]: I extends Bases[Class] ? keyof Bases[Class] : never }[keyof Bases];
interface Bases {
  readonly stream: Duplex;
  readonly server: Server;
  readonly agent: HttpAgent;
}
type Methods<I> = {
  [Name in keyof I]: I[Name] extends (...args: infer Args) => unknown
    ? Args extends readonly []
      ? never
      : Name
    : never;
}[keyof I];
interface Row<I> {
  make(): I | Promise<I>;
  /** Each method that takes arguments, with some that are right. */
  readonly calls: Readonly<Record<Exclude<Methods<I>, OfNode<I>>, readonly unknown[]>>;
}
/** The compiler demands a row for each class of a room, and arguments for each method. */
type Table<Door> = { readonly [Name in Classes<Door>]: Row<Instance<Door[Name]>> };

const random = seededRandom('instances');
const time = new Date('2026-06-01T00:00:00Z');
const now = (): Date => time;
const key = generateKey({ type: 'ec', curve: 'P-256', random });
const ca = x509.selfSign({
  ...{ subject: x509.makeName(['CN', 'ca']), key, random, extensions: x509.caExtensions() },
  ...{ scheme: usualSchemeFor(publicKeyOf(key))!, validity: { notBefore: new Date(0), notAfter: new Date(4e12) } },
});

const folder = mkdtempSync(join(tmpdir(), 'vitrine-instances-'));
const opened: { close(): unknown }[] = [];
const toClose = <T extends { close(): unknown }>(one: T): T => {
  opened.push(one);
  return one;
};
afterAll(async () => {
  await Promise.allSettled(opened.map((one) => one.close()));
  rmSync(folder, { recursive: true });
});

const listener = { onChanges: () => undefined, onEnd: () => undefined };
const store = {
  ...{ get: ['/a'], put: ['/a', '{}', 0], delete: ['/a', 1], compact: [1], watch: ['/', 1, listener] },
  list: ['/', { limit: 1, after: '/', revision: 1 }],
};
const nodes = kubernetes.resourceTypeAt('', 'v1', 'nodes')!;
const place = { type: nodes, namespace: '', name: 'a' };
const user = { name: 'a', groups: ['b'], uid: 'c', extra: new Map() };
const written = { user, subresource: '', dryRun: true };
const object = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } };
const registry = () =>
  toClose(
    new kubernetes.Registry({ store: new kubernetes.MemoryStore(), random, now, authorizers: [], watchWindow: 9 }),
  );
const container = { namespace: 'a', pod: 'b', container: 'c' };
const service = { group: 'a', version: 'v1', service: { namespace: 'a', name: 'b', port: 443 }, roots: '' };
const attributes = { verb: 'get', group: '', resource: 'pods', subresource: '', namespace: 'a', name: 'b' };
let logs = 0;

const KUBERNETES: Table<typeof kubernetes> = {
  Aggregator: {
    make: () => toClose(new kubernetes.Aggregator({ registry: registry(), tls: () => ({ cert: '', key: '' }), now })),
    calls: {
      find: ['a', 'v1'],
      relay: [service, user, { rawHeaders: [], method: 'GET', url: '/' }, { writeHead: now, once: now }],
    },
  },
  ClientRevocation: {
    make: () => new kubernetes.ClientRevocation({ authorities: [ca], strict: true, now, onWarning: () => undefined }),
    calls: { replaceAuthorities: [[ca]], load: [new Uint8Array(1), 'a'], judge: [[ca, ca]], onChange: [now] },
  },
  EtcdStore: {
    make: () =>
      toClose(
        new kubernetes.EtcdStore({ members: [{ host: '127.0.0.1', port: 2379 }], connect: () => new PassThrough() }),
      ),
    calls: store,
  },
  LogStore: {
    make: async () => toClose(await kubernetes.LogStore.open(join(folder, `${logs++}`))),
    calls: store,
  },
  MemoryLogs: {
    make: () => new kubernetes.MemoryLogs(1),
    calls: {
      append: [container, { time, text: 'x' }],
      read: [container, 0],
      waitFor: [container, 0, AbortSignal.timeout(1)],
    },
  },
  MemoryStore: { make: () => toClose(new kubernetes.MemoryStore(5)), calls: store },
  Registry: {
    make: registry,
    calls: {
      cache: [nodes],
      known: [nodes],
      get: [place],
      find: [place],
      list: [nodes, { namespace: '', limit: 1, continue: '', resourceVersion: '', exact: false, matches: () => true }],
      create: [nodes, '', object, written],
      update: [place, () => object, written],
      delete: [place, { ...written, uid: 'a', resourceVersion: '1', propagationPolicy: 'Orphan' }],
      finalizeNamespace: ['a'],
      seed: [[object]],
    },
  },
  ServerMetrics: {
    make: () => new kubernetes.ServerMetrics({ revision: async () => 1, now }),
    calls: {
      follow: [{ on: () => undefined }],
      request: [{ method: 'GET', target: '/', user, requester: user, attributes, code: 200 }],
    },
  },
  TokenIssuer: {
    make: () => new kubernetes.TokenIssuer({ issuer: 'https://a', key, server: () => 'https://a', random }),
    calls: { replaceKey: [key, [publicKeyOf(key)]], sign: [{ sub: 'a' }], verify: ['a.b.c', ['a'], time] },
  },
};

const JUNK: readonly unknown[] = [
  ...[undefined, null, true, -1, 1.5, Number.NaN, 1n, 'x', Symbol('junk'), () => undefined, [], [null], {}, { a: 1 }],
  ...[Object.create(null), new Uint8Array(3), new Date(Number.NaN), new Map([[1, 2]])],
];
const DEPTH = 3;

const isPlain = (value: unknown): value is object =>
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);

/** The value, and what is left of it when junk takes the place of one value inside it. */
function* spoilt(value: unknown, depth = DEPTH): Generator<unknown> {
  yield* JUNK;
  // A type of objects is known by its identity.
  if (depth === 0 || !isPlain(value) || value === nodes) return;
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
const rows: (readonly [string, Row<unknown>])[] = Object.entries({ ...KUBERNETES });

describe.each(rows)('%s', (_, { make, calls }) => {
  it.each(Object.entries<readonly unknown[]>(calls))('%s', async (method, sound) => {
    const instance = (await make()) as Called;
    const raw: string[] = [];
    const keep = (args: readonly unknown[]) => (error: unknown) => {
      if (!isOurs(error))
        raw.push(inspect({ args, error: (error as Error).stack ?? error }, { depth: 4 }).slice(0, 2000));
    };
    for (const args of [sound, ...spoiltArguments(sound)]) {
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
});
