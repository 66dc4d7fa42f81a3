/** Folders as kubeadm leaves them (scripts/kubeadm-folders.sh) have no fault. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CliError, EXIT } from '../../../src/cli/command.ts';
import { seededRandom } from '../../../src/hash/index.ts';
import { readPrivateKeyPem, writePrivateKeyPem } from '../../../src/keys/index.ts';
import { checkFolder, revokeCertificate } from '../../../src/kubernetes/index.ts';
import { Shell } from '../../cli/shell.ts';
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

  /** A changed copy of the folder with the external CA. */
  function shape(name: string, change: (folder: string) => void): string {
    const folder = join(out, name);
    cpSync(join(out, 'external-ca'), folder, { recursive: true });
    change(folder);
    return folder;
  }
  const pemFiles = (folder: string, ending: RegExp): string[] =>
    readdirSync(join(folder, 'pki'), { recursive: true, encoding: 'utf8' })
      .filter((path) => ending.test(path))
      .map((path) => join(folder, 'pki', path));
  const rewrite = (paths: readonly string[], to: (text: string) => string): void => {
    for (const path of paths) writeFileSync(path, to(readFileSync(path, 'utf8')));
  };
  const remove = (folder: string, ...paths: string[]): void => {
    for (const path of paths) rmSync(join(folder, path), { recursive: true });
  };
  const ETCD = ['pki/etcd', 'pki/apiserver-etcd-client.crt', 'pki/apiserver-etcd-client.key'];

  it.each<[string, (folder: string) => void]>([
    [
      'lines that end with CR LF',
      (folder) => rewrite(pemFiles(folder, /\.(crt|key|pub)$/), (pem) => pem.replaceAll('\n', '\r\n')),
    ],
    [
      'comments around the PEM',
      (folder) => rewrite(pemFiles(folder, /\.(crt|key)$/), (pem) => `# ours\nsubject=CN = x\n${pem}\n# end\n`),
    ],
    [
      'keys in PKCS #8',
      (folder) => rewrite(pemFiles(folder, /\.key$/), (pem) => writePrivateKeyPem(readPrivateKeyPem(pem), 'pkcs8')),
    ],
    [
      'a bundle of two CAs, in either order',
      (folder) => {
        const other = readFileSync(join(folder, 'pki/front-proxy-ca.crt'), 'utf8');
        rewrite([join(folder, 'pki/ca.crt')], (pem) => `${other}${pem}`);
        rewrite([join(folder, 'pki/etcd/ca.crt')], (pem) => `${other}${pem}`);
      },
    ],
    [
      'a certificate followed by its CA',
      (folder) =>
        rewrite([join(folder, 'pki/apiserver.crt')], (pem) => pem + readFileSync(join(folder, 'pki/ca.crt'), 'utf8')),
    ],
    ['an external etcd', (folder) => remove(folder, ...ETCD)],
    [
      'an external etcd whose files are beside the others',
      (folder) =>
        remove(
          folder,
          ...[
            'ca.key',
            'server.crt',
            'server.key',
            'peer.crt',
            'peer.key',
            'healthcheck-client.crt',
            'healthcheck-client.key',
          ].map((name) => `pki/etcd/${name}`),
        ),
    ],
    [
      'a worker: kubelet.conf and the certificate of the CA',
      (folder) => {
        for (const path of pemFiles(folder, /\.(crt|key|pub)$/)) if (path !== join(folder, 'pki/ca.crt')) rmSync(path);
        remove(folder, ...['admin', 'super-admin', 'controller-manager', 'scheduler'].map((name) => `${name}.conf`));
      },
    ],
  ])('%s: no complaint', async (name, change) => {
    const folder = shape(name.replaceAll(/\W+/g, '-'), change);
    const { entries } = await checkFolder(folder, { time: new Date() });
    expect(entries.flatMap(({ faults }) => faults)).toEqual([]);
  });

  it('an etcd that is lost in part is missing', async () => {
    const folder = shape('half-etcd', (path) => remove(path, 'pki/etcd/peer.crt', 'pki/etcd/server.crt'));
    const { entries } = await checkFolder(folder, { time: new Date() });
    expect(entries.flatMap(({ faults }) => faults.map(({ code, place }) => [code, place]))).toEqual([
      ['missing-file', 'pki/etcd/server.crt'],
      ['missing-file', 'pki/etcd/peer.crt'],
    ]);
  });

  it.each([
    ['apiserver -dir k -secure-port 0 -bind-address 127.0.0.1', /serving on https:/],
    // Kubernetes' signs no requests either where it has no --cluster-signing-key-file.
    ['controller-manager -dir k', /pki\/ca\.key is kept elsewhere: .*\n.*calling https:\/\/10\.0\.0\.5:6443/],
  ])(
    '%s runs on such a folder, which has no pair for its kubelet and no key of its CA',
    async (line, ready) => {
      const shell = new Shell();
      cpSync(join(out, 'external-ca'), shell.path('k'), { recursive: true });
      const interrupt = new AbortController();
      const onNotes = (text: string): void => {
        if (ready.test(text)) interrupt.abort(new CliError('interrupted', 'interrupted', EXIT.interrupted));
      };
      const { code, stderr } = await shell.line(line, { signal: interrupt.signal, onNotes });
      expect([code, stderr]).toEqual([EXIT.ok, expect.stringMatching(ready)]);
      shell.remove();
    },
    20_000,
  );
});
