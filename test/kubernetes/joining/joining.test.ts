/** A node joins by token: it learns whom to trust, gets its certificates, serves its logs, and rotates both while it does. */

import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesToBase64, systemRandom, utf8ToBytes } from '../../../src/bytes/index.ts';
import {
  ApiClient,
  CLIENT_SIGNER,
  CSR_PATH,
  KUBELET_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
  kubeconfigConnection,
} from '../../../src/kubernetes/internal.ts';
import { CertificateStore } from '../../../src/kubernetes/joining/certificate-store.ts';
import { clusterInfo } from '../../../src/kubernetes/joining/cluster-info.ts';
import { discoverCluster, pinOf } from '../../../src/kubernetes/joining/discovery.ts';
import { type JoinedNode, joinCluster } from '../../../src/kubernetes/joining/join.ts';
import {
  isExpired,
  newToken,
  parseToken,
  readTokenSecret,
  tokenSecret,
} from '../../../src/kubernetes/joining/token.ts';
import { usualSchemeFor } from '../../../src/signatures/index.ts';
import { certificatePem, createRequest, makeName, requestPem } from '../../../src/x509/index.ts';
import { rejection } from '../../fixtures/cluster-folder.ts';
import { LiveCluster } from '../../fixtures/live-cluster.ts';
import { followLog } from './followed-log.ts';

let cluster: LiveCluster;
let admin: ApiClient;
let roots: string;
const SECRETS = '/api/v1/namespaces/kube-system/secrets';
const token = newToken(systemRandom);
const GROUPS = ['system:bootstrappers:kubeadm:default-node-token'];
const stop = new AbortController();
let node: JoinedNode | undefined;
let rotateNow: () => void;

beforeAll(async () => {
  cluster = await LiveCluster.open();
  admin = await cluster.client('super-admin');
  roots = certificatePem(cluster.authority.certificate);
  await cluster.runControllers();
  await admin.create('/api/v1/namespaces/kube-public/configmaps', clusterInfo(cluster.url, roots));
  await admin.create(SECRETS, tokenSecret(token, { groups: GROUPS, usages: ['authentication', 'signing'] }));
  await cluster.until(async () => {
    const { data } = await admin.get('/api/v1/namespaces/kube-public/configmaps/cluster-info');
    return (data as object) && `jws-kubeconfig-${token.id}` in (data as object) ? true : undefined;
  });
}, 30_000);
afterAll(async () => {
  stop.abort();
  await node?.ended;
  await cluster.close();
});

const pin = (): string => pinOf(cluster.authority.certificate);
const discover = (given: object = {}) =>
  discoverCluster({ server: cluster.url, token, pins: [pin()], random: systemRandom, ...given });

describe('discovery', () => {
  it('believes what the token has signed and the pin names', async () => {
    expect(await discover()).toEqual({ server: cluster.url, roots });
  });

  it('waits for the signature of a token that was made just now', async () => {
    const fresh = newToken(systemRandom);
    const found = discover({ token: fresh, patience: 20_000 });
    await admin.create(SECRETS, tokenSecret(fresh, { groups: GROUPS, usages: ['authentication', 'signing'] }));
    expect(await found).toEqual({ server: cluster.url, roots });
  });

  it('believes nothing else', async () => {
    const wrongSecret = { id: token.id, secret: 'a'.repeat(16) };
    expect(await rejection(discover({ token: wrongSecret }))).toBe('discovery');
    expect(await rejection(discover({ token: { ...token, id: 'zzzzzz' } }))).toBe('discovery');
    expect(await rejection(discover({ pins: [`sha256:${'0'.repeat(64)}`] }))).toBe('discovery');
    expect(await rejection(discover({ pins: [] }))).toBe('discovery');
    expect(await rejection(discover({ pins: ['sha1:00'] }))).toBe('discovery');
  });
});

