/** Node's own HTTP, unchanged, over our TLS. */
import { once } from 'node:events';
import * as http from 'node:http';
import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type ConnectOptions, connect, type TlsSocket } from '../../src/node/index.ts';
import { CIPHER_SUITE_NAMES } from '../../src/tls/index.ts';
import { attributeTexts } from '../../src/x509/index.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { closed, dial, HOST, pattern, readAll, sameBytes, serve } from './loopback.ts';

/** An HTTP server behind our TLS server; its answers carry the name of the client's certificate. */
async function web(
  handler: http.RequestListener,
): Promise<{ port: number; server: http.Server; connections: () => number }> {
  const server = http.createServer(handler);
  let connections = 0;
  const { port } = await serve(
    { requestCert: true, rejectUnauthorized: false, ...JUDGED_BY, roots: pki.ca.cert },
    (socket) => {
      connections++;
      server.emit('connection', socket);
    },
  );
  return { port, server, connections: () => connections };
}

/** `http.Agent` dials; this one dials TLS. */
class TlsAgent extends http.Agent {
  override createConnection({ host, port }: { host: string; port: number }): TlsSocket {
    const trust = { ...JUDGED_BY, roots: pki.ca.cert, cert: pki.client.cert, key: pki.client.key };
    return connect({ ciphers: CIPHER_SUITE_NAMES, host, port, ...trust } as ConnectOptions);
  }
}

function agent(): TlsAgent {
  const made = new TlsAgent({ keepAlive: true, maxSockets: 1 });
  closing(() => made.destroy());
  return made;
}

async function ask(
  options: http.RequestOptions,
  body?: Buffer,
): Promise<{ response: http.IncomingMessage; body: Buffer }> {
  const request = http.request({ host: HOST, ...options }).end(body);
  const [response] = await once(request, 'response');
  // An error from here on is the response's too.
  request.on('error', () => {});
  return { response, body: await readAll(response) };
}

const echo: http.RequestListener = (request, response) => void request.pipe(response);

describe('properties', () => {
  it('answers requests one after the other on one connection', async () => {
    const { port, connections } = await web((request, response) => response.end(request.url));
    const shared = agent();
    for (const path of ['/one', '/two', '/three']) {
      const { response, body } = await ask({ port, path, agent: shared });
      expect(response.statusCode).toBe(200);
      expect(body.toString()).toBe(path);
    }
    expect(connections()).toBe(1);
  });

  it('shows the handler who asks', async () => {
    const { port } = await web((request, response) => {
      const socket = request.socket as Duplex as TlsSocket;
      const subject = socket.getPeerCertificate()?.subject.value;
      response.end(`${socket.authorized} ${subject && attributeTexts(subject, 'CN')}`);
    });
    expect((await ask({ port, agent: agent() })).body.toString()).toBe('true jane');
    const anonymous = await ask({ port, createConnection: () => dial(port) });
    expect(anonymous.body.toString()).toBe('false undefined');
  });

  it('carries large bodies both ways', async () => {
    const { port } = await web(echo);
    const sent = pattern(2_000_000);
    const whole = await ask({ port, method: 'POST', agent: agent() }, sent);
    expect(sameBytes(whole.body, sent)).toBe(true);
    const counted = await ask(
      { port, method: 'PUT', headers: { 'Content-Length': sent.length }, createConnection: () => dial(port) },
      sent,
    );
    expect(sameBytes(counted.body, sent)).toBe(true);
    expect(counted.response.headers.connection).toBe('close');
  });

  it('answers pipelined requests in order', async () => {
    const { port } = await web((request, response) => {
      // The first takes longest.
      setTimeout(() => response.end(`<${request.url}>`), request.url === '/1' ? 10 : 0);
    });
    const client = dial(port);
    for (const n of [1, 2, 3])
      client.write(`GET /${n} HTTP/1.1\r\nHost: x\r\n${n === 3 ? 'Connection: close\r\n' : ''}\r\n`);
    expect((await readAll(client)).toString().match(/<.*?>/g)).toEqual(['</1>', '</2>', '</3>']);
  });

  it('gives the connection away on upgrade', async () => {
    const { port, server } = await web(echo);
    server.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
      socket.pipe(socket);
    });
    const headers = { Connection: 'Upgrade', Upgrade: 'echo' };
    const request = http.request({ port, host: HOST, headers, createConnection: () => dial(port) }).end();
    const [, socket] = (await once(request, 'upgrade')) as [unknown, TlsSocket];
    socket.end('no longer HTTP');
    expect((await readAll(socket)).toString()).toBe('no longer HTTP');
  });

  it('closes a connection that is idle for too long', async () => {
    const { port, server } = await web((_request, response) => response.end());
    server.keepAliveTimeout = 1;
    const client = dial(port);
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await closed(client.resume());
  });
});

describe('misuse', () => {
  it('fails a request with the error of the handshake', async () => {
    const { port } = await web(echo);
    const createConnection = () => dial(port, { ...JUDGED_BY, roots: pki.otherCa.cert });
    await expect(ask({ port, createConnection })).rejects.toMatchObject({ code: 'certificate-refused' });
  });

  it('fails a request whose answer is cut off', async () => {
    const { port } = await web((_request, response) => {
      response.write('half');
      setTimeout(() => response.socket?.destroy(), 5);
    });
    await expect(ask({ port, createConnection: () => dial(port) })).rejects.toMatchObject({
      code: expect.stringMatching(/truncated|ECONNRESET/),
    });
  });
});
