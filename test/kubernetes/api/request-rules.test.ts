/** RFC 9112 §3: requests that are refused before they are routed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTarget } from '../../../src/kubernetes/api/request-info.ts';
import { Lab } from '../../fixtures/cluster-servers.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab.close());

const CLOSE = 'Connection: close\r\n';
const status = (answer: string): number => Number(/^HTTP\/1\.1 (\d+) /.exec(answer)?.[1]);

describe('vectors', () => {
  it.each([
    ['https://10.0.0.1:6443/api/v1/pods?limit=1', '/api/v1/pods', 'limit=1'],
    ['HTTPS://kubernetes/version', '/version', ''],
    ['http://kubernetes/version', '/version', ''],
    ['https://kubernetes', '/', ''],
    ['https://kubernetes?a=b', '/', 'a=b'],
    ['https://[::1]:6443//version', '//version', ''],
    ['/https://kubernetes/version', '/https://kubernetes/version', ''],
  ])('the target %s', (target, path, query) => {
    const parsed = parseTarget(target);
    expect([parsed.path, `${parsed.query}`]).toEqual([path, query]);
  });

  it.each<[string, string, number]>([
    ['absolute-form', `GET https://kubernetes/version HTTP/1.1\r\nHost: other\r\n${CLOSE}\r\n`, 200],
    ['absolute-form of what may not be seen', `GET https://x/metrics HTTP/1.1\r\nHost: x\r\n${CLOSE}\r\n`, 404],
    ['an empty Host', `GET /version HTTP/1.1\r\nHost:\r\n${CLOSE}\r\n`, 200],
    ['an IPv6 Host', `GET /version HTTP/1.1\r\nhOST: [fe80::1]:6443\r\n${CLOSE}\r\n`, 200],
    ['HTTP/1.0 without a Host', 'GET /version HTTP/1.0\r\n\r\n', 200],
    ['no Host', `GET /version HTTP/1.1\r\n${CLOSE}\r\n`, 400],
    ['two', `GET /version HTTP/1.1\r\nHost: a\r\nHost: b\r\n${CLOSE}\r\n`, 400],
    ['two that are equal', `GET /version HTTP/1.1\r\nHost: a\r\nX: y\r\nHOST: a\r\n${CLOSE}\r\n`, 400],
    ['two in HTTP/1.0', 'GET /version HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n', 400],
    ['two values in one', `GET /version HTTP/1.1\r\nHost: a, b/c\r\n${CLOSE}\r\n`, 400],
    ['user information', `GET /version HTTP/1.1\r\nHost: a@b\r\n${CLOSE}\r\n`, 400],
    ['a path in it', `GET /version HTTP/1.1\r\nHost: a/b\r\n${CLOSE}\r\n`, 400],
    ['a port that is none', `GET /version HTTP/1.1\r\nHost: a:b\r\n${CLOSE}\r\n`, 400],
    ['no version', 'GET /version\r\n\r\n', 400],
    ['HTTP/0.9', 'GET /version HTTP/0.9\r\n\r\n', 400],
    ['user information in the target', `GET https://a@b/version HTTP/1.1\r\nHost: b\r\n${CLOSE}\r\n`, 400],
    ['another scheme', `GET ftp://b/version HTTP/1.1\r\nHost: b\r\n${CLOSE}\r\n`, 400],
    ['an authority alone', `GET https:///version HTTP/1.1\r\nHost: b\r\n${CLOSE}\r\n`, 400],
    ['an asterisk', `OPTIONS * HTTP/1.1\r\nHost: b\r\n${CLOSE}\r\n`, 200],
    [
      'two that ask',
      'GET /version HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n',
      400,
    ],
    ['an asterisk of another method', `GET * HTTP/1.1\r\nHost: b\r\n${CLOSE}\r\n`, 400],
  ])('%s: %3$i', async (_, text, code) => {
    expect(status(await lab.raw(text))).toBe(code);
  });

  it.each<[string, string, number]>([
    ['gzip, chunked', '', 501],
    ['foo, chunked', '', 501],
    ['identity, chunked', '', 501],
    ['gzip\r\nTransfer-Encoding: chunked', '', 501],
    [', chunked', '', 400],
    ['chunked, chunked', '', 400],
    ['', 'Content-Length: 2\r\n', 400],
    ['Chunked ', '', 422],
  ])('Transfer-Encoding: %j: %3$i', async (coding, more, code) => {
    const head = `POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nHost: b\r\n${more}${CLOSE}`;
    expect(status(await lab.raw(`${head}Transfer-Encoding: ${coding}\r\n\r\n2\r\n{}\r\n0\r\n\r\n`))).toBe(code);
  });

  it.each([
    ['DELETE', '/version', 'GET, HEAD'],
    ['PURGE', '/api/v1/pods', 'GET, HEAD'],
    ['PUT', '/api/v1/namespaces/default/pods', 'GET, HEAD, POST, DELETE'],
    ['POST', '/api/v1/namespaces/default/pods/a', 'GET, HEAD, PUT, PATCH, DELETE'],
    ['DELETE', '/api/v1/namespaces/default/pods/a/status', 'GET, HEAD, PUT, PATCH'],
    ['HEAD', '/api/v1/namespaces/default/pods/a/log', 'GET'],
    ['GET', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', 'POST'],
  ])('%s %s is told the methods that there are (RFC 9110 §15.5.6)', async (method, path, allow) => {
    const answer = await lab.raw(`${method} ${path} HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`);
    expect([status(answer), /\r\nAllow: (.*)\r\n/.exec(answer)?.[1]]).toEqual([405, allow]);
  });

  it('a list that selects one object is a list', async () => {
    const { code } = await lab.ask('/api/v1/pods?fieldSelector=metadata.name%3Da');
    expect(code).toBe(200);
  });

  it('the kubelet keeps them too', async () => {
    const raw = (text: string) => lab.raw(text, 'apiserver-kubelet-client', lab.kubeletPort).then(status);
    expect(await raw(`GET /healthz HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`)).toBe(200);
    expect(await raw(`GET /healthz HTTP/1.1\r\nHost: a\r\nHost: a\r\n${CLOSE}\r\n`)).toBe(400);
    expect(await raw('GET /healthz\r\n\r\n')).toBe(400);
  });
});

describe('misuse', () => {
  it('a connection without a certificate ends with its first answer, allowed or not', async () => {
    const { code, headers } = await lab.ask('/version', { person: undefined });
    expect([code, headers.connection]).toEqual([200, 'close']);
    const refused = await lab.ask('/api/v1/pods', { person: undefined });
    expect([refused.code, refused.headers.connection]).toEqual([403, 'close']);
  });
});
