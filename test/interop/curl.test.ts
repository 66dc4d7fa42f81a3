/** curl against Node's own HTTP over our server. */
import * as http from 'node:http';
import { beforeAll, expect, it } from 'vitest';
import type { TlsSocket } from '../../src/node/index.ts';
import { RSA_CIPHER_SUITES } from '../../src/tls/index.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { HOST, pattern, serve } from '../node/loopback.ts';
import { digest, OPENSSL_NAME } from './matrix.ts';
import { describePeer, file, runClient } from './peers.ts';

const sent = pattern(2 ** 16);
const IDENTITY = ['--cert', 'client.crt', '--key', 'client.key'];

/** Who asked with what, in the headers; what was sent, in the body. */
const web = http.createServer((request, response) => {
  const { authorized, session } = request.socket as unknown as TlsSocket;
  response.setHeader('Seen', `${authorized} ${session?.suite}`);
  request.pipe(response);
});

/** Sends a file to our server; what it saw of us comes out as a message. */
async function curl(args: readonly string[]) {
  const asks = { requestCert: true, rejectUnauthorized: true, ...JUDGED_BY, roots: pki.ca.cert } as const;
  const { port } = await serve(asks, (socket) => web.emit('connection', socket));
  const common = ['--silent', '--show-error', '--tls-max', '1.2', '--resolve', `localhost:${port}:${HOST}`];
  const request = [
    '--upload-file',
    'sent',
    '--header',
    'Expect:',
    '--write-out',
    '%{stderr}%header{seen}',
    `https://localhost:${port}/`,
  ];
  return runClient({ command: 'curl', args: [...common, ...args, ...request] }, new Uint8Array(0));
}

describePeer('curl', () => {
  beforeAll(() => file('sent', sent));

  it.each(RSA_CIPHER_SUITES)('with a client certificate, %s', async (suite) => {
    const { received, code, messages } = await curl([
      '--cacert',
      'ca.crt',
      ...IDENTITY,
      '--ciphers',
      OPENSSL_NAME[suite],
    ]);
    expect([digest(received), code], messages).toEqual([digest(sent), 0]);
    expect(messages).toBe(`true ${suite}`);
  });

  it('without a client certificate', async () => {
    const { received, code, messages } = await curl(['--cacert', 'ca.crt', '--ciphers', 'AES128-SHA256']);
    expect([received.length, code > 0]).toEqual([0, true]);
    expect(messages).toContain('handshake failure');
  });

  it('with another CA', async () => {
    await file('other.crt', pki.otherCa.cert);
    const { code } = await curl(['--cacert', 'other.crt', ...IDENTITY, '--ciphers', 'AES128-SHA256']);
    expect(code).toBe(60); // CURLE_PEER_FAILED_VERIFICATION
  });
});
