/** A node joins by token: it learns whom to trust, gets its certificates, serves its logs, and rotates both while it does. */

import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemRandom } from '../../../src/bytes/index.ts';
import { readFolderFile } from '../../../src/kubernetes/index.ts';
import { type ApiClient, CSR_PATH } from '../../../src/kubernetes/internal.ts';
import { CertificateStore } from '../../../src/kubernetes/joining/certificate-store.ts';
import { clusterInfo } from '../../../src/kubernetes/joining/cluster-info.ts';
import { discoverCluster, pinOf } from '../../../src/kubernetes/joining/discovery.ts';
import { type JoinedNode, joinCluster } from '../../../src/kubernetes/joining/join.ts';
import { rotationTime } from '../../../src/kubernetes/joining/node-certificates.ts';
import {
  isExpired,
  newToken,
  parseToken,
  readTokenSecret,
  tokenSecret,
} from '../../../src/kubernetes/joining/token.ts';
import { connect } from '../../../src/node/index.ts';
import { certificatePem } from '../../../src/x509/index.ts';
import { rejection } from '../../fixtures/cluster-folder.ts';
import { LiveCluster } from '../../fixtures/live-cluster.ts';
import { JUDGED_BY } from '../../judged.ts';

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

    const log = await followLog(node.kubelet.port);
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
    const again = await followLog(node.kubelet.port);
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
    const nodeObject = await other.get('/api/v1/nodes/node2');
    expect(await code(other.replace('/api/v1/nodes/node2', nodeObject))).toBe('forbidden');
    expect(
      await code(other.create('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node4' } })),
    ).toBe('forbidden');
    const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node2';
    expect(await code(other.get(lease))).toBe('forbidden');
    // Without the group, the name is only a name.
    const liar = await cluster.person('system:node:node2');
    expect(await code(liar.get('/api/v1/namespaces/default/pods/web'))).toBe('forbidden');
  });
});

/** The API server's call of a kubelet, and the certificate that it met. */
async function followLog(port: number) {
  const read = (path: string): Promise<string> => readFolderFile(cluster.lab.cluster, path);
  const [cert, key] = [await read('pki/apiserver-kubelet-client.crt'), await read('pki/apiserver-kubelet-client.key')];
  const socket = connect({ ...JUDGED_BY, host: '127.0.0.1', port, cert, key, roots });
  let text = '';
  const path = '/containerLogs/default/web/web?follow=true';
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ path, createConnection: () => socket }, resolve)
      .once('error', reject)
      .end();
  });
  expect(response.statusCode).toBe(200);
  response
    .setEncoding('utf8')
    .on('data', (chunk: string) => (text += chunk))
    .on('error', () => {});
  await cluster.until(async () => (text.includes('\n') ? true : undefined));
  return {
    lines: () => text.split('\n').length,
    serial: socket.getPeerCertificate()?.serialNumber,
    end: () => socket.destroy(),
  };
}

describe('properties', () => {
  it('a certificate is replaced between 70 and 90 per cent of its life', () => {
    const { certificate } = cluster.authority;
    const life = certificate.notAfter.getTime() - certificate.notBefore.getTime();
    for (const byte of [0, 128, 255]) {
      const random = { source: 'test', bytes: (length: number) => new Uint8Array(length).fill(byte) };
      const part = (rotationTime(certificate, random).getTime() - certificate.notBefore.getTime()) / life;
      expect(part).toBeGreaterThanOrEqual(0.7);
      expect(part).toBeLessThan(0.9);
    }
  });
});
