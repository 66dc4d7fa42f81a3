import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base64ToBytes, bytesToBase64, bytesToUtf8, utf8ToBytes } from '../../../src/bytes/index.ts';
import { checkFolder, type RenewOptions, renewCertificates } from '../../../src/kubernetes/index.ts';
import { CLUSTER_PLAN, readKubeconfig } from '../../../src/kubernetes/pki/index.ts';
import { certificatePem, formatGeneralName, readCertificatesPem, sameKey } from '../../../src/x509/index.ts';
import {
  changed,
  contents,
  DAY,
  daysLater,
  Lab,
  rejection,
  settings,
  testKeys,
} from '../../fixtures/cluster-folder.ts';
import { programOf } from '../../node-program.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
  await lab.init();
});
afterAll(() => lab.close());

const LATER = daysLater(300);
const options = (names: RenewOptions['names'], time = LATER): RenewOptions => ({ ...settings(time), names });

describe('vectors', () => {
  it('renews every leaf, with a new key and the same names', async () => {
    const folder = await lab.copy();
    const formerly = await contents(folder);
    const { renewed } = await renewCertificates(folder, options('all'));
    const leaves = CLUSTER_PLAN.filter(({ parent }) => parent !== undefined);
    expect(renewed.map(({ name }) => name)).toEqual(leaves.map(({ name }) => name));
    for (const { before, after } of renewed) {
      const old = before!;
      expect(after.subject.bytes).toEqual(old.subject.bytes);
      expect(after.subjectAltNames.map(formatGeneralName)).toEqual(old.subjectAltNames.map(formatGeneralName));
      expect(after.extKeyUsage).toEqual(old.extKeyUsage);
      expect(after.notAfter.getTime()).toBe(LATER.getTime() + 365 * DAY);
      expect(sameKey(after.publicKey, old.publicKey)).toBe(false);
    }
    const files = leaves.flatMap(({ place: { kind, path } }) =>
      kind === 'pair' ? [`${path}.crt`, `${path}.key`] : [path],
    );
    expect(changed(formerly, await contents(folder)).sort()).toEqual(files.sort());
    const report = await checkFolder(folder, { time: daysLater(500) });
    expect(report.entries.flatMap(({ faults }) => faults)).toEqual([]);
  });

  it('leaves alone what an external etcd keeps', async () => {
    const folder = await lab.copy();
    for (const path of ['etcd', 'apiserver-etcd-client.crt', 'apiserver-etcd-client.key'])
      await rm(join(folder, 'pki', path), { recursive: true });
    const { renewed } = await renewCertificates(folder, options('all'));
    const leaves = CLUSTER_PLAN.filter(({ parent }) => parent !== undefined && parent !== 'etcd-ca');
    expect(renewed.map(({ name }) => name)).toEqual(leaves.map(({ name }) => name));
    expect(await rejection(renewCertificates(folder, options(['etcd-peer'])))).toBe('missing-file');
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

  it('renews the leaf of a file in which a CA comes first, and never the CA in its place', async () => {
    const folder = await lab.copy();
    const [crt, ca] = ['pki/apiserver.crt', 'pki/ca.crt'].map((path) => join(folder, path));
    const leaf = await readFile(crt, 'utf8');
    await writeFile(crt, (await readFile(ca, 'utf8')) + leaf);
    const {
      renewed: [{ after }],
    } = await renewCertificates(folder, options(['apiserver']));
    const [formerly] = readCertificatesPem(leaf);
    expect(after.subject.bytes).toEqual(formerly.subject.bytes);
    expect(after.subjectAltNames).toEqual(formerly.subjectAltNames);
    await writeFile(crt, await readFile(ca));
    const before = await contents(folder);
    expect(await rejection(renewCertificates(folder, options(['apiserver'])))).toBe('malformed-file');
    expect(changed(before, await contents(folder))).toEqual([]);
  });

  it('keeps the certificates behind a leaf, and says whether they are its chain', async () => {
    const folder = await lab.copy();
    const read = async (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
    const certificatesOf = async (path: string) => readCertificatesPem(await read(path));
    const [[ca], [other]] = [await certificatesOf('pki/ca.crt'), await certificatesOf('pki/front-proxy-ca.crt')];
    const append = async (path: string, pem: string): Promise<void> =>
      writeFile(join(folder, path), (await read(path)) + pem);
    await append('pki/apiserver.crt', certificatePem(ca));
    await append('pki/apiserver-kubelet-client.crt', certificatePem(ca) + certificatePem(other));
    const conf = await read('admin.conf');
    const data = /client-certificate-data: (.*)/.exec(conf)![1];
    const chain = bytesToUtf8(base64ToBytes(data)) + certificatePem(ca);
    await writeFile(join(folder, 'admin.conf'), conf.replace(data, bytesToBase64(utf8ToBytes(chain))));
    const names = ['apiserver', 'apiserver-kubelet-client', 'kubelet', 'admin.conf'];
    const { renewed } = await renewCertificates(folder, options(names));
    const inFiles = [
      ...(await Promise.all(renewed.slice(0, 3).map(({ place }) => certificatesOf(place)))),
      readCertificatesPem((await readKubeconfig(await read('admin.conf'), 'f')).clientCertificate),
    ];
    expect(inFiles).toEqual(renewed.map(({ after, chain }) => [after, ...chain.behind]));
    expect(renewed.map(({ chain: { behind, isComplete } }) => [behind, isComplete])).toEqual([
      [[ca], true],
      [[ca, other], false],
      [[], true],
      [[ca], true],
    ]);
  });

  it('gives no leaf more time than its CA has', async () => {
    const folder = await lab.copy();
    const {
      renewed: [{ after }],
    } = await renewCertificates(folder, options(['apiserver'], daysLater(3600)));
    expect(after.notAfter).toEqual(daysLater(3650));
  });

  it('renews what has expired, and all but what is kept elsewhere', async () => {
    const folder = await lab.copy();
    await rm(join(folder, 'super-admin.conf'));
    const { renewed } = await renewCertificates(folder, options('all', daysLater(1000)));
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

describe('a file that cannot be read', () => {
  it('is left and said, and the rest is renewed', async () => {
    const folder = await lab.copy();
    await rm(join(folder, 'pki/kubelet.key'));
    await symlink('kubelet.key', join(folder, 'pki/kubelet.key'));
    await rm(join(folder, 'scheduler.conf'));
    execFileSync('mkfifo', [join(folder, 'scheduler.conf')]);
    const named = await renewCertificates(folder, options(['apiserver']));
    expect(named.renewed.map(({ name }) => name)).toEqual(['apiserver']);
    const before = await contents(folder);
    expect(await rejection(renewCertificates(folder, options(['apiserver', 'kubelet'])))).toBe('unreadable-file');
    expect(changed(before, await contents(folder))).toEqual([]);
    const { renewed, left } = await renewCertificates(folder, options('all'));
    expect(left).toMatchObject([
      { name: 'kubelet', place: 'pki/kubelet.key', code: 'unreadable-file' },
      { name: 'scheduler.conf', place: 'scheduler.conf', reason: 'it is a pipe, not a regular file' },
    ]);
    expect(renewed).toHaveLength(CLUSTER_PLAN.filter(({ parent }) => parent !== undefined).length - 2);
  });
});

it('a key that may not be read is named, and its pair is not changed', async () => {
  // Root may read everything, so the program becomes another user; a folder for temporary files may be closed to that one.
  const open = await mkdtemp('/tmp/vitrine-renew-');
  await chmod(open, 0o777);
  await cp(lab.cluster, join(open, 'c'), { recursive: true });
  await chmod(join(open, 'c/pki/kubelet.key'), 0);
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', '65534:65534', open]);
  const source = `
    import { readFileSync } from 'node:fs';
    import { systemRandom as random } from './src/bytes/index.ts';
    import { renewCertificates } from './src/kubernetes/index.ts';
    import { clusterKeys, LIFETIMES } from './src/kubernetes/pki/index.ts';
    if (process.getuid() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534); }
    process.chdir(process.argv[2]);
    const newKey = clusterKeys({ random, keyType: 'ed25519' });
    const settings = { ...LIFETIMES, time: new Date('${LATER.toISOString()}'), random, newKey };
    const read = () => ['apiserver', 'kubelet'].map((name) => readFileSync('c/pki/' + name + '.crt', 'utf8'));
    const before = read();
    const isSame = () => read().map((text, i) => text === before[i]);
    const renew = (names) => renewCertificates('c', { ...settings, names }).catch((error) => error);
    const { code, message } = await renew(['apiserver', 'kubelet']);
    const after = isSame();
    const { left } = await renew('all');
    console.log(JSON.stringify([code, message, after, left.map(({ place, code }) => place + ' ' + code), isSame()]));`;
  const { stdout, stderr } = spawnSync(process.execPath, [programOf(source), open], { encoding: 'utf8' });
  await rm(open, { recursive: true });
  expect([stderr, JSON.parse(stdout || 'null')]).toEqual([
    '',
    [
      'unreadable-file',
      'pki/kubelet.key: exists but cannot be read: permission denied',
      [true, true],
      ['pki/kubelet.key unreadable-file'],
      [false, true],
    ],
  ]);
});

const canMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

describe('misuse', () => {
  it.skipIf(!canMount)('asks of every file whether it can be replaced, before it makes a key', async () => {
    const folder = await lab.copy();
    const before = await contents(folder);
    const source = `
      import { renewCertificates } from './src/kubernetes/index.ts';
      const newKey = () => Promise.reject(new Error('too early'));
      const options = { names: 'all', newKey, days: 9, time: new Date(${LATER.getTime()}), random: { bytes: (n) => new Uint8Array(n) } };
      await renewCertificates(process.env.FOLDER, options).catch((error) => console.log(error.code, error.message));`;
    const line = 'mount --bind "$FOLDER/admin.conf" "$FOLDER/admin.conf" && exec "$NODE" "$PROGRAM"';
    const env = { ...process.env, FOLDER: folder, NODE: process.execPath, PROGRAM: programOf(source) };
    const { stdout } = spawnSync('unshare', ['-m', 'sh', '-c', line], { env, encoding: 'utf8' });
    expect(stdout).toMatch(/^mount-point .*admin\.conf: is a mount point/);
    expect(changed(before, await contents(folder))).toEqual([]);
  });

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
    // One that is lost is made anew (external-ca.test.ts) where its names are known.
    expect(await refused('all', (folder) => rm(join(folder, 'pki/apiserver.crt')))).toBe('missing-facts');
    const garbage = (folder: string) => writeFile(join(folder, 'pki/kubelet.crt'), 'garbage');
    expect(await refused(['kubelet'], garbage)).toBe('malformed-file');
    for (const text of ['garbage: [', 'kind: Config', '{}', 'kind: Config\nusers: 1']) {
      const malformed = (folder: string) => writeFile(join(folder, 'admin.conf'), text);
      expect(await refused(['admin.conf'], malformed)).toBe('malformed-file');
    }
    const emptied = (folder: string) => writeFile(join(folder, 'super-admin.conf'), '{}');
    expect(await refused('all', emptied)).toBe('malformed-file');
    const folderInstead = async (folder: string) => {
      await rm(join(folder, 'pki/kubelet.crt'));
      await mkdir(join(folder, 'pki/kubelet.crt'));
    };
    expect(await refused(['kubelet'], folderInstead)).toBe('unreadable-file');
  });
});
