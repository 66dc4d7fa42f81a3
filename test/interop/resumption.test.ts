/** Tickets of TLS 1.3 with OpenSSL: as node:tls has it, in both roles, and its own programs. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import * as nodeTls from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemRandom, utf8ToBytes } from '../../src/bytes/index.ts';
import {
  type ClientOptions,
  createClient,
  createServer as createEngineServer,
  type GroupName,
  type ServerOptions,
  SessionStore,
  TicketKeys,
  type TlsConnection,
  type TlsOutput,
  type TlsSession,
} from '../../src/tls/index.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { HOST, listen, readAll } from '../node/loopback.ts';
import { describePeer, folder, runClient, startServer } from './peers.ts';

const credentialsOf = ({ certificate, privateKey }: typeof pki.server) => ({ chain: [certificate], key: privateKey });
const common = { random: systemRandom, time: () => new Date() };

/** Runs an engine over a socket. @param onData - plaintext, as it comes. */
function drive(connection: TlsConnection, socket: Socket, onData: (bytes: Uint8Array) => void): void {
  const carryOut = (outputs: readonly TlsOutput[]): void => {
    for (const output of outputs) {
      if (output.kind === 'send') socket.write(output.bytes);
      else if (output.kind === 'data') onData(output.bytes);
      else if (output.kind === 'end') carryOut(connection.close());
      else if (output.kind === 'error') socket.destroy(output.error);
    }
    if (connection.at === 'CLOSED') socket.end();
  };
  socket.on('data', (bytes) => carryOut(connection.receive(bytes)));
  carryOut(connection.start());
}

/** Dials, says one line, and waits for as many bytes back: by then the tickets are here. */
async function visit(port: number, options: Partial<ClientOptions>): Promise<TlsSession> {
  const connection = createClient({
    ...{ ...common, name: { dns: 'localhost' }, credentials: credentialsOf(pki.client) },
    verification: { mode: 'roots', ...JUDGED_BY, roots: [pki.ca.certificate] },
    ...options,
  });
  const socket = connect(port, HOST);
  closing(() => socket.destroy());
  await once(socket, 'connect');
  const question = utf8ToBytes('hello\n');
  await new Promise<void>((resolve, reject) => {
    let left = question.length;
    socket.once('error', reject);
    drive(connection, socket, ({ length }) => {
      left -= length;
      if (left === 0) resolve();
    });
    socket.on('data', function ask() {
      if (connection.session === undefined) return;
      socket.off('data', ask);
      for (const output of connection.write(question)) if (output.kind === 'send') socket.write(output.bytes);
    });
  });
  for (const output of connection.close()) if (output.kind === 'send') socket.write(output.bytes);
  socket.end();
  return connection.session!;
}

interface Way {
  readonly mutual: boolean;
  /** The group of the server; the client sends its half of x25519. */
  readonly group: GroupName;
  readonly suite: 'TLS_AES_128_GCM_SHA256' | 'TLS_AES_256_GCM_SHA384';
}
const WAYS: readonly Way[] = [
  { mutual: false, group: 'x25519', suite: 'TLS_AES_128_GCM_SHA256' },
  { mutual: true, group: 'x25519', suite: 'TLS_AES_256_GCM_SHA384' },
  // HelloRetryRequest.
  { mutual: true, group: 'secp256r1', suite: 'TLS_AES_128_GCM_SHA256' },
];
const CURVES: Partial<Record<GroupName, string>> = { x25519: 'X25519', secp256r1: 'P-256' };

describe('our client, node:tls as server', () => {
  it.each(WAYS)('mutual $mutual, $group, $suite', async ({ mutual, group, suite }) => {
    const reused: boolean[] = [];
    const server = nodeTls.createServer(
      {
        ...{ cert: pki.server.cert, key: pki.server.key, ca: pki.ca.cert, sessionIdContext: 'test' },
        ...{ requestCert: mutual, rejectUnauthorized: mutual, minVersion: 'TLSv1.3', ecdhCurve: CURVES[group] },
      },
      (socket) => {
        reused.push(socket.isSessionReused());
        socket.on('error', () => {});
        socket.pipe(socket);
      },
    );
    const port = await listen(server);
    const sessions = new SessionStore({ capacity: 8 });
    const options = { ciphers: [suite], groups: ['x25519', 'secp256r1'], resumption: { sessions, port } } as const;
    for (const resumed of [false, true, true]) {
      expect(await visit(port, options)).toMatchObject({ resumed, suite, group, version: 'TLSv1.3' });
    }
    expect(reused).toEqual([false, true, true]);
    // Not elsewhere, though the server would.
    expect(await visit(port, { ...options, resumption: { sessions, port: port ^ 1 } })).toMatchObject({
      resumed: false,
    });
  });
});

