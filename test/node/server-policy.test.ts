/** A server whose policy changes while it serves: judgements of its own, other certificates and roots, sessions that it ends. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { TlsServerOptions } from '../../src/node/index.ts';
import { SessionStore, type TlsEvent } from '../../src/tls/index.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { dial, errorOf, pair, readAll, serve } from './loopback.ts';

const REQUIRE = { requestCert: true, rejectUnauthorized: true, ...JUDGED_BY, roots: pki.ca.cert } as const;
const JANE = { cert: pki.client.cert, key: pki.client.key };
const TLS13 = ['TLS_AES_128_GCM_SHA256'] as const;
const SUITES = [['TLS_AES_128_GCM_SHA256'], ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256']] as const;
const SERVER = { cert: pki.server.cert, key: pki.server.key };

describe('properties', () => {
  it.each(SUITES)('%s: a judgement refuses a client with its alert, and a resumed session too', async (suite) => {
    let revoked = false;
    const judged: number[] = [];
    const judgeClient: TlsServerOptions['judgeClient'] = (chain) => {
      judged.push(chain.length);
      return revoked ? 'certificate_revoked' : undefined;
    };
    const { server, port } = await serve({ ...REQUIRE, judgeClient, ciphers: [suite] });
    server.on('secureConnection', (socket) => socket.end('hello'));
    const sessions = new SessionStore({ capacity: 4 });
    const call = () => dial(port, { ...JANE, sessions, ciphers: [suite] });
    const first = call();
    expect(`${await readAll(first)}`).toBe('hello');
    const second = call();
    expect(`${await readAll(second)}`).toBe('hello');
    expect(second.isSessionReused()).toBe(true);
    expect(judged).toEqual([2, 2]);
    revoked = true;
    expect(await errorOf(call())).toMatchObject({ code: 'alert-received', alert: 'certificate_revoked' });
  });

  it.each(SUITES)('%s: ends an open session with an alert', async (suite) => {
    const { client, peer } = await pair({ ...REQUIRE, ciphers: [suite] }, { ...JANE, ciphers: [suite] });
    const errors = Promise.all([once(peer, 'error'), once(client, 'error')]);
    peer.refusePeer('certificate_revoked');
    const [[theirs], [ours]] = await errors;
    expect(theirs).toMatchObject({ code: 'certificate-refused', alert: 'certificate_revoked', direction: 'sent' });
    expect(ours).toMatchObject({ code: 'alert-received', alert: 'certificate_revoked', direction: 'received' });
    peer.refusePeer('certificate_revoked'); // has ended: nothing more
  });

  it('updates the keys of a session of TLS 1.3, and data goes on', async () => {
    const heard: string[] = [];
    const observe = (event: TlsEvent): void => {
      if (event.kind === 'message' && event.direction === 'received') heard.push(event.message.kind);
    };
    const { client, peer } = await pair({ ...REQUIRE, ciphers: TLS13 }, { ...JANE, ciphers: TLS13, observe });
    peer.on('data', (data: Buffer) => peer.write(data));
    client.updateKeys({ peer: true });
    client.write('under new keys');
    expect(`${(await once(client, 'data'))[0]}`).toBe('under new keys');
    expect(heard).toContain('key_update');
    expect(() => client.updateKeys({} as never)).toThrow(expect.objectContaining({ code: 'missing-option' }));
    client.destroy();
    peer.destroy();
    client.updateKeys({ peer: false }); // has ended: nothing more
  });

  it('updates no keys in TLS 1.2, which has no such message', async () => {
    const { client, peer } = await pair(REQUIRE, JANE);
    expect(() => client.updateKeys({ peer: false })).toThrow(expect.objectContaining({ code: 'misuse' }));
    for (const socket of [client, peer]) socket.destroy();
  });

  it('serves with what it was given last; open sessions stay', async () => {
    const { server, port } = await serve({ ...REQUIRE });
    server.on('secureConnection', (socket) => socket.on('data', (data: Buffer) => socket.write(data)));
    const before = dial(port, JANE);
    await once(before, 'secureConnect');
    const stranger = { cert: pki.stranger.cert, key: pki.stranger.key };
    server.setSecureContext({ ...REQUIRE, ...SERVER, roots: pki.stranger.cert });
    expect(await errorOf(dial(port, JANE))).toMatchObject({ alert: 'unknown_ca' });
    server.setSecureContext({ ...REQUIRE, ...stranger, roots: pki.ca.cert });
    const after = dial(port, { ...JANE, name: 'unchecked', dangerouslyUnverified: true } as never);
    await once(after, 'secureConnect');
    expect(after.getPeerCertificate()?.equals(pki.stranger.certificate)).toBe(true);
    before.write('still here');
    expect(`${(await once(before, 'data'))[0]}`).toBe('still here');
    for (const socket of [before, after]) socket.destroy();
  });
});

describe('misuse', () => {
  it('an option that is wrong replaces nothing', async () => {
    const { server, port } = await serve({ ...REQUIRE });
    const wrong = { ...REQUIRE, ...SERVER, roots: [] } as unknown as TlsServerOptions;
    expect(() => server.setSecureContext(wrong)).toThrow(expect.objectContaining({ name: 'UsageError' }));
    const judged = { ...REQUIRE, ...SERVER, judgeClient: 1 } as unknown as TlsServerOptions;
    expect(() => server.setSecureContext(judged)).toThrow(expect.objectContaining({ name: 'UsageError' }));
    const client = dial(port, JANE);
    await once(client, 'secureConnect');
    expect(() => client.refusePeer('close_notify' as never)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
    client.destroy();
  });
});
