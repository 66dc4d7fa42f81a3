/** A cluster in which eve has a few rights, and her ways to ask: the crafted requests are hers. */
import { connect as connectTls } from 'node:tls';
import { systemRandom } from '../../../src/bytes/index.ts';
import { writePrivateKeyPem } from '../../../src/keys/index.ts';
import type { ApiClient } from '../../../src/kubernetes/internal.ts';
import { issueLeaf, subjectOf } from '../../../src/kubernetes/pki/index.ts';
import { certificatePem } from '../../../src/x509/index.ts';
import { LiveCluster } from '../../fixtures/live-cluster.ts';

export const JEWELS = 'the crown jewels';
export const RBAC = '/apis/rbac.authorization.k8s.io/v1';
export const MAPS = '/api/v1/namespaces/default/configmaps';
const ROLE = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role' };
/** Eve, as a subject of bindings. */
export const EVE = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'eve' }];

/** A role of a namespace, bound to eve; without a namespace a cluster role. */
async function give(admin: ApiClient, namespace: string, name: string, rules: readonly object[]): Promise<void> {
  const kind = namespace === '' ? 'ClusterRole' : 'Role';
  const scope = namespace === '' ? RBAC : `${RBAC}/namespaces/${namespace}`;
  const head = { ...ROLE, metadata: { name, ...(namespace && { namespace }) } };
  await admin.create(`${scope}/${kind.toLowerCase()}s`, { ...head, kind, rules });
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind, name };
  const binding = { ...head, kind: `${kind}Binding`, roleRef, subjects: EVE };
  await admin.create(`${scope}/${kind.toLowerCase()}bindings`, binding);
}

const configMap = (admin: ApiClient, namespace: string, name: string, text: string) =>
  admin.create(`/api/v1/namespaces/${namespace}/configmaps`, {
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { text } },
  });

/** What a request comes to: its answer, or the refusal, as text. */
export const outcome = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    (value) => JSON.stringify(value) ?? '',
    (error: Error) => `refused: ${error.message}`,
  );

/** What a GET comes to. */
export const asked = (client: ApiClient, path: string): Promise<string> => outcome(client.request('GET', path));

async function giveRights(admin: ApiClient): Promise<void> {
  const verbs = ['get', 'list', 'watch'];
  await give(admin, 'team', 'reader', [{ apiGroups: [''], resources: ['configmaps'], verbs }]);
  const one = { apiGroups: [''], resources: ['configmaps'], resourceNames: ['allowed'], verbs: ['get', 'list'] };
  await give(admin, 'default', 'one', [
    one,
    { apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: ['robot'], verbs: ['create'] },
  ]);
  await give(admin, 'kube-system', 'writer', [{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }]);
  const certificates = ['certificates.k8s.io'];
  await give(admin, '', 'binder', [
    {
      apiGroups: ['rbac.authorization.k8s.io'],
      resources: ['clusterroles', 'clusterrolebindings'],
      verbs: ['create', 'get', 'patch', 'update'],
    },
    { apiGroups: certificates, resources: ['certificatesigningrequests'], verbs: ['create', 'get'] },
    { apiGroups: certificates, resources: ['certificatesigningrequests/approval'], verbs: ['update'] },
    { apiGroups: certificates, resources: ['signers'], resourceNames: ['example.com/*'], verbs: ['approve'] },
  ]);
}

/** Who takes part. Close the cluster in the end. */
export interface Scene {
  readonly cluster: LiveCluster;
  readonly admin: ApiClient;
  readonly eve: ApiClient;
}

/** A live cluster with its controllers, in which eve has her rights and others have what she must not see. */
export async function openScene(): Promise<Scene> {
  const cluster = await LiveCluster.open();
  const admin = await cluster.client('super-admin');
  await cluster.runControllers();
  const eve = await cluster.person('eve');
  for (const name of ['team', 'team-b']) {
    await admin.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  await giveRights(admin);
  await configMap(admin, 'default', 'allowed', 'public');
  await configMap(admin, 'default', 'secret', JEWELS);
  await configMap(admin, 'team-b', 'a', JEWELS);
  for (const name of ['a', 'b', 'c']) await configMap(admin, 'team', name, 'public');
  await cluster.until(async () => ((await asked(eve, `${MAPS}/allowed`)).startsWith('refused') ? undefined : true));
  return { cluster, admin, eve };
}

/** A certificate and key for somebody, PEM. */
export async function pairOf(cluster: LiveCluster, name: string): Promise<{ cert: string; key: string }> {
  const spec = { subject: subjectOf(name, []), purposes: ['clientAuth'], names: [] } as const;
  const options = { time: new Date(), days: 1, random: systemRandom };
  const { certificate, key } = issueLeaf(spec, await cluster.newKey(name), cluster.authority, options);
  return { cert: certificatePem(certificate), key: writePrivateKeyPem(key, 'pkcs8') };
}

/** Sends bytes over node:tls. @returns everything that comes back. */
export async function raw(cluster: LiveCluster, pair: object, text: string): Promise<string> {
  const ca = certificatePem(cluster.authority.certificate);
  const socket = connectTls({ port: cluster.api.port, host: '127.0.0.1', ca, ...pair });
  // Not ended: a client that leaves is not answered.
  socket.write(text);
  return (await socket.setEncoding('latin1').toArray()).join('');
}