describe('a token', () => {
  it('is written and read as Kubernetes has it; expired ones are deleted, and lose their signature', async () => {
    const late = newToken(systemRandom);
    const secret = tokenSecret(late, {
      groups: GROUPS,
      usages: ['signing'],
      expiration: new Date(Date.now() + 1500),
      description: 'short',
    });
    expect(readTokenSecret(secret)).toMatchObject({
      ...late,
      description: 'short',
      groups: GROUPS,
      usages: ['signing'],
    });
    expect(isExpired(readTokenSecret(secret)!, new Date(Date.now() + 3000))).toBe(true);
    await admin.create(SECRETS, secret);
    const path = `${SECRETS}/bootstrap-token-${late.id}`;
    await cluster.until(async () => ((await admin.find(path)) === undefined ? true : undefined));
    await cluster.until(async () => {
      const { data } = await admin.get('/api/v1/namespaces/kube-public/configmaps/cluster-info');
      return `jws-kubeconfig-${late.id}` in (data as object) ? undefined : true;
    });
  });

  it('is refused where it is none', async () => {
    for (const text of [
      '',
      'abc.def',
      'ABCDEF.0123456789abcdef',
      'abcdef.0123456789abcdefg',
      'abcdef:0123456789abcdef',
    ]) {
      expect(() => parseToken(text)).toThrow(expect.objectContaining({ name: 'UsageError' }));
    }
    const { ApiClient: Client } = await import('../../../src/kubernetes/internal.ts');
    const with_ = (text: string) => new Client({ server: cluster.url, roots, token: text });
    const whoami = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const ask = (text: string) => with_(text).create('/apis/authentication.k8s.io/v1/selfsubjectreviews', whoami);
    expect((await ask(`${token.id}.${token.secret}`)).status).toMatchObject({
      userInfo: {
        username: `system:bootstrap:${token.id}`,
        groups: ['system:bootstrappers', ...GROUPS, 'system:authenticated'],
      },
    });
    for (const wrong of [`${token.id}.${'b'.repeat(16)}`, `zzzzzz.${token.secret}`, 'kubernetes-admin']) {
      expect(await rejection(ask(wrong))).toBe('unauthorized');
    }
    const secrets = with_(`${token.id}.${token.secret}`).list('/api/v1/secrets');
    expect(await rejection(secrets)).toBe('forbidden');
  });
});

describe('a node', () => {
  it('joins, is approved, serves logs, and rotates both certificates while a log is followed', async () => {
    const folder = join(cluster.lab.root, 'node2');
    const approveServing = async (): Promise<true | undefined> => {
      const { items } = await admin.list(CSR_PATH);
      const waiting = items.filter(
        ({ spec, status }) =>
          (spec as { signerName: string }).signerName === 'kubernetes.io/kubelet-serving' &&
          Object.keys(status ?? {}).length === 0,
      );
      for (const object of waiting) {
        const condition = { type: 'Approved', status: 'True', reason: 'Test', message: '' };
        await admin.replace(`${CSR_PATH}/${String(object.metadata['name'])}/approval`, {
          ...object,
          status: { conditions: [condition] },
        });
      }
      return waiting.length > 0 ? true : undefined;
    };
    const asked: (() => void)[] = [];
    rotateNow = () => {
      for (const wake of asked.splice(0)) wake();
    };
    const joining = joinCluster({
      ...{
        server: cluster.url,
        roots,
        token: `${token.id}.${token.secret}`,
        nodeName: 'node2',
        address: '127.0.0.1',
        port: 0,
      },
      ...{ folder, random: systemRandom, now: () => new Date(), signal: stop.signal },
      onNews: () => {},
      askedToRotate: () => new Promise((resolve) => void asked.push(resolve)),
    });
    await cluster.until(approveServing);
    node = await joining;
    const first = node.pairs;
    expect((await admin.get('/api/v1/nodes/node2')).status).toMatchObject({
      daemonEndpoints: { kubeletEndpoint: { Port: node.kubelet.port } },
    });
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'default' },
      spec: { nodeName: 'node2', containers: [{ name: 'web', image: 'nginx' }] },
    };
    await admin.create('/api/v1/namespaces/default/pods', pod);
    const place = '/api/v1/namespaces/default/pods/web';
    await cluster.until(async () =>
      ((await admin.get(place)).status as { phase?: string }).phase === 'Running' ? true : undefined,
    );

    const log = await followLog(cluster, node.kubelet.port);
    rotateNow();
    await cluster.until(approveServing);
    await cluster.until(async () =>
      node!.pairs.client !== first.client && node!.pairs.server !== first.server ? true : undefined,
    );
    for (const kind of ['client', 'server'] as const) {
      const link = join(folder, `kubelet-${kind}-current.pem`);
      expect((await lstat(link)).isSymbolicLink()).toBe(true);
      const text = await readFile(await readlink(link), 'utf8');
      expect(text).toContain(node.pairs[kind].cert);
      const pair = await new CertificateStore(folder, `kubelet-${kind}`).current();
      expect(pair?.certificate.equals(node.pairs[kind].certificate)).toBe(true);
    }
    expect((await readdir(folder)).some((name) => name.includes('updated'))).toBe(false);
    // What was followed goes on under the old certificate; a new call meets the new one.
    const before = log.lines();
    await cluster.until(async () => (log.lines() > before ? true : undefined));
    expect(log.serial).toBe(first.server.certificate.serialNumber);
    const again = await followLog(cluster, node.kubelet.port);
    expect(again.serial).toBe(node.pairs.server.certificate.serialNumber);
    for (const one of [log, again]) one.end();
    // It goes on with its new certificate.
    const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node2';
    expect((await cluster.until(() => admin.find(lease))).spec).toMatchObject({ holderIdentity: 'node2' });
  }, 60_000);

  it('may do what its pods need, and nothing else', async () => {
    const other = await cluster.person('system:node:node3', 'system:nodes');
    const code = (promise: Promise<unknown>) => rejection(promise);
    expect(await code(other.list('/api/v1/secrets'))).toBe('forbidden');
    expect(await code(other.get('/api/v1/namespaces/default/pods/web'))).toBe('forbidden');
    const nodeObject = await admin.get('/api/v1/nodes/node2');
    const why = (path: string): Promise<string> =>
      other.get(path).then(
        () => 'answered',
        (error: Error) => error.message,
      );
    expect(await why('/api/v1/nodes')).toContain("node 'node3' cannot read all nodes, only its own Node object");
    expect(await why('/api/v1/nodes/node2')).toContain("node 'node3' cannot read 'node2', only its own Node object");
    expect(await code(other.get('/api/v1/nodes/node3'))).toBe('not-found');
    expect(await why('/api/v1/nodes?fieldSelector=metadata.name%3Dnode3')).toBe('answered');
    for (const selector of ['', '?fieldSelector=spec.nodeName%3Dnode2', '?fieldSelector=spec.nodeName!%3Dnode3']) {
      for (const path of ['/api/v1/pods', '/api/v1/namespaces/default/pods']) {
        expect(await why(`${path}${selector}`)).toContain('can only list/watch pods with spec.nodeName field selector');
      }
    }
    expect(await why('/api/v1/pods?fieldSelector=spec.nodeName%3Dnode3,status.phase%3DRunning')).toBe('answered');
    expect(await code(other.replace('/api/v1/nodes/node2', nodeObject))).toBe('forbidden');
    expect(
      await code(other.create('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node4' } })),
    ).toBe('forbidden');
    const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node2';
    expect(await code(other.get(lease))).toBe('forbidden');
    // A lease of a node that has none yet.
    const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
    const early = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'node9' } };
    expect(await code(other.create(leases, early))).toBe('forbidden');
    // Without the group, the name is only a name.
    const liar = await cluster.person('system:node:node2');
    expect(await code(liar.get('/api/v1/namespaces/default/pods/web'))).toBe('forbidden');
  });
});

