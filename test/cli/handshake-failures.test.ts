/** What `apiserver` and `kubelet` say of handshakes that fail. */
import { EventEmitter } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import type { Context } from '../../src/cli/context.ts';
import { handshakeFailure, tellFailures } from '../../src/cli/handshake-failures.ts';
import type { TlsServer } from '../../src/node/index.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { JUDGED_BY } from '../judged.ts';
import { dial, errorOf, HOST, serve } from '../node/loopback.ts';

const BOTH = { ciphers: undefined } as const;
const ASKS = { requestCert: true, rejectUnauthorized: false, ...JUDGED_BY, roots: pki.ca.cert } as const;

it.each([
  [
    'another CA for its own',
    { cert: pki.stranger.cert, key: pki.stranger.key },
    /unknown_ca.*; give the client a certificate of this/,
  ],
  ['another CA to trust', { roots: pki.otherCa.cert }, /alert unknown_ca .*; let the client trust pki\/ca\.crt/],
  ['another name', { name: { dns: 'other.test' } }, /alert bad_certificate .*dial a name that the certificate has/],
  ['another protocol', { ALPNProtocols: ['h2'] }, /no_application_protocol.*; let the client offer http\/1\.1/],
])('a client with %s', async (_, client, line) => {
  const { port, server } = await serve({ ...BOTH, ...ASKS, ALPNProtocols: ['http/1.1'] });
  const failed = new Promise<string>((told) =>
    server.once('tlsClientError', (error, socket) => told(handshakeFailure(error, socket.remoteAddress))),
  );
  await errorOf(dial(port, { ...BOTH, ...client }));
  expect(await failed).toMatch(line);
  expect(await failed).toMatch(/^handshake with (::ffff:)?127\.0\.0\.1 failed: [^\n]+$/);
});

it.each([
  ['speaks HTTP', 'GET / HTTP/1.1\r\n\r\n', /unknown-record-type\); let the client speak TLS: https, not http$/],
  ['goes without a word', '', /truncated\); a client that does not trust the server may go without a word/],
])('a client that %s', async (_, said, line) => {
  const { port, server } = await serve({ ...BOTH, ...ASKS });
  const failed = new Promise<string>((told) =>
    server.once('tlsClientError', (error, socket) => told(handshakeFailure(error, socket.remoteAddress))),
  );
  connect(port, HOST)
    .on('error', () => undefined)
    .end(said);
  expect(await failed).toMatch(line);
});

it('a crowd is not told one by one', () => {
  const lines: string[] = [];
  const server = new EventEmitter();
  tellFailures(server as TlsServer, { note: async (line: string) => void lines.push(line) } as Context);
  for (let i = 0; i < 1000; i++) server.emit('tlsClientError', new Error('no'), {});
  expect(lines).toHaveLength(20);
  expect(lines.at(-1)).toContain('not reported for a minute');
});
