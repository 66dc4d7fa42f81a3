/** GnuTLS's server. */
import { beforeAll, expect, it } from 'vitest';
import { identity, priority } from './gnutls-priority.ts';
import { casesOf, describeFeatures, digest, exchange, payload } from './matrix.ts';
import { describePeer, freePort, startServer } from './peers.ts';

describePeer('gnutls-serv', () => {
  describeFeatures((features) => {
    let port: number;
    beforeAll(async () => {
      port = await freePort();
      const asks = features.clientCertificate
        ? ['--require-client-cert', '--verify-client-cert']
        : ['--disable-client-cert'];
      const args = ['--echo', '--port', `${port}`, '--x509cafile', 'ca.crt', ...identity('server'), ...asks];
      await startServer({ command: 'gnutls-serv', args: [...args, '--priority', priority(features)] }, /IPv4 .*done/);
    });

    it.each(casesOf(features))('$suite, $size bytes each way', async (of) => {
      const sent = payload(of);
      expect(digest(await exchange(port, of, sent))).toBe(digest(sent));
    });
  });
});
