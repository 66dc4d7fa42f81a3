/** Tokens of service accounts: asked for, shown, reviewed, and dead with what they are bound to. */
import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToUtf8,
  systemRandom,
  utf8ToBytes,
} from '../../../src/bytes/index.ts';
import { publicKeyOf, readPrivateKeyPem } from '../../../src/keys/index.ts';
import { TokenIssuer, tokenKeyId } from '../../../src/kubernetes/index.ts';
import { ApiClient } from '../../../src/kubernetes/internal.ts';
import type { KubernetesObject } from '../../../src/kubernetes/pki/index.ts';
import { signJws } from '../../../src/signatures/index.ts';
import { certificatePem } from '../../../src/x509/index.ts';
import { rejection } from '../../fixtures/cluster-folder.ts';
import { KEYS } from '../../fixtures/keys.ts';
import { ISSUER, LiveCluster } from '../../fixtures/live-cluster.ts';

let cluster: LiveCluster;
let admin: ApiClient;
const DEV = '/api/v1/namespaces/dev';
const WHOAMI = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const TOKEN_REVIEWS = '/apis/authentication.k8s.io/v1/tokenreviews';

beforeAll(async () => {
  cluster = await LiveCluster.open();
  admin = await cluster.client('super-admin');
  await admin.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dev' } });
  await newAccount('builder');
}, 30_000);
afterAll(() => cluster.close());

const newAccount = (name: string): Promise<KubernetesObject> =>
  admin.create(`${DEV}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
const newPod = (name: string, spec: object = {}): Promise<KubernetesObject> =>
  admin.create(`${DEV}/pods`, {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name } },
    spec: { serviceAccountName: 'builder', containers: [{ name: 'main', image: 'x' }], ...spec },
  });
const uidOf = ({ metadata }: KubernetesObject): string => String(metadata['uid']);

interface Issued {
  readonly spec: { readonly audiences: string[]; readonly expirationSeconds: number };
  readonly status: { readonly token: string; readonly expirationTimestamp: string };
}
const askWith = async (client: ApiClient, spec: object = {}, name = 'builder'): Promise<Issued> =>
  (await client.create(`${DEV}/serviceaccounts/${name}/token`, {
    ...{ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec },
  })) as unknown as Issued;
const ask = (spec: object = {}, name?: string): Promise<Issued> => askWith(admin, spec, name);
const tokenOf = async (spec: object = {}): Promise<string> => (await ask(spec)).status.token;
const bound = (kind: string, name: string, uid?: string): object => ({
  boundObjectRef: { apiVersion: 'v1', kind, name, ...(uid !== undefined && { uid }) },
});

const bearer = (token: string): ApiClient =>
  new ApiClient({ server: cluster.url, roots: certificatePem(cluster.authority.certificate), token });
const whoami = async (token: string): Promise<object> => {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const { status } = await bearer(token).create(WHOAMI, review);
  return (status as { userInfo: object }).userInfo;
};
const refused = (token: string): Promise<string> => rejection(whoami(token));
const reviewed = async (token: string, audiences?: string[], client = admin): Promise<object> => {
  const spec = { token, ...(audiences && { audiences }) };
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec };
  return (await client.create(TOKEN_REVIEWS, review))['status'] as object;
};
const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(bytesToUtf8(base64urlToBytes(token.split('.')[1])));

describe('a token that is asked for', () => {
  it('says what Kubernetes says, for an hour and for the API server', async () => {
    const before = Math.floor(Date.now() / 1000);
    const { spec, status } = await ask();
    expect(spec).toMatchObject({ audiences: [ISSUER], expirationSeconds: 3600 });
    const claims = claimsOf(status.token);
    const account = await admin.get(`${DEV}/serviceaccounts/builder`);
    expect(claims).toEqual({
      ...{ iss: ISSUER, sub: 'system:serviceaccount:dev:builder', aud: [ISSUER] },
      ...{ exp: (claims['iat'] as number) + 3600, nbf: claims['iat'], iat: expect.any(Number) },
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'kubernetes.io': { namespace: 'dev', serviceaccount: { name: 'builder', uid: uidOf(account) } },
    });
    expect(claims['iat']).toBeGreaterThanOrEqual(before);
    expect(Date.parse(status.expirationTimestamp) / 1000).toBe(claims['exp']);
  });

  it('is believed, as the service account with its groups', async () => {
    const token = await tokenOf();
    const { jti } = claimsOf(token);
    expect(await whoami(token)).toEqual({
      username: 'system:serviceaccount:dev:builder',
      uid: uidOf(await admin.get(`${DEV}/serviceaccounts/builder`)),
      groups: ['system:serviceaccounts', 'system:serviceaccounts:dev', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${jti}`] },
    });
    expect(await rejection(bearer(token).list(`${DEV}/secrets`))).toBe('forbidden');
    await admin.create(`/apis/rbac.authorization.k8s.io/v1/namespaces/dev/rolebindings`, {
      ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'builders' } },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'ServiceAccount', name: 'builder', namespace: 'dev' }],
    });
    expect((await bearer(token).list(`${DEV}/pods`)).items).toEqual([]);
  });

  it('lives as long as is asked, within bounds', async () => {
    expect((await ask({ expirationSeconds: 600 })).spec.expirationSeconds).toBe(600);
    const message = (spec: object): Promise<string> => ask(spec).then(String, (error: Error) => error.message);
    expect(await message({ expirationSeconds: 599 })).toBe(
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
    );
    expect(await message({ expirationSeconds: 2 ** 32 + 1 })).toContain('larger than 2^32 seconds');
    expect(await message({ expirationSeconds: '600' })).toContain('Invalid value');
    expect(await rejection(ask({}, 'nobody'))).toBe('not-found');
    const jane = await cluster.person('jane');
    expect(await rejection(askWith(jane))).toBe('forbidden');
  });

  it('for somebody else is not for the API server', async () => {
    const token = await tokenOf({ audiences: ['https://vault.example', 'db'] });
    expect(await refused(token)).toBe('unauthorized');
    expect(await reviewed(token, ['db', 'x'])).toMatchObject({ authenticated: true, audiences: ['db'] });
    expect(await reviewed(token)).toMatchObject({ error: 'the token is for somebody else' });
  });
});

