// Slowloris (https://en.wikipedia.org/wiki/Slowloris_(cyber_attack)), CVE-2021-22883 (https://nodejs.org/en/blog/vulnerability/february-2021-security-releases):
// peers that open connections and say nothing, or little.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect as dialTcp, type Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { setImmediate as tick } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { type ServerLimits, startHttps } from '../../src/kubernetes/api/https-server.ts';
import type { Running } from '../../src/kubernetes/index.ts';
import { type ConnectOptions, connect } from '../../src/node/index.ts';
import { CIPHER_SUITE_NAMES } from '../../src/tls/index.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { dial, HOST } from '../node/loopback.ts';

const JANE = {
  ciphers: CIPHER_SUITE_NAMES,
  ...JUDGED_BY,
  roots: pki.ca.cert,
  cert: pki.client.cert,
  key: pki.client.key,
};

async function start(limits: Partial<ServerLimits> = {}): Promise<Running> {
  const tls = {
    cert: pki.server.cert,
    key: pki.server.key,
    roots: pki.ca.cert,
    ciphers: CIPHER_SUITE_NAMES,
  };
  const listen = { host: HOST, port: 0, tls, limits };
  const running = await startHttps(listen, (_request, response) => void response.end('ok'), false);
  closing(() => running.close());
  return running;
}

/** A client that keeps its connection. */
class KeepAlive extends Agent {
  override createConnection({ port }: { port: number }) {
    // Both ends of a crowd share this process: the client must not be the one to lose patience.
    return connect({ ...JANE, host: HOST, port, handshakeTimeout: 60_000 } as ConnectOptions);
  }
}

/** How many of so many requests, one after the other on one connection, are answered. */
async function served({ port }: Running, requests: number): Promise<number> {
  const agent = new KeepAlive({ keepAlive: true, maxSockets: 1 });
  closing(() => agent.destroy());
  let answered = 0;
  for (let i = 0; i < requests; i++) {
    const sent = request({ host: HOST, port, agent }).end();
    const [response] = await once(sent, 'response');
    await once(response.resume(), 'end');
    if (response.statusCode === 200) answered++;
  }
  return answered;
}

async function tcp({ server, port }: Running, bytes = ''): Promise<Socket> {
  const socket = dialTcp({ host: HOST, port }).on('error', () => {});
  closing(() => socket.destroy());
  const [transport] = (await Promise.all([once(server, 'connection'), once(socket, 'connect')]))[0] as [Socket];
  if (bytes !== '') {
    socket.write(bytes, 'latin1');
    await once(transport, 'data');
  }
  return socket;
}

describe('R32: silent, slow, half-open and idle peers do not keep others out', () => {
  it.each([
    ['silent', ''],
    ['slow: a part of a record', '\x16\x03\x01\x00\x50\x01\x00'],
    ['half-open: a whole ClientHello, which gets its answer', clientHello()],
  ])('%s', async (_, bytes) => {
    const running = await start({ maxPendingHandshakes: 8 });
    const crowd: Socket[] = [];
    for (let i = 0; i < 20; i++) crowd.push(await tcp(running, bytes));
    expect(running.server.pendingHandshakes).toBe(8);
    expect(await served(running, 4)).toBe(4);
    // While there was room nobody had to go, and then the oldest went.
    expect(crowd.slice(-7).filter(({ closed }) => closed)).toEqual([]);
    // They come again and again, and an honest client still finds its way.
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 8; j++) await tcp(running, bytes);
      expect(await served(running, 2)).toBe(2);
    }
    expect(running.server.pendingHandshakes).toBeLessThanOrEqual(8);
  });

  it('idle sessions, whose number is bounded', async () => {
    const running = await start({ maxSessions: 8 });
    for (let i = 0; i < 20; i++) await once(dial(running.port), 'secureConnect');
    expect(await served(running, 4)).toBe(4);
    const open = await new Promise((resolve) => running.server.getConnections((_error, count) => resolve(count)));
    // One that was told to go may still have to close.
    expect(open).toBeLessThanOrEqual(10);
  });

  it('the deadline of a handshake runs from accept, and is not renewed by bytes', async () => {
    const { server } = await start({ handshakeTimeout: 30_000 });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    closing(() => vi.useRealTimers());
    const [near, far] = duplexPair();
    let reason: unknown;
    server.once('tlsClientError', (error) => (reason = error));
    server.emit('connection', far);
    // A record header of 80 bytes, and a byte of it every three seconds.
    for (const byte of [0x16, 3, 1, 0, 80, 1, 0, 0, 76, 3]) {
      near.write(Buffer.of(byte));
      for (let i = 0; i < 3; i++) await tick();
      expect(server.pendingHandshakes).toBe(1);
      vi.advanceTimersByTime(byte === 76 ? 2999 : 3000);
    }
    vi.advanceTimersByTime(1);
    for (let i = 0; i < 3; i++) await tick();
    expect(reason).toMatchObject({ code: 'handshake-timeout' });
    expect(server.pendingHandshakes).toBe(0);
  });

  it('the time in which the server has not come to what a client sent is not counted', async () => {
    const { server } = await start({ handshakeTimeout: 30_000 });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    closing(() => vi.useRealTimers());
    const [near, far] = duplexPair();
    const reasons: unknown[] = [];
    server.on('tlsClientError', (error) => reasons.push(error));
    server.emit('connection', far);
    const [received] = [once(far, 'data'), near.write(Buffer.of(0x16))];
    await received;
    // The byte is there, and its turn is not yet: setImmediate comes after this.
    vi.advanceTimersByTime(60_000);
    await tick();
    await tick();
    expect([server.pendingHandshakes, reasons]).toEqual([1, []]);
    vi.advanceTimersByTime(30_000);
    for (let i = 0; i < 3; i++) await tick();
    expect(reasons).toEqual([expect.objectContaining({ code: 'handshake-timeout' })]);
  });

  it('an honest crowd from one address is served to the last request', async () => {
    const running = await start({ handshakeTimeout: 60_000 });
    const failures: unknown[] = [];
    running.server.on('tlsClientError', (error) => failures.push(error));
    const answered = await Promise.all(Array.from({ length: 40 }, () => served(running, 4)));
    expect(answered).toEqual(Array(40).fill(4));
    expect(failures).toEqual([]);
  });
});

/** The first flight of a client of ours, as it goes over the wire. */
function clientHello(): string {
  const hello = `0303${'5a'.repeat(32)}000002003c01000010ff0100010000170000000d0004000204010000`.replace(/0000$/, '');
  const body = Buffer.from(hello, 'hex');
  // The extensions' own length is fitted to what is there.
  body.writeUInt16BE(body.length - 43, 41);
  const message = Buffer.concat([Buffer.of(1, 0, body.length >> 8, body.length & 255), body]);
  return Buffer.concat([Buffer.of(22, 3, 1, message.length >> 8, message.length & 255), message]).toString('latin1');
}
