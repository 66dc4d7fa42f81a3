/** The client of the API over our TLS, against servers of the test's own. */
import { Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StatusError } from '../../../src/kubernetes/api/status.ts';
import { ApiClient, type ApiConnection } from '../../../src/kubernetes/internal.ts';
import * as pki from '../../fixtures/loopback-pki.ts';
import { HOST, serve } from '../../node/loopback.ts';

afterEach(() => void vi.restoreAllMocks());

/** A client of a server that answers each request with a text, and ends. */
async function clientOf(answer: string, more?: Partial<ApiConnection>): Promise<ApiClient> {
  const { port } = await serve({ ciphers: undefined }, (socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end(answer));
  });
  return new ApiClient({ server: `https://${HOST}:${port}`, roots: pki.ca.cert, ...more });
}

const HEAD = 'HTTP/1.1 200 OK\r\nConnection: close\r\n';

/** An answer of a JSON text. */
const json = (body: string): string => `${HEAD}Content-Length: ${body.length}\r\n\r\n${body}`;
const podWith = (annotations: string): string =>
  `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","annotations":${annotations}}}`;
const deep = podWith('['.repeat(5000) + ']'.repeat(5000));
const wide = podWith(`[${'{},'.repeat(10_000)}{}]`);

describe('misuse', () => {
  it.each([
    ['deep', deep, 'http-unexpected', 'nests deeper than 100 collections'],
    ['wide', wide, 'http-too-large', 'JSON of more than 10000 values'],
  ])('an answer, an error and an event that are %s are refused', async (_, body, code, why) => {
    const bounds = { bytes: 2 ** 20, values: 10_000 };
    const refusal = { code, message: expect.stringContaining(why) };
    await expect((await clientOf(json(body), { bounds })).get('/api/v1/namespaces/a/pods/p')).rejects.toMatchObject(
      refusal,
    );
    const failing = await clientOf(json(body).replace('200 OK', '500 No'), { bounds });
    await expect(failing.get('/api/v1/namespaces/a/pods/p')).rejects.toMatchObject(refusal);
    const watching = await clientOf(`${HEAD}\r\n{"type":"ADDED","object":${body}}\n`, { bounds });
    const events = watching.watch('/api/v1/pods', '1', new AbortController().signal);
    await expect(events.next()).rejects.toMatchObject(refusal);
  });

  it('a list is bounded over all of its pages', async () => {
    let page = 0;
    const { port } = await serve({ ciphers: undefined }, (socket) => {
      socket
        .on('error', () => undefined)
        .once('data', () => {
          const metadata = { continue: `${++page}` };
          const items = Array.from({ length: 5 }, (_, i) => ({ metadata: { name: `p${i}` } }));
          socket.end(json(JSON.stringify({ apiVersion: 'v1', kind: 'PodList', metadata, items })));
        });
    });
    const listed = (bounds: { bytes: number; values: number }) =>
      new ApiClient({ server: `https://${HOST}:${port}`, roots: pki.ca.cert, bounds }).list('/api/v1/pods');
    await expect(listed({ bytes: 1000, values: 30 })).rejects.toMatchObject({
      code: 'http-too-large',
      message: expect.stringContaining('sends a list of more than 120 values'),
    });
    await expect(listed({ bytes: 300, values: 1000 })).rejects.toThrow('sends a list of more than 1200 bytes');
    expect(page).toBeLessThan(20);
  });

  it('a server that nobody has verified may send little', async () => {
    const unverified = { dangerouslyUnverified: true } as const;
    for (const body of [podWith(`"${'x'.repeat(2 ** 18)}"`), podWith(`[${'{},'.repeat(10_000)}{}]`)]) {
      const client = await clientOf(json(body), unverified);
      await expect(client.get('/api/v1/namespaces/a/pods/p')).rejects.toMatchObject({ code: 'http-too-large' });
      expect(await (await clientOf(json(body))).get('/api/v1/namespaces/a/pods/p')).toHaveProperty('kind', 'Pod');
    }
  });

  it('a watch that ends in the middle of an event says so', async () => {
    const client = await clientOf(`${HEAD}\r\n{"type":"ADDED","object":{"kind":"Pod"`);
    const events = client.watch('/api/v1/pods', '1', new AbortController().signal);
    await expect(events.next()).rejects.toMatchObject({ code: 'http-unexpected' });
  });

  it('whether a server is still there is asked while nothing comes', async () => {
    const asked = vi.spyOn(Socket.prototype, 'setKeepAlive');
    const client = await clientOf(`${HEAD}Content-Length: 2\r\n\r\n{}`);
    await client.request('GET', '/version');
    expect(asked).toHaveBeenCalledWith(true, 30_000);
  });

  it.each([
    ['429 Too Many Requests', 'Retry-After: 7\r\n', 7],
    ['503 Service Unavailable', `Retry-After: ${new Date(Date.now() + 60_000).toUTCString()}\r\n`, 60],
    ['503 Service Unavailable', 'Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n', 0],
    ['503 Service Unavailable', 'Retry-After: soon\r\n', undefined],
    ['503 Service Unavailable', '', undefined],
    ['403 Forbidden', 'Retry-After: 7\r\n', undefined],
  ])('%s with %j', async (status, field, seconds) => {
    const client = await clientOf(`HTTP/1.1 ${status}\r\nConnection: close\r\n${field}Content-Length: 2\r\n\r\n{}`);
    const refusal = await client.request('GET', '/x').catch((error: StatusError) => error.status);
    const asked = (refusal as StatusError['status']).details?.retryAfterSeconds;
    if (seconds === 60) expect(asked).toBeGreaterThan(30);
    else expect(asked).toBe(seconds);
  });
});
