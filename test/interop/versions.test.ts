/** TLS 1.3, and TLS 1.2 with ECDHE, with OpenSSL as node:tls has it, in both roles: groups, suites, retries, client certificates. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as nodeTls from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { CipherSuiteName, GroupName } from '../../src/tls/index.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { dial, HOST, pattern, readAll, sameBytes, serve } from '../node/loopback.ts';

const SIZE = 2 ** 16;
const own = { cert: pki.client.cert, key: pki.client.key };
type Version = 'TLSv1.2' | 'TLSv1.3';

interface Way {
  readonly version: Version;
  /** OpenSSL's groups. */
  readonly curves: string;
  readonly group?: GroupName;
  /** OpenSSL's name of the suite, where it has another. */
  readonly cipher?: string;
  readonly suite: CipherSuiteName;
}

const AS_CLIENT: readonly Way[] = [
  { version: 'TLSv1.3', curves: 'X25519', group: 'x25519', suite: 'TLS_AES_256_GCM_SHA384' },
  { version: 'TLSv1.3', curves: 'X25519', group: 'x25519', suite: 'TLS_CHACHA20_POLY1305_SHA256' },
  // Not the group that we send our half of: HelloRetryRequest.
  { version: 'TLSv1.3', curves: 'P-256', group: 'secp256r1', suite: 'TLS_AES_128_GCM_SHA256' },
  { version: 'TLSv1.3', curves: 'P-384', group: 'secp384r1', suite: 'TLS_AES_256_GCM_SHA384' },
  { version: 'TLSv1.3', curves: 'P-521', group: 'secp521r1', suite: 'TLS_AES_128_GCM_SHA256' },
  { version: 'TLSv1.2', curves: 'X25519', group: 'x25519', suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' },
  { version: 'TLSv1.2', curves: 'P-256', group: 'secp256r1', suite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' },
  { version: 'TLSv1.2', curves: 'P-521', group: 'secp521r1', suite: 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256' },
];

describe('our client, their server', () => {
  it.each(AS_CLIENT)('$version, $curves, $suite', async ({ version, curves, group, suite }) => {
    const server = nodeTls.createServer(
      {
        ...{
          key: pki.server.key,
          cert: pki.server.cert,
          ca: pki.ca.cert,
          requestCert: true,
          rejectUnauthorized: true,
        },
        ...{ minVersion: version, maxVersion: version, ecdhCurve: curves },
      },
      (socket) => socket.pipe(socket),
    );
    server.listen(0, HOST);
    await once(server, 'listening');
    closing(() => new Promise((closed) => server.close(closed)));
    const socket = dial((server.address() as AddressInfo).port, { ciphers: [suite], ...own });
    socket.end(pattern(SIZE));
    expect(sameBytes(await readAll(socket), pattern(SIZE))).toBe(true);
    expect(socket.session).toMatchObject({ version, group, suite });
    expect(socket.authorized).toBe(true);
  });
});

const AS_SERVER: readonly (Way & { readonly named: string })[] = [
  { version: 'TLSv1.3', curves: 'X25519', named: 'X25519', suite: 'TLS_AES_128_GCM_SHA256' },
  { version: 'TLSv1.3', curves: 'P-521', named: 'secp521r1', suite: 'TLS_AES_256_GCM_SHA384' },
  // The half that is sent is of a group that we have not.
  { version: 'TLSv1.3', curves: 'X448:P-256', named: 'prime256v1', suite: 'TLS_CHACHA20_POLY1305_SHA256' },
  {
    ...{ version: 'TLSv1.2', curves: 'X25519', named: 'X25519' },
    ...{ cipher: 'ECDHE-RSA-AES128-GCM-SHA256', suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' },
  },
  {
    ...{ version: 'TLSv1.2', curves: 'P-384', named: 'secp384r1' },
    ...{ cipher: 'ECDHE-RSA-CHACHA20-POLY1305', suite: 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256' },
  },
];

describe('their client, our server', () => {
  it.each(AS_SERVER)('$version, $curves, $suite', async ({ version, curves, named, cipher, suite }) => {
    const { port, server } = await serve(
      { ciphers: [suite], requestCert: true, rejectUnauthorized: true, ...JUDGED_BY, roots: pki.ca.cert },
      (socket) => socket.pipe(socket),
    );
    const accepted = once(server, 'secureConnection');
    const socket = nodeTls.connect({
      ...{ host: HOST, port, ca: pki.ca.cert, checkServerIdentity: () => undefined, ...own },
      ...{ minVersion: version, maxVersion: version, ecdhCurve: curves, ciphers: cipher ?? suite },
    });
    closing(() => socket.destroy());
    await once(socket, 'secureConnect');
    expect(socket.getEphemeralKeyInfo()).toMatchObject({ name: named });
    socket.end(pattern(SIZE));
    expect(sameBytes(await readAll(socket), pattern(SIZE))).toBe(true);
    const [peer] = await accepted;
    expect(peer.session).toMatchObject({ version, suite });
    expect(peer.getPeerCertificate()?.equals(pki.client.certificate)).toBe(true);
  });

  it('exports what OpenSSL exports, in both versions', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const { port, server } = await serve({ ciphers: undefined as never });
      const accepted = once(server, 'secureConnection');
      const socket = nodeTls.connect({
        ...{ host: HOST, port, ca: pki.ca.cert, checkServerIdentity: () => undefined },
        ...{ minVersion: version, maxVersion: version },
      });
      closing(() => socket.destroy());
      await once(socket, 'secureConnect');
      const [peer] = await accepted;
      const context = Buffer.from('context');
      const theirs = socket.exportKeyingMaterial(48, 'EXPERIMENTAL', context);
      expect(Buffer.from(peer.exportKeyingMaterial(48, 'EXPERIMENTAL', context))).toEqual(theirs);
    }
  });
});
