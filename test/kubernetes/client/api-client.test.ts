/** The client of the API over our TLS, against servers of the test's own. */
import { Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StatusError } from '../../../src/kubernetes/api/status.ts';
import { ApiClient } from '../../../src/kubernetes/internal.ts';
import * as pki from '../../fixtures/loopback-pki.ts';
import { HOST, serve } from '../../node/loopback.ts';

afterEach(() => void vi.restoreAllMocks());

/** A client of a server that answers each request with a text, and ends. */
async function clientOf(answer: string): Promise<ApiClient> {
  const { port } = await serve({ ciphers: undefined }, (socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end(answer));
  });
  return new ApiClient({ server: `https://${HOST}:${port}`, roots: pki.ca.cert });
}

const HEAD = 'HTTP/1.1 200 OK\r\nConnection: close\r\n';

describe('misuse', () => {
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
