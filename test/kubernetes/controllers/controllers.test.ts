/** The controllers over a live API server: leader election, what every namespace has, the scheduler. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepNamespacesClean, readFolderFile, StatusError } from '../../../src/kubernetes/index.ts';
import {
  type ApiClient,
  type ControllerOptions,
  leaderIdentity,
  placePod,
  runAsLeader,
  runRootCaPublisher,
  runScheduler,
  runServiceAccounts,
} from '../../../src/kubernetes/internal.ts';
import type { KubernetesObject } from '../../../src/kubernetes/pki/index.ts';
import { LiveCluster } from '../../fixtures/live-cluster.ts';

let cluster: LiveCluster;
let admin: ApiClient;
let manager: ApiClient;
let scheduler: ApiClient;
const stop = new AbortController();
const running: Promise<unknown>[] = [];
const now = (): Date => new Date();
const optionsOf = (client: ApiClient): ControllerOptions => ({
  ...{ client, signal: stop.signal, now },
  onNews: (message) => void cluster.news.push(message),
});

beforeAll(async () => {
  cluster = await LiveCluster.open();
  admin = await cluster.client('super-admin');
  manager = await cluster.client('controller-manager');
  scheduler = await cluster.client('scheduler');
}, 60_000);
afterAll(async () => {
  stop.abort();
  await Promise.all(running);
  await cluster.close();
});

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases';

describe('leader election', () => {
  const name = 'kube-controller-manager';
  const lease = async (): Promise<Record<string, unknown>> =>
    (await admin.get(`${LEASES}/${name}`)).spec as Record<string, unknown>;

  /** One of several candidates. */
  function candidate(identity: string, signal: AbortSignal) {
    const leads = { isTrue: false };
    const seconds = { leaseSeconds: 3, renewSeconds: 2.5, retrySeconds: 0.1 };
    const options = { client: manager, signal, now, onNews: () => {}, name, identity, ...seconds };
    const ended = runAsLeader(options, async (given) => {
      leads.isTrue = true;
      await new Promise((resolve) => given.addEventListener('abort', resolve, { once: true }));
      leads.isTrue = false;
    });
    return { leads, ended };
  }
  const when = (leads: { isTrue: boolean }, wanted = true) =>
    cluster.until(async () => (leads.isTrue === wanted ? true : undefined));

  it('lets one work; the next when that one gives the lease back, or is silent for the time of the lease', async () => {
    const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
    const one = candidate('one', first.signal);
    await when(one.leads);
    expect(await lease()).toMatchObject({ holderIdentity: 'one', leaseTransitions: 0, leaseDurationSeconds: 3 });
    const two = candidate('two', second.signal);
    first.abort();
    expect(await one.ended).toBe(true);
    await when(two.leads);
    expect(await lease()).toMatchObject({ holderIdentity: 'two', leaseTransitions: 1 });
    const three = candidate('three', third.signal);
    expect(three.leads.isTrue).toBe(false);
    // Somebody took it away: the holder must stop, and says so.
    const stolen = await admin.get(`${LEASES}/${name}`);
    const spec = { ...(stolen.spec as object), holderIdentity: 'thief', renewTime: '2026-01-01T00:00:00.000000Z' };
    const steal = async (): Promise<true | undefined> => {
      const current = await admin.get(`${LEASES}/${name}`);
      return admin.replace(`${LEASES}/${name}`, { ...current, spec }).then(
        () => true,
        () => undefined,
      );
    };
    await cluster.until(steal);
    expect(await two.ended).toBe(false);
    expect(two.leads.isTrue).toBe(false);
    // The thief does not renew. Its clock does not count, but that of who looks.
    await when(three.leads);
    expect(await lease()).toMatchObject({ holderIdentity: 'three', leaseTransitions: 2 });
    third.abort();
    expect(await three.ended).toBe(true);
    expect(await lease()).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
  }, 60_000);

  it('throws what the work throws, and gives the lease back', async () => {
    const options = { client: manager, signal: stop.signal, now, onNews: () => {}, name, identity: 'x' };
    await expect(
      runAsLeader({ ...options, retrySeconds: 0.05 }, () => Promise.reject(new Error('work'))),
    ).rejects.toThrow('work');
  });

  it('gives the lead up in time where the server falls silent', async () => {
    let calls = 0;
    const silent = (_path: string, signal: AbortSignal): Promise<undefined> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      });
    const find = (path: string, signal: AbortSignal) =>
      calls++ === 0 ? Promise.resolve(undefined) : silent(path, signal);
    const client = { server: 'https://silent', find, get: silent, create: async () => ({}) } as unknown as ApiClient;
    const news: string[] = [];
    const seconds = { leaseSeconds: 0.3, renewSeconds: 0.2, retrySeconds: 0.02 };
    const options = { client, signal: stop.signal, now, onNews: (text: string) => void news.push(text), ...seconds };
    let isOver = false;
    const work = (signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      }).then(() => (isOver = true));
    expect(await runAsLeader({ ...options, name, identity: 'x' }, work)).toBe(false);
    expect(isOver).toBe(true);
    expect(news.at(-1)).toMatch(/https:\/\/silent does not answer within/);
  });

  it('waits as long as the server asks, and not until the lease is lost', async () => {
    let calls = 0;
    const find = async (): Promise<undefined> => {
      if (++calls === 1) return undefined;
      throw new StatusError(429, 'TooManyRequests', 'busy', { retryAfterSeconds: 20 });
    };
    const client = { server: 'https://busy', find, create: async () => ({}) } as unknown as ApiClient;
    const ending = new AbortController();
    const options = { client, signal: ending.signal, now, onNews: () => {}, name, identity: 'x' };
    const work = (signal: AbortSignal) => new Promise((resolve) => signal.addEventListener('abort', resolve));
    const ended = runAsLeader({ ...options, renewSeconds: 8, retrySeconds: 0.02 }, work);
    await cluster.until(async () => calls === 2 || undefined);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(calls).toBe(2);
    ending.abort();
    expect(await ended).toBe(true);
  });

  it('gives every process an identity of its own', () => {
    const random = { source: 'test', bytes: (length: number) => new Uint8Array(length).fill(7) };
    expect(leaderIdentity('host', random)).toBe(`host_${'07'.repeat(16)}`);
  });
});

