/** Attacks by somebody who may write a little, through requests that are crafted: each tries to gain what those rights do not give. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base64ToBytes, bytesToBase64, bytesToUtf8, systemRandom, utf8ToBytes } from '../../../src/bytes/index.ts';
import { ApiClient, CSR_PATH } from '../../../src/kubernetes/internal.ts';
import { usualSchemeFor } from '../../../src/signatures/index.ts';
import {
  certificatePem,
  createRequest,
  makeExtension,
  makeName,
  readCertificatesPem,
  requestPem,
} from '../../../src/x509/index.ts';
import type { LiveCluster } from '../../fixtures/live-cluster.ts';
import { asked, EVE, openScene, outcome, pairOf, RBAC, raw } from './crafted-scene.ts';

let cluster: LiveCluster;
let admin: ApiClient;
let eve: ApiClient;

beforeAll(async () => {
  ({ cluster, admin, eve } = await openScene());
}, 60_000);
afterAll(() => cluster.close());

describe('the right to write some objects', () => {
  it('a bootstrap token is of its group only, in its namespace only, and under its name only', async () => {
    const secret = (id: string, changes: object = {}, more: object = {}) => ({
      ...{ apiVersion: 'v1', kind: 'Secret', type: 'bootstrap.kubernetes.io/token' },
      metadata: { name: `bootstrap-token-${id}`, ...more },
      stringData: {
        'token-id': id,
        'token-secret': 'a'.repeat(16),
        'usage-bootstrap-authentication': 'true',
        ...changes,
      },
    });
    const SECRETS = '/api/v1/namespaces/kube-system/secrets';
    const whoIs = (id: string): Promise<string> => {
      const roots = certificatePem(cluster.authority.certificate);
      const client = new ApiClient({ server: cluster.url, roots, token: `${id}.${'a'.repeat(16)}` });
      const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
      return outcome(client.create('/apis/authentication.k8s.io/v1/selfsubjectreviews', review));
    };
    await outcome(eve.create(SECRETS, secret('aaaaa1', { 'auth-extra-groups': 'system:masters' })));
    await outcome(
      eve.create(SECRETS, secret('aaaaa2', { 'auth-extra-groups': 'system:bootstrappers:a,system:masters' })),
    );
    await outcome(
      eve.create(SECRETS, secret('aaaaa3', { 'auth-extra-groups': 'system:bootstrappers:a\nsystem:masters' })),
    );
    await outcome(eve.create(SECRETS, secret('aaaaa4', { 'token-id': 'zzzzz4' })));
    await outcome(admin.create('/api/v1/namespaces/default/secrets', secret('aaaaa5', {}, { namespace: 'default' })));
    for (const id of ['aaaaa1', 'aaaaa2', 'aaaaa3', 'aaaaa4', 'zzzzz4', 'aaaaa5']) {
      const found = await whoIs(id);
      expect([id, found]).toEqual([id, expect.stringMatching(/^refused/)]);
    }
  });

  it('roles give nobody what they lack, by no way of writing, nor in a dry run', async () => {
    const head = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'mine' } };
    const all = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
    const own = `${RBAC}/clusterroles/binder`;
    const present = await eve.get(own);
    const attempts: (() => Promise<unknown>)[] = [
      () => eve.create(`${RBAC}/clusterroles`, { ...head, kind: 'ClusterRole', rules: all }),
      () => eve.create(`${RBAC}/clusterroles?dryRun=All`, { ...head, kind: 'ClusterRole', rules: all }),
      () => eve.create(`${RBAC}/clusterrolebindings`, { ...head, kind: 'ClusterRoleBinding', roleRef, subjects: EVE }),
      () =>
        eve.create(`${RBAC}/clusterrolebindings?dryRun=All`, {
          ...head,
          kind: 'ClusterRoleBinding',
          roleRef,
          subjects: EVE,
        }),
      () =>
        eve.create(`${RBAC}/clusterroles`, {
          ...{ ...head, kind: 'ClusterRole', rules: [] },
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: {} }] },
        }),
      () => eve.replace(own, { ...present, rules: all }),
      ...(
        [
          ['application/json-patch+json', [{ op: 'add', path: '/rules/-', value: all[0] }]],
          ['application/json-patch+json', [{ op: 'replace', path: '/rules/0/verbs/0', value: '*' }]],
          [
            'application/json-patch+json',
            [{ op: 'add', path: '/rules/1/resources/-', value: 'certificatesigningrequests/status' }],
          ],
          ['application/merge-patch+json', { rules: all }],
          ['application/strategic-merge-patch+json', { rules: all }],
          [
            'application/strategic-merge-patch+json',
            { $patch: 'replace', ...head, metadata: { name: 'binder' }, rules: all },
          ],
        ] as const
      ).map(
        ([contentType, body]) =>
          () =>
            eve.request('PATCH', own, { body, contentType }),
      ),
      () =>
        eve.request('PATCH', `${RBAC}/clusterrolebindings/binder`, {
          body: { roleRef: { ...roleRef } },
          contentType: 'application/merge-patch+json',
        }),
      () =>
        eve.request('PATCH', `${RBAC}/clusterrolebindings/cluster-admin`, {
          body: { subjects: EVE },
          contentType: 'application/merge-patch+json',
        }),
    ];
    for (const [i, attempt] of attempts.entries()) {
      expect([i, await outcome(attempt())]).toEqual([i, expect.stringMatching(/^refused/)]);
    }
    expect(await asked(eve, '/api/v1/namespaces/kube-system/secrets')).toMatch(/^refused/);
  });

  it('a token is of the account that the path names, and of its own audience', async () => {
    for (const name of ['robot', 'chief']) {
      const head = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } };
      await admin.create('/api/v1/namespaces/default/serviceaccounts', head);
    }
    const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts';
    const body = (spec: object, metadata: object = {}) => ({
      ...{ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata, spec },
    });
    const tokenOf = async (given: object): Promise<string> =>
      ((await eve.create(`${ACCOUNTS}/robot/token`, given)).status as { token: string }).token;
    const claims = (token: string) =>
      JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()) as { sub: string };
    expect(claims(await tokenOf(body({}))).sub).toBe('system:serviceaccount:default:robot');
    for (const metadata of [{ name: 'chief' }, { namespace: 'kube-system' }]) {
      const found = await outcome(tokenOf(body({}, metadata)).then((token) => claims(token).sub));
      expect(found).toMatch(/^refused|"system:serviceaccount:default:robot"/);
    }
    for (const path of [`${ACCOUNTS}/chief/token`, '/api/v1/namespaces/kube-system/serviceaccounts/default/token']) {
      expect(await outcome(eve.create(path, body({})))).toMatch(/^refused/);
    }
    const roots = certificatePem(cluster.authority.certificate);
    const foreign = await tokenOf(body({ audiences: ['vault'] }));
    expect(await asked(new ApiClient({ server: cluster.url, roots, token: foreign }), '/version')).toMatch(/^refused/);
    // Neither in the query nor in the fields that browsers can set (RFC 6750 §2.3; Kubernetes, WebSocket bearer).
    const token = await tokenOf(body({}));
    const review = '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}';
    const text = await raw(
      cluster,
      {},
      `POST /apis/authentication.k8s.io/v1/selfsubjectreviews?access_token=${token} HTTP/1.1\r\nHost: a\r\nCookie: token=${token}\r\n` +
        `Proxy-Authorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${review.length}\r\nConnection: close\r\n\r\n${review}`,
    );
    expect(text).toContain('system:anonymous');
    expect(text).not.toContain('robot');
    // Two answers to who asks: the certificate's counts, as in Kubernetes, and never both.
    const both = await raw(
      cluster,
      await pairOf(cluster, 'eve'),
      `POST /apis/authentication.k8s.io/v1/selfsubjectreviews HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${review.length}\r\nConnection: close\r\n\r\n${review}`,
    );
    expect(both).toContain('"username":"eve"');
    expect(both).not.toContain('system:serviceaccounts');
  });

  it('an object of another kind, place or name does not come in by a path that is allowed', async () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'x', namespace: 'kube-system' },
      type: 'Opaque',
    };
    const binding = {
      ...{
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'x' },
        subjects: EVE,
      },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    };
    const SECRETS = '/api/v1/namespaces/kube-system/secrets';
    expect(await outcome(eve.create(SECRETS, binding))).toMatch(/^refused/);
    expect(await outcome(eve.create(SECRETS, { kind: 'List', apiVersion: 'v1', items: [binding] }))).toMatch(
      /^refused/,
    );
    expect(await outcome(eve.create(SECRETS, { ...secret, metadata: { name: 'x', namespace: 'default' } }))).toMatch(
      /^refused/,
    );
    for (const name of ['../x', 'a/b', 'x%2Fy', '..', '.', 'A', 'x\u0000', 'x\n']) {
      expect([name, await outcome(eve.create(SECRETS, { ...secret, metadata: { name } }))]).toEqual([
        name,
        expect.stringMatching(/^refused/),
      ]);
    }
  });
});

describe('a certificate request that is approved in good faith', () => {
  const request = async (extensions: ReturnType<typeof makeExtension>[], spec: object): Promise<object> => {
    const key = await cluster.newKey('eve');
    const made = createRequest({
      ...{ subject: makeName(['CN', 'eve']), key, scheme: usualSchemeFor(key), random: systemRandom, extensions },
    });
    return {
      ...{
        apiVersion: 'certificates.k8s.io/v1',
        kind: 'CertificateSigningRequest',
        metadata: { generateName: 'eve-' },
      },
      spec: {
        request: bytesToBase64(utf8ToBytes(requestPem(made))),
        ...{ signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'], ...spec },
      },
    };
  };
  const approved = (object: { metadata: Readonly<Record<string, unknown>> }) => ({
    ...object,
    status: { conditions: [{ type: 'Approved', status: 'True', reason: 'Test', message: '' }] },
  });

  it('makes no CA, and lives no longer than the signer lets it', async () => {
    const extensions = [
      makeExtension('basicConstraints', true, { cA: true }),
      makeExtension('keyUsage', true, ['keyCertSign', 'cRLSign']),
    ];
    const made = await eve.create(CSR_PATH, await request(extensions, { expirationSeconds: 2 ** 31 - 1 }));
    const path = `${CSR_PATH}/${String(made.metadata['name'])}`;
    await admin.replace(`${path}/approval`, approved(made));
    const text = await cluster.until(
      async () => ((await admin.get(path)).status as { certificate?: string }).certificate,
    );
    const [certificate] = readCertificatesPem(bytesToUtf8(base64ToBytes(text)));
    expect([certificate.isCA, certificate.keyUsage]).toEqual([false, undefined]);
    expect(certificate.notAfter.getTime()).toBeLessThan(Date.now() + 366 * 86_400_000);
  });

  it('is approved only by one who may approve for that signer, and usages of a server or a CA are refused', async () => {
    const made = await eve.create(CSR_PATH, await request([], {}));
    const path = `${CSR_PATH}/${String(made.metadata['name'])}/approval`;
    expect(await outcome(eve.replace(path, approved(made)))).toMatch(/^refused/);
    const spec = { ...(made.spec as object), signerName: 'example.com/a' };
    const swapped = await outcome(eve.replace(path, { ...approved(made), spec }));
    const after = await admin.get(path.replace('/approval', ''));
    expect([swapped, (after.spec as { signerName: string }).signerName, after.status ?? {}]).toEqual([
      expect.stringMatching(/^refused/),
      'kubernetes.io/kube-apiserver-client',
      {},
    ]);
    for (const usages of [['server auth'], ['client auth', 'cert sign'], ['any'], []]) {
      const answer = await outcome(eve.create(CSR_PATH, await request([], { usages })));
      if (answer.startsWith('refused')) continue;
      const { metadata } = JSON.parse(answer) as { metadata: { name: string } };
      const object = await admin.get(`${CSR_PATH}/${metadata.name}`);
      await admin.replace(`${CSR_PATH}/${metadata.name}/approval`, approved(object));
      const failed = await cluster.until(async () => {
        const { conditions = [], certificate } = (await admin.get(`${CSR_PATH}/${metadata.name}`)).status as {
          conditions?: { type: string }[];
          certificate?: string;
        };
        return certificate !== undefined || conditions.some(({ type }) => type === 'Failed')
          ? { certificate }
          : undefined;
      });
      expect([usages, failed.certificate]).toEqual([usages, undefined]);
    }
  });
});
