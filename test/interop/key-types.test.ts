/** Certificates with keys on curves, with OpenSSL as node:tls has it, in both versions and both roles. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as nodeTls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import { generateKey, type PrivateKey } from '../../src/keys/index.ts';
import { closing } from '../closing.ts';
import { aroundNow, fixturePki } from '../fixtures/pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { dial, HOST, pattern, readAll, sameBytes, serve } from '../node/loopback.ts';
import { everyNth } from '../property-runs.ts';

const SIZE = 2 ** 15;
const { authority, leaf } = fixturePki({ validity: aroundNow(), random: systemRandom });
const random = systemRandom;
const KEYS: Readonly<Record<string, () => PrivateKey>> = {
  'P-256': () => generateKey({ type: 'ec', curve: 'P-256', random }),
  'P-384': () => generateKey({ type: 'ec', curve: 'P-384', random }),
  'P-521': () => generateKey({ type: 'ec', curve: 'P-521', random }),
  Ed25519: () => generateKey({ type: 'ed25519', random }),
};
const partiesOf = (kind: string) => {
  const ca = authority('ca', KEYS[kind]());
  const common = { usage: ['digitalSignature'], names: 'DNS:localhost,IP:127.0.0.1' } as const;
  return {
    ca,
    server: leaf(ca, { ...common, subject: 'server', key: KEYS[kind](), purpose: 'serverAuth' }),
    client: leaf(ca, { ...common, subject: 'jane', key: KEYS[kind](), purpose: 'clientAuth' }),
  };
};
const cases = Object.keys(KEYS).flatMap((kind) =>
  (['TLSv1.2', 'TLSv1.3'] as const).map((version) => ({ kind, version })),
);

describe('our client, their server', () => {
  it.each(everyNth(3, cases))('$kind, $version', async ({ kind, version }) => {
    const { ca, server, client } = partiesOf(kind);
    const theirs = nodeTls.createServer(
      {
        ...{
          cert: server.cert,
          key: server.key,
          ca: ca.cert,
          requestCert: true,
          rejectUnauthorized: true,
        },
        ...{ minVersion: version, maxVersion: version },
      },
      (socket) => socket.pipe(socket),
    );
    theirs.listen(0, HOST);
    await once(theirs, 'listening');
    closing(() => new Promise((closed) => theirs.close(closed)));
    const { port } = theirs.address() as AddressInfo;
    const socket = dial(port, {
      ciphers: undefined as never,
      ...JUDGED_BY,
      roots: ca.cert,
      cert: client.cert,
      key: client.key,
    });
    socket.end(pattern(SIZE));
    expect(sameBytes(await readAll(socket), pattern(SIZE))).toBe(true);
    expect(socket.session?.version).toBe(version);
  });
});

describe('their client, our server', () => {
  it.each(everyNth(3, cases))('$kind, $version', async ({ kind, version }) => {
    const { ca, server, client } = partiesOf(kind);
    const { port, server: ours } = await serve(
      {
        ...{ ciphers: undefined as never, cert: server.cert, key: server.key },
        ...{ requestCert: true, rejectUnauthorized: true, ...JUDGED_BY, roots: ca.cert },
      },
      (socket) => socket.pipe(socket),
    );
    const accepted = once(ours, 'secureConnection');
    const socket = nodeTls.connect({
      ...{ host: HOST, port, ca: ca.cert, cert: client.cert, key: client.key },
      ...{ minVersion: version, maxVersion: version },
    });
    closing(() => socket.destroy());
    socket.end(pattern(SIZE));
    expect(sameBytes(await readAll(socket), pattern(SIZE))).toBe(true);
    const [peer] = await accepted;
    expect(peer.getPeerCertificate()?.equals(client.certificate)).toBe(true);
  });
});
