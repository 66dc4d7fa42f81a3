import { once } from 'node:events';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { setImmediate as tick } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TlsSocket } from '../../src/node/index.ts';
import { CIPHER_SUITE_NAMES, type TlsEvent } from '../../src/tls/index.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { runsOf } from '../property-runs.ts';
import { closed, dial, errorOf, HOST, listen, pair, pattern, readAll, sameBytes, serve } from './loopback.ts';

/** The alerts that an observer saw, as `sent close_notify`. */
function alertsInto(log: string[]): (event: TlsEvent) => void {
  return (event) => void (event.kind === 'alert' && log.push(`${event.direction} ${event.description}`));
}

/** A TCP server that takes connections and says nothing. */
async function silence(): Promise<{ port: number; accepted: Promise<Socket> }> {
  const tcp = createTcpServer((socket) => socket.on('error', () => {}).resume());
  const accepted = once(tcp, 'connection').then(([socket]) => socket as Socket);
  return { port: await listen(tcp), accepted };
}

/** Those that the server's certificate fits. */
const SUITES = CIPHER_SUITE_NAMES.filter((suite) => !suite.includes('ECDSA'));

describe('properties', () => {
  it('carries bytes whole, both ways at once, however they are cut', async () => {
    const sizes = fc.array(fc.oneof(fc.nat(20), fc.nat(100_000)), { maxLength: 8 });
    const { port } = await serve({ ciphers: CIPHER_SUITE_NAMES }, (socket) => socket.pipe(socket));
    await fc.assert(
      fc.asyncProperty(sizes, fc.constantFrom(...SUITES), fc.boolean(), async (lengths, suite, corked) => {
        const socket = dial(port, { ciphers: [suite] });
        const parts = lengths.map(pattern);
        if (corked) socket.cork();
        for (const part of parts) socket.write(part);
        socket.end();
        expect(sameBytes(await readAll(socket), Buffer.concat(parts))).toBe(true);
        expect(socket.session?.suite).toBe(suite);
      }),
      runsOf(0.15),
    );
  });

  it('takes no more than its buffers hold from a writer whose reader does not read', async () => {
    const { server } = await serve({});
    // Streams in memory: a kernel would buffer megabytes between the two ends.
    const [near, far] = duplexPair();
    server.emit('connection', far);
    const client = dial(0, { host: undefined, port: undefined, socket: near, name: { dns: 'localhost' } });
    const [peer] = (await once(server, 'secureConnection')) as [TlsSocket];
    const total = 4 * 2 ** 20;
    let taken = 0;
    for (let at = 0; at < total; at += 2 ** 16) client.write(pattern(2 ** 16), () => (taken += 2 ** 16));
    client.end();
    for (let i = 0; i < 1000; i++) await tick();
    expect(taken).toBeLessThan(2 ** 18);
    expect(peer.readableLength).toBeLessThan(2 ** 18);
    expect(near.writableLength + far.readableLength).toBeLessThan(2 ** 18);
    expect((await readAll(peer)).length).toBe(total);
    expect(taken).toBe(total);
  });

  it('resumes where a reader that was slow goes on', async () => {
    const { client, peer } = await pair();
    client.end(pattern(3_000_000));
    const read: Buffer[] = [];
    for await (const chunk of peer) {
      read.push(chunk);
      await tick();
    }
    expect(sameBytes(Buffer.concat(read), pattern(3_000_000))).toBe(true);
  });

  it('keeps what is written before the handshake, and ends after it', async () => {
    const { server, port } = await serve({});
    const client = dial(port);
    expect(client.connecting).toBe(true);
    client.write('before ');
    client.end('the handshake');
    const [peer] = (await once(server, 'secureConnection')) as [TlsSocket];
    expect((await readAll(peer)).toString()).toBe('before the handshake');
  });

  it('ends one direction and goes on in the other where half-open is allowed', async () => {
    const { client, peer } = await pair({ allowHalfOpen: true });
    client.end('question');
    expect((await readAll(peer)).toString()).toBe('question');
    expect(peer.writable).toBe(true);
    peer.end(pattern(1_000_000));
    expect(sameBytes(await readAll(client), pattern(1_000_000))).toBe(true);
  });

  it('closes a socket whose owner only ends it, though nobody reads', async () => {
    for (const ciphers of [undefined, SUITES]) {
      const { server, port } = await serve({ ciphers }, (socket) => socket.end());
      const connected = once(server, 'secureConnection');
      dial(port, { ciphers }).resume();
      const [peer] = (await connected) as [TlsSocket];
      if (!peer.closed) await once(peer, 'close');
      expect(peer.errored).toBe(null);
    }
  });

  it('answers close_notify with close_notify', async () => {
    const log: string[] = [];
    const { client, peer } = await pair({}, { observe: alertsInto(log) });
    const bothClosed = Promise.all([closed(client), closed(peer)]);
    client.resume().end();
    peer.resume();
    await bothClosed;
    expect(log).toEqual(['sent close_notify', 'received close_notify']);
    expect([client.errored, peer.errored]).toEqual([null, null]);
  });

  it('speaks over any stream', async () => {
    const { server } = await serve({}, (socket) => socket.pipe(socket));
    const [near, far] = duplexPair();
    server.emit('connection', far);
    const client = dial(0, { host: undefined, port: undefined, socket: near, name: { dns: 'server.test' } });
    client.setTimeout(1).setNoDelay().setKeepAlive().ref().unref().end('hello');
    expect((await readAll(client)).toString()).toBe('hello');
    expect([client.remoteAddress, client.bytesRead, client.address(), client.connecting]).toEqual([
      undefined,
      0,
      {},
      false,
    ]);
  });

  it('says what was agreed, and with whom', async () => {
    const both = { ALPNProtocols: ['h2', 'http/1.1'] };
    const mutual = { requestCert: true, rejectUnauthorized: true, ...JUDGED_BY, roots: pki.ca.cert } as const;
    const own = { cert: pki.client.cert, key: pki.client.key, ciphers: ['TLS_RSA_WITH_AES_128_GCM_SHA256'] } as const;
    const { client, peer } = await pair(
      { ...both, ...mutual },
      { ALPNProtocols: ['http/1.1'], ...own, name: { dns: 'server.test' } },
    );
    for (const socket of [client, peer]) {
      expect(socket.authorized).toBe(true);
      expect(socket.alpnProtocol).toBe('http/1.1');
      expect(socket.servername).toBe('server.test');
      expect(socket.getProtocol()).toBe('TLSv1.2');
      expect(socket.getCipher()).toMatchObject({ standardName: 'TLS_RSA_WITH_AES_128_GCM_SHA256', version: 'TLSv1.2' });
      expect(socket.session).toMatchObject({ extendedMasterSecret: true, encryptThenMac: false });
      expect(socket.validation?.checks.length).toBeGreaterThan(5);
      expect(socket.peerChain[1].equals(pki.ca.certificate)).toBe(true);
    }
    expect(client.getPeerCertificate()?.equals(pki.server.certificate)).toBe(true);
    expect(peer.getPeerCertificate()?.equals(pki.client.certificate)).toBe(true);
    expect([client.role, peer.role, client.encrypted]).toEqual(['client', 'server', true]);
    expect([client.remoteAddress, client.remotePort, client.remoteFamily]).toEqual([HOST, peer.localPort, 'IPv4']);
    expect([peer.remoteAddress, peer.remotePort, peer.localFamily]).toEqual([
      client.localAddress,
      client.localPort,
      'IPv4',
    ]);
    expect(client.bytesWritten).toBe(peer.bytesRead);
    expect(client.address()).toMatchObject({ address: HOST });
  });

  it('has nothing to say before the handshake', async () => {
    const { port } = await silence();
    const client = dial(port);
    expect([client.authorized, client.alpnProtocol, client.servername, client.getProtocol()]).toEqual([
      false,
      false,
      false,
      null,
    ]);
    expect([client.getCipher(), client.getPeerCertificate(), client.peerChain]).toEqual([undefined, undefined, []]);
  });

  it('logs the same keys at both ends, to whoever listens', async () => {
    const { server, port } = await serve({});
    const client = dial(port);
    const [[line], [same, peer]] = await Promise.all([once(client, 'keylog'), once(server, 'keylog')]);
    expect(line.toString()).toMatch(/^CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}\n$/);
    expect(same).toEqual(line);
    expect(peer.role).toBe('server');
  });

  it('tells an observer which connection it watches', async () => {
    const seen = new Set<TlsSocket>();
    const { client } = await pair({}, { observe: (_event, socket) => seen.add(socket) });
    expect([...seen]).toEqual([client]);
  });

  it('emits timeout when nothing comes', async () => {
    const { client } = await pair();
    await new Promise<void>((timedOut) => client.setTimeout(5, timedOut));
    expect(client.timeout).toBe(5);
    // As net.Socket: a timeout of 0 removes the listener that it gets. node:http takes back its own so, on a connection that it keeps.
    const listener = () => {};
    client.setTimeout(5000, listener).setTimeout(0, listener);
    expect(client.listenerCount('timeout')).toBe(0);
  });
});

