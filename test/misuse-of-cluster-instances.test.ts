/** Methods of instances of every class that `vitrine/kubernetes` exports. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll } from 'vitest';
import { seededRandom } from '../src/hash/index.ts';
import { generateKey, publicKeyOf } from '../src/keys/index.ts';
import * as kubernetes from '../src/kubernetes/index.ts';
import { usualSchemeFor } from '../src/signatures/index.ts';
import * as x509 from '../src/x509/index.ts';
import { byIdentity, refuseJunk, type Table } from './instances.ts';

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
const nodes = byIdentity(kubernetes.resourceTypeAt('', 'v1', 'nodes')!);
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

refuseJunk(KUBERNETES);
