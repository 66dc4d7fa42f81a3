/** The API server's own requests, to a kubelet and to etcd, when something else answers there. */
import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relayLog } from '../../../src/kubernetes/api/pod-logs.ts';
import { EtcdStore } from '../../../src/kubernetes/index.ts';
import type { Registry } from '../../../src/kubernetes/registry/registry.ts';
import { openRegistry } from '../../fixtures/registry.ts';

let text: string;
let server: Server;
let registry: Registry;
beforeAll(async () => {
  const spec = { nodeName: 'worker', containers: [{ name: 'c', image: 'x' }] };
  registry = await openRegistry([
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker' } },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'hello', namespace: 'default' }, spec },
  ]);
  server = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => void socket.end(text));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

/** A connection that says it is TLS. */
const dial = (): Socket => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  return socket.once('connect', () => void socket.emit('secureConnect'));
};
const SWITCHED = 'HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';
const ok = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe('a kubelet', () => {
  it.each([
    ['101', SWITCHED, 'switches to a protocol'],
    ['a banner of SSH', 'SSH-2.0-OpenSSH_9.6\r\n', 'is not HTTP/1.1'],
    ['a refusal that is cut off', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\na', 'closes the connection'],
  ])('%s: 500', async (_, said, why) => {
    text = said;
    const asked = { namespace: 'default', pod: 'hello', query: new URLSearchParams() };
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    const done = relayLog({ registry, connectKubelet: dial }, asked, response);
    await expect(done).rejects.toMatchObject({ status: { code: 500, message: expect.stringContaining(why) } });
  });
});

describe('a member of etcd', () => {
  it.each([
    ['101', SWITCHED],
    ['null', ok('null')],
    ['no revision', ok('{"header":{},"succeeded":true}')],
  ])('%s: the outcome of a write is unknown', async (_, said) => {
    text = said;
    const store = new EtcdStore({ members: [{ host: '127.0.0.1', port: 1 }], connect: dial });
    await expect(store.put('/registry/x', '{}', 0)).rejects.toMatchObject({ code: 'unknown-outcome' });
    await store.close();
  });

  it('its revision is read from its answer', async () => {
    text = ok('{"header":{"revision":"7"},"succeeded":true}');
    const store = new EtcdStore({ members: [{ host: '127.0.0.1', port: 1 }], connect: dial });
    expect(await store.put('/registry/x', '{}', 0)).toBe(7);
    await store.close();
  });
});
