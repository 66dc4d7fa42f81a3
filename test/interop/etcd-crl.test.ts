/** etcd by a cluster's own certificates: it serves healthcheck-client, and refuses it once `pki revoke` has put it on etcd-ca's list. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { systemRandom } from '../../src/bytes/index.ts';
import { initFolder, revokeCertificate } from '../../src/kubernetes/index.ts';
import { clusterKeys } from '../../src/kubernetes/pki/index.ts';
import { INPUT, settings } from '../fixtures/cluster-folder.ts';
import { isWholeTable } from '../property-runs.ts';
import { describePeer, folder, freePort, startServerOn } from './peers.ts';

describePeer('etcd', () => {
  it.runIf(isWholeTable)(
    'refuses a revoked client by --client-crl-file, and serves the others',
    async () => {
      const time = new Date();
      const cluster = join(folder, 'etcd-crl');
      const newKey = clusterKeys({ random: systemRandom, keyType: 'ecdsa-p256' });
      await initFolder(
        cluster,
        { ...INPUT, nodeName: 'etcd0', advertiseAddress: '127.0.0.1' },
        { ...settings(time), newKey },
      );
      const certificate = { name: 'etcd/healthcheck-client' };
      await revokeCertificate(cluster, { certificate, time, days: 30, random: systemRandom });
      const pki = (name: string): string => join(cluster, 'pki', name);
      const [port, peerPort] = [await freePort(), await freePort()];
      const [client, peer] = [`https://127.0.0.1:${port}`, `https://127.0.0.1:${peerPort}`];
      await startServerOn(port, {
        command: 'etcd',
        args: [
          ...['--name', 'etcd0', '--data-dir', join(folder, 'etcd-crl-data'), '--initial-cluster', `etcd0=${peer}`],
          ...['--listen-client-urls', client, '--advertise-client-urls', client],
          ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
          ...['--cert-file', pki('etcd/server.crt'), '--key-file', pki('etcd/server.key'), '--client-cert-auth'],
          ...['--trusted-ca-file', pki('etcd/ca.crt'), '--client-crl-file', pki('etcd/ca.crl')],
          ...['--peer-cert-file', pki('etcd/peer.crt'), '--peer-key-file', pki('etcd/peer.key')],
          ...['--peer-client-cert-auth', '--peer-trusted-ca-file', pki('etcd/ca.crt')],
        ],
      });
      const health = (pair: string): Promise<string> =>
        promisify(execFile)(
          'etcdctl',
          [
            ...[
              '--endpoints',
              client,
              '--cacert',
              pki('etcd/ca.crt'),
              '--command-timeout',
              '5s',
              '--dial-timeout',
              '2s',
            ],
            ...['--cert', pki(`${pair}.crt`), '--key', pki(`${pair}.key`), 'endpoint', 'health'],
          ],
          { env: { ...process.env, ETCDCTL_API: '3' } },
        ).then(
          ({ stdout, stderr }) => stdout + stderr,
          (error: { stderr: string }) => error.stderr,
        );
      expect(await health('apiserver-etcd-client')).toMatch(/is healthy/);
      expect(await health('etcd/healthcheck-client')).toMatch(/is unhealthy/);
    },
    30_000,
  );
});