describe('misuse', () => {
  it('takes an end without close_notify for a truncation, after the bytes that came', async () => {
    const { server, port } = await serve({});
    const raw = once(server, 'connection').then(([socket]) => socket as Duplex);
    const client = dial(port);
    const failed = errorOf(client);
    const [peer] = (await once(server, 'secureConnection')) as [TlsSocket];
    const received: Buffer[] = [];
    client.on('data', (chunk) => received.push(chunk));
    peer.write('all of it?', async () => (await raw).end());
    expect(await failed).toMatchObject({ name: 'TlsError', code: 'truncated' });
    expect(Buffer.concat(received).toString()).toBe('all of it?');
  });

  it('after our own end, such an end is no error, and `truncated` tells of it', async () => {
    const { server, port } = await serve({ allowHalfOpen: true });
    const raw = once(server, 'connection').then(([socket]) => socket as Duplex);
    const client = dial(port);
    const [peer] = (await once(server, 'secureConnection')) as [TlsSocket];
    client.end('question');
    expect((await readAll(peer)).toString()).toBe('question');
    const answer = readAll(client);
    const over = new Promise((resolve, reject) => client.once('close', resolve).once('error', reject));
    peer.write('half an ans', async () => (await raw).end());
    expect((await answer).toString()).toBe('half an ans');
    await over;
    expect([client.truncated, client.errored]).toEqual([true, null]);
  });

  it('an end with close_notify is not truncated', async () => {
    const { client, peer } = await pair();
    const over = Promise.all([closed(client), closed(peer)]);
    client.resume().end();
    peer.resume();
    await over;
    expect([client.truncated, peer.truncated]).toEqual([false, false]);
  });

  it('lets the peer see a truncation when it is destroyed', async () => {
    const { client, peer } = await pair();
    const failed = errorOf(client);
    peer.destroy();
    expect(await failed).toMatchObject({ code: 'truncated' });
  });

  it('can be destroyed in the middle of a handshake, and fails what was written', async () => {
    const { port, accepted } = await silence();
    const client = dial(port);
    const failed = new Promise((resolve) => client.write('never sent', resolve));
    const transport = await accepted;
    client.destroy();
    expect(await failed).toMatchObject({ code: 'closed' });
    await Promise.all([closed(client), closed(transport)]);
  });

  it('passes errors of the system on as they are', async () => {
    const { port } = await silence();
    const unused = createTcpServer().listen(0, HOST);
    await once(unused, 'listening');
    const { port: gone } = unused.address() as { port: number };
    await new Promise((done) => unused.close(done));
    expect(await errorOf(dial(gone))).toMatchObject({ code: 'ECONNREFUSED' });
    const client = dial(port);
    const failed = errorOf(client);
    client.destroy(new Error('mine'));
    expect(await failed).toMatchObject({ message: 'mine' });
  });

  it('stops when it is told to, before and during', async () => {
    const { port } = await silence();
    expect(await errorOf(dial(port, { signal: AbortSignal.abort() }))).toMatchObject({ name: 'AbortError' });
    const controller = new AbortController();
    const client = dial(port, { signal: controller.signal });
    const failed = errorOf(client);
    await once(client, 'connect');
    controller.abort();
    expect(await failed).toMatchObject({ name: 'AbortError' });
  });

  it('does not wait for ever for a server that says nothing', async () => {
    const { port } = await silence();
    expect(await errorOf(dial(port, { handshakeTimeout: 20 }))).toMatchObject({ code: 'handshake-timeout' });
  });

  it('gets its alert to a server that talks nonsense', async () => {
    const tcp = createTcpServer((socket) => socket.end('220 mail.example.com ESMTP\r\n'));
    const answer = once(tcp, 'connection').then(([socket]) => readAll(socket));
    const client = dial(await listen(tcp));
    expect(await errorOf(client)).toMatchObject({ code: 'unknown-record-type', direction: 'sent' });
    expect((await answer).subarray(-7).toString('hex')).toMatch(/^15030[0-3]0002020a$/);
  });
});
