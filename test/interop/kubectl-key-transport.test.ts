/** A real kubectl over TLS 1.2 with RSA key transport, its client certificate of each kind of key under a CA of that kind. The server's own pair is
 * RSA: the client encrypts to it. What was agreed on is read from the wire. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultManifest, kubeletConnector, type Running, startApiServer } from '../../src/kubernetes/index.ts';
import { RSA_CIPHER_SUITES } from '../../src/tls/index.ts';
import { Shell } from '../cli/shell.ts';
import { openRegistry } from '../fixtures/registry.ts';
import { HOST } from '../node/loopback.ts';
import { isLongRun, isWholeTable } from '../property-runs.ts';
import { describeKubectl, runProgram } from './kubectl.ts';
import { Wire } from './wire.ts';

/** A third of the table in `npm test`; more where INTEROP=all; in the long run all of it: a cluster of RSA-4096 keys takes a minute to make
 * (docs/testing.md). */
const KINDS = [
  ...['ecdsa-p256', 'ed25519', ...(isWholeTable ? ['ecdsa-p384', 'rsa-2048'] : [])],
  ...(isLongRun ? ['rsa-3072', 'rsa-4096'] : []),
];

/** Go's suites with RSA key transport (crypto/tls), which kubectl offers with GODEBUG=tlsrsakex=1. */
const GO_RSA_SUITES = [0x009c, 0x009d, 0x003c, 0x002f, 0x0035];

describeKubectl(() => {
  describe.each(KINDS)('with keys of kind %s', (kind) => {
    const shell = new Shell();
    let wire: Wire;
    let server: Running;
    beforeAll(async () => {
      wire = await Wire.open();
      const where = `--apiserver-advertise-address ${HOST} --apiserver-bind-port ${wire.port}`;
      await shell.lines(`vitrine pki init --dir cluster --key-type ${kind} --serving-key-type rsa-2048 ${where}`);
      const now = (): Date => new Date();
      const [cert, key, roots] = ['apiserver.crt', 'apiserver.key', 'ca.crt'].map((name) =>
        shell.read(`cluster/pki/${name}`),
      );
      const tls = { cert, key, roots, ciphers: RSA_CIPHER_SUITES };
      const place = { nodeName: 'node-1', address: HOST, kubeletPort: 10_250 };
      server = await startApiServer(
        { host: HOST, port: 0, tls },
        {
          registry: await openRegistry(defaultManifest({ ...place, now: now() })),
          connectKubelet: kubeletConnector(tls),
          now,
        },
      );
      wire.target = server.port;
    }, 600_000);
    afterAll(async () => {
      shell.remove();
      await wire.close();
      await server.close();
    });

    it('kubectl with tlsrsakex is known, and reads pods', async () => {
      const to = `--kubeconfig=${shell.path('cluster/admin.conf')}`;
      const pods = await runProgram('kubectl', `${to} get pods -o name`, { GODEBUG: 'tlsrsakex=1' });
      expect({ code: pods.code, stderr: pods.stderr }).toEqual({ code: 0, stderr: '' });
      expect(pods.stdout).toContain('pod/web-');
      const shown = wire.handshakes();
      expect(shown.length).toBeGreaterThan(0);
      for (const { suite, client, server: shownByServer } of shown) {
        expect(GO_RSA_SUITES).toContain(suite);
        expect(client).toBe('O=kubeadm:cluster-admins\nCN=kubernetes-admin');
        expect(shownByServer).toBe('CN=kube-apiserver');
      }
    });

    it('kubectl as it is has no such suite', async () => {
      const to = `--kubeconfig=${shell.path('cluster/admin.conf')} --request-timeout=5s`;
      const refused = await runProgram('kubectl', `${to} get pods`, { GODEBUG: 'tlsrsakex=0' });
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toContain('handshake failure');
    });
  });
});
