/** A client's request ends in an answer or in one of our errors, whatever the peer does. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerTo, bodyOf } from '../../src/node/internal.ts';

/** What the peer does with the next connection. */
let answer: (socket: Socket) => void = () => undefined;
let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => answer(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

const url = 'http://peer.example/';
const ask = async (limits: { patience?: number; headerPatience?: number } = {}): Promise<number> => {
  const sent = request({ host: '127.0.0.1', port, agent: new Agent() }).end();
  try {
    return (await bodyOf(await answerTo(sent, { url, ...limits }), url, 100)).length;
  } finally {
    sent.destroy();
  }
};
const says = (text: string) => (socket: Socket) => void socket.end(text);
const OK = 'HTTP/1.1 200 OK\r\n';

describe('vectors', () => {
  it.each<[string, string, (socket: Socket) => void]>([
    ['a banner of SSH', 'http-malformed', says('SSH-2.0-OpenSSH_9.6\r\n')],
    ['a record of TLS', 'http-malformed', says('\x15\x03\x03\x00\x02\x02\x28')],
    ['two lengths', 'http-malformed', says(`${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`)],
    ['a chunk size that is none', 'http-malformed', says(`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n`)],
    ['a bare LF', 'http-malformed', says('HTTP/1.1 200 OK\nContent-Length: 1\n\na')],
    ['the status 099', 'http-malformed', says('HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n')],
    ['the status 600', 'http-malformed', says('HTTP/1.1 600 X\r\nContent-Length: 0\r\n\r\n')],
    ['HTTP/2.0', 'http-malformed', says('HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n')],
    ['gzip', 'http-malformed', says(`${OK}Transfer-Encoding: gzip\r\n\r\nx`)],
    ['gzip, chunked', 'http-malformed', says(`${OK}Transfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`)],
    [
      'gzip and chunked in two fields',
      'http-malformed',
      says(`${OK}Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`),
    ],
    [
      'chunks of HTTP/1.0',
      'http-malformed',
      says('HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n'),
    ],
    ['a header section of 100 kB', 'http-too-large', says(`${OK}X: ${'x'.repeat(100_000)}\r\n\r\n`)],
    ['a body of 101 bytes', 'http-too-large', says(`${OK}\r\n${'x'.repeat(101)}`)],
    ['nothing', 'http-cut', says('')],
    ['half a header section', 'http-cut', says('HTTP/1.1 200')],
    ['half a body', 'http-cut', says(`${OK}Content-Length: 2\r\n\r\na`)],
    ['half a chunked body', 'http-cut', says(`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nab`)],
    ['a reset', 'http-cut', (socket) => void socket.resetAndDestroy()],
    ['101 with Upgrade', 'http-upgrade', says('HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nhello')],
    ['101 without Upgrade', 'http-upgrade', says('HTTP/1.1 101 X\r\n\r\n')],
  ])('%s: %s', async (_, code, behaviour) => {
    answer = behaviour;
    await expect(ask()).rejects.toMatchObject({
      code,
      url,
      message: expect.stringMatching(/^http:\/\/peer\.example\/: /),
    });
  });

  it('reads a body, and one that ends with the connection', async () => {
    answer = says(`${OK}Content-Length: 3\r\n\r\nabc`);
    expect(await ask()).toBe(3);
    answer = says(`${OK}Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`);
    expect(await ask()).toBe(3);
    answer = says(`${OK}\r\nabcd`);
    expect(await ask()).toBe(4);
  });

  it('waits no longer than it may, also for a body that drips', async () => {
    answer = () => undefined;
    await expect(ask({ headerPatience: 30 })).rejects.toMatchObject({ code: 'http-timeout', url });
    answer = (socket) => {
      socket.write(`${OK}Content-Length: 1000\r\n\r\n`);
      const drip = setInterval(() => socket.write('a'), 5);
      socket.once('close', () => clearInterval(drip));
    };
    await expect(ask({ patience: 60 })).rejects.toMatchObject({ code: 'http-timeout', url });
  });

  it('leaves the error of a connection that was never made as it is', async () => {
    const sent = request({ host: '127.0.0.1', port: 1 }).end();
    await expect(answerTo(sent, { url })).rejects.toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect' });
  });
});
