import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { type ConnectOptions, connect, createServer, type TlsServerOptions } from '../../src/node/index.ts';
import { CIPHER_SUITE_NAMES } from '../../src/tls/index.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { pair } from './loopback.ts';

const CLIENT = { ciphers: CIPHER_SUITE_NAMES, host: '127.0.0.1', port: 1, ...JUDGED_BY, roots: pki.ca.cert };
const SERVER = { ciphers: CIPHER_SUITE_NAMES, cert: pki.server.cert, key: pki.server.key, requestCert: false };

const dialWith = (change: object) => () => connect({ ...CLIENT, ...change } as ConnectOptions);
const serveWith = (change: object) => () => createServer({ ...SERVER, ...change } as TlsServerOptions);
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('properties', () => {
  it('takes certificates and keys as text, as bytes or decoded', async () => {
    const { cert, key, certificate, privateKey } = pki.server;
    const forms = [
      { cert, key, roots: pki.ca.cert },
      { cert: Buffer.from(cert), key: new Uint8Array(Buffer.from(key)), roots: Buffer.from(pki.ca.cert) },
      { cert: [certificate], key: privateKey, roots: [pki.ca.certificate] },
    ];
    for (const { roots, ...own } of forms) {
      const { client } = await pair(own, { ...JUDGED_BY, roots });
      expect(client.getPeerCertificate()?.equals(certificate)).toBe(true);
    }
  });

  it('takes several roots', async () => {
    const { client } = await pair({}, { ...JUDGED_BY, roots: pki.otherCa.cert + pki.ca.cert });
    expect(client.authorized).toBe(true);
  });

  it('reads the roots that Node ships, but for what it lists', () => {
    const [first, ...more] = rootCertificates;
    const socket = dialWith({ ...JUDGED_BY, roots: rootCertificates.join('\n') })();
    socket.on('error', () => {}).destroy();
    // Trailing zeros of named bits, a serial of 0: tolerated of roots; whatever else is wrong is listed with its line.
    expect(more.length).toBeGreaterThan(50);
    expect(first).toMatch(/^-----BEGIN CERTIFICATE/);
    expect(socket.skipped.length).toBeLessThan(10);
  });

  it('passes over roots that cannot be read, and lists them', async () => {
    const broken = pki.otherCa.cert.replace(/\n[^\n]{20}/, '\nAAAAAAAAAAAAAAAAAAAA');
    const { client, server } = await pair(
      { requestCert: true, rejectUnauthorized: true, ...JUDGED_BY, roots: `${pki.ca.cert}${broken}` },
      { ...JUDGED_BY, roots: `${broken}${pki.ca.cert}`, cert: pki.client.cert, key: pki.client.key },
    );
    expect([client.authorized, client.skipped, server.skipped]).toEqual([
      true,
      [expect.objectContaining({ line: 1 })],
      [expect.objectContaining({ line: pki.ca.cert.split('\n').length })],
    ]);
    expect(dialWith({ ...JUDGED_BY, roots: broken })).toThrow(code('no-certificate'));
  });

  it('passes on what is agreed about the master secret and the MAC', async () => {
    const cbc = { ciphers: ['TLS_RSA_WITH_AES_128_CBC_SHA256'] } as const;
    for (const encryptThenMac of [true, false]) {
      const off = { encryptThenMac, extendedMasterSecret: 'off' } as const;
      const { client, peer } = await pair({ ...cbc, extendedMasterSecret: 'accept-without' }, { ...cbc, ...off });
      for (const { session } of [client, peer])
        expect(session).toMatchObject({ encryptThenMac, extendedMasterSecret: false });
    }
  });
});

describe('misuse', () => {
  it('asks a client for what matters, before it dials', () => {
    for (const left of ['ca', 'host', 'port'] as const) {
      expect(dialWith({ [left]: undefined }), left).toThrow(expect.objectContaining({ name: 'UsageError' }));
    }
    expect(dialWith({ host: undefined, ...JUDGED_BY, roots: undefined })).toThrow(code('missing-option'));
    expect(dialWith({ dangerouslyUnverified: true })).toThrow(code('misuse'));
    expect(dialWith({ cert: pki.client.cert })).toThrow(code('missing-option'));
    expect(dialWith({ key: pki.client.key })).toThrow(code('missing-option'));
  });

  it('asks a server for what matters', () => {
    for (const left of ['cert', 'key', 'requestCert'] as const) {
      expect(serveWith({ [left]: undefined }), left).toThrow(code('missing-option'));
    }
    expect(serveWith({ requestCert: true, ...JUDGED_BY, roots: pki.ca.cert })).toThrow(code('missing-option'));
    expect(serveWith({ requestCert: true, rejectUnauthorized: true })).toThrow(code('missing-option'));
  });

  it('refuses what is out of its range, or of no use', () => {
    expect(dialWith({ rejectUnauthorized: false })).toThrow(code('unknown-option'));
    expect(dialWith({ sessions: false, session: new Uint8Array(1) })).toThrow(code('misuse'));
    expect(serveWith({ SNICallback() {} })).toThrow(code('unknown-option'));
    expect(dialWith({ ciphers: ['AES128-SHA256'] })).toThrow(code('out-of-range'));
    expect(dialWith({ name: { dns: 'no name' } })).toThrow(code('out-of-range'));
    expect(dialWith({ port: 65_536 })).toThrow(code('out-of-range'));
    expect(serveWith({ handshakeTimeout: 0 })).toThrow(code('out-of-range'));
    expect(serveWith({ handshakeTimeout: 2 ** 31 })).toThrow(code('out-of-range'));
    expect(serveWith({ maxPendingHandshakes: 0 })).toThrow(code('out-of-range'));
    expect(serveWith({ maxConnections: 0.5 })).toThrow(code('out-of-range'));
    expect(serveWith({ key: pki.client.key })).toThrow(code('out-of-range'));
  });

  it('says which PEM is none', () => {
    expect(dialWith({ ...JUDGED_BY, roots: 'nothing' })).toThrow(code('no-certificate'));
    expect(dialWith({ ...JUDGED_BY, roots: pki.client.key })).toThrow(code('no-certificate'));
    expect(serveWith({ key: pki.server.cert })).toThrow(code('wrong-pem-label'));
    expect(serveWith({ cert: Uint8Array.of(0xff) })).toThrow(code('invalid-utf8'));
  });
});
