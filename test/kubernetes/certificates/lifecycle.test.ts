/** CertificateSigningRequests through a real API server and the controllers: asked, approved or not, signed or failed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesToBase64, systemRandom, utf8ToBytes } from '../../../src/bytes/index.ts';
import {
  type ApiClient,
  CLIENT_SIGNER,
  CSR_PATH,
  cleanOnce,
  KUBELET_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
  legibleRequest,
  rightsOf,
} from '../../../src/kubernetes/internal.ts';
import { clusterKeys, type KubernetesObject } from '../../../src/kubernetes/pki/index.ts';
import { usualSchemeFor } from '../../../src/signatures/index.ts';
import {
  type AttributeText,
  createRequest,
  makeExtension,
  makeName,
  parseGeneralNames,
  readCertificatesPem,
  requestPem,
} from '../../../src/x509/index.ts';
import { rejection } from '../../fixtures/cluster-folder.ts';
import { LiveCluster } from '../../fixtures/live-cluster.ts';

const RBAC = 'rbac.authorization.k8s.io';
const role = (name: string, ...rules: object[]): KubernetesObject => ({
  ...{ apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name } },
  rules,
});
const bind = (name: string, group: string): KubernetesObject => ({
  ...{ apiVersion: `${RBAC}/v1`, kind: 'ClusterRoleBinding', metadata: { name } },
  subjects: [{ kind: 'Group', apiGroup: RBAC, name: group }],
  roleRef: { kind: 'ClusterRole', apiGroup: RBAC, name },
});
const CSRS = { apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests'] };

let cluster: LiveCluster;
let admin: ApiClient;
let jane: ApiClient;
let clerk: ApiClient;
const newKey = clusterKeys({ random: systemRandom, keyType: 'ecdsa-p256' });

beforeAll(async () => {
  cluster = await LiveCluster.open();
  [admin, jane, clerk] = [
    await cluster.client('super-admin'),
    await cluster.person('jane', 'dev'),
    await cluster.person('clerk', 'clerks'),
  ];
  for (const object of [
    role('ask', { ...CSRS, verbs: ['create', 'get'] }),
    bind('ask', 'dev'),
    // May write the subresource, and has no signer.
    role('clerk', {
      ...CSRS,
      resources: ['certificatesigningrequests/approval', 'certificatesigningrequests/status'],
      verbs: ['update'],
    }),
    bind('clerk', 'clerks'),
  ]) {
    await admin.create(`/apis/${RBAC}/v1/${String(object.kind).toLowerCase()}s`, object);
  }
  await cluster.runControllers();
}, 30_000);
afterAll(() => cluster.close());

interface Wanted {
  readonly subject: readonly AttributeText[];
  readonly names?: string;
  readonly usages?: readonly string[];
  readonly signerName?: string;
  readonly further?: object;
}
let count = 0;

async function csrObject({ subject, names, usages, signerName = CLIENT_SIGNER, further = {} }: Wanted) {
  const key = await newKey('any');
  const extensions = [
    ...(names === undefined ? [] : [makeExtension('subjectAltName', false, parseGeneralNames(names))]),
    makeExtension('basicConstraints', true, { cA: true }),
  ];
  const request = createRequest({
    subject: makeName(...subject),
    key,
    scheme: usualSchemeFor(key),
    random: systemRandom,
    extensions,
  });
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: `r-${count++}` },
    spec: {
      request: bytesToBase64(utf8ToBytes(requestPem(request))),
      ...{ signerName, usages: usages ?? ['digital signature', 'client auth'], ...further },
    },
  };
}

const ask = async (client: ApiClient, wanted: Wanted): Promise<KubernetesObject> =>
  client.create(CSR_PATH, await csrObject(wanted));
const pathOf = (object: KubernetesObject): string => `${CSR_PATH}/${object.metadata['name']}`;
const condition = (type: string) => ({ type, status: 'True', reason: 'Test', message: 'by a test' });
const decide = (client: ApiClient, object: KubernetesObject, ...types: string[]) =>
  client.replace(`${pathOf(object)}/approval`, { ...object, status: { conditions: types.map(condition) } });
const settled = (object: KubernetesObject) =>
  cluster.until(async () => {
    const status = (await admin.get(pathOf(object))).status as {
      certificate?: string;
      conditions?: { type: string; message: string }[];
    };
    const failed = status.conditions?.find(({ type }) => type === 'Failed');
    return status.certificate !== undefined || failed !== undefined
      ? { certificate: status.certificate, failed }
      : undefined;
  });
const certificateOf = async (object: KubernetesObject) => {
  const { certificate, failed } = await settled(object);
  expect(failed).toBeUndefined();
  return readCertificatesPem(Buffer.from(certificate!, 'base64').toString())[0];
};

describe('vectors', () => {
  it('the server writes who asked, whatever the client says', async () => {
    const lies = { username: 'kubernetes-admin', groups: ['system:masters'], uid: '0', extra: { a: ['b'] } };
    const object = await ask(jane, { subject: [['CN', 'jane']], further: lies });
    expect(object.spec).toMatchObject({ username: 'jane', groups: ['dev', 'system:authenticated'] });
    expect((object.spec as { uid?: string }).uid).toBeUndefined();
    expect(object.status ?? {}).toEqual({});
  });

  it('an approved client is signed: subject, key and names of the request, usages of the spec, and nothing else', async () => {
    const object = await ask(jane, {
      subject: [
        ['O', 'dev'],
        ['CN', 'jane'],
      ],
      further: { expirationSeconds: 3600 },
    });
    await decide(admin, object, 'Approved');
    const certificate = await certificateOf(object);
    expect([certificate.isCA, certificate.keyUsage, certificate.extKeyUsage]).toEqual([
      false,
      ['digitalSignature'],
      ['1.3.6.1.5.5.7.3.2'],
    ]);
    // An hour from now; five minutes before now it begins.
    expect(certificate.notAfter.getTime() - certificate.notBefore.getTime()).toBe(3_900_000);
    expect(certificate.serialNumber < 1n << 128n).toBe(true);
  });

  it('a kubelet gets its client certificate by itself, and its serving certificate from a person', async () => {
    const subject = [
      ['O', 'system:nodes'],
      ['CN', 'system:node:node2'],
    ] as const;
    const node = await cluster.person('system:node:node2', 'system:nodes');
    await admin.create(`/apis/${RBAC}/v1/clusterrolebindings`, {
      ...bind('ask-nodes', 'system:nodes'),
      roleRef: { kind: 'ClusterRole', apiGroup: RBAC, name: 'ask' },
    });
    const own = await ask(node, { subject, signerName: KUBELET_CLIENT_SIGNER });
    await certificateOf(own);
    expect((await admin.get(pathOf(own))).status).toMatchObject({
      conditions: [
        { type: 'Approved', reason: 'AutoApproved', message: expect.stringMatching(/^Auto approving self kubelet/) },
      ],
    });
    const usages = ['digital signature', 'server auth'];
    const serving = await ask(node, { subject, usages, names: 'DNS:node2', signerName: KUBELET_SERVING_SIGNER });
    await decide(admin, serving, 'Approved');
    expect((await certificateOf(serving)).subjectAltNames).toEqual([{ kind: 'dNSName', value: 'node2' }]);
  });

  it('what breaks the signer’s rules fails, and says by which', async () => {
    const nodes = [
      ['O', 'system:nodes'],
      ['CN', 'system:node:a'],
    ] as const;
    const cases: [Wanted, string][] = [
      [
        { subject: [['CN', 'jane']], usages: ['client auth', 'server auth'] },
        'invalid usage for client certificate: server auth',
      ],
      [
        { subject: [['CN', 'jane']], usages: ['digital signature'] },
        'missing required usage for client certificate: client auth',
      ],
      [
        {
          subject: [
            ['O', 'system:masters'],
            ['CN', 'x'],
          ],
          signerName: KUBELET_CLIENT_SIGNER,
        },
        'subject organization is not system:nodes',
      ],
      [{ subject: nodes, names: 'DNS:a', signerName: KUBELET_CLIENT_SIGNER }, 'DNS subjectAltNames are not allowed'],
      [
        { subject: nodes, names: 'IP:10.0.0.1', signerName: KUBELET_CLIENT_SIGNER },
        'IP subjectAltNames are not allowed',
      ],
      [
        {
          subject: [
            ['O', 'system:nodes'],
            ['CN', 'a'],
          ],
          signerName: KUBELET_CLIENT_SIGNER,
        },
        'subject common name does not begin with system:node:',
      ],
      [
        { subject: nodes, usages: ['digital signature', 'server auth'], signerName: KUBELET_SERVING_SIGNER },
        'DNS or IP subjectAltName is required',
      ],
      [
        { subject: nodes, names: 'DNS:a', signerName: KUBELET_SERVING_SIGNER },
        'usages did not match [digital signature key encipherment server auth]',
      ],
    ];
    for (const [wanted, message] of cases) {
      const object = await ask(jane, wanted);
      await decide(admin, object, 'Approved');
      expect((await settled(object)).failed).toMatchObject({ reason: 'SignerValidationFailure', message });
      expect(legibleRequest(object).refusal).toBe(message);
    }
  });

  it('what has served its time is cleaned away', async () => {
    const object = await ask(jane, { subject: [['CN', 'jane']] });
    expect(await cleanOnce(admin, new Date(Date.now() + 23 * 3_600_000))).not.toContain(object.metadata['name']);
    expect(await cleanOnce(admin, new Date(Date.now() + 25 * 3_600_000))).toContain(object.metadata['name']);
    expect(await admin.find(pathOf(object))).toBeUndefined();
  });
});

describe('misuse', () => {
  const code = (promise: Promise<unknown>) => rejection(promise);

  it('a request that is none is refused when it is created', async () => {
    const good = await csrObject({ subject: [['CN', 'jane']] });
    const withSpec = (spec: object) => code(jane.create(CSR_PATH, { ...good, spec: { ...good.spec, ...spec } }));
    expect(await withSpec({ request: bytesToBase64(utf8ToBytes('nothing')) })).toBe('invalid');
    const pem = Buffer.from(good.spec.request, 'base64').toString();
    const torn = pem.replace(/\n([A-Za-z0-9+/]{8})/, '\nAAAAAAAA');
    expect(await withSpec({ request: bytesToBase64(utf8ToBytes(torn)) })).toBe('invalid');
    expect(await withSpec({ usages: [] })).toBe('invalid');
    expect(await withSpec({ usages: ['world domination'] })).toBe('invalid');
    expect(await withSpec({ usages: ['client auth', 'client auth'] })).toBe('invalid');
    expect(await withSpec({ expirationSeconds: 599 })).toBe('invalid');
    expect(await withSpec({ signerName: 'kubernetes.io/legacy-unknown' })).toBe('invalid');
    expect(await withSpec({ signerName: 'nobody' })).toBe('invalid');
  });

  it('nobody becomes system:masters by a request', async () => {
    const asked = ask(jane, {
      subject: [
        ['O', 'system:masters'],
        ['CN', 'jane'],
      ],
    });
    await expect(asked).rejects.toThrow(
      'use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
    );
  });

  it('the subresource alone does not approve or sign: the signer must be one’s own', async () => {
    const object = await ask(jane, { subject: [['CN', 'jane']] });
    await expect(decide(clerk, object, 'Approved')).rejects.toThrow(
      'user not permitted to approve requests with signerName "kubernetes.io/kube-apiserver-client"',
    );
    const signed = { ...object, status: { certificate: bytesToBase64(utf8ToBytes('x')) } };
    expect(await code(clerk.replace(`${pathOf(object)}/status`, signed))).toMatch(/^(forbidden|invalid)$/);
    expect(await code(decide(jane, object, 'Approved'))).toBe('forbidden');
  });

  it('decisions exclude each other, stay, and are made in their place; the spec never changes', async () => {
    const object = await ask(jane, { subject: [['CN', 'jane']] });
    expect(await code(decide(admin, object, 'Approved', 'Denied'))).toBe('invalid');
    const denied = await decide(admin, object, 'Denied');
    expect(
      await code(
        admin.replace(`${pathOf(object)}/approval`, { ...denied, status: { conditions: [condition('Approved')] } }),
      ),
    ).toBe('invalid');
    const status = { ...denied, status: { conditions: [condition('Denied'), condition('Approved')] } };
    expect(await code(admin.replace(`${pathOf(object)}/status`, status))).toBe('invalid');
    const other = await ask(jane, { subject: [['CN', 'jane']] });
    const changed = await admin.replace(pathOf(other), {
      ...other,
      spec: { ...(other.spec as object), username: 'root' },
      status: { conditions: [condition('Approved')] },
    });
    expect(changed.spec).toMatchObject({ username: 'jane' });
    expect(changed.status ?? {}).toEqual({});
  });
});

describe('a request made legible', () => {
  it('who asks, for what, what is dropped, and what its holder could do', async () => {
    const object = await ask(jane, {
      subject: [
        ['O', 'dev'],
        ['CN', 'bob'],
      ],
    });
    const legible = legibleRequest(object);
    expect(legible).toMatchObject({
      standing: ['Pending'],
      requester: { username: 'jane' },
      certificate: { subject: 'O = dev, CN = bob', isProven: true },
      dropped: ['basicConstraints'],
      refusal: undefined,
      becomes: { name: 'bob', groups: ['dev', 'system:authenticated'] },
    });
    expect(legible.warnings).toEqual([
      'jane asks for a certificate of another user: bob',
      'it asks for basicConstraints, as a CA would; signers of Kubernetes drop it',
    ]);
    const rights = await rightsOf(legible.becomes!, admin);
    expect(rights.source).toBe('rbac');
    expect(rights.granted.map(({ binding }) => binding)).toContain('ClusterRoleBinding ask');
    expect(rights.dangers).toEqual([]);
    // jane may neither read RBAC nor ask.
    expect(await rightsOf(legible.becomes!, jane)).toMatchObject({
      source: 'none',
      unseen: [expect.any(String), expect.any(String)],
    });
    const manager = await cluster.client('controller-manager');
    const admins = { name: 'x', groups: ['kubeadm:cluster-admins'] };
    expect((await rightsOf(admins, manager)).dangers).toEqual(['do everything']);
  });

  it('a name that is not a person’s, and rights in one namespace', async () => {
    const bindings = '/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/rolebindings';
    const binding = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'robot' } };
    const subjects = [{ kind: 'ServiceAccount', name: 'robot', namespace: 'kube-system' }];
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' };
    await admin.create(bindings, { ...binding, subjects, roleRef });
    const read = async (commonName: string, ...groups: string[]) =>
      legibleRequest(
        await ask(jane, { subject: [...groups.map((group): [string, string] => ['O', group]), ['CN', commonName]] }),
      );
    const robot = await read('system:serviceaccount:kube-system:robot');
    expect(robot.warnings).toContain(
      'its holder would be authenticated as the service account kube-system:robot, also after the account is deleted',
    );
    const rights = await rightsOf(robot.becomes!, admin);
    expect(rights.granted.map((grant) => grant.binding)).toContain('RoleBinding kube-system/robot');
    expect(rights.dangers).toContain('read every secret of the namespace kube-system');
    const node = await read('system:node:x', 'system:nodes');
    expect(node.warnings).toContain(
      'its holder would be authenticated as a node, whose certificates are for another signer',
    );
    expect((await read('system:monitoring')).warnings).toContain("system:monitoring is a name of Kubernetes' own");
    expect((await read('x', 'kubeadm:cluster-admins')).warnings).toContain(
      'its holder would be a member of kubeadm:cluster-admins, which may do everything in clusters made by kubeadm (it binds the group to cluster-admin)',
    );
  });
});