describe('a token that is bound', () => {
  it('to a pod names it and its node, and dies with it', async () => {
    await admin.create('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node7' } });
    const pod = await newPod('job', { nodeName: 'node7' });
    const token = await tokenOf(bound('Pod', 'job', uidOf(pod)));
    const node = await admin.get('/api/v1/nodes/node7');
    expect(await whoami(token)).toMatchObject({
      extra: {
        'authentication.kubernetes.io/pod-name': ['job'],
        'authentication.kubernetes.io/pod-uid': [uidOf(pod)],
        'authentication.kubernetes.io/node-name': ['node7'],
        'authentication.kubernetes.io/node-uid': [uidOf(node)],
      },
    });
    await admin.delete(`${DEV}/pods/job`);
    expect(await refused(token)).toBe('unauthorized');
    // One of the same name is another one.
    await newPod('job');
    expect(await refused(token)).toBe('unauthorized');
    expect(await reviewed(token)).toMatchObject({ error: expect.stringContaining('has been invalidated: pod') });
  });

  it('to a secret dies with it, and an account that was made anew is another one', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'session' } };
    await admin.create(`${DEV}/secrets`, secret);
    const token = await tokenOf(bound('Secret', 'session'));
    expect(await whoami(token)).toMatchObject({ username: 'system:serviceaccount:dev:builder' });
    await admin.delete(`${DEV}/secrets/session`);
    expect(await refused(token)).toBe('unauthorized');
    await newAccount('brief');
    const { token: brief } = (await ask({}, 'brief')).status;
    await admin.delete(`${DEV}/serviceaccounts/brief`);
    await newAccount('brief');
    expect(await refused(brief)).toBe('unauthorized');
  });

  it('to what is not there, not its own, or of another kind is refused', async () => {
    await newPod('other', { serviceAccountName: 'default' });
    const pod = await newPod('own');
    expect(await rejection(ask(bound('Pod', 'nothing')))).toBe('not-found');
    expect(await rejection(ask(bound('Pod', 'other')))).toBe('bad-request');
    expect(await rejection(ask(bound('Deployment', 'own')))).toBe('bad-request');
    const another = uidOf(pod).replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    expect(await rejection(ask(bound('Pod', 'own', another)))).toBe('conflict');
  });

  it('a node gets one for the pods that it runs, and no other', async () => {
    const node = await cluster.person('system:node:node8', 'system:nodes');
    const mine = await newPod('mine', { nodeName: 'node8' });
    const theirs = await newPod('theirs', { nodeName: 'node9' });
    const get = (spec: object): Promise<string> =>
      askWith(node, spec).then(
        () => 'issued',
        (error: Error) => error.message,
      );
    await cluster.until(async () => ((await get(bound('Pod', 'mine', uidOf(mine)))) === 'issued' ? true : undefined));
    expect(await get({})).toContain('node requested token not bound to a pod');
    expect(await get(bound('Pod', 'mine'))).toContain('node requested token with a pod binding without a uid');
    expect(await get(bound('Pod', 'theirs', uidOf(theirs)))).toContain('scheduled on a different node');
    expect(await rejection(askWith(node, {}, 'brief'))).toBe('forbidden');
  });
});

