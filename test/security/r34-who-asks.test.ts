// Kubernetes CVE-2018-1002105 (https://github.com/kubernetes/kubernetes/issues/71411), CVE-2020-8559: a relay that outlives its request;
// headers that speak for another user (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Lab, type Person } from '../fixtures/cluster-servers.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab.close());

const WHOAMI = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const BODY = JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' });

/** A review by which a user learns who they are, with header lines of the test's own. */
const review = (person: Person, lines: string, body = `Content-Length: ${BODY.length}\r\n\r\n${BODY}`) =>
  lab.raw(
    `POST ${WHOAMI} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n${lines}${body}`,
    person,
  );

describe('R34: who asks is what the certificate says', () => {
  it.each([
    ['Impersonate-User:', /is empty$/],
    ['Impersonate-Group: system:masters', /without impersonating a user/],
    ['Impersonate-Uid: 1', /without impersonating a user/],
    ['Impersonate-Extra-scopes: all', /without impersonating a user/],
    ['Impersonate-Extra-acme.example%2fproject: p', /without impersonating a user/],
    ['impersonate_user: jane', /is not one of impersonation/],
    ['Impersonate_Group: system:masters', /is not one of impersonation/],
    ['Impersonate-User: jane\r\nimpersonate-group_: system:masters', /is not one of impersonation/],
    ['Impersonate-User: jane\r\nImpersonate-Users: admin', /is not one of impersonation/],
    ['Impersonate-User: jane\r\nImpersonate-Extra-: x', /names no extra/],
    ['Impersonate-User: jane\r\nImpersonate-User: admin', /more than one/],
    ['Impersonate-User: jane\r\nImpersonate-Uid: 1\r\nImpersonate-Uid: 2', /more than one/],
    ['Connection: Impersonate-User\r\nImpersonate-User: jane', /is named in Connection/],
  ])('%j is refused with a Status, whoever sends it', async (lines, why) => {
    for (const person of ['master', 'jane'] as const) {
      const answer = await review(person, `${lines}\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      const { kind, reason, message } = JSON.parse(answer.slice(answer.indexOf('{')));
      expect([kind, reason]).toEqual(['Status', 'BadRequest']);
      expect(message).toMatch(why);
    }
  });

  it('a header field counts, or the request is refused, however many come before it', async () => {
    for (const [count, status] of [
      [0, 403],
      [900, 403],
      [990, 403],
      [999, 431],
      [1020, 431],
      [2500, 431],
    ]) {
      const answer = await review('jane', `${'a:\r\n'.repeat(count)}Impersonate-User: admin\r\n`);
      expect(answer.slice(9, 12), `${count} fields`).toBe(`${status}`);
    }
  });

  it('names that only look alike are other headers', async () => {
    for (const line of ['X-Impersonate-User: jane', 'Impersonateuser: jane', 'Impersonator: jane']) {
      expect(await review('jane', `${line}\r\n`)).toMatch(/^HTTP\/1\.1 201 /);
    }
    // No name of a header field (RFC 9110 §5.1), and node:http says so.
    for (const line of ['Impersonate-User : jane', 'Impersonate\tUser: jane']) {
      expect(await review('jane', `${line}\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  it.each([
    'X-Remote-User: kubernetes-admin\r\nX-Remote-Group: system:masters',
    'x-remote-user: kubernetes-admin',
    'X_Remote_User: kubernetes-admin',
    'X-Remote-Extra-a: b',
    'Authorization: Bearer kubernetes-admin',
  ])('%j changes nothing', async (lines) => {
    const answer = await review('jane', `${lines}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    const { userInfo } = JSON.parse(answer.slice(answer.indexOf('{'))).status;
    expect([userInfo.username, userInfo.groups]).toEqual(['jane', ['dev', 'system:authenticated']]);
  });

  it('a trailer is not a header', async () => {
    const chunked = `Transfer-Encoding: chunked\r\nTrailer: Impersonate-User\r\n\r\n${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\nImpersonate-User: kubernetes-admin\r\nX-Remote-User: kubernetes-admin\r\n\r\n`;
    const answer = await review('jane', '', chunked);
    expect(answer).toMatch(/"username":"jane"/);
  });

  it('the kubelet refuses impersonation too', async () => {
    const headers = { 'Impersonate-User': 'kubernetes-admin' };
    const asked = { person: 'apiserver-kubelet-client', headers } as const;
    expect(await lab.ask('/pods', asked, lab.kubeletPort)).toMatchObject({ code: 400 });
  });
});

const bodyOf = (answer: string) => JSON.parse(answer.slice(answer.indexOf('{')));

describe('R34: one who impersonates is that user, with those groups and no others', () => {
  it.each<[Person, string, unknown]>([
    ['master', 'Impersonate-User: jane', { username: 'jane', groups: ['system:authenticated'] }],
    ['admin', 'Impersonate-User: jane', { username: 'jane', groups: ['system:authenticated'] }],
    ['proxy', 'impersonate-USER: jane', { username: 'jane', groups: ['system:authenticated'] }],
    [
      'proxy',
      'Impersonate-User: jane\r\nImpersonate-Group: dev\r\nImpersonate-Uid: 7\r\nImpersonate-Extra-Scopes: view',
      { username: 'jane', uid: '7', groups: ['dev', 'system:authenticated'], extra: { scopes: ['view'] } },
    ],
    [
      'master',
      'Impersonate-User: zoë\r\nImpersonate-Extra-acme.example%2Fproject: a\r\nImpersonate-Extra-acme.example%2fproject: b',
      { username: 'zoë', groups: ['system:authenticated'], extra: { 'acme.example/project': ['a', 'b'] } },
    ],
    [
      'proxy',
      'Impersonate-User: system:serviceaccount:dev:builder',
      {
        username: 'system:serviceaccount:dev:builder',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:dev', 'system:authenticated'],
      },
    ],
  ])('%s as %j', async (person, lines, expected) => {
    const answer = await review(person, `${lines}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    expect(bodyOf(answer).status.userInfo).toEqual(expected);
  });

  // Anonymous requests may not ask who they are: what matters is that the group of the authenticated is not theirs.
  it('system:anonymous is not authenticated', async () => {
    const { message } = bodyOf(await review('proxy', 'Impersonate-User: system:anonymous\r\n'));
    expect(message).toMatch(/^selfsubjectreviews.* User "system:anonymous" cannot create/);
  });

  it.each<[Person, string, string]>([
    ['jane', 'Impersonate-User: jane', 'users "jane" is forbidden: User "jane" cannot impersonate resource "users"'],
    ['proxy', 'Impersonate-User: kubernetes-admin', 'users "kubernetes-admin" is forbidden'],
    ['proxy', 'Impersonate-User: Jane', 'users "Jane" is forbidden'],
    ['proxy', 'Impersonate-User: jane\r\nImpersonate-Group: system:masters', 'groups "system:masters" is forbidden'],
    [
      'proxy',
      'Impersonate-Group: dev\r\nImpersonate-Group: system:masters\r\nImpersonate-User: jane',
      'groups "system:masters" is forbidden',
    ],
    ['proxy', 'Impersonate-User: jane\r\nImpersonate-Group: dev, system:masters', 'groups "dev, system:masters" is'],
    ['proxy', 'Impersonate-User: jane\r\nImpersonate-Uid: 8', 'uids.authentication.k8s.io "8" is forbidden'],
    [
      'proxy',
      'Impersonate-User: jane\r\nImpersonate-Extra-scopes: write',
      'userextras.authentication.k8s.io "write" is forbidden: User "proxy" cannot impersonate resource "userextras/scopes"',
    ],
    ['proxy', 'Impersonate-User: jane\r\nImpersonate-Extra-other: view', 'userextras.authentication.k8s.io "view" is'],
    ['proxy', 'Impersonate-User: system:serviceaccount:kube-system:default', 'serviceaccounts "default" is forbidden'],
    // Not the name of a service account: a user, whom proxy may not act as.
    ['proxy', 'Impersonate-User: system:serviceaccount:dev:a:b', 'users "system:serviceaccount:dev:a:b" is forbidden'],
    ['proxy', 'Impersonate-User: system:serviceaccount:dev:..', 'users "system:serviceaccount:dev:.." is forbidden'],
  ])('%s as %j is 403', async (person, lines, message) => {
    const answer = await review(person, `${lines}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(bodyOf(answer).message).toContain(message);
  });

  it('the rights are those of the other, and the requester loses theirs', async () => {
    const as = (person: Person, user: string, path: string) =>
      lab.ask(path, { person, headers: { 'Impersonate-User': user } }).then(({ code }) => code);
    expect(await as('master', 'jane', '/api/v1/secrets')).toBe(403);
    expect(await as('master', 'jane', '/api/v1/namespaces/dev/pods')).toBe(403);
    const headers = { 'Impersonate-User': 'jane', 'Impersonate-Group': 'dev' };
    expect((await lab.ask('/api/v1/namespaces/dev/pods', { person: 'proxy', headers })).code).toBe(200);
    expect((await lab.ask('/api/v1/namespaces/dev/pods', { person: 'proxy' })).code).toBe(403);
    // Who asked and whom it acted as are both told.
    const { user, requester } = lab.events.findLast((event) => event.user?.name === 'jane')!;
    expect([user?.groups, requester?.name]).toEqual([['dev', 'system:authenticated'], 'proxy']);
  });
});

describe('R34: a relay ends with its request', () => {
  const LOG = '/api/v1/namespaces/default/pods/orders-0/log';

  it('an upgrade is not passed on: what follows it never reaches the kubelet', async () => {
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA\r\n';
    const smuggled = 'GET /pods HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    for (const query of ['?container=orders&tailLines=1', '?container=nothing']) {
      const answers = await lab.raw(`GET ${LOG}${query} HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n${smuggled}`);
      // /pods is a path of the kubelet, and none of the API server. Node reads no further request after one that asks to upgrade.
      expect(answers).not.toMatch(/HTTP\/1\.1 101|PodList/);
      const [first, second = 'HTTP/1.1 404'] = answers.match(/HTTP\/1\.1 \d+/g) ?? [];
      expect([first, second]).toEqual([`HTTP/1.1 ${query.includes('nothing') ? 400 : 200}`, 'HTTP/1.1 404']);
      await lab.until(async () => (await lab.kubeletConnections()) === 0);
    }
  });

  it('a refusal of the kubelet ends its connection, and the next request gets one of its own', async () => {
    const refused = await lab.ask(`${LOG}?container=orders&previous=true`);
    expect(refused.code).toBe(400);
    await lab.until(async () => (await lab.kubeletConnections()) === 0);
    expect((await lab.ask(`${LOG}?container=orders&tailLines=1`, { person: 'jane' })).code).toBe(403);
    expect(await lab.kubeletConnections()).toBe(0);
  });
});
