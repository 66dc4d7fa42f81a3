/** Attacks on authentication and authorization by certificates and certificate requests: nothing is gained. Headers: test/security/r34-who-asks; the
 * front proxy: test/kubernetes/aggregation; tokens: test/security/r29-json-web-tokens, test/kubernetes/tokens; paths: api-server.test.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesToBase64, systemRandom, utf8ToBytes } from '../../../src/bytes/index.ts';
import { writePrivateKeyPem } from '../../../src/keys/index.ts';
import { ApiClient, CLIENT_SIGNER, CSR_PATH, KUBELET_CLIENT_SIGNER } from '../../../src/kubernetes/internal.ts';
import { type Authority, issueLeaf, selfSigned } from '../../../src/kubernetes/pki/index.ts';
import { usualSchemeFor } from '../../../src/signatures/index.ts';
import { certificatePem, createRequest, makeName, type Name, requestPem } from '../../../src/x509/index.ts';
import { rejection } from '../../fixtures/cluster-folder.ts';
import { LiveCluster } from '../../fixtures/live-cluster.ts';
import { now } from '../../fixtures/registry.ts';

let cluster: LiveCluster;
const MINUTE = 60_000;
const MASTERS = 'system:masters';
const SECRETS = '/api/v1/namespaces/kube-system/secrets';
const WHOAMI = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

beforeAll(async () => {
  cluster = await LiveCluster.open();
}, 30_000);
afterAll(() => cluster.close());

interface Made {
  readonly subject?: Name;
  readonly purposes?: readonly ('clientAuth' | 'serverAuth')[];
  readonly authority?: Authority;
  readonly time?: Date;
  readonly days?: number;
}

/** Somebody with a certificate that says that they may do everything. */
async function client(made: Made = {}): Promise<ApiClient> {
  const { subject = makeName(['O', MASTERS], ['CN', 'eve']), purposes = ['clientAuth'], time = now() } = made;
  const { authority = cluster.authority, days = 1 } = made;
  const options = { time, days, random: systemRandom };
  const { certificate, key } = issueLeaf(
    { subject, purposes, names: [] },
    await cluster.newKey('eve'),
    authority,
    options,
  );
  const pair = { cert: certificatePem(certificate), key: writePrivateKeyPem(key, 'pkcs8') };
  const roots = certificatePem(cluster.authority.certificate);
  return new ApiClient({ server: cluster.url, roots, credentials: () => pair });
}
const outcome = async (made: Made): Promise<string> =>
  (await client(made)).list(SECRETS).then(
    () => 'listed',
    (error: Error) => error.message,
  );

describe('a client certificate', () => {
  it('of this CA, valid, for clients: the control of this test', async () => {
    expect(await outcome({})).toBe('listed');
  });

  it('that has expired, or is for servers only, ends the handshake', async () => {
    expect(await outcome({ time: new Date(Date.now() - 2 * MINUTE), days: 1 / 1440 })).toMatch(/certificate_expired/);
    expect(await outcome({ purposes: ['serverAuth'] })).toMatch(/certificate/);
    expect(await outcome({ purposes: ['serverAuth'] })).not.toBe('listed');
  });

  it.each(['pki/etcd/ca', 'pki/front-proxy-ca'])('of %s ends the handshake', async (path) => {
    expect(await outcome({ authority: await cluster.authorityOf(path) })).toMatch(/unknown_ca/);
  });

  it('of a CA with the same name and another key ends the handshake', async () => {
    const key = await cluster.newKey('ca');
    const { subject } = cluster.authority.certificate;
    const settings = { time: now(), caDays: 1, random: systemRandom };
    const certificate = selfSigned({ subject: subject.value, purposes: [], names: [] }, key, settings);
    expect(await outcome({ authority: { certificate, key } })).not.toBe('listed');
  });
});

type ValueKind = Name[number][number]['value']['kind'];
const O = '2.5.4.10';
const withGroup = (kind: ValueKind, value: unknown): Name => [
  [{ type: O, value: { kind, value } as Name[number][number]['value'] }],
  ...makeName(['CN', 'eve']),
];
const TEXTS: readonly ValueKind[] = [
  ...(['utf8String', 'printableString', 'ia5String', 'teletexString', 'bmpString', 'universalString'] as const),
  'visibleString',
];

