/** TLS 1.2 resumed by tickets and by session ids, with OpenSSL's programs and node:tls, in both roles. */
import { constants } from 'node:crypto';
import { once } from 'node:events';
import * as nodeTls from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/node/index.ts';
import { SessionStore } from '../../src/tls/index.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { HOST, listen, serve } from '../node/loopback.ts';
import { describePeer, runClient, startServer } from './peers.ts';

const CIPHERS = ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] as const;
const WAYS = ['ticket', 'id'] as const;
type Way = (typeof WAYS)[number];
const ONCE_AND_TWICE_MORE = [false, true, true];

/** Dials three times with one store. @returns whether each connection resumed the one before. */
async function visit(port: number): Promise<boolean[]> {
  const sessions = new SessionStore({ capacity: 4 });
  const resumed: boolean[] = [];
  for (const _ of ONCE_AND_TWICE_MORE) {
    const socket = connect({
      ...{ host: HOST, port, ciphers: CIPHERS, name: { dns: 'localhost' }, roots: pki.ca.cert, sessions },
      ...{ profile: 'rfc5280', revocation: { policy: 'off' } },
    });
    closing(() => socket.destroy());
    await once(socket, 'secureConnect');
    expect(socket.getProtocol()).toBe('TLSv1.2');
    expect(socket.authorized).toBe(true);
    resumed.push(socket.isSessionReused());
    const closed = once(socket, 'close');
    socket.resume().end();
    await closed;
  }
  return resumed;
}

/** Our server, and what became of each connection. */
async function served(way: Way): Promise<{ port: number; resumed: boolean[] }> {
  const resumed: boolean[] = [];
  const { port } = await serve({ ciphers: CIPHERS }, (socket) => {
    resumed.push(socket.isSessionReused());
    socket.on('error', () => {});
    socket.resume().end(`${way}\n`);
  });
  return { port, resumed };
}

describe('node:tls', () => {
  const noTicket = (way: Way) => (way === 'id' ? { secureOptions: constants.SSL_OP_NO_TICKET } : {});

  it.each(WAYS)('as server, by %s', async (way) => {
    const store = new Map<string, Buffer>();
    const server = nodeTls.createServer({
      ...{ cert: pki.server.cert, key: pki.server.key, maxVersion: 'TLSv1.2', sessionIdContext: 'test' },
      ...noTicket(way),
    });
    server.on('newSession', (id: Buffer, session: Buffer, done: () => void) => {
      store.set(id.toString('hex'), session);
      done();
    });
    server.on('resumeSession', (id: Buffer, done: (error: null, session: Buffer | null) => void) =>
      done(null, store.get(id.toString('hex')) ?? null),
    );
    server.on('secureConnection', (socket) =>
      socket
        .on('error', () => {})
        .resume()
        .end(),
    );
    expect(await visit(await listen(server))).toEqual(ONCE_AND_TWICE_MORE);
  });

  it.each(WAYS)('as client, by %s', async (way) => {
    const { port, resumed } = await served(way);
    let session: Buffer | undefined;
    for (const expected of ONCE_AND_TWICE_MORE) {
      const socket = nodeTls.connect({
        ...{ host: HOST, port, servername: 'localhost', ca: pki.ca.cert, ...noTicket(way) },
        ...(session && { session }),
      });
      closing(() => socket.destroy());
      await once(socket, 'secureConnect');
      expect(socket.isSessionReused()).toBe(expected);
      session = socket.getSession();
      const closed = once(socket, 'close');
      socket.resume().end();
      await closed;
    }
    expect(resumed).toEqual(ONCE_AND_TWICE_MORE);
  });
});

describePeer('openssl', () => {
  describe.each(WAYS)('by %s', (way) => {
    const options = ['-tls1_2', ...(way === 'id' ? ['-no_ticket'] : [])];

    describe('s_server', () => {
      let port: number;
      beforeAll(async () => {
        const args = ['s_server', '-rev', '-accept', `${HOST}:0`, '-cert', 'server.crt', '-key', 'server.key'];
        port = Number(
          (await startServer({ command: 'openssl', args: [...args, ...options] }, /^ACCEPT .*:(\d+)$/m))[1],
        );
      });

      it('resumes for our client', async () => {
        expect(await visit(port)).toEqual(ONCE_AND_TWICE_MORE);
      });
    });

    it('s_client is resumed by our server', async () => {
      const { port, resumed } = await served(way);
      for (const session of [['-sess_out'], ['-sess_in']].map(([one]) => [one, `session-${way}.pem`])) {
        const args = ['s_client', '-connect', `${HOST}:${port}`, '-servername', 'localhost', '-CAfile', 'ca.crt'];
        const { received, code, messages } = await runClient(
          { command: 'openssl', args: [...args, '-verify_return_error', ...options, ...session] },
          Buffer.from(''),
        );
        expect(code, messages).toBe(0);
        expect(received.toString()).toContain(resumed.length === 1 ? 'New, TLSv1.2' : 'Reused, TLSv1.2');
      }
      expect(resumed).toEqual([false, true]);
    });
  });
});
