/** OCSP stapling with OpenSSL's programs, in both roles and versions. */
import { once } from 'node:events';
import * as nodeTls from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import { type ConnectOptions, connect } from '../../src/node/index.ts';
import { usualSchemeFor } from '../../src/signatures/index.ts';
import type { CipherSuiteName } from '../../src/tls/index.ts';
import { certIdOf, createOcspResponse, type StatusToTell } from '../../src/x509/index.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { HOST, listen, serve } from '../node/loopback.ts';
import { describePeer, file, runClient, startServer } from './peers.ts';

const VERSIONS: readonly (readonly [string, string, CipherSuiteName])[] = [
  ['TLSv1.2', '-tls1_2', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  ['TLSv1.3', '-tls1_3', 'TLS_AES_128_GCM_SHA256'],
];
const HOUR = 3_600_000;

function responseOf(status: StatusToTell): Uint8Array {
  const { certificate: responder, privateKey: responderKey } = pki.ca;
  const now = Date.now();
  return createOcspResponse({
    ...{ responder, responderKey, scheme: usualSchemeFor(responderKey), responderId: 'name', random: systemRandom },
    producedAt: new Date(now),
    answers: [
      {
        ...{ certId: certIdOf(pki.server.certificate, responder, 'sha1'), status },
        ...{ thisUpdate: new Date(now - 60_000), nextUpdate: new Date(now + HOUR) },
      },
    ],
  }).der;
}
const GOOD = responseOf({ kind: 'good' });
const REVOKED = responseOf({ kind: 'revoked', revocationTime: new Date(Date.now() - HOUR) });

/** Dials the peer; revocation must be known. @returns the response and the verdict, or the error's code. */
async function judge(port: number, ciphers: readonly CipherSuiteName[], over: Partial<ConnectOptions> = {}) {
  const socket = connect({
    ...{ host: HOST, port, ciphers, name: { dns: 'localhost' }, roots: pki.ca.cert, profile: 'rfc5280' },
    revocation: { policy: 'require', scope: 'leaf' },
    ...over,
  } as ConnectOptions);
  closing(() => socket.destroy());
  const told = once(socket, 'OCSPResponse').then(
    ([response]) => response as Buffer,
    () => undefined,
  );
  try {
    await once(socket, 'secureConnect');
    return { response: await told, authorized: socket.authorized, version: socket.getProtocol() };
  } catch (error) {
    return { code: (error as { code: string }).code, alert: (error as { alert: string }).alert };
  } finally {
    socket.destroy();
  }
}

describePeer('openssl', () => {
  describe.each([
    ['good', GOOD],
    ['revoked', REVOKED],
    ['none', undefined],
  ] as const)('s_server with a response: %s', (name, response) => {
    let port: number;
    beforeAll(async () => {
      const own = ['-cert', 'server.crt', '-key', 'server.key'];
      const status = response === undefined ? [] : ['-status_file', await file(`${name}.der`, response)];
      const args = ['s_server', '-accept', `${HOST}:0`, ...own, ...status];
      port = Number((await startServer({ command: 'openssl', args }, /^ACCEPT .*:(\d+)$/m))[1]);
    });

    it.each(VERSIONS)('is judged by our client: %s', async (version, _option, suite) => {
      const expected = {
        good: { response: Buffer.from(GOOD), authorized: true, version },
        revoked: { code: 'certificate-refused', alert: 'certificate_revoked' },
        none: { code: 'certificate-refused', alert: 'bad_certificate' },
      };
      expect(await judge(port, [suite])).toEqual(expected[name]);
    });
  });

  it.each(VERSIONS)('s_client takes our response: %s', async (_version, option, suite) => {
    const { port } = await serve({ ciphers: [suite], ocspResponse: GOOD }, (socket) => socket.end('bye\n'));
    const args = ['s_client', '-connect', `${HOST}:${port}`, '-servername', 'localhost', '-CAfile', 'ca.crt', option];
    const { received, code, messages } = await runClient(
      { command: 'openssl', args: [...args, '-status', '-verify_return_error'] },
      Buffer.from(''),
    );
    expect(code, messages).toBe(0);
    expect(received.toString()).toMatch(/OCSP Response Status: successful \(0x0\)[\s\S]*Cert Status: good/);
  });

  it.each(VERSIONS)('s_client is told that there is none: %s', async (_version, option, suite) => {
    const { port } = await serve({ ciphers: [suite] }, (socket) => socket.end('bye\n'));
    const args = ['s_client', '-connect', `${HOST}:${port}`, '-servername', 'localhost', '-CAfile', 'ca.crt', option];
    const { received } = await runClient({ command: 'openssl', args: [...args, '-status'] }, Buffer.from(''));
    expect(received.toString()).toContain('OCSP response: no response sent');
  });
});

describe('node:tls', () => {
  const limits = (version: string) => ({ minVersion: version, maxVersion: version }) as nodeTls.SecureContextOptions;

  it.each(VERSIONS)('as server: %s', async (version, _option, suite) => {
    const server = nodeTls.createServer({ cert: pki.server.cert, key: pki.server.key, ...limits(version) });
    server.on('OCSPRequest', (_certificate, _issuer, answer) => answer(null, Buffer.from(GOOD)));
    server.on('secureConnection', (socket) => socket.on('error', () => {}));
    const port = await listen(server);
    expect(await judge(port, [suite])).toEqual({ response: Buffer.from(GOOD), authorized: true, version });
  });

  it.each(VERSIONS)('as client: %s', async (version, _option, suite) => {
    const { port } = await serve({ ciphers: [suite], ocspResponse: () => GOOD });
    const socket = nodeTls.connect({
      ...{ host: HOST, port, servername: 'localhost', ca: pki.ca.cert, requestOCSP: true },
      ...limits(version),
    });
    closing(() => socket.destroy());
    const [response] = await once(socket, 'OCSPResponse');
    expect(response).toEqual(Buffer.from(GOOD));
  });
});
