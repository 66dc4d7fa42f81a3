/** What a kubeconfig says is done or refused, never passed over: against a cluster, and from files of the test's own. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, kubeconfigConnection } from '../../../src/kubernetes/internal.ts';
import { LiveCluster } from '../../fixtures/live-cluster.ts';

let cluster: LiveCluster;
let folder: string;
let admin: string;
beforeAll(async () => {
  cluster = await LiveCluster.open();
  folder = await mkdtemp(join(tmpdir(), 'vitrine-kubeconfig-'));
  admin = await readFile(join(cluster.lab.cluster, 'super-admin.conf'), 'utf8');
});
afterAll(async () => {
  await cluster.close();
  await rm(folder, { recursive: true });
});

/** The file of super-admin with more fields of its user, or of its cluster. */
async function kubeconfig(user: string, inCluster = '', text = admin): Promise<string> {
  const path = join(folder, 'kubeconfig');
  const indented = (lines: string): string => lines.replace(/^(?=.)/gm, '    ');
  const whole = text.replace(/(\n {4}server: .*\n)/, `$1${indented(inCluster)}`);
  await writeFile(path, `${whole}${indented(user)}`);
  return path;
}

const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const REVIEW = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
const whoIs = async (path: string): Promise<unknown> => {
  const client = new ApiClient(await kubeconfigConnection(path));
  return (await client.create(REVIEWS, REVIEW))['status'];
};

describe('a user that acts as another', () => {
  it('is that one to the server, with its groups, its uid and its extras alone', async () => {
    const lines = 'as: jané\nas-groups: [dev, ops]\nas-uid: "7"\nas-user-extra:\n  Example.com/a%é: [x, ÿ]\n  b: [z]\n';
    expect(await whoIs(await kubeconfig(lines))).toEqual({
      userInfo: {
        username: 'jané',
        groups: ['dev', 'ops', 'system:authenticated'],
        uid: '7',
        extra: { 'example.com/a%é': ['x', 'ÿ'], b: ['z'] },
      },
    });
  });

  it('has no more rights than that one, in a watch too', async () => {
    const client = new ApiClient(await kubeconfigConnection(await kubeconfig('as: jane\n')));
    const refused = { status: { code: 403, message: expect.stringContaining('User "jane" cannot') } };
    await expect(client.list('/api/v1/nodes')).rejects.toMatchObject(refused);
    await expect(client.watch('/api/v1/nodes', '1', new AbortController().signal).next()).rejects.toMatchObject(
      refused,
    );
  });

  it.each([
    ['as-groups: [dev]\n', 'users.user.as'],
    ['as-uid: "7"\n', 'users.user.as'],
    ['as-user-extra: { a: [b] }\n', 'users.user.as'],
    ['as: 7\n', 'users.user.as'],
    ['as: jane\nas-uid: 7\n', 'users.user.as-uid'],
    ['as: jane\nas-groups: dev\n', 'users.user.as-groups'],
    ['as: jane\nas-user-extra: [a]\n', 'users.user.as-user-extra'],
    ['as: jane\nas-user-extra: { a: b }\n', 'users.user.as-user-extra.a'],
    ['as: "jane\\nImpersonate-Group: system:masters"\n', 'users.user.as'],
  ])('%j is refused', async (lines, place) => {
    await expect(kubeconfigConnection(await kubeconfig(lines))).rejects.toMatchObject({
      code: 'invalid-field',
      path: place,
    });
  });

  it('fields without a value are none', async () => {
    const lines = 'as: ""\nas-groups: []\nas-uid: null\nas-user-extra: {}\nusername: ""\n';
    expect(await kubeconfigConnection(await kubeconfig(lines, 'proxy-url: ""\n'))).not.toHaveProperty('actingAs');
  });
});

describe('fields that would change what happens', () => {
  it.each([
    ['', 'proxy-url: http://proxy:3128\n', 'clusters.cluster.proxy-url'],
    ['', 'insecure-skip-tls-verify: true\n', 'clusters.cluster.insecure-skip-tls-verify'],
    ['', 'tls-server-name: 7\n', 'clusters.cluster.tls-server-name'],
    ['exec: { command: x }\n', '', 'users.user.exec'],
    ['auth-provider: { name: x }\n', '', 'users.user.auth-provider'],
    ['username: jane\n', '', 'users.user.username'],
    ['password: secret\n', '', 'users.user.password'],
    ['token: 7\n', '', 'users.user.token'],
  ])('%j%j is refused by name', async (user, inCluster, place) => {
    const path = await kubeconfig(user, inCluster);
    await expect(kubeconfigConnection(path)).rejects.toMatchObject({ code: 'invalid-field', path: place });
  });

  it.each(['/k8s/clusters/c-1', '?a=b', '#a'])('a server with %s is refused', async (more) => {
    const path = await kubeconfig('', '', admin.replace(/(server: \S+)/, `$1${more}`));
    await expect(kubeconfigConnection(path)).rejects.toMatchObject({
      code: 'invalid-field',
      path: 'clusters.cluster.server',
    });
  });

  it.each(['client-key', 'client-certificate'])('the other without a %s is refused', async (field) => {
    const path = await kubeconfig('', '', admin.replace(new RegExp(` {4}${field}-data: .*\n`), ''));
    await expect(kubeconfigConnection(path)).rejects.toMatchObject({ path: `users.user.${field}` });
  });

  it('a token in a file precedes the other, which serves where the file cannot be read', async () => {
    const path = await kubeconfig('token: a\ntokenFile: token\n');
    expect(await kubeconfigConnection(path)).toMatchObject({ token: 'a' });
    await writeFile(join(folder, 'token'), 'b\n');
    expect(await kubeconfigConnection(path)).toMatchObject({ token: 'b', files: [join(folder, 'token')] });
  });
});
