/** Sessions resumed over sockets, with the names of node:tls. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ConnectOptions, TlsServerOptions, TlsSocket } from '../../src/node/index.ts';
import { DEFAULT_CIPHER_SUITES, SessionStore, TicketKeys } from '../../src/tls/index.ts';
import { anchorOf, readCertificatesPem } from '../../src/x509/index.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { dial, serve } from './loopback.ts';

const TLS_1_2 = DEFAULT_CIPHER_SUITES.filter((name) => name.includes('_WITH_'));
const TLS_1_3 = DEFAULT_CIPHER_SUITES.filter((name) => !name.includes('_WITH_'));

/** A server that answers, and a client that connects to it as often as it is told. */
async function reunion(serverOptions: Partial<TlsServerOptions> = {}, ciphers = TLS_1_3) {
  const reused: boolean[] = [];
  const { port, server } = await serve({ ciphers, ...serverOptions }, (socket) => {
    reused.push(socket.isSessionReused());
    socket.end('hello');
  });
  const meet = async (options: Partial<ConnectOptions> = {}): Promise<TlsSocket> => {
    const client = dial(port, { ciphers, name: { dns: 'server.test' }, ...options });
    client.resume().end();
    await once(client, 'close');
    expect(client.isSessionReused()).toBe(reused.at(-1));
    return client;
  };
  return { meet, port, server };
}

describe.each([
  ['TLS 1.3', TLS_1_3],
  ['TLS 1.2', TLS_1_2],
])('%s', (_, ciphers) => {
  it('resumes from a store that connections share', async () => {
    const { meet } = await reunion({}, ciphers);
    const sessions = new SessionStore({ capacity: 8 });
    const first = await meet({ sessions });
    expect(first.isSessionReused()).toBe(false);
    const second = await meet({ sessions });
    expect(second.isSessionReused()).toBe(true);
    // The server's certificate was verified again, and is known without being sent.
    expect(second.authorized).toBe(true);
    expect(second.getPeerCertificate()?.der).toEqual(first.getPeerCertificate()?.der);
    expect((await meet()).isSessionReused()).toBe(false);
  });

  it('resumes by getSession and the event, as node:tls does', async () => {
    const { meet } = await reunion({}, ciphers);
    const first = await meet();
    const session = first.getSession();
    expect(session).toBeInstanceOf(Buffer);
    const second = await meet({ session });
    expect(second.isSessionReused()).toBe(true);
    // Bound to the name: another connection does not find it.
    expect((await meet({ session, name: { dns: 'localhost' } })).isSessionReused()).toBe(false);
    expect((await meet({ session, dangerouslyUnverified: true })).isSessionReused()).toBe(false);
  });

  it('trusts an anchor that is a name and a key alone, and binds sessions to it', async () => {
    const { meet } = await reunion({}, ciphers);
    const sessions = new SessionStore({ capacity: 8 });
    const [root] = readCertificatesPem(pki.ca.cert);
    const roots = [anchorOf(root.subject, root.publicKey)];
    const first = await meet({ sessions, roots });
    expect([first.authorized, first.isSessionReused()]).toEqual([true, false]);
    expect((await meet({ sessions, roots })).isSessionReused()).toBe(true);
    // The certificate of that name and key is another anchor.
    expect((await meet({ sessions })).isSessionReused()).toBe(false);
  });

  it('is kept for one port, whatever the server there could open', async () => {
    const tickets = { keys: new TicketKeys([new Uint8Array(32).fill(5)]), lifetime: 60 };
    const one = await reunion({ tickets }, ciphers);
    const two = await reunion({ tickets }, ciphers);
    const session = (await one.meet()).getSession();
    expect((await two.meet({ session })).isSessionReused()).toBe(false);
    expect((await one.meet({ session })).isSessionReused()).toBe(true);
  });
});

describe('properties', () => {
  it('judges a resumed session again, by the time of today', async () => {
    const { meet } = await reunion();
    const sessions = new SessionStore({ capacity: 8 });
    await meet({ sessions });
    const time = () => new Date(pki.server.certificate.notAfter.getTime() + 1000);
    await expect(meet({ sessions, time })).rejects.toMatchObject({ code: 'certificate-refused' });
  });

  it('replaces its ticket key after a lifetime, and forgets it after two', async () => {
    let now = Date.now();
    const time = () => new Date(now);
    const { meet } = await reunion({ time, tickets: { lifetime: 60 } });
    // The client's clock stands still: only the server's keys decide.
    const fixed = new Date(now);
    const session = (await meet({ time: () => fixed })).getSession();
    const resumes = async () => (await meet({ session, time: () => fixed })).isSessionReused();
    now += 50_000;
    expect(await resumes()).toBe(true);
    now += 60_000;
    expect(await resumes()).toBe(false);
  });

  it('hands out nothing where it is told so', async () => {
    const { meet } = await reunion({ tickets: false });
    const sessions = new SessionStore({ capacity: 8 });
    const client = await meet({ sessions });
    expect([client.getSession(), sessions.size]).toEqual([undefined, 0]);
  });
});

describe('misuse', () => {
  it('takes no options that are none', async () => {
    const wrong = (argument: string) => expect.objectContaining({ name: 'UsageError', argument });
    expect(() => dial(1, { sessions: {} as never })).toThrow(wrong('sessions'));
    expect(() => dial(1, { session: 'x' as never })).toThrow(wrong('session'));
    expect(() => dial(1, { session: new Uint8Array(10) })).toThrow(expect.objectContaining({ name: 'DecodeError' }));
    await expect(serve({ tickets: { lifetime: 0 } })).rejects.toEqual(wrong('tickets.lifetime'));
    await expect(serve({ tickets: { life: 1 } as never })).rejects.toEqual(wrong('tickets'));
    await expect(serve({ tickets: { keys: [] as never } })).rejects.toEqual(wrong('tickets.keys'));
  });
});
