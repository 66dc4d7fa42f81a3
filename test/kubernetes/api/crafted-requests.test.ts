/** Attacks by somebody with a few rights, through requests that are crafted: each tries to reach what those rights do not give. */
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base64ToBytes, bytesToBase64, bytesToUtf8, systemRandom, utf8ToBytes } from '../../../src/bytes/index.ts';
import { writePrivateKeyPem } from '../../../src/keys/index.ts';
import { type ApiClient, CSR_PATH } from '../../../src/kubernetes/internal.ts';
import { issueLeaf, subjectOf } from '../../../src/kubernetes/pki/index.ts';
import { usualSchemeFor } from '../../../src/signatures/index.ts';
import {
  certificatePem,
  createRequest,
  makeExtension,
  makeName,
  readCertificatesPem,
  requestPem,
} from '../../../src/x509/index.ts';
import { LiveCluster } from '../../fixtures/live-cluster.ts';

let cluster: LiveCluster;
let admin: ApiClient;
let eve: ApiClient;
const JEWELS = 'the crown jewels';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const MAPS = '/api/v1/namespaces/default/configmaps';
const TEAM = '/api/v1/namespaces/team/configmaps';
const ROLE = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role' };
const EVE = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'eve' }];

/** A role of a namespace, bound to eve; without a namespace a cluster role. */
async function give(namespace: string, name: string, rules: readonly object[]): Promise<void> {
  const kind = namespace === '' ? 'ClusterRole' : 'Role';
  const scope = namespace === '' ? RBAC : `${RBAC}/namespaces/${namespace}`;
  const head = { ...ROLE, metadata: { name, ...(namespace && { namespace }) } };
  await admin.create(`${scope}/${kind.toLowerCase()}s`, { ...head, kind, rules });
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind, name };
  await admin.create(`${scope}/${kind.toLowerCase()}bindings`, {
    ...head,
    kind: `${kind}Binding`,
    roleRef,
    subjects: EVE,
  });
}
const configMap = (namespace: string, name: string, text: string) =>
  admin.create(`/api/v1/namespaces/${namespace}/configmaps`, {
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { text } },
  });
/** What a request comes to: its answer, or the refusal, as text. */
const outcome = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    (value) => JSON.stringify(value) ?? '',
    (error: Error) => `refused: ${error.message}`,
  );
const asked = (path: string, client = eve): Promise<string> => outcome(client.request('GET', path));

