import { once } from 'node:events';
import { connect as dialTcp, type Socket } from 'node:net';
import { Duplex, duplexPair } from 'node:stream';
import { connect as dialNodeTls } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import type { ConnectOptions, TlsServer, TlsServerOptions } from '../../src/node/index.ts';
import { createClient } from '../../src/tls/index.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { closed, dial, errorOf, HOST, pair, pattern, readAll, serve } from './loopback.ts';

const REQUEST = { requestCert: true, rejectUnauthorized: false, ...JUDGED_BY, roots: pki.ca.cert } as const;
const REQUIRE = { ...REQUEST, rejectUnauthorized: true } as const;
const JANE = { cert: pki.client.cert, key: pki.client.key };
const MALLORY = { cert: pki.stranger.cert, key: pki.stranger.key };

function tcp(port: number): Socket {
  const socket = dialTcp({ host: HOST, port, allowHalfOpen: true });
  closing(() => socket.destroy());
  return socket;
}

const clientError = (server: TlsServer): Promise<Error> => once(server, 'tlsClientError').then(([error]) => error);

/** What each end makes of a handshake that fails. */
async function failure(serverOptions: Partial<TlsServerOptions>, clientOptions: Partial<ConnectOptions>) {
  const { server, port } = await serve(serverOptions);
  const client = dial(port, clientOptions);
  const [theirs, ours] = await Promise.all([clientError(server), errorOf(client)]);
  return { server: theirs, client: ours };
}

describe('properties', () => {
  it('lets a client in without a certificate where it only asks for one', async () => {
    const { peer } = await pair(REQUEST);
    expect([peer.authorized, peer.getPeerCertificate(), peer.validation]).toEqual([false, undefined, undefined]);
  });

  it('knows a client by its certificate where it asks for one', async () => {
    for (const asks of [REQUEST, REQUIRE]) {
      const { peer } = await pair(asks, JANE);
      expect(peer.authorized).toBe(true);
      expect(peer.getPeerCertificate()?.equals(pki.client.certificate)).toBe(true);
    }
  });

  it('does not ask unless told to', async () => {
    const { peer } = await pair({}, JANE);
    expect([peer.authorized, peer.getPeerCertificate()]).toEqual([false, undefined]);
  });

  it('shows another certificate to who dials another name', async () => {
    const other = { cert: [pki.stranger.certificate], key: pki.stranger.privateKey };
    const credentialsFor = (name: string) => (name === 'other.test' ? other : undefined);
    const { server, port } = await serve({ credentialsFor });
    for (const [servername, expected] of [
      ['other.test', pki.stranger],
      ['server.test', pki.server],
    ] as const) {
      const client = dial(port, { name: { dns: servername }, dangerouslyUnverified: true });
      await Promise.all([once(client, 'secureConnect'), once(server, 'secureConnection')]);
      expect(client.getPeerCertificate()?.equals(expected.certificate)).toBe(true);
      expect([client.authorized, client.validation]).toEqual([false, undefined]);
    }
  });

  it('closes all its connections when told to, finished or not', async () => {
    const { client, server } = await pair();
    const stalled = tcp(client.remotePort!);
    await once(server, 'connection');
    expect(server.pendingHandshakes).toBe(1);
    const gone = Promise.all([errorOf(client), closed(stalled.resume())]);
    server.closeAllConnections();
    stalled.end();
    await gone;
    expect(server.pendingHandshakes).toBe(0);
  });

  it('goes on serving after any number of bad clients', async () => {
    const { server, port } = await serve({}, (socket) => socket.pipe(socket));
    for (const garbage of ['', 'GET / HTTP/1.1\r\n\r\n', '\x16\x03\x01\xff\xff', pattern(100_000)]) {
      const failed = clientError(server);
      tcp(port)
        .on('error', () => {})
        .end(garbage);
      expect(await failed).toMatchObject({ name: 'TlsError' });
    }
    const client = dial(port);
    client.end('still there');
    expect((await readAll(client)).toString()).toBe('still there');
    expect(server.pendingHandshakes).toBe(0);
  });
});