describe('the issuer', () => {
  it('tells its keys, by which others verify', async () => {
    const token = await tokenOf();
    const configuration = await bearer(token).get('/.well-known/openid-configuration');
    expect(configuration).toEqual({
      issuer: ISSUER,
      jwks_uri: `${cluster.url}/openid/v1/jwks`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    });
    const { keys } = (await bearer(token).get('/openid/v1/jwks')) as unknown as {
      keys: { kid: string; alg: string }[];
    };
    const [header, payload, signature] = token.split('.');
    const { kid } = JSON.parse(bytesToUtf8(base64urlToBytes(header))) as { kid: string };
    const key = createPublicKey({ format: 'jwk', key: keys.find((one) => one.kid === kid) as never });
    const options = { key, dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', Buffer.from(`${header}.${payload}`), options, base64urlToBytes(signature))).toBe(true);
    // Not for everybody: the role is that of service accounts.
    expect(await rejection((await cluster.person('jane')).get('/openid/v1/jwks'))).toBe('forbidden');
  });

  it('believes its former keys, and names each by the hash of its SubjectPublicKeyInfo', () => {
    const server = (): string => 'https://127.0.0.1:6443';
    const before = new TokenIssuer({ issuer: ISSUER, key: KEYS['rsa'], server, random: systemRandom });
    const verifyingKeys = [publicKeyOf(KEYS['rsa'])];
    const after = new TokenIssuer({ issuer: ISSUER, key: KEYS['P-384'], verifyingKeys, server, random: systemRandom });
    const claims = { sub: 'x', aud: ['a'], exp: 4e9 };
    for (const issuer of [before, after]) {
      expect(after.verify(issuer.sign(claims), ['a'], new Date()).subject).toBe('x');
    }
    expect(() => before.verify(after.sign(claims), ['a'], new Date())).toThrow(/no key/);
    expect(after.keySet().keys.map((key) => (key as unknown as { alg: string }).alg)).toEqual(['ES384', 'RS256']);
    expect(tokenKeyId(publicKeyOf(KEYS['rsa']))).toMatch(/^[\w-]{43}$/);
  });

  it('signs with a key that takes the place of the former, whose tokens it then refuses', () => {
    const server = (): string => 'https://127.0.0.1:6443';
    const issuer = new TokenIssuer({ issuer: ISSUER, key: KEYS['rsa'], server, random: systemRandom });
    const claims = { sub: 'x', aud: ['a'], exp: 4e9 };
    const former = issuer.sign(claims);
    expect(() => issuer.replaceKey(KEYS['ed25519'])).toThrow(expect.objectContaining({ name: 'UsageError' }));
    expect(issuer.verify(former, ['a'], new Date()).subject).toBe('x');
    issuer.replaceKey(KEYS['P-256']);
    expect(issuer.verify(issuer.sign(claims), ['a'], new Date()).subject).toBe('x');
    expect(() => issuer.verify(former, ['a'], new Date())).toThrow(/no key/);
    issuer.replaceKey(KEYS['P-256'], [publicKeyOf(KEYS['rsa'])]);
    expect(issuer.verify(former, ['a'], new Date()).subject).toBe('x');
  });

  it.each([
    { issuer: 'http://issuer' },
    { issuer: 'issuer' },
    { issuer: 'https://[' },
    { key: KEYS['ed25519'] },
    { verifyingKeys: [publicKeyOf(KEYS['x25519'])] },
    { audience: [] },
  ])('is not made of %o', (wrong) => {
    const options = { issuer: ISSUER, key: KEYS['P-256'], server: () => '', random: systemRandom, ...wrong };
    expect(() => new TokenIssuer(options)).toThrow(expect.objectContaining({ name: 'UsageError' }));
  });
});

describe('R29: tokens that are not to be believed', () => {
  it('are nobody to the API server', async () => {
    const good = await tokenOf();
    const [header, payload, signature] = good.split('.');
    const claims = claimsOf(good);
    const own = readPrivateKeyPem(await cluster.file('pki/sa.key'));
    const keyId = tokenKeyId(publicKeyOf(own));
    const forged = (changes: object, key = own): string =>
      signJws(utf8ToBytes(JSON.stringify({ ...claims, ...changes })), key, { keyId, random: systemRandom });
    const text = (value: object): string => bytesToBase64url(utf8ToBytes(JSON.stringify(value)));
    const inNamespace = (namespace: string, name: string): object => ({
      ...{ sub: 'system:serviceaccount:kube-system:admin' },
      'kubernetes.io': { namespace, serviceaccount: { name, uid: 'x' } },
    });
    expect(await whoami(forged({}))).toMatchObject({ username: 'system:serviceaccount:dev:builder' });
    for (const wrong of [
      ...[`${text({ alg: 'none' })}.${payload}.`, `${text({ alg: 'none', kid: keyId })}.${payload}.${signature}`],
      ...[`${header}.${text({ ...claims, sub: 'system:serviceaccount:kube-system:default' })}.${signature}`],
      ...[`${header}.${payload}`, `${header}.${payload}.${signature}=`, `${good}.x`, 'a.b.c'],
      ...[forged({}, KEYS['P-256']), forged({ exp: 1 }), forged({ nbf: 4e9 }), forged({ iss: `${ISSUER}/` })],
      ...[forged({ aud: 'other' }), forged({ sub: 'system:admin' }), forged({ sub: undefined })],
      ...[forged(inNamespace('dev', 'builder')), forged(inNamespace('kube-system', 'admin'))],
      forged({ 'kubernetes.io': { namespace: 'dev', serviceaccount: { name: 'builder' } } }),
      forged({ 'kubernetes.io': 'dev' }),
    ]) {
      expect([wrong.slice(0, 20), await refused(wrong)]).toEqual([wrong.slice(0, 20), 'unauthorized']);
    }
  });

  it('TokenReview says so, and tells nothing else', async () => {
    expect(await reviewed('a.b.c')).toEqual({ user: {}, error: expect.any(String) });
    expect(await reviewed('nothing')).toEqual({ user: {}, error: expect.any(String) });
    expect(await rejection(reviewed(''))).toBe('bad-request');
    expect(await rejection(reviewed('x', undefined, await cluster.person('jane')))).toBe('forbidden');
  });
});
