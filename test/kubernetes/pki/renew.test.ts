import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFolder, type RenewOptions, renewCertificates } from '../../../src/kubernetes/index.ts';
import { CLUSTER_PLAN, readKubeconfig } from '../../../src/kubernetes/pki/index.ts';
import { formatGeneralName, sameKey } from '../../../src/x509/index.ts';
import { DAY, daysLater, Lab, rejection, settings, testKeys } from './lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
  await lab.init();
});
afterAll(() => lab.close());

const LATER = daysLater(300);
const options = (names: RenewOptions['names'], time = LATER): RenewOptions => ({ ...settings(time), names });

/** Every file of a folder with its content. */
async function contents(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.sort().map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const),
    ),
  );
}
const changed = (before: Map<string, string>, after: Map<string, string>): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));

describe('vectors', () => {
  it('renews every leaf, with a new key and the same names', async () => {
    const folder = await lab.copy();
    const before = await contents(folder);
    const renewed = await renewCertificates(folder, options('all'));
    const leaves = CLUSTER_PLAN.filter(({ parent }) => parent !== undefined);
    expect(renewed.map(({ name }) => name)).toEqual(leaves.map(({ name }) => name));
    for (const { before: old, after } of renewed) {
      expect(after.subject.bytes).toEqual(old.subject.bytes);
      expect(after.subjectAltNames.map(formatGeneralName)).toEqual(old.subjectAltNames.map(formatGeneralName));
      expect(after.extKeyUsage).toEqual(old.extKeyUsage);
      expect(after.notAfter.getTime()).toBe(LATER.getTime() + 365 * DAY);
      expect(sameKey(after.publicKey, old.publicKey)).toBe(false);
    }
    const files = leaves.flatMap(({ place: { kind, path } }) =>
      kind === 'pair' ? [`${path}.crt`, `${path}.key`] : [path],
    );
    expect(changed(before, await contents(folder)).sort()).toEqual(files.sort());
    const report = await checkFolder(folder, { time: daysLater(500) });
    expect(report.entries.flatMap(({ faults }) => faults)).toEqual([]);
  });

  it('renews those that are named, in a kubeconfig nothing but the credential', async () => {
    const folder = await lab.copy();
    const path = join(folder, 'admin.conf');
    const own = `# kept\n${(await readFile(path, 'utf8')).replace('192.168.1.100', 'lb.example.com')}`;
    await writeFile(path, own);
    const before = await contents(folder);
    await renewCertificates(folder, options(['admin.conf', 'etcd-peer']));
    const after = await contents(folder);
    expect(changed(before, after)).toEqual(['admin.conf', 'pki/etcd/peer.crt', 'pki/etcd/peer.key']);
    const withoutData = (text: string): string => text.replace(/client-.*-data: .*/g, '');
    expect(withoutData(after.get('admin.conf')!)).toBe(withoutData(own));
    expect((await readKubeconfig(after.get('admin.conf')!, 'f')).server).toBe('https://lb.example.com:6443');
  });

  it('gives no leaf more time than its CA has', async () => {
    const folder = await lab.copy();
    const [{ after }] = await renewCertificates(folder, options(['apiserver'], daysLater(3600)));
    expect(after.notAfter).toEqual(daysLater(3650));
  });

  it('renews what has expired, and all but what is kept elsewhere', async () => {
    const folder = await lab.copy();
    await rm(join(folder, 'super-admin.conf'));
    const renewed = await renewCertificates(folder, options('all', daysLater(1000)));
    expect(renewed.map(({ name }) => name)).not.toContain('super-admin.conf');
    expect((await checkFolder(folder, { time: daysLater(1000) })).ok).toBe(true);
  });
});

describe('properties', () => {
  /** A folder in which a renewal of the API server's pair has stopped after a step, and what the pair then was. */
  async function stopped(steps: { readonly moved: boolean }): Promise<string> {
    const [folder, finished] = [await lab.copy(), await lab.copy()];
    await renewCertificates(finished, options(['apiserver']));
    for (const suffix of ['.key', '.crt']) {
      await cp(join(finished, `pki/apiserver${suffix}`), join(folder, `pki/apiserver${suffix}.renewed`));
    }
    if (steps.moved) await rename(join(folder, 'pki/apiserver.key.renewed'), join(folder, 'pki/apiserver.key'));
    return folder;
  }

  it('completes a renewal that stopped half way, before anything else', async () => {
    const folder = await stopped({ moved: true });
    expect((await checkFolder(folder, { time: LATER })).ok).toBe(false);
    const expected = await readFile(join(folder, 'pki/apiserver.crt.renewed'), 'utf8');
    await renewCertificates(folder, options(['kubelet']));
    expect(await readFile(join(folder, 'pki/apiserver.crt'), 'utf8')).toBe(expected);
    expect((await checkFolder(folder, { time: LATER })).ok).toBe(true);
    expect([...(await contents(folder)).keys()].filter((path) => path.endsWith('.renewed'))).toEqual([]);
  });

  it('takes back one that had not begun to replace', async () => {
    const folder = await stopped({ moved: false });
    const before = await contents(lab.cluster);
    await renewCertificates(folder, options([]));
    expect(changed(before, await contents(folder))).toEqual([]);
  });

  it('changes nothing when a key cannot be made', async () => {
    const folder = await lab.copy();
    const before = await contents(folder);
    const newKey = (name: string) => (name === 'kubelet' ? Promise.reject(new Error('no')) : testKeys(name));
    await expect(renewCertificates(folder, { ...options('all'), newKey })).rejects.toThrow('no');
    expect(changed(before, await contents(folder))).toEqual([]);
  });
});

describe('misuse', () => {
  async function refused(
    names: RenewOptions['names'],
    change?: (folder: string) => Promise<unknown>,
    time = LATER,
  ): Promise<string> {
    const folder = await lab.copy();
    await change?.(folder);
    const before = await contents(folder);
    const code = await rejection(renewCertificates(folder, options(names, time)));
    expect(changed(before, await contents(folder))).toEqual([]);
    return code;
  }

  it('refuses names that are none, and CAs', async () => {
    expect(await refused(['apiserver', 'apiserve'])).toBe('no-such-certificate');
    expect(await refused(['ca'])).toBe('no-such-certificate');
    expect(await rejection(renewCertificates(lab.fresh(), options('all')))).toBe('missing-folder');
  });

  it('refuses a CA that is not valid, has no key here, or has another', async () => {
    expect(await refused('all', undefined, daysLater(3651))).toBe('ca-not-valid');
    expect(await refused('all', undefined, daysLater(-1))).toBe('ca-not-valid');
    expect(await refused('all', (folder) => rm(join(folder, 'pki/etcd/ca.key')))).toBe('missing-file');
    const other = (folder: string) => cp(join(folder, 'pki/ca.key'), join(folder, 'pki/etcd/ca.key'));
    expect(await refused(['etcd-peer'], other)).toBe('key-mismatch');
  });

  it('refuses a certificate that cannot be read', async () => {
    expect(await refused('all', (folder) => rm(join(folder, 'pki/apiserver.crt')))).toBe('missing-file');
    expect(await refused(['super-admin.conf'], (folder) => rm(join(folder, 'super-admin.conf')))).toBe('missing-file');
    const garbage = (folder: string) => writeFile(join(folder, 'pki/kubelet.crt'), 'garbage');
    expect(await refused(['kubelet'], garbage)).toBe('malformed-file');
  });
});
