/** What clients of others can beside a plain handshake of TLS 1.3: a retry with another group, new keys, resumption. */
import { once } from 'node:events';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { createServer, type TlsServerOptions, type TlsSocket } from '../../src/node/index.ts';
import { closingWithFile } from '../closing.ts';
import { JUDGED_BY } from '../judged.ts';
import { HOST, sameBytes } from '../node/loopback.ts';
import { isWholeTable } from '../property-runs.ts';
import { CONFIG_MAP, PKI, writeCellFiles } from './cell-files.ts';
import { CLIENTS } from './cells.ts';
import { type Client, obstacleToClient, post, postTwice, RAW_PROGRAMS, requestFor } from './clients.ts';
import { PATIENCE } from './peer-programs.ts';
import { describePeer, spawnPeer } from './peers.ts';

/** What our side saw of one connection. */
interface Seen {
  readonly socket: TlsSocket;
  readonly sent: string[];
  readonly heard: string[];
}

/** Sends back what is posted to it. @param options - beside those that all have here. */
async function echo(options: Partial<TlsServerOptions>) {
  const { ca, server: own } = PKI.ECDSA;
  const connections = new Map<TlsSocket, Seen>();
  const web = http.createServer((request, response) => {
    // While the client still sends: what it says next is to be under new keys.
    (request.socket as unknown as TlsSocket).updateKeys({ peer: true });
    const pieces: Buffer[] = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      response.writeHead(200, { 'Content-Length': body.length, Connection: 'close' }).end(body);
    });
  });
  const server = createServer(
    {
      ...{ cert: own.cert, key: own.key, minVersion: 'TLSv1.3', ALPNProtocols: ['http/1.1'] },
      ...{ requestCert: true, rejectUnauthorized: true, ...JUDGED_BY, roots: ca.cert },
      ...options,
      observe: (event, socket) => {
        const seen = connections.get(socket) ?? { socket, sent: [], heard: [] };
        connections.set(socket, seen);
        if (event.kind === 'message') seen[event.direction === 'sent' ? 'sent' : 'heard'].push(event.message.kind);
      },
    } as TlsServerOptions,
    (socket) => web.emit('connection', socket),
  );
  await once(server.listen(0, HOST), 'listening');
  closingWithFile(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return { port: (server.address() as AddressInfo).port, seen: () => [...connections.values()] };
}

const CELL = { ours: 'createServer', version: 'TLSv1.3', kind: 'ECDSA', mutual: true } as const;

/** kubectl keeps no session beyond its process, and has no second request; Debian's wget keeps none; OpenSSL's client is in resumption.test.ts. */
const DO_NOT_RESUME: readonly Client[] = ['kubectl', 'wget', 'openssl s_client'];

beforeAll(writeCellFiles);

/** As with the cells: a third, or all where main is guarded. */
const chosen = CLIENTS.filter((_, i) => isWholeTable || i % 3 === 0);
describe.each(chosen)('%s', (peer) => {
  const cell = { ...CELL, peer };
  const obstacle = obstacleToClient(peer);
  it.skipIf(obstacle !== undefined)(
    'sends its half of another group when it is asked to, and reads on under new keys',
    async () => {
      const { port, seen } = await echo({ groups: ['secp384r1'] });
      expect(sameBytes(await post(peer, cell, new URL(`https://localhost:${port}/`)), CONFIG_MAP)).toBe(true);
      // Chromium opens a connection beforehand, on which it asks for nothing.
      const expected = ['hello_retry_request', 'key_update'];
      expect(seen().map(({ sent }) => sent)).toContainEqual(expect.arrayContaining(expected));
    },
    PATIENCE,
  );

  // Not with the server above: Go 1.19.8 makes a wrong binder after a retry (golang/go#59424).
  it.skipIf(obstacle !== undefined || DO_NOT_RESUME.includes(peer))(
    'resumes',
    async () => {
      const { port, seen } = await echo({});
      await postTwice(peer, cell, new URL(`https://localhost:${port}/`));
      expect(seen().some(({ socket }) => socket.isSessionReused())).toBe(true);
    },
    PATIENCE,
  );
});

describePeer('openssl', () => {
  it('s_client changes its keys, and asks for ours', async () => {
    const { port, seen } = await echo({});
    const url = new URL(`https://localhost:${port}/`);
    const { child, output } = spawnPeer(RAW_PROGRAMS['openssl s_client']!(CELL, url), 'pipe');
    const received: Buffer[] = [];
    child.stdout!.on('data', (piece) => received.push(piece));
    // A line of its own is a command; OpenSSL says on standard error that it is carried out.
    child.stdin!.write('K\n');
    while (!output().includes('KEYUPDATE')) await once(child.stderr!, 'data');
    child.stdin!.write(requestFor(url));
    await once(child, 'close');
    expect(Buffer.concat(received).toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]+\r\n\r\n\{/);
    expect(seen()[0].heard).toContain('key_update');
    // One for its request, and one for the request of the echo.
    expect(seen()[0].sent.filter((kind) => kind === 'key_update')).toHaveLength(2);
  });
});
