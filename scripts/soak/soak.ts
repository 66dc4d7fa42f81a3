/** Many clients watch an API server while objects change, and what they must get is counted: `npm run soak:cluster`, and its short form in the tests. */
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
const MAX_HEAP_CHANGE = 0.1;
const CONFIGMAPS = resourceTypeAt('', 'v1', 'configmaps')!;
const NAMESPACE_TYPE = resourceTypeAt('', 'v1', 'namespaces')!;
const by = { user: { name: 'soak', groups: ['system:masters'] } };
const now = (): Date => new Date();

export interface SoakOptions {
  readonly seconds: number;
  /** Watches of one namespace each, and of all namespaces. */
  readonly clients: number;
  readonly everywhere: number;
  /** Updates a second, and objects that are updated in turn. */
  readonly rate: number;
  readonly objects: number;
  /** Events that are kept of each type. */
  readonly window: number;
  /** The program of the clients, and how node is to run it. */
  readonly program: string | URL;
  readonly execArgv: readonly string[];
  log(line: string): void;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heapUsed = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

const namespaceOf = (i: number): string => `soak-${i % NAMESPACES}`;
const nameOf = (i: number): string => `object-${i}`;

/** Changes objects in turn, each update with the next number. @returns how many there were of each namespace. */
async function update(registry: Registry, { seconds, rate, objects }: SoakOptions): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const started = Date.now();
  for (let sequence = 1; sequence <= seconds * rate; sequence++) {
    await sleep(Math.max(0, started + (sequence * 1000) / rate - Date.now()));
    const i = sequence % objects;
    const place = { type: CONFIGMAPS, namespace: namespaceOf(i), name: nameOf(i) };
    await registry.update(place, (object) => ({ ...object, data: { sequence: `${sequence}` } }), by);
    counts.set(place.namespace, (counts.get(place.namespace) ?? 0) + 1);
  }
  return counts;
}

const told = async <T>(child: ChildProcess): Promise<T> => (await once(child, 'message'))[0] as T;

/** A folder of certificates, of which the server and its clients have theirs. */
async function makeFolder(folder: string): Promise<(name: string) => Promise<string>> {
  const input = {
    ...{ clusterName: 'soak', nodeName: 'node-1', advertiseAddress: HOST, bindPort: 6443 },
    ...{ serviceCidr: '10.96.0.0/12', serviceDnsDomain: 'cluster.local', apiserverCertExtraSans: [] },
  };
  const newKey = clusterKeys({ random: systemRandom, keyType: 'ecdsa-p256' });
  await initFolder(join(folder, 'pki'), input, { ...LIFETIMES, time: now(), random: systemRandom, newKey });
  return (name) => readFile(join(folder, 'pki/pki', name), 'utf8');
}

async function openRegistry({ objects, window }: SoakOptions): Promise<Registry> {
  const registry = await Registry.open(
    { store: new MemoryStore(window), random: systemRandom, now, watchWindow: window },
    bootstrapObjects(defaultPolicy),
  );
  for (let i = 0; i < NAMESPACES; i++)
    await registry.create(NAMESPACE_TYPE, '', { metadata: { name: namespaceOf(i) } }, by);
  for (let i = 0; i < objects; i++) {
    await registry.create(CONFIGMAPS, namespaceOf(i), { metadata: { name: nameOf(i) }, data: { sequence: '0' } }, by);
  }
  return registry;
}

/** Runs it. @returns what is wrong. */
export async function soak(options: SoakOptions): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-soak-'));
  const pki = await makeFolder(folder);
  const tls = { cert: await pki('apiserver.crt'), key: await pki('apiserver.key'), roots: await pki('ca.crt') };
  const registry = await openRegistry(options);
  const connectKubelet = (): never => {
    throw new Error('no kubelet');
  };
  const server = await startApiServer({ host: HOST, port: 0, tls }, { registry, now, connectKubelet });
  const child = fork(options.program, { execArgv: [...options.execArgv] });
  try {
    child.send({
      ...{ port: server.port, version: `${await registry.store.revision()}`, ca: tls.roots },
      ...{ cert: await pki('apiserver-kubelet-client.crt'), key: await pki('apiserver-kubelet-client.key') },
      namespaces: Array.from({ length: options.clients }, (_, i) => namespaceOf(i)),
      everywhere: options.everywhere,
    } satisfies Asked);
    await told<Told>(child);
    options.log(`${options.clients + options.everywhere} watches stand`);
    return await measured(registry, child, options);
  } finally {
    child.kill();
    registry.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
}

async function measured(registry: Registry, child: ChildProcess, options: SoakOptions): Promise<string[]> {
  const cache = await registry.cache(CONFIGMAPS);
  const [before, eventsBefore, encodingsBefore] = [heapUsed(), cache.events, cache.encodings];
  const started = Date.now();
  const counts = await update(registry, options);
  const after = heapUsed();
  const took = ((Date.now() - started) / 1000).toFixed(1);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  child.send({ total, counts: Object.fromEntries(counts) });
  const { faults } = await told<Counted>(child);
  const change = after / before - 1;
  const [encoded, events] = [cache.encodings - encodingsBefore, cache.events - eventsBefore];
  const heap = [before, after].map((bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`).join(' to ');
  options.log(`${total} updates in ${took} s; ${encoded} encodings; window ${cache.held}; heapUsed ${heap}`);
  return [
    ...faults,
    ...(encoded === events ? [] : [`${events} events were encoded ${encoded} times`]),
    ...(cache.held <= options.window * 1.25 ? [] : [`the watch window holds ${cache.held} events`]),
    ...(Math.abs(change) <= MAX_HEAP_CHANGE ? [] : [`the heap changed by ${Math.round(change * 100)} %`]),
  ];
}
