/** Folders as kubeadm leaves them (scripts/kubeadm-folders.sh) have no fault. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/hash/index.ts';
import { checkFolder, revokeCertificate } from '../../../src/kubernetes/index.ts';
import { ROOT } from '../../docs/blocks.ts';
import { hasOpenssl } from '../../openssl.ts';

const out = mkdtempSync(join(tmpdir(), 'vitrine-kubeadm-'));
afterAll(() => rmSync(out, { recursive: true }));
// The RSA keys take seconds; one folder of each kind is enough for every day.
const NAMES = process.env['INTEROP'] === 'all' ? ['1.28', '1.31-ecdsa', '1.34-ecdsa', 'external-ca'] : ['external-ca'];

describe.skipIf(!hasOpenssl)('kubeadm', () => {
  it.each(NAMES)(
    "%s passes the check without a complaint, but for its CA's missing cRLSign",
    async (name) => {
      execFileSync(join(ROOT, 'scripts/kubeadm-folders.sh'), [out, name], { stdio: 'pipe' });
      const folder = join(out, name);
      const { ok, entries } = await checkFolder(folder, { time: new Date() });
      expect(entries.flatMap(({ faults }) => faults)).toEqual([]);
      expect(ok).toBe(true);
      const keeper = (entry: string) => entries.find((one) => one.name === entry)?.managedBy;
      const own = name === 'external-ca' ? 'external CA' : 'pki renew';
      expect([keeper('apiserver'), keeper('kubelet.conf'), keeper('kubelet'), keeper('etcd-peer')]).toEqual([
        ...[own, 'kubelet', 'kubelet', 'pki renew'],
      ]);
      const options = { time: new Date(), days: 30, random: seededRandom('kubeadm') };
      const lists = await revokeCertificate(folder, options);
      expect(new Set(lists.map(({ mayList }) => mayList))).toEqual(new Set([false]));
    },
    60_000,
  );
});