describe('misuse', () => {
  it('refuses a client without a certificate where it requires one; both ends know why', async () => {
    expect(await failure(REQUIRE, {})).toMatchObject({
      server: { code: 'certificate-missing', direction: 'sent', alert: 'handshake_failure' },
      client: { code: 'alert-received', alert: 'handshake_failure' },
    });
  });

  it('refuses a client of another CA with unknown_ca, wherever it asks for a certificate', async () => {
    for (const asks of [REQUEST, REQUIRE]) {
      const { server, client } = await failure(asks, MALLORY);
      expect(server).toMatchObject({ code: 'certificate-refused', alert: 'unknown_ca', validation: { ok: false } });
      expect(client).toMatchObject({ code: 'alert-received', alert: 'unknown_ca' });
    }
  });

  it('is refused by a client that trusts another CA', async () => {
    expect(await failure({}, { ...JUDGED_BY, roots: pki.otherCa.cert })).toMatchObject({
      client: { code: 'certificate-refused', alert: 'unknown_ca', validation: { ok: false } },
      server: { code: 'alert-received', alert: 'unknown_ca' },
    });
  });

  it('is refused by a client that dialled another name', async () => {
    const { client, server } = await failure({}, { name: { dns: 'example.com' } });
    expect(client).toMatchObject({ code: 'certificate-refused', direction: 'sent' });
    expect(client).toHaveProperty(
      'validation.checks',
      expect.arrayContaining([expect.objectContaining({ code: 'name', outcome: 'fail' })]),
    );
    expect(server).toMatchObject({ code: 'alert-received' });
  });

  it('shares no suite with a client of other tastes', async () => {
    const [gcm, cbc] = ['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA'] as const;
    expect(await failure({ ciphers: [gcm] }, { ciphers: [cbc] })).toMatchObject({
      server: { code: 'no-common-suite' },
      client: { code: 'alert-received', alert: 'handshake_failure' },
    });
  });

  it('judges certificates at the time it is given', async () => {
    const { client } = await failure({}, { time: () => new Date(Date.now() + 1e10) });
    expect(client).toMatchObject({ code: 'certificate-refused', alert: 'certificate_expired' });
  });

  it('gets its alert to a client of node:tls', async () => {
    const { server, port } = await serve(REQUIRE);
    const failed = clientError(server);
    const client = dialNodeTls({
      host: HOST,
      port,
      ca: pki.ca.cert,
      ...MALLORY,
      ciphers: 'AES128-SHA256',
      maxVersion: 'TLSv1.2',
    });
    expect((await once(client, 'error'))[0]).toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA' });
    expect(await failed).toMatchObject({ alert: 'unknown_ca' });
  });

  it('gets its alert to a client that goes on sending, and does not reset the connection', async () => {
    const { server, port } = await serve({});
    const failed = clientError(server);
    const client = tcp(port);
    // More than two kernels hold: with less, it would have sent all before a reset could come.
    client.end(Buffer.alloc(2 ** 23));
    const [answer] = await Promise.all([readAll(client), once(client, 'close'), failed]);
    expect(answer.toString('hex')).toMatch(/^15030[0-3]000202/);
    expect(client.errored).toBe(null);
  });

  it('does not wait for ever for a client that says nothing, or nothing more', async () => {
    for (const start of ['', '\x16\x03\x01\x00\x50\x01']) {
      const { server, port } = await serve({ handshakeTimeout: 20 });
      const failed = clientError(server);
      const client = tcp(port);
      client.write(start);
      expect(await failed).toMatchObject({ name: 'ConnectionError', code: 'handshake-timeout' });
      await once(
        client
          .on('error', () => {})
          .resume()
          .end(),
        'close',
      );
      expect(server.pendingHandshakes).toBe(0);
    }
  });

  it('bounds the handshakes under way, and not the connections', async () => {
    const { server, port } = await serve({ maxPendingHandshakes: 2 });
    const silent: Socket[] = [];
    for (let i = 0; i < 2; i++) {
      silent.push(tcp(port));
      await once(server, 'connection');
    }
    const failed = clientError(server);
    // One that has sent nothing makes room: the oldest, which is told.
    const told = readAll(silent[0]);
    await once(dial(port), 'secureConnect');
    expect(await failed).toMatchObject({ name: 'ConnectionError', code: 'too-many-handshakes' });
    expect((await told).toString('hex')).toBe('15030300020100'); // close_notify
    expect(silent[1].readableEnded).toBe(false);
    for (let i = 0; i < 4; i++) await once(dial(port), 'secureConnect');
    expect(server.pendingHandshakes).toBe(1);
  });

  it('of two peers, the one that has sent nothing makes room, although it came later', async () => {
    const { server, port } = await serve({ maxPendingHandshakes: 2 });
    const slow = tcp(port);
    slow.write('\x16\x03\x01\x00\x50\x01');
    const [first] = (await once(server, 'connection')) as [Socket];
    await once(first, 'data');
    const silent = tcp(port);
    await once(server, 'connection');
    const gone = closed(silent.resume());
    await once(dial(port), 'secureConnect');
    silent.end();
    await gone;
    expect(slow.closed).toBe(false);
    // And where all have sent something, the oldest does.
    tcp(port).write('\x16\x03');
    const [third] = (await once(server, 'connection')) as [Socket];
    await once(third, 'data');
    const failed = clientError(server);
    await once(dial(port), 'secureConnect');
    expect(await failed).toMatchObject({ code: 'too-many-handshakes' });
    expect(first.destroyed).toBe(true);
  });

  it('takes one step of a handshake a turn of the event loop, so that others get theirs between', async () => {
    let turn = 0;
    const count = () => {
      turn++;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    closing(() => clearImmediate(timer));
    const turns: number[] = [];
    const { server } = await serve({
      observe: (event) => {
        if (event.kind === 'message' && event.direction === 'received') turns.push(turn);
      },
    });
    const secured = Array.from({ length: 6 }, () => {
      const [near, far] = duplexPair();
      server.emit('connection', far);
      return once(
        dial(0, { host: undefined, port: undefined, socket: near, name: { dns: 'localhost' } }),
        'secureConnect',
      );
    });
    await Promise.all(secured);
    // ClientHello is a step; ClientKeyExchange and Finished came together.
    expect(turns.length).toBe(3 * secured.length);
    expect(new Set(turns).size).toBe(2 * secured.length);
  });

  it('takes in what came before the end of the transport, which is told while the turn is awaited', async () => {
    const { server } = await serve({});
    const answered: Buffer[] = [];
    const transport = new Duplex({
      read: () => undefined,
      write(chunk, _encoding, done) {
        answered.push(chunk);
        done();
      },
    });
    const failed = clientError(server);
    server.emit('connection', transport);
    const client = createClient({
      ...{ random: systemRandom, time: () => new Date(), name: { dns: 'localhost' } },
      verification: { mode: 'dangerous-none' },
    });
    for (const output of client.start()) if (output.kind === 'send') transport.emit('data', Buffer.from(output.bytes));
    // As a socket does whose peer has sent all and closed: although it is paused.
    transport.emit('end');
    expect(await failed).toMatchObject({ code: 'truncated' });
    // The server has answered the ClientHello before it learns of the end: a handshake record.
    expect(Buffer.concat(answered)[0]).toBe(22);
  });

  it('bounds the connections where it is told to', async () => {
    const { server, port } = await serve({ maxConnections: 1 });
    await once(dial(port), 'secureConnect');
    const dropped = once(server, 'drop');
    await Promise.all([errorOf(dial(port)), dropped]);
  });
});
