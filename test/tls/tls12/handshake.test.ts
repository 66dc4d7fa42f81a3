import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../../src/bytes/index.ts';
import { CIPHER_SUITE_NAMES } from '../../../src/tls/index.ts';
import { JUDGED_BY } from '../../judged.ts';
import { ca, clientCredentials, clientOptions, NOW, Pair, serverCredentials, serverOptions } from '../parties.ts';

/** Those that a certificate with an RSA key fits. */
const SUITES = CIPHER_SUITE_NAMES.filter((suite) => suite.includes('_WITH_') && !suite.includes('ECDSA'));
const combinations = SUITES.flatMap((suite) =>
  [true, false].flatMap((mutual) =>
    (['require', 'off'] as const).flatMap((extendedMasterSecret) =>
      [true, false].map((encryptThenMac) => ({ suite, mutual, extendedMasterSecret, encryptThenMac })),
    ),
  ),
);

describe('vectors', () => {
  it.each(combinations)(
    '$suite, mutual $mutual, extended $extendedMasterSecret, EtM $encryptThenMac',
    (combination) => {
      const { suite, mutual, extendedMasterSecret, encryptThenMac } = combination;
      const common = { ciphers: [suite], extendedMasterSecret, encryptThenMac };
      const { client, server } = new Pair(
        clientOptions(common),
        serverOptions({
          ...common,
          clientCertificate: mutual ? { mode: 'require', ...JUDGED_BY, roots: [ca] } : { mode: 'none' },
        }),
      )
        .handshake()
        .talk()
        .close();
      expect([client.error, server.error]).toEqual([undefined, undefined]);
      expect(server.plaintext).toEqual(utf8ToBytes('GET /version'));
      expect(client.plaintext).toEqual(utf8ToBytes('{"minor":"32"}'));
      expect(client.connection.session).toMatchObject({
        version: 'TLSv1.2',
        suite,
        extendedMasterSecret: extendedMasterSecret === 'require',
        encryptThenMac: encryptThenMac && suite.includes('CBC'),
        serverName: 'kubernetes',
      });
      expect(client.connection.session?.peer?.chain.map((one) => one.der)).toEqual([
        serverCredentials.chain[0].der,
        ca.der,
      ]);
      expect(client.connection.session?.peer?.validation).toMatchObject({ ok: true, time: NOW });
      expect(server.connection.session?.peer?.leaf.der).toEqual(mutual ? clientCredentials.chain[0].der : undefined);
      expect([client.connection.at, server.connection.at]).toEqual(['CLOSED', 'CLOSED']);
      expect(client.kinds.filter((kind) => kind !== 'send')).toEqual(['secured', 'data', 'end']);
      expect(server.kinds.filter((kind) => kind !== 'send')).toEqual(['secured', 'data', 'end']);
    },
  );
});
