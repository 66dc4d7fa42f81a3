/** What a token that its issuer has signed must find in the cluster, without a server. */
import { expect, it } from 'vitest';
import { authenticateToken } from '../../../src/kubernetes/tokens/authenticate.ts';

/** The user of a token with these claims, where every object that it names is this one. */
async function userOf(claims: object, metadata: object, subject = 'system:serviceaccount:dev:builder') {
  const verified = { claims: { 'kubernetes.io': claims }, subject, audiences: ['a'] };
  const checks = {
    objects: { find: async () => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata }) },
    issuer: { verify: () => verified },
    now: new Date(),
  };
  return (await authenticateToken('a.b.c', ['a'], checks as never)).user;
}

/** The name of the user, or why the token does not count. */
const seen = (...token: Parameters<typeof userOf>): Promise<string> =>
  userOf(...token).then(
    ({ name }) => name,
    ({ message }: Error) => message,
  );

const account = { name: 'builder', uid: 'u' };
const claims = { namespace: 'dev', serviceaccount: account };

it('the account is the one of the token, and is not being deleted', async () => {
  const gone = 'service account token has been invalidated: service account dev/builder is gone, or another one';
  expect(await seen(claims, account)).toBe('system:serviceaccount:dev:builder');
  expect(await seen(claims, { ...account, uid: 'v' })).toBe(gone);
  expect(await seen(claims, { ...account, deletionTimestamp: '2030-01-01T00:00:00Z' })).toBe(gone);
  // No uid is that of no object.
  expect(await seen({ ...claims, serviceaccount: { name: 'builder' } }, { name: 'builder' })).toBe(gone);
});

it('the node of a pod need not be there, and then has no uid', async () => {
  const found = await userOf({ ...claims, pod: { name: 'p', uid: 'u' }, node: { name: 'n' } }, account);
  expect([...(found.extra?.keys() ?? [])].map((name) => name.replace(/^.*\//, ''))).toEqual([
    ...['credential-id', 'pod-name', 'pod-uid', 'node-name'],
  ]);
});

it('the subject is that of a named account', async () => {
  const malformed = 'token subject is malformed';
  expect(await seen(claims, account, 'system:serviceaccount:dev:other')).toBe(malformed);
  const nameless = { ...claims, serviceaccount: { name: '', uid: 'u' } };
  expect(await seen(nameless, account, 'system:serviceaccount:dev:')).toBe(malformed);
  expect(await seen({ ...claims, namespace: '' }, account, 'system:serviceaccount::builder')).toBe(malformed);
});