/** Our server, which echoes what it receives. @param closes - whether it closes after that. */
async function serveEngine(
  options: Partial<ServerOptions>,
  closes = false,
): Promise<{ port: number; sessions: TlsSession[] }> {
  const sessions: TlsSession[] = [];
  const server = createServer((socket) => {
    const connection = createEngineServer({
      ...{ ...common, credentials: credentialsOf(pki.server), clientCertificate: { mode: 'none' } },
      ...options,
    });
    socket.on('error', () => {});
    drive(connection, socket, (bytes) => {
      if (!sessions.includes(connection.session!)) sessions.push(connection.session!);
      const outputs = [...connection.write(bytes), ...(closes ? connection.close() : [])];
      for (const output of outputs) if (output.kind === 'send') socket.write(output.bytes);
    });
  });
  return { port: await listen(server), sessions };
}
const tickets = () => ({ keys: new TicketKeys([systemRandom.bytes(32)]), lifetime: 3600 });
const asking = (mutual: boolean): Pick<ServerOptions, 'clientCertificate'> => ({
  clientCertificate: mutual ? { mode: 'require', ...JUDGED_BY, roots: [pki.ca.certificate] } : { mode: 'none' },
});

describe('node:tls as client, our server', () => {
  it.each(WAYS)('mutual $mutual, $group, $suite', async ({ mutual, group, suite }) => {
    const { port, sessions } = await serveEngine({
      ...{ ciphers: [suite], groups: [group], tickets: tickets() },
      ...asking(mutual),
    });
    let session: Buffer | undefined;
    for (const resumed of [false, true, true]) {
      const socket = nodeTls.connect({
        ...{
          host: HOST,
          port,
          servername: 'localhost',
          ca: pki.ca.cert,
          cert: pki.client.cert,
          key: pki.client.key,
        },
        ...{ ecdhCurve: 'X25519:P-256', ...(session && { session }) },
      });
      closing(() => socket.destroy());
      const ticket = once(socket, 'session');
      await once(socket, 'secureConnect');
      expect(socket.isSessionReused()).toBe(resumed);
      socket.end('hello\n');
      expect((await readAll(socket)).toString()).toBe('hello\n');
      [session] = await ticket;
    }
    expect(sessions.map((one) => one.resumed)).toEqual([false, true, true]);
    for (const one of sessions) expect(one.peer?.leaf.equals(pki.client.certificate) ?? false).toBe(mutual);
  });
});

describePeer('openssl', () => {
  describe('s_server', () => {
    let port: number;
    beforeAll(async () => {
      const args = ['s_server', '-rev', '-tls1_3', '-accept', `${HOST}:0`, '-cert', 'server.crt', '-key', 'server.key'];
      const more = ['-CAfile', 'ca.crt', '-Verify', '2', '-verify_return_error'];
      port = Number((await startServer({ command: 'openssl', args: [...args, ...more] }, /^ACCEPT .*:(\d+)$/m))[1]);
    });

    it('takes its tickets back from our client', async () => {
      const sessions = new SessionStore({ capacity: 8 });
      for (const resumed of [false, true, true]) {
        expect(await visit(port, { resumption: { sessions, port } })).toMatchObject({ resumed, version: 'TLSv1.3' });
      }
    });
  });

  it('s_client brings our tickets back', async () => {
    const { port, sessions } = await serveEngine({ tickets: tickets(), ...asking(true) }, true);
    for (const way of ['-sess_out', '-sess_in']) {
      const args = ['s_client', '-quiet', '-tls1_3', '-connect', `${HOST}:${port}`, '-servername', 'localhost'];
      const own = ['-CAfile', 'ca.crt', '-verify_return_error', '-cert', 'client.crt', '-key', 'client.key'];
      const { received, code, messages } = await runClient(
        { command: 'openssl', args: [...args, ...own, way, 'session.pem'] },
        Buffer.from('hello\n'),
      );
      expect([received.toString(), code], messages).toEqual(['hello\n', 0]);
    }
    expect((await readFile(join(folder, 'session.pem'))).length).toBeGreaterThan(0);
    expect(sessions.map((one) => one.resumed)).toEqual([false, true]);
    expect(sessions[1].peer?.leaf.equals(pki.client.certificate)).toBe(true);
  });
});
