/** Node's own TLS, in this process. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as nodeTls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as pki from '../fixtures/loopback-pki.ts';
import { HOST, readAll } from '../node/loopback.ts';
import {
  casesOf,
  describeFeatures,
  digest,
  exchange,
  type Features,
  OPENSSL_CIPHERS,
  payload,
  serveOnce,
} from './matrix.ts';

// OpenSSL's, from ssl.h; Node names neither.
const SSL_OP_NO_EXTENDED_MASTER_SECRET = 1;
const SSL_OP_NO_ENCRYPT_THEN_MAC = 0x80000;

const common = ({ extendedMasterSecret, encryptThenMac }: Features) =>
  ({
    ca: pki.ca.cert,
    ciphers: OPENSSL_CIPHERS,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    secureOptions:
      (extendedMasterSecret ? 0 : SSL_OP_NO_EXTENDED_MASTER_SECRET) | (encryptThenMac ? 0 : SSL_OP_NO_ENCRYPT_THEN_MAC),
  }) as const;

describe('node:tls', () => {
  describe('as server', () => {
    describeFeatures((features) => {
      const { cert, key } = pki.server;
      const asks = { requestCert: features.clientCertificate, rejectUnauthorized: features.clientCertificate };
      const server = nodeTls.createServer({ ...common(features), ...asks, cert, key }, (socket) => socket.pipe(socket));
      beforeAll(() => once(server.listen(0, HOST), 'listening'));
      afterAll(() => new Promise((done) => server.close(done)));

      it.each(casesOf(features))('$suite, $size bytes each way', async (of) => {
        const sent = payload(of);
        expect(digest(await exchange((server.address() as AddressInfo).port, of, sent))).toBe(digest(sent));
      });
    });
  });

  describe('as client', () => {
    describeFeatures((features) => {
      it.each(casesOf(features))('$suite, $size bytes each way', async (of) => {
        const sent = payload(of);
        const own = of.clientCertificate ? { cert: pki.client.cert, key: pki.client.key } : {};
        const received = await serveOnce(of, (port) => {
          const socket = nodeTls.connect({ ...common(of), ...own, host: HOST, port });
          socket.write(sent);
          return readAll(socket);
        });
        expect(digest(received)).toBe(digest(sent));
      });
    });
  });
});
