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
    'Impersonate-User: jane',
    'impersonate-user: jane',
    'IMPERSONATE-USER: jane',
    'Impersonate-User:',
    'Impersonate-Group: system:masters',
    'Impersonate-Uid: 1',
    'Impersonate-Extra-scopes: all',
    'Impersonate-Extra-acme.example%2fproject: p',
    'impersonate_user: jane',
    'Impersonate_Group: system:masters',
    'Impersonate-User: jane\r\nImpersonate-User: admin',
    'Connection: Impersonate-User\r\nImpersonate-User: jane',
  ])('%j is refused with a Status, whoever sends it', async (lines) => {
    for (const person of ['admin', 'master', 'jane'] as const) {
      const answer = await review(person, `${lines}\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      const { kind, reason, message } = JSON.parse(answer.slice(answer.indexOf('{')));
      expect([kind, reason]).toEqual(['Status', 'BadRequest']);
      expect(message).toMatch(/^impersonation is not supported: remove the header impersonate/);
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
