/** `npm run soak:cluster [SECONDS [CLIENTS [UPDATES]]]`: many clients watch an API server while objects change. By default 500 clients of node:tls, each
 * watching one of 25 namespaces, and 20 watching all; 50 updates a second of 1,000 objects for 120 seconds. It fails where a client misses an event or gets
 * one out of order, where an event is encoded more than once, where the watch window grows beyond its bound, or where the heap has grown by more than 10 %. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemRandom } from '../../src/bytes/index.ts';
import {
  bootstrapObjects,
  initFolder,
  MemoryStore,
  Registry,
  resourceTypeAt,
  startApiServer,
} from '../../src/kubernetes/index.ts';
import { clusterKeys, defaultPolicy, LIFETIMES } from '../../src/kubernetes/pki/index.ts';
import type { Asked, Counted, Told } from './messages.ts';

const HOST = '127.0.0.1';
const NAMESPACES = 25;
const OBJECTS = 1000;
const EVERYWHERE = 20;
const WINDOW = 1000;
const MAX_HEAP_GROWTH = 0.1;
const CONFIGMAPS = resourceTypeAt('', 'v1', 'configmaps')!;
const NAMESPACE_TYPE = resourceTypeAt('', 'v1', 'namespaces')!;
const by = { user: { name: 'soak', groups: ['system:masters'] } };
const now = (): Date => new Date();

const [seconds = 120, clients = 500, rate = 50] = process.argv.slice(2).map(Number);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heapUsed = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

const namespaceOf = (i: number): string => `soak-${i % NAMESPACES}`;
const nameOf = (i: number): string => `object-${i}`;

/** Changes objects in turn, each update with the next number. @returns how many there were of each namespace. */
async function update(registry: Registry): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const started = Date.now();
  for (let sequence = 1; Date.now() - started < seconds * 1000; sequence++) {
    await sleep(started + (sequence * 1000) / rate - Date.now());
    const namespace = namespaceOf(sequence);
    const place = { type: CONFIGMAPS, namespace, name: nameOf(sequence % OBJECTS) };
    await registry.update(place, (object) => ({ ...object, data: { sequence: `${sequence}` } }), by);
    counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
  }
  return counts;
}

const told = async <T>(child: ChildProcess): Promise<T> => (await once(child, 'message'))[0] as T;

const folder = await mkdtemp(join(tmpdir(), 'vitrine-soak-'));
const input = {
  clusterName: 'soak',
  nodeName: 'node-1',
  advertiseAddress: HOST,
  bindPort: 6443,
  serviceCidr: '10.96.0.0/12',
};
const names = { serviceDnsDomain: 'cluster.local', apiserverCertExtraSans: [] };
const newKey = clusterKeys({ random: systemRandom, keyType: 'ecdsa-p256' });
await initFolder(
  join(folder, 'pki'),
  { ...input, ...names },
  { ...LIFETIMES, time: now(), random: systemRandom, newKey },
);
const pki = (name: string): Promise<string> => readFile(join(folder, 'pki/pki', name), 'utf8');
const tls = { cert: await pki('apiserver.crt'), key: await pki('apiserver.key'), roots: await pki('ca.crt') };

const registry = await Registry.open(
  { store: new MemoryStore(WINDOW), random: systemRandom, now, watchWindow: WINDOW },
  bootstrapObjects(defaultPolicy),
);
for (let i = 0; i < NAMESPACES; i++)
  await registry.create(NAMESPACE_TYPE, '', { metadata: { name: namespaceOf(i) } }, by);
for (let i = 0; i < OBJECTS; i++) {
  await registry.create(CONFIGMAPS, namespaceOf(i), { metadata: { name: nameOf(i) }, data: { sequence: '0' } }, by);
}
const server = await startApiServer(
  { host: HOST, port: 0, tls },
  {
    registry,
    now,
    connectKubelet: () => {
      throw new Error('no kubelet');
    },
  },
);
const child = fork(new URL('./clients.ts', import.meta.url), { execArgv: process.execArgv });
const version = `${await registry.store.revision()}`;
const credential = {
  cert: await pki('apiserver-kubelet-client.crt'),
  key: await pki('apiserver-kubelet-client.key'),
  ca: tls.roots,
};
const asked: Asked = {
  port: server.port,
  version,
  ...credential,
  namespaces: Array.from({ length: clients }, (_, i) => namespaceOf(i)),
  everywhere: EVERYWHERE,
};
child.send(asked);
await told<Told>(child);
console.log(`${clients + EVERYWHERE} watches stand`);
const cache = await registry.cache(CONFIGMAPS);
const [before, eventsBefore, encodingsBefore] = [heapUsed(), cache.events, cache.encodings];
const counts = await update(registry);
const after = heapUsed();
const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
child.send({ total, counts: Object.fromEntries(counts) });
const { faults } = await told<Counted>(child);
const growth = after / before - 1;
const encoded = cache.encodings - encodingsBefore;
const found = [
  ...faults,
  ...(encoded === cache.events - eventsBefore
    ? []
    : [`${cache.events - eventsBefore} events were encoded ${encoded} times`]),
  ...(cache.held <= WINDOW * 1.25 ? [] : [`the watch window holds ${cache.held} events`]),
  ...(growth <= MAX_HEAP_GROWTH ? [] : [`the heap grew by ${Math.round(growth * 100)} %`]),
];
const heap = [before, after].map((bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`).join(' to ');
console.log(`${total} updates in ${seconds} s; ${encoded} encodings; window ${cache.held}; heapUsed ${heap}`);
for (const fault of found) console.error(fault);
child.kill();
registry.close();
await server.close();
await rm(folder, { recursive: true });
process.exitCode = found.length === 0 ? 0 : 1;
