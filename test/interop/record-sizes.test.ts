/** With GnuTLS: how large records may be (RFC 8449), and channel bindings (RFC 9266, RFC 5929), in both versions. */
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/node/index.ts';
import type { CipherSuiteName, TlsEvent } from '../../src/tls/index.ts';
import { closing } from '../closing.ts';
import * as pki from '../fixtures/loopback-pki.ts';
import { HOST, serve } from '../node/loopback.ts';
import { describePeer, freePort, runClient, startServer } from './peers.ts';

const VERSIONS: readonly (readonly [string, string, CipherSuiteName, number])[] = [
  // Explicit nonce and tag; tag.
  ['TLS 1.2', 'NORMAL:-VERS-ALL:+VERS-TLS1.2', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 8 + 16],
  ['TLS 1.3', 'NORMAL:-VERS-ALL:+VERS-TLS1.3', 'TLS_AES_128_GCM_SHA256', 16],
];
const SENT = Buffer.from(`${'x'.repeat(4000)}\n`);
const OURS = 700;

/** The longest plaintext of the protected records in each direction. */
class Longest {
  readonly sent: number[] = [];
  readonly received: number[] = [];
  readonly #added: number;

  constructor(added: number) {
    this.#added = added;
  }

  readonly observe = (event: TlsEvent): void => {
    if (event.kind !== 'record' || event.parts === undefined || event.type !== 'application_data') return;
    this[event.direction].push(event.bytes.length - 5 - this.#added);
  };
}

describePeer('gnutls-cli', () => {
  describe.each(VERSIONS)('%s', (_version, priority, suite, added) => {
    const arguments_ = (port: number) => [
      ...['--x509cafile', 'ca.crt', '--sni-hostname', 'localhost', '--verify-hostname', 'localhost'],
      ...['--priority', priority, '--port', `${port}`, HOST],
    ];

    // Not with --recordsize: GnuTLS 3.7.9 then holds records without protection to its limit too, which RFC 8449 §4 excludes.
    it('keeps to our limit', async () => {
      const longest = new Longest(added);
      const { port } = await serve(
        { ciphers: [suite], recordSizeLimit: OURS, observe: longest.observe },
        // gnutls-cli sends of a line what fits into one record.
        (socket) => void socket.once('data', () => socket.resume().end('bye\n')),
      );
      const args = arguments_(port);
      const { code, messages } = await runClient({ command: 'gnutls-cli', args }, SENT);
      expect(code, messages).toBe(0);
      expect(Math.max(...longest.received)).toBe(OURS);
    });

    it('computes the same channel bindings', async () => {
      const ours: Record<string, string> = {};
      const { port } = await serve({ ciphers: [suite] }, (socket) => {
        for (const type of ['tls-exporter', 'tls-server-end-point'] as const) {
          ours[type] = socket.channelBinding(type).toString('hex');
        }
        socket.resume().end('bye\n');
      });
      const { received, code, messages } = await runClient(
        { command: 'gnutls-cli', args: ['--verbose', ...arguments_(port)] },
        Buffer.from(''),
      );
      expect(code, messages).toBe(0);
      for (const [type, binding] of Object.entries(ours))
        expect(received.toString()).toContain(`'${type}': ${binding}`);
      expect(Object.keys(ours)).toHaveLength(2);
    });
  });
});

describePeer('gnutls-serv', () => {
  describe.each(VERSIONS)('%s', (_version, priority, suite, added) => {
    let port: number;
    beforeAll(async () => {
      port = await freePort();
      const args = ['--echo', '--port', `${port}`, '--x509certfile', 'server.crt', '--x509keyfile', 'server.key'];
      const more = ['--disable-client-cert', '--recordsize', '600', '--priority', priority];
      await startServer({ command: 'gnutls-serv', args: [...args, ...more] }, /IPv4 .*done/);
    });

    it('keeps to our limit, and we to its', async () => {
      const longest = new Longest(added);
      const socket = connect({
        ...{ host: HOST, port, name: { dns: 'localhost' }, roots: pki.ca.cert, ciphers: [suite] },
        ...{ profile: 'rfc5280', revocation: { policy: 'off' }, recordSizeLimit: OURS, observe: longest.observe },
      });
      closing(() => socket.destroy());
      await once(socket, 'secureConnect');
      socket.write(SENT);
      let left = SENT.length;
      for await (const bytes of socket) {
        left -= (bytes as Buffer).length;
        if (left === 0) break;
      }
      expect(Math.max(...longest.received)).toBeLessThanOrEqual(OURS);
      expect([600, 601]).toContain(Math.max(...longest.sent));
    });
  });
});