describe('what every namespace has', () => {
  const rootCa = (namespace: string): string => `/api/v1/namespaces/${namespace}/configmaps/kube-root-ca.crt`;
  const account = (namespace: string): string => `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
  const caOf = async (namespace: string): Promise<unknown> =>
    ((await admin.find(rootCa(namespace)))?.data as Record<string, unknown> | undefined)?.['ca.crt'];

  it('is there, comes back, and follows the CA; by the rights of the controller manager alone', async () => {
    const file = join(cluster.lab.cluster, 'pki/ca.crt');
    const roots = (): Promise<string> => readFolderFile(cluster.lab.cluster, 'pki/ca.crt');
    running.push(runRootCaPublisher({ ...optionsOf(manager), roots }), runServiceAccounts(optionsOf(manager)));
    const text = await readFile(file, 'utf8');
    const has = (namespace: string, wanted: string) =>
      cluster.until(async () => ((await caOf(namespace)) === wanted ? true : undefined));
    for (const namespace of ['default', 'kube-system']) await has(namespace, text);
    await admin.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'later' } });
    await has('later', text);
    await cluster.until(() => admin.find(account('later')));
    await admin.delete(rootCa('later'));
    await has('later', text);
    await admin.replace(rootCa('later'), { ...(await admin.get(rootCa('later'))), data: { 'ca.crt': 'another' } });
    await has('later', text);
    await admin.delete(account('later'));
    await cluster.until(() => admin.find(account('later')));
    // As pki rotate leaves it in its first phase.
    await writeFile(file, `${text}${text}`);
    await has('default', `${text}${text}`);
    await writeFile(file, text);
    await has('default', text);
    const stopCleaning = keepNamespacesClean(cluster.registry, () => {});
    await admin.delete('/api/v1/namespaces/later');
    await cluster.until(async () => ((await admin.find('/api/v1/namespaces/later')) === undefined ? true : undefined));
    stopCleaning();
  }, 60_000);
});

const node = (name: string, more: object = {}, ready = 'True'): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name } },
  spec: more,
  status: { conditions: [{ type: 'Ready', status: ready }] },
});
const pod = (name: string, spec: object = {}): KubernetesObject => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' } },
  spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
});
const TAINT = { taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }] };

describe('placing a pod', () => {
  it.each<[string, KubernetesObject, KubernetesObject[], object]>([
    ['no node', pod('a'), [], { message: 'no nodes available to schedule pods' }],
    ['the one with fewer pods', pod('a'), [node('n1'), node('n2')], { node: 'n2' }],
    [
      'one that is not ready',
      pod('a'),
      [node('n1', {}, 'Unknown')],
      { message: '0/1 nodes are available: 1 node(s) were not ready.' },
    ],
    [
      'one that takes none',
      pod('a'),
      [node('n1', { unschedulable: true }), node('n3', TAINT)],
      {
        message: '0/2 nodes are available: 1 node(s) had untolerated taint {k: v}, 1 node(s) were unschedulable.',
      },
    ],
    [
      'a tolerated taint',
      pod('a', { tolerations: [{ key: 'k', operator: 'Exists' }] }),
      [node('n3', TAINT)],
      { node: 'n3' },
    ],
    [
      'its value',
      pod('a', { tolerations: [{ key: 'k', value: 'v', effect: 'NoSchedule' }] }),
      [node('n3', TAINT)],
      { node: 'n3' },
    ],
    [
      'another value',
      pod('a', { tolerations: [{ key: 'k', value: 'w' }] }),
      [node('n3', TAINT)],
      { message: '0/1 nodes are available: 1 node(s) had untolerated taint {k: v}.' },
    ],
    [
      'a selector',
      pod('a', { nodeSelector: { 'kubernetes.io/hostname': 'n1' } }),
      [node('n1'), node('n2')],
      { node: 'n1' },
    ],
    [
      'a selector that none has',
      pod('a', { nodeSelector: { disk: 'ssd' } }),
      [node('n1')],
      { message: "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector." },
    ],
  ])('%s', (_, asked, nodes, placement) => {
    expect(placePod(asked, nodes, [pod('there', { nodeName: 'n1' })])).toEqual(placement);
  });
});

describe('the scheduler', () => {
  it('binds when a node comes, spreads, says why it cannot, and leaves the pods of others', async () => {
    running.push(runScheduler(optionsOf(scheduler)));
    const pods = '/api/v1/namespaces/default/pods';
    await admin.create(pods, pod('waits'));
    await admin.create(pods, pod('others', { schedulerName: 'other' }));
    const conditions = async (name: string): Promise<unknown> =>
      ((await admin.get(`${pods}/${name}`)).status as { conditions?: unknown }).conditions;
    await cluster.until(async () => ((await conditions('waits')) === undefined ? undefined : true));
    expect(await conditions('waits')).toMatchObject([
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message: 'no nodes available to schedule pods',
      },
    ]);
    const { status, ...bare } = node('n1');
    const created = await admin.create('/api/v1/nodes', bare);
    await admin.replace('/api/v1/nodes/n1/status', { ...created, status });
    const nodeOf = async (name: string): Promise<string | undefined> =>
      ((await admin.get(`${pods}/${name}`)).spec as { nodeName?: string }).nodeName;
    expect(await cluster.until(() => nodeOf('waits'))).toBe('n1');
    expect(await nodeOf('others')).toBeUndefined();
    expect(await conditions('waits')).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
  }, 60_000);
});
