/** `vitrine csr` shows a request before it is approved, against a live API server. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bytesToBase64, systemRandom, utf8ToBytes } from '../../src/bytes/index.ts';
import { EXIT } from '../../src/cli/command.ts';
import { CLIENT_SIGNER, CSR_PATH } from '../../src/kubernetes/internal.ts';
import { clusterKeys } from '../../src/kubernetes/pki/index.ts';
import { usualSchemeFor } from '../../src/signatures/index.ts';
import { type AttributeText, createRequest, makeName, requestPem } from '../../src/x509/index.ts';
import { LiveCluster } from '../fixtures/live-cluster.ts';
import { Shell } from './shell.ts';

const shell = new Shell();
let cluster: LiveCluster;
beforeAll(async () => {
  cluster = await LiveCluster.open();
}, 30_000);
afterAll(async () => {
  await cluster.close();
  shell.remove();
});

async function ask(name: string, ...subject: AttributeText[]): Promise<void> {
  const key = await clusterKeys({ random: systemRandom, keyType: 'ed25519' })('any');
  const request = createRequest({
    ...{ subject: makeName(...subject), key, scheme: usualSchemeFor(key), random: systemRandom, extensions: [] },
  });
  const spec = {
    request: bytesToBase64(utf8ToBytes(requestPem(request))),
    signerName: CLIENT_SIGNER,
    usages: ['client auth'],
  };
  const head = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name } };
  await (await cluster.client('super-admin')).create(CSR_PATH, { ...head, spec });
}

const csr = (name: string, ...options: string[]) =>
  shell.run(['csr', name, '-kubeconfig', `${cluster.lab.cluster}/super-admin.conf`, ...options]);

it('says who asks, for what, what its holder could do, and what is dangerous', async () => {
  await ask('mighty', ['O', 'kubeadm:cluster-admins'], ['CN', 'eve']);
  const { code, stdout } = await csr('mighty');
  expect(code).toBe(EXIT.no);
  expect(stdout).toMatch(
    /^request {3}mighty \(Pending\)\nasked by {2}kubernetes-super-admin\n {10}in system:masters\n/,
  );
  expect(stdout).toMatch(/^subject {3}O = kubeadm:cluster-admins, CN = eve$/m);
  expect(stdout).toMatch(/by ClusterRoleBinding kubeadm:cluster-admins, ClusterRole cluster-admin:$/m);
  expect(stdout).toMatch(/^danger {4}its holder could do everything$/m);
  const json = JSON.parse((await csr('mighty', '-json')).stdout);
  expect(json).toMatchObject({ becomes: { name: 'eve' }, rights: { source: 'rbac', dangers: ['do everything'] } });
});

it('is content with what is harmless, and says what is not there', async () => {
  await ask('modest', ['CN', 'kubernetes-super-admin-2']);
  const { stdout } = await csr('modest');
  expect(stdout).toMatch(/^becomes {3}kubernetes-super-admin-2\n {10}in system:authenticated$/m);
  expect(stdout).not.toContain('refused');
  expect((await csr('nothing')).stderr).toMatch(/"nothing" not found \(code not-found\)\n$/);
  expect((await shell.run(['csr'])).code).toBe(EXIT.usage);
});

it('tells what a node could beside RBAC', async () => {
  await ask('node', ['O', 'system:nodes'], ['CN', 'system:node:n1']);
  const { code, stdout } = await csr('node');
  expect(code).toBe(EXIT.no);
  expect(stdout).toMatch(/^could {5}as the node n1: its own Node and lease, the pods bound to it/m);
  expect(stdout).toMatch(/^danger {4}its holder would be authenticated as a node/m);
});

/** A kubeconfig of a service account that may read requests, and whatever else a rule says. */
async function kubeconfigOf(name: string, ...rules: object[]): Promise<string> {
  const admin = await cluster.client('super-admin');
  const rbac = 'rbac.authorization.k8s.io';
  const head = (kind: string): object => ({ apiVersion: `${rbac}/v1`, kind, metadata: { name } });
  const requests = { apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests'], verbs: ['get'] };
  await admin.create(`/apis/${rbac}/v1/clusterroles`, { ...head('ClusterRole'), rules: [requests, ...rules] });
  await admin.create(`/apis/${rbac}/v1/clusterrolebindings`, {
    ...head('ClusterRoleBinding'),
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
  });
  const accounts = '/api/v1/namespaces/default/serviceaccounts';
  await admin.create(accounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const { status } = await admin.create(`${accounts}/${name}/token`, request);
  const authority = { 'certificate-authority-data': btoa(await cluster.file('pki/ca.crt')) };
  const config = {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'c' },
    clusters: [{ name: 'c', cluster: { server: cluster.url, ...authority } }],
    users: [{ name, user: { token: (status as { token: string }).token } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: name } }],
  };
  shell.write(`${name}.conf`, JSON.stringify(config));
  return shell.path(`${name}.conf`);
}

it('asks by SubjectAccessReview where RBAC cannot be read, and says what it could not see', async () => {
  await ask('sealed', ['O', 'kubeadm:cluster-admins'], ['CN', 'mallory']);
  const review = { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] };
  const auditor = await kubeconfigOf('auditor', review);
  const { code, stdout } = await shell.run(['csr', 'sealed', '-kubeconfig', auditor, '-json']);
  expect([code, JSON.parse(stdout).rights]).toMatchObject([
    EXIT.no,
    {
      source: 'review',
      dangers: ['do everything'],
      unseen: [expect.stringContaining('cannot list resource "clusterroles"')],
    },
  ]);
  const clerk = await kubeconfigOf('clerk');
  const blind = await shell.run(['csr', 'sealed', '-kubeconfig', clerk, '-json']);
  expect(JSON.parse(blind.stdout).rights).toMatchObject({
    source: 'none',
    unseen: [expect.any(String), expect.stringContaining('cannot create resource "subjectaccessreviews"')],
  });
  expect((await shell.run(['csr', 'sealed', '-kubeconfig', clerk])).stdout).toContain(
    'cannot create resource "subjectaccessreviews"',
  );
});