describe('a client', () => {
  it('keeps its connection for the next request, and opens another one for other credentials', async () => {
    const connection = await kubeconfigConnection(join(cluster.lab.cluster, 'super-admin.conf'));
    const other = await kubeconfigConnection(join(cluster.lab.cluster, 'admin.conf'));
    let { credentials } = connection;
    const shown: unknown[] = [];
    const onHandshake = (_: unknown, pair: unknown): void => void shown.push(pair);
    const client = new ApiClient({ ...connection, credentials: () => credentials?.(), onHandshake });
    for (let i = 0; i < 3; i++) await client.get('/version');
    expect(shown).toHaveLength(1);
    await rejection(client.get('/api/v1/nodes/none'));
    await client.get('/version');
    expect(shown).toHaveLength(1);
    credentials = other.credentials;
    await Promise.all([client.get('/version'), client.get('/version')]);
    expect(shown.slice(1)).toEqual([other.credentials?.(), other.credentials?.()]);
    // The server ends the kept connections, before or while they are used again.
    cluster.api.server.closeAllConnections();
    await client.get('/version');
    expect(shown.length).toBeGreaterThan(3);
  });
});

describe('NodeRestriction', () => {
  const said = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'done',
      (error: Error) => error.message,
    );
  const NODES = '/api/v1/nodes';
  const nodeWith = (labels: object) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node5', labels } });
  let own: ApiClient;
  beforeAll(async () => {
    own = await cluster.person('system:node:node5', 'system:nodes');
  });

  it('a node registers with the labels of a kubelet only', async () => {
    for (const label of [
      ...['node-restriction.kubernetes.io/pci', 'a.node-restriction.kubernetes.io/pci', 'k8s.io/a', 'x.k8s.io/a'],
      ...['node-role.kubernetes.io/control-plane', 'kubernetes.io/other', 'xnode.kubernetes.io/a'],
    ]) {
      const why = `node "node5" is not allowed to set the following labels: ${label}`;
      expect(await said(own.create(NODES, nodeWith({ [label]: '' })))).toContain(why);
    }
    const labels = {
      'kubernetes.io/hostname': 'node5',
      'a.node.kubernetes.io/b': 'c',
      'acme.example/x': 'y',
      zone: 'a',
    };
    expect(await said(own.create(NODES, nodeWith(labels)))).toBe('done');
  });

  it('it steers no workload to itself, and is deleted by nobody’s absence, also not through its status', async () => {
    const node5 = await own.get(`${NODES}/node5`);
    const { metadata } = node5;
    const owner = { apiVersion: 'v1', kind: 'Namespace', name: 'none', uid: 'none' };
    const restricted = { ...metadata, labels: { 'node-role.kubernetes.io/control-plane': '' } };
    const cases: [string, object, string][] = [
      ['', { metadata: restricted }, 'is not allowed to modify labels: node-role.kubernetes.io/control-plane'],
      ['', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } }, 'node "node5" is not allowed to modify taints'],
      ['', { metadata: { ...metadata, ownerReferences: [owner] } }, 'is not allowed to modify ownerReferences'],
      ['/status', { metadata: restricted }, 'is not allowed to modify labels'],
      ['/status', { metadata: { ...metadata, ownerReferences: [owner] } }, 'is not allowed to modify ownerReferences'],
    ];
    for (const [sub, change, why] of cases) {
      expect(await said(own.replace(`${NODES}/node5${sub}`, { ...node5, ...change }))).toContain(why);
    }
    const patch = { metadata: { labels: { 'node-role.kubernetes.io/control-plane': '' } } };
    for (const contentType of ['application/merge-patch+json', 'application/strategic-merge-patch+json']) {
      const options = { body: patch, contentType };
      expect(await said(own.request('PATCH', `${NODES}/node5`, options))).toContain('is not allowed to modify labels');
    }
    expect(await said(own.replace(`${NODES}/node5`, node5))).toBe('done');
    // An administrator may.
    expect(
      await said(
        admin.replace(`${NODES}/node5`, {
          ...(await admin.get(`${NODES}/node5`)),
          metadata: { name: 'node5', labels: restricted.labels },
        }),
      ),
    ).toBe('done');
  });

  it('it relabels none of its pods, so that no service sends to them', async () => {
    const containers = [{ name: 'main', image: 'nginx' }];
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'own' }, spec: { nodeName: 'node5', containers } };
    const PODS = '/api/v1/namespaces/default/pods';
    const made = await admin.create(PODS, pod);
    const labelled = { ...made, metadata: { ...made.metadata, labels: { app: 'vault' } } };
    expect(await said(own.replace(`${PODS}/own/status`, labelled))).toContain(
      'cannot update labels through pod status',
    );
    const running = {
      ...made,
      spec: { ...(made.spec as object), serviceAccountName: 'admin' },
      status: { phase: 'Running' },
    };
    const written = await own.replace(`${PODS}/own/status`, running);
    expect([(written.spec as { serviceAccountName: string }).serviceAccountName, written.status]).toEqual([
      'default',
      { phase: 'Running' },
    ]);
    expect(await said(own.create(PODS, { ...pod, metadata: { name: 'another' } }))).toMatch(/forbidden/);
    await admin.delete(`${PODS}/own`);
  });

  it('it asks for certificates of its own name only', async () => {
    const ask = async (commonName: string, signerName: string): Promise<string> => {
      const key = await cluster.newKey('any');
      const subject = makeName(['O', 'system:nodes'], ['CN', commonName]);
      const request = createRequest({
        subject,
        key,
        scheme: usualSchemeFor(key),
        random: systemRandom,
        extensions: [],
      });
      const usages =
        signerName === CLIENT_SIGNER || signerName === KUBELET_CLIENT_SIGNER ? ['client auth'] : ['server auth'];
      const spec = { request: bytesToBase64(utf8ToBytes(requestPem(request))), signerName, usages };
      const metadata = { generateName: 'csr-' };
      return said(
        own.create(CSR_PATH, {
          apiVersion: 'certificates.k8s.io/v1',
          kind: 'CertificateSigningRequest',
          metadata,
          spec,
        }),
      );
    };
    for (const signer of [KUBELET_CLIENT_SIGNER, KUBELET_SERVING_SIGNER]) {
      expect(await ask('system:node:node2', signer)).toContain('can only create a node CSR with CN=system:node:node5');
      expect(await ask('system:node:node5', signer)).toBe('done');
    }
    expect(await ask('somebody', CLIENT_SIGNER)).toBe('done');
  });
});
