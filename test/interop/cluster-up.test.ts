/** `vitrine cluster up -etcd`: each of the 13 leaves of `pki init` is shown and verified. Where INTEROP=all. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterProcess } from '../../scripts/chaos/cluster-process.ts';
import { leavesOf } from '../../src/cli/cluster/leaves.ts';
import { readCertificatesPem, validateChain } from '../../src/x509/index.ts';
import { Shell } from '../cli/shell.ts';
import { commandProgram } from '../node-program.ts';
import { isWholeTable } from '../property-runs.ts';
import { describeSkipped } from '../skipping.ts';
import { describePeer } from './peers.ts';

const run = promisify(execFile);
const shell = new Shell();
const pki = (name: string, folder = 'c'): string => shell.path(join(folder, 'pki', name));
/** By whom each leaf is verified that no end of ours verifies: etcd takes both, and answers. */
const BY_ETCD = ['apiserver-etcd-client', 'etcd-healthcheck-client'];

interface Reported {
  readonly component: string;
  readonly own?: { readonly serial: string };
  readonly peer?: { readonly serial: string };
}

(isWholeTable ? describe : describeSkipped)('cluster up -etcd', () => {
  describePeer('etcd', () => {
    let cluster: ClusterProcess;
    const reports = (): Reported[] =>
      shell
        .read('handshakes')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    const ports = (): { client: number; peer: number }[] => JSON.parse(shell.read('c/cluster-up.json')).etcd;

    beforeAll(async () => {
      cluster = new ClusterProcess(
        commandProgram(),
        ['-dir', 'c', '-etcd', '-handshakes', 'handshakes', '-v'],
        shell.folder,
      );
      await cluster.running();
    }, 240_000);
    afterAll(async () => {
      if (cluster.process.exitCode === null && cluster.process.signalCode === null) await cluster.killed();
      shell.remove();
    });

    it('counts each leaf by its serial number, at an end of ours that verified it, or where etcd did and answered', async () => {
      const leaves = await leavesOf(shell.path('c'));
      expect(leaves).toHaveLength(13);
      const seen = (): Record<string, boolean> => {
        const all = reports();
        const [shown, verified] = [all.map(({ own }) => own?.serial), all.map(({ peer }) => peer?.serial)];
        return Object.fromEntries(
          leaves.map(({ name, serial }) => [name, (BY_ETCD.includes(name) ? shown : verified).includes(serial)]),
        );
      };
      while (Object.values(seen()).includes(false)) await sleep(500);
      expect(Object.keys(seen())).toHaveLength(13);
    }, 120_000);

    it('ends every chain at the CA of the plan', async () => {
      const authority = { ca: pki('ca.crt'), etcd: pki('etcd/ca.crt'), proxy: pki('front-proxy-ca.crt') };
      const chains = [
        ...['apiserver', 'apiserver-kubelet-client', 'kubelet'].map((name) => [name, authority.ca]),
        ...['server', 'peer', 'healthcheck-client'].map((name) => [`etcd/${name}`, authority.etcd]),
        ...[
          ['apiserver-etcd-client', authority.etcd],
          ['front-proxy-client', authority.proxy],
        ],
      ];
      for (const [leaf, root] of chains) {
        const read = (path: string) => readCertificatesPem(readFileSync(path, 'utf8'));
        const question = {
          profile: 'rfc5280',
          revocation: { policy: 'off' },
          name: 'unchecked',
          time: new Date(),
        } as const;
        const purpose = leaf.endsWith('client') ? 'clientAuth' : 'serverAuth';
        const { ok } = validateChain({
          ...question,
          leaf: read(pki(`${leaf}.crt`))[0],
          intermediates: [],
          roots: read(root),
          purpose,
        });
        expect({ leaf, ok }).toEqual({ leaf, ok: true });
      }
    });

    it('is healthy for etcdctl with healthcheck-client', async () => {
      const endpoints = ports()
        .map(({ client }) => `https://127.0.0.1:${client}`)
        .join(',');
      const pair = ['--cert', pki('etcd/healthcheck-client.crt'), '--key', pki('etcd/healthcheck-client.key')];
      const args = ['--endpoints', endpoints, '--cacert', pki('etcd/ca.crt'), ...pair, 'endpoint', 'health'];
      const { stdout, stderr } = await run('etcdctl', args, { env: { ...process.env, ETCDCTL_API: '3' } });
      expect(`${stdout}${stderr}`.match(/is healthy/g)).toHaveLength(3);
    }, 60_000);

    it('lets no member of another CA join', async () => {
      await shell.lines(
        'vitrine pki init -dir other -node-name node-1 -apiserver-advertise-address 127.0.0.1 -key-type ecdsa-p256',
      );
      /** What an etcd says that would be the fourth member, with the peer pair of a folder. */
      const join_ = async (folder: string): Promise<string> => {
        const peers = ports().map(({ peer }, i) => `etcd-${i + 1}=https://127.0.0.1:${peer}`);
        const own = 'https://127.0.0.1:1';
        const intruder = spawn(
          'setpriv',
          [
            ...['--pdeathsig', 'KILL', 'etcd', '--name', 'intruder', '--data-dir', shell.path(`intruder-${folder}`)],
            ...['--initial-cluster', [...peers, `intruder=${own}`].join(','), '--initial-cluster-state', 'existing'],
            ...['--initial-advertise-peer-urls', own, '--listen-peer-urls', 'https://127.0.0.1:0'],
            ...['--listen-client-urls', 'http://127.0.0.1:0', '--advertise-client-urls', 'http://127.0.0.1:1'],
            ...['--peer-cert-file', pki('etcd/peer.crt', folder), '--peer-key-file', pki('etcd/peer.key', folder)],
            ...['--peer-trusted-ca-file', pki('etcd/ca.crt'), '--peer-client-cert-auth', '--logger', 'zap'],
          ],
          { stdio: ['ignore', 'ignore', 'pipe'] },
        );
        let said = '';
        intruder.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
        await once(intruder, 'close');
        return said;
      };
      // With the right CA it is heard, and told that it is no member; with another it is not heard.
      expect(await join_('c')).toMatch(/member count is unequal/);
      const said = await join_('other');
      expect(said).toMatch(/bad certificate|cannot fetch cluster info/);
      expect(said).not.toMatch(/member count is unequal/);
    }, 60_000);
  });
});