/** A request for a certificate, posted by somebody who may ask. */
async function ask(subject: Name, spec: object = {}, who = 'jane'): Promise<string> {
  const key = await cluster.newKey('eve');
  const scheme = usualSchemeFor(key);
  const request = createRequest({ subject, key, scheme, random: systemRandom, extensions: [] });
  const asker = who === 'jane' ? await client({ subject: makeName(['O', 'askers'], ['CN', 'jane']) }) : await client();
  return asker
    .create(CSR_PATH, {
      ...{ apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { generateName: 'c-' } },
      spec: {
        request: bytesToBase64(utf8ToBytes(requestPem(request))),
        ...{ signerName: CLIENT_SIGNER, usages: ['client auth'], ...spec },
      },
    })
    .then(
      () => 'created',
      (error: Error) => error.message,
    );
}

describe('the group system:masters, in odd encodings', () => {
  beforeAll(async () => {
    const admin = await cluster.client('super-admin');
    await admin.create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
      ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'askers' } },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:node-bootstrapper' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'askers' }],
    });
    await cluster.until(async () => ((await ask(makeName(['CN', 'control']))) === 'created' ? true : undefined));
  });

  it.each(TEXTS)('as %s it is the group, so that nobody gets it by a request', async (kind) => {
    expect(await outcome({ subject: withGroup(kind, MASTERS) })).toBe('listed');
    expect(await ask(withGroup(kind, MASTERS))).toContain(
      'use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
    );
  });

  it('what only looks alike is not the group', async () => {
    for (const odd of [
      'System:Masters',
      ' system:masters',
      'system:masters ',
      'system:masters\u0000',
      'system:masters,',
      'systеm:masters',
    ]) {
      const found = await outcome({ subject: withGroup('utf8String', odd) });
      expect([odd, found]).toEqual([odd, expect.not.stringMatching(/^listed$/)]);
    }
    for (const kind of ['octetString', 'bitString'] as const) {
      const value = kind === 'bitString' ? { unusedBits: 0, bytes: utf8ToBytes(MASTERS) } : utf8ToBytes(MASTERS);
      const found = await outcome({ subject: withGroup(kind, value) }).catch(() => 'not made');
      expect(found).not.toBe('listed');
    }
    // In another attribute, or in the name of a user.
    for (const subject of [
      makeName(['OU', MASTERS], ['CN', 'eve']),
      makeName(['CN', MASTERS]),
      makeName(['CN', 'eve,O=system:masters']),
    ]) {
      expect(await outcome({ subject })).toMatch(/forbidden/);
    }
  });

  it('beside others, and in one RDN with others, it is the group too', async () => {
    const both = makeName(
      [
        ['O', 'dev'],
        ['O', MASTERS],
      ],
      ['CN', 'eve'],
    );
    expect(await outcome({ subject: both })).toBe('listed');
    expect(await ask(both)).toContain('is not allowed');
    expect(await ask(makeName(['O', 'dev'], ['O', MASTERS], ['CN', 'eve']))).toContain('is not allowed');
  });
});

describe('a request that asks for too much', () => {
  it('is refused, or its spec is not what it says', async () => {
    expect(await ask(makeName(['CN', 'eve']), { signerName: 'kubernetes.io/legacy-unknown' })).toMatch(/legacy/);
    expect(await ask(makeName(['CN', 'eve']), { expirationSeconds: 10 })).toMatch(/600|10 minutes|may not/);
    const admin = await cluster.client('super-admin');
    const claimed = { username: 'system:node:node1', groups: ['system:nodes', MASTERS], uid: '0', extra: { a: ['b'] } };
    const node = makeName(['O', 'system:nodes'], ['CN', 'system:node:node1']);
    const usages = ['digital signature', 'client auth'];
    expect(await ask(node, { ...claimed, signerName: KUBELET_CLIENT_SIGNER, usages })).toBe('created');
    const { items } = await admin.list(CSR_PATH);
    const found = items.find(({ spec }) => (spec as { signerName: string }).signerName === KUBELET_CLIENT_SIGNER)!;
    expect(found.spec).toMatchObject({ username: 'jane', groups: ['askers', 'system:authenticated'] });
    expect(found.spec).not.toHaveProperty('uid');
    // Who asks may not approve, sign, or write what was decided.
    const jane = await client({ subject: makeName(['O', 'askers'], ['CN', 'jane']) });
    const path = `${CSR_PATH}/${String(found.metadata['name'])}`;
    const approved = {
      ...found,
      status: { conditions: [{ type: 'Approved', status: 'True', reason: 'Me', message: '' }] },
    };
    for (const sub of ['approval', 'status'])
      expect(await rejection(jane.replace(`${path}/${sub}`, approved))).toBe('forbidden');
    expect(await rejection(jane.replace(path, approved))).toBe('forbidden');
    expect(
      await rejection(jane.create(WHOAMI, { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' })),
    ).toBe('accepted');
  });
});
