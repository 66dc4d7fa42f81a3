/** OpenSSL's s_server and s_client. */
import { beforeAll, describe, expect, it } from 'vitest';
import { HOST } from '../node/loopback.ts';
import { casesOf, describeFeatures, digest, exchange, OPENSSL_CIPHERS, payload, serveOnce } from './matrix.ts';
import { describePeer, opensslEnvironment, type Program, runClient, startServer } from './peers.ts';

const COMMON = ['-tls1_2', '-cipher', OPENSSL_CIPHERS, '-CAfile', 'ca.crt', '-verify_return_error'];
const CLIENT_CERTIFICATE = ['-cert', 'client.crt', '-key', 'client.key'];

/** `s_server -rev`: sends back each line, reversed. */
function reversed(text: Buffer): Buffer {
  const lines = text.toString('latin1').split('\n');
  return Buffer.from(lines.map((line) => line.split('').reverse().join('')).join('\n'), 'latin1');
}

describePeer('openssl', () => {
  describe('as server', () => {
    describeFeatures((features) => {
      let port: number;
      beforeAll(async () => {
        const program: Program = {
          command: 'openssl',
          args: [
            ...['s_server', '-rev', '-accept', `${HOST}:0`, ...COMMON, '-cert', 'server.crt', '-key', 'server.key'],
            ...(features.clientCertificate ? ['-Verify', '2'] : []),
            ...(features.encryptThenMac ? [] : ['-no_etm']),
          ],
          env: opensslEnvironment(features.extendedMasterSecret),
        };
        port = Number((await startServer(program, /^ACCEPT .*:(\d+)$/m))[1]);
      });

      it.each(casesOf(features))('$suite, $size bytes each way', async (of) => {
        const sent = payload(of);
        expect(digest(await exchange(port, of, sent))).toBe(digest(reversed(sent)));
      });
    });
  });

  describe.concurrent('as client', () => {
    describeFeatures((features) => {
      it.each(casesOf(features))('$suite, $size bytes each way', async (of) => {
        const sent = payload(of);
        const args = ['s_client', '-quiet', ...COMMON, '-verify_hostname', 'localhost'];
        if (of.clientCertificate) args.push(...CLIENT_CERTIFICATE);
        if (!of.encryptThenMac) args.push('-no_etm');
        const env = opensslEnvironment(of.extendedMasterSecret);
        const { received, code, messages } = await serveOnce(of, (port) =>
          runClient({ command: 'openssl', args: [...args, '-connect', `${HOST}:${port}`], env }, sent),
        );
        expect([digest(received), code], messages).toEqual([digest(sent), 0]);
      });
    });
  });
});
