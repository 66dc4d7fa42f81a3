/** GnuTLS's client. Where it makes a system call for every byte it writes, the tests have time. */
import { describe, expect, it } from 'vitest';
import { HOST } from '../node/loopback.ts';
import { identity, priority } from './gnutls-priority.ts';
import { casesOf, describeFeatures, digest, payload, serveOnce } from './matrix.ts';
import { bufferedOutput, describePeer, runClient } from './peers.ts';

const TIMEOUT = 300_000; // ms; a bound against a hang

describePeer('gnutls-cli', () => {
  describe.concurrent('as client', () => {
    describeFeatures((features) => {
      it.each(casesOf(features))(
        '$suite, $size bytes each way',
        async (of) => {
          const sent = payload(of);
          const args = [
            '--logfile',
            'gnutls-cli.log',
            '--x509cafile',
            'ca.crt',
            '--verify-hostname',
            'localhost',
            '--priority',
            priority(of),
          ];
          if (of.clientCertificate) args.push(...identity('client'));
          const { received, code, messages } = await serveOnce(of, (port) =>
            runClient({ command: 'gnutls-cli', args: [...args, '--port', `${port}`, HOST], env: bufferedOutput }, sent),
          );
          expect([digest(received), code], messages).toEqual([digest(sent), 0]);
        },
        TIMEOUT,
      );
    });
  });
});