beforeAll(async () => {
  cluster = await LiveCluster.open();
  admin = await cluster.client('super-admin');
  await cluster.runControllers();
  eve = await cluster.person('eve');
  for (const name of ['team', 'team-b']) {
    await admin.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  const verbs = ['get', 'list', 'watch'];
  await give('team', 'reader', [{ apiGroups: [''], resources: ['configmaps'], verbs }]);
  const one = { apiGroups: [''], resources: ['configmaps'], resourceNames: ['allowed'], verbs: ['get', 'list'] };
  await give('default', 'one', [
    one,
    { apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: ['robot'], verbs: ['create'] },
  ]);
  await give('kube-system', 'writer', [{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }]);
  const groups = ['rbac.authorization.k8s.io'];
  await give('', 'binder', [
    {
      apiGroups: groups,
      resources: ['clusterroles', 'clusterrolebindings'],
      verbs: ['create', 'get', 'patch', 'update'],
    },
    { apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests'], verbs: ['create', 'get'] },
    { apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests/approval'], verbs: ['update'] },
    {
      apiGroups: ['certificates.k8s.io'],
      resources: ['signers'],
      resourceNames: ['example.com/*'],
      verbs: ['approve'],
    },
  ]);
  await configMap('default', 'allowed', 'public');
  await configMap('default', 'secret', JEWELS);
  await configMap('team-b', 'a', JEWELS);
  for (const name of ['a', 'b', 'c']) await configMap('team', name, 'public');
  await cluster.until(async () => ((await asked(`${MAPS}/allowed`)).startsWith('refused') ? undefined : true));
}, 60_000);
afterAll(() => cluster.close());

describe('rights on one name', () => {
  it.each([
    'fieldSelector=metadata.name%3Dallowed&fieldSelector=',
    'fieldSelector=metadata.name%3Dallowed&fieldSelector=metadata.name%3Dsecret',
    'fieldSelector=metadata.name%3Dallowed%2Cmetadata.name%3Dsecret',
    'fieldSelector=metadata.name%3Dsecret%2Cmetadata.name%3Dallowed',
    'fieldSelector=metadata.name!%3Dallowed',
    'fieldSelector=&fieldSelector=metadata.name%3Dallowed',
    'fieldselector=metadata.name%3Dallowed',
    'fieldSelector=metadata.name%3Dallowed&watch=true',
    'fieldSelector=metadata.name%3Dallowed&watch=false&watch=1',
  ])('a list by %s shows no other', async (query) => {
    expect(await asked(`${MAPS}?${query}`)).not.toContain(JEWELS);
  });

  it.each([
    `${MAPS}/allowed/../secret`,
    `${MAPS}/allowed/%2e%2e/secret`,
    `${MAPS}/allowed%2F..%2Fsecret`,
    `${MAPS}/secret%00`,
    `${MAPS}/allowed;/secret`,
    `${MAPS}/secret?name=allowed`,
    `${MAPS}//secret`,
    '/api/v1/namespaces/team/../default/configmaps/secret',
    '/api/v1/namespaces/team%2F..%2Fdefault/configmaps/secret',
    '/api/v1/namespaces/team/configmaps/../../default/configmaps/secret',
    '//api/v1/namespaces/default/configmaps/secret',
    '/API/v1/namespaces/default/configmaps/secret',
    '/api/v1/namespaces/default/ConfigMaps/secret',
    '/api/v1/namespaces/default/configmaps.v1/secret',
    '/api/v1/namespaces/default/configmaps/secret/',
    '/api/v1/watch/namespaces/default/configmaps/secret',
    '/api/v1/proxy/namespaces/default/configmaps/secret',
    'https://team.svc/api/v1/namespaces/default/configmaps/secret',
    '/apis//v1/namespaces/default/configmaps/secret',
    '/healthz/../api/v1/namespaces/default/configmaps/secret',
  ])('GET %s reaches no other', async (path) => {
    const found = await asked(path);
    expect(found).not.toContain(JEWELS);
    expect(found).toMatch(/^refused: /);
  });

  it('header fields of proxies change neither method, path nor user', async () => {
    const { cert, key } = await pairOf('eve');
    const fields = [
      ...['X-HTTP-Method-Override: DELETE', 'X-Method-Override: DELETE', 'X-HTTP-Method: DELETE'],
      ...[
        `X-Original-URL: ${MAPS}/secret`,
        `X-Rewrite-URL: ${MAPS}/secret`,
        'X-Forwarded-User: kubernetes-super-admin',
      ],
      ...[
        'X-Remote-User: kubernetes-super-admin',
        'X-Remote-Group: system:masters',
        'X-SSL-Client-S-DN: O=system:masters',
      ],
      ...[
        'X-Forwarded-Client-Cert: Subject="O=system:masters"',
        'Forwarded: for=127.0.0.1',
        'X-Forwarded-Uri: /metrics',
      ],
    ];
    const text = await raw(
      { cert, key },
      `GET ${MAPS}/allowed HTTP/1.1\r\nHost: a\r\n${fields.join('\r\n')}\r\nConnection: close\r\n\r\n`,
    );
    expect(text).toContain('public');
    expect(text).not.toContain(JEWELS);
    expect(await asked(`${MAPS}/allowed`)).toContain('public');
  });
});

/** A certificate and key for somebody, PEM. */
async function pairOf(name: string): Promise<{ cert: string; key: string }> {
  const spec = { subject: subjectOf(name, []), purposes: ['clientAuth'], names: [] } as const;
  const options = { time: new Date(), days: 1, random: systemRandom };
  const { certificate, key } = issueLeaf(spec, await cluster.newKey(name), cluster.authority, options);
  return { cert: certificatePem(certificate), key: writePrivateKeyPem(key, 'pkcs8') };
}

/** Sends bytes over node:tls. @returns everything that comes back. */
async function raw(pair: object, text: string): Promise<string> {
  const ca = certificatePem(cluster.authority.certificate);
  const socket = connectTls({ port: cluster.api.port, host: '127.0.0.1', ca, ...pair });
  // Not ended: a client that leaves is not answered.
  socket.write(text);
  return (await socket.setEncoding('latin1').toArray()).join('');
}

describe('rights in one namespace', () => {
  it('a list is of that namespace, whatever another is called', async () => {
    const found = await asked(TEAM);
    expect(found).toContain('public');
    expect(found).not.toContain(JEWELS);
  });

  it('a continue token that was changed, or is of another list, shows nothing else', async () => {
    const { metadata } = await eve.get(`${TEAM}?limit=1`);
    const token = String((metadata as { continue?: string }).continue);
    const value = JSON.parse(bytesToUtf8(base64ToBytes(token))) as { start: string };
    for (const start of [
      '../default/secret',
      '-b/',
      '',
      '../',
      '\u0000',
      '../../secrets/',
      value.start.replace('team', 'default'),
    ]) {
      const changed = bytesToBase64(utf8ToBytes(JSON.stringify({ ...value, start })));
      const found = await asked(`${TEAM}?limit=100&continue=${encodeURIComponent(changed)}`);
      expect([start, found]).toEqual([start, expect.not.stringContaining(JEWELS)]);
    }
    expect(await asked(`/api/v1/namespaces/team-b/configmaps?continue=${encodeURIComponent(token)}`)).toMatch(
      /^refused/,
    );
  });
});

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
    const { ApiClient: Client } = await import('../../../src/kubernetes/internal.ts');
    const whoIs = (id: string): Promise<string> => {
      const roots = certificatePem(cluster.authority.certificate);
      const client = new Client({ server: cluster.url, roots, token: `${id}.${'a'.repeat(16)}` });
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
    expect(await asked('/api/v1/namespaces/kube-system/secrets')).toMatch(/^refused/);
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
    const { ApiClient: Client } = await import('../../../src/kubernetes/internal.ts');
    const roots = certificatePem(cluster.authority.certificate);
    const foreign = await tokenOf(body({ audiences: ['vault'] }));
    expect(await asked('/version', new Client({ server: cluster.url, roots, token: foreign }))).toMatch(/^refused/);
    // Neither in the query nor in the fields that browsers can set (RFC 6750 §2.3; Kubernetes, WebSocket bearer).
    const token = await tokenOf(body({}));
    const review = '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}';
    const text = await raw(
      {},
      `POST /apis/authentication.k8s.io/v1/selfsubjectreviews?access_token=${token} HTTP/1.1\r\nHost: a\r\nCookie: token=${token}\r\n` +
        `Proxy-Authorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${review.length}\r\nConnection: close\r\n\r\n${review}`,
    );
    expect(text).toContain('system:anonymous');
    expect(text).not.toContain('robot');
    // Two answers to who asks: the certificate's counts, as in Kubernetes, and never both.
    const both = await raw(
      await pairOf('eve'),
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
      const asked = await outcome(eve.create(CSR_PATH, await request([], { usages })));
      if (asked.startsWith('refused')) continue;
      const { metadata } = JSON.parse(asked) as { metadata: { name: string } };
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
