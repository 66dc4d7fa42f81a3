import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pemDecode } from '../../../src/keys/index.ts';
import { checkFolder, type FolderReport } from '../../../src/kubernetes/index.ts';
import { CLUSTER_PLAN, clusterNames, readKubeconfig } from '../../../src/kubernetes/pki/index.ts';
import { daysLater, edit, INPUT, Lab, rejection, TIME } from '../../fixtures/cluster-folder.ts';
import { programOf } from '../../node-program.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
  await lab.init();
});
afterAll(() => lab.close());

/** The faults that a check finds, as `file: code`. */
const findings = ({ entries }: FolderReport): string[] =>
  entries.flatMap(({ faults }) => faults.map(({ place, code }) => `${place}: ${code}`));
const check = (folder: string, time = TIME): Promise<FolderReport> => checkFolder(folder, { time });

const block = (label: string): string => `-----BEGIN ${label}-----\nMAA=\n-----END ${label}-----\n`;

/** What a check finds in a copy of the cluster with something changed. */
async function damaged(change: (folder: string) => Promise<unknown>): Promise<string[]> {
  const folder = await lab.copy();
  await change(folder);
  const report = await check(folder);
  expect(report.ok).toBe(findings(report).length === 0);
  return findings(report);
}
const copyFile = (folder: string, from: string, to: string): Promise<void> => cp(join(folder, from), join(folder, to));

describe('vectors', () => {
  it('finds nothing wrong with what was just made', async () => {
    const report = await check(lab.cluster);
    expect(findings(report)).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.time).toEqual(TIME);
    expect(report.entries.map(({ name }) => name)).toEqual([...CLUSTER_PLAN.map(({ name }) => name), 'sa']);
    const [ca, apiserver] = report.entries;
    expect(ca).toMatchObject({ place: 'pki/ca.crt', authority: undefined, daysLeft: 3650, externallyManaged: false });
    expect(apiserver).toMatchObject({ authority: 'ca', notAfter: daysLater(365), daysLeft: 365 });
  });

  it('tells what has expired, and of what its CA has', async () => {
    const leaves = CLUSTER_PLAN.filter(({ parent }) => parent !== undefined);
    const soon = await check(lab.cluster, daysLater(366));
    expect(soon.ok).toBe(false);
    expect(findings(soon)).toHaveLength(leaves.length);
    expect(new Set(soon.entries.flatMap(({ faults }) => faults.map(({ code }) => code)))).toEqual(
      new Set(['validity']),
    );
    expect(soon.entries.find(({ name }) => name === 'apiserver')!.daysLeft).toBe(-1);
    const late = await check(lab.cluster, daysLater(3651));
    expect(findings(late).filter((found) => found === 'pki/ca.crt: validity')).toHaveLength(1);
    expect(findings(late)).toHaveLength(3 + 2 * leaves.length);
    expect(findings(await check(lab.cluster, daysLater(-1)))).toHaveLength(3 + 2 * leaves.length);
  });

  it('finds a certificate of another CA', async () => {
    const found = await damaged((folder) =>
      copyFile(folder, 'pki/front-proxy-client.crt', 'pki/apiserver-kubelet-client.crt'),
    );
    expect(found).toEqual([
      'pki/apiserver-kubelet-client.crt: key-mismatch',
      'pki/apiserver-kubelet-client.crt: trust-anchor',
    ]);
  });

  it('finds another CA', async () => {
    const found = await damaged((folder) => copyFile(folder, 'pki/etcd/ca.crt', 'pki/ca.crt'));
    expect(found).toContain('pki/ca.crt: key-mismatch');
    expect(found).toContain('pki/apiserver.crt: trust-anchor');
    expect(found).toContain('admin.conf: wrong-authority');
    expect(found.some((one) => one.startsWith('pki/etcd/'))).toBe(false);
  });

  it('finds a certificate for another purpose, and a CA that is none', async () => {
    const replaced = async (folder: string): Promise<void> => {
      for (const suffix of ['.crt', '.key'])
        await copyFile(folder, `pki/apiserver${suffix}`, `pki/apiserver-kubelet-client${suffix}`);
      for (const suffix of ['.crt', '.key'])
        await copyFile(folder, `pki/front-proxy-client${suffix}`, `pki/front-proxy-ca${suffix}`);
    };
    const found = await damaged(replaced);
    expect(found).toContain('pki/apiserver-kubelet-client.crt: extended-key-usage');
    expect(found).toContain('pki/front-proxy-ca.crt: basic-constraints');
  });

  it('finds a key that does not belong to its certificate', async () => {
    expect(await damaged((folder) => copyFile(folder, 'pki/kubelet.key', 'pki/apiserver.key'))).toEqual([
      'pki/apiserver.crt: key-mismatch',
    ]);
    expect(await damaged((folder) => copyFile(folder, 'pki/kubelet.key', 'pki/sa.key'))).toEqual([
      'pki/sa.pub: key-mismatch',
    ]);
  });

  it('finds what is missing or malformed, and goes on', async () => {
    const found = await damaged(async (folder) => {
      await rm(join(folder, 'pki/apiserver.crt'));
      await rm(join(folder, 'pki/kubelet.key'));
      await rm(join(folder, 'scheduler.conf'));
      await rm(join(folder, 'pki/sa.pub'));
      await writeFile(join(folder, 'pki/etcd/peer.crt'), 'garbage');
      await writeFile(join(folder, 'admin.conf'), 'kind: Pod');
    });
    expect(found).toEqual([
      'pki/apiserver.crt: missing-file',
      'pki/kubelet.key: missing-file',
      'pki/etcd/peer.crt: malformed-file',
      'admin.conf: invalid-field',
      'scheduler.conf: missing-file',
      'pki/sa.pub: missing-file',
    ]);
  });

  it('tells what is there and cannot be read from what is missing', async () => {
    const found = await damaged(async (folder) => {
      for (const name of ['pki/apiserver.crt', 'scheduler.conf', 'pki/sa.pub']) {
        await rm(join(folder, name));
        await mkdir(join(folder, name), { mode: 0o700 });
      }
      await rm(join(folder, 'pki/kubelet.crt'));
      await symlink('kubelet.crt', join(folder, 'pki/kubelet.crt'));
      // Optional files are excused where they are missing, and not where they are something else.
      await rm(join(folder, 'super-admin.conf'));
      await mkdir(join(folder, 'super-admin.conf'), { mode: 0o700 });
    });
    expect(found).toEqual([
      ...['pki/apiserver.crt', 'pki/kubelet.crt', 'super-admin.conf', 'scheduler.conf', 'pki/sa.pub'].map(
        (place) => `${place}: unreadable-file`,
      ),
    ]);
  });

  it('does not wait for a pipe, and says what is no regular file', async () => {
    const folder = await lab.copy();
    for (const name of ['scheduler.conf', 'pki/kubelet.key']) {
      await rm(join(folder, name));
      execFileSync('mkfifo', [join(folder, name)]);
    }
    const message = 'is a pipe, not a regular file';
    expect((await check(folder)).entries.flatMap(({ faults }) => faults)).toMatchObject([
      { code: 'unreadable-file', place: 'pki/kubelet.key', message },
      { code: 'unreadable-file', place: 'scheduler.conf', message },
    ]);
  });

  it('reads the files that a kubeconfig names', async () => {
    const elsewhere = async (folder: string): Promise<void> => {
      const { clientCertificate, clientKey } = await readKubeconfig(
        await readFile(join(folder, 'kubelet.conf'), 'utf8'),
        'kubelet.conf',
      );
      await writeFile(join(folder, 'current.pem'), clientCertificate + clientKey, { mode: 0o600 });
      const files = (text: string): string =>
        text
          .replace(/(client-\w+)-data: .*/g, `$1: ${folder}/current.pem`)
          .replace(/(authority)-data: .*/, '$1: pki/ca.crt');
      await edit(folder, 'kubelet.conf', files);
    };
    expect(await damaged(elsewhere)).toEqual([]);
    let named = '';
    const found = await damaged(async (folder) => {
      await elsewhere(folder);
      named = join(folder, 'current.pem');
      await rm(named);
    });
    // The certificate and its key are in one file, which is told once.
    expect(found).toEqual([`${named}: missing-file`]);
    const open = await damaged(async (folder) => {
      await elsewhere(folder);
      named = join(folder, 'current.pem');
      await chmod(named, 0o644);
    });
    expect(open).toEqual([`${named}: key-mode`]);
  });

  it('takes a token or a program for what it is, and finds a user who has neither', async () => {
    const user = (text: string) => (own: string) =>
      own.replace(/client-certificate-data: .*\n.*client-key-data: .*/, text);
    for (const text of [
      'token: x',
      'tokenFile: t',
      'exec: { command: c }',
      'username: u',
      'auth-provider: { name: n }',
    ]) {
      const folder = await lab.copy();
      await writeFile(join(folder, 't'), 'a token\n');
      await edit(folder, 'scheduler.conf', user(text));
      const report = await check(folder);
      expect([report.ok, report.entries.find(({ name }) => name === 'scheduler.conf')]).toMatchObject([
        true,
        { managedBy: 'owner', remark: expect.stringContaining('authenticates with a token'), faults: [] },
      ]);
    }
    expect(await damaged((folder) => edit(folder, 'scheduler.conf', user('token: ""')))).toEqual([
      'scheduler.conf: no-credential',
    ]);
    const lost = await lab.copy();
    await edit(lost, 'scheduler.conf', user('tokenFile: gone'));
    const [file] = (await check(lost)).entries.flatMap(({ faults }) => faults);
    expect(file).toMatchObject({ code: 'missing-file', place: 'gone' });
    expect(file.message).toContain('scheduler.conf names it');
    const empty = async (folder: string): Promise<void> => {
      await edit(folder, 'scheduler.conf', user('tokenFile: t'));
      await writeFile(join(folder, 't'), '\n');
    };
    expect(await damaged(empty)).toEqual(['t: no-credential']);
    // The token in the kubeconfig is what counts.
    expect(await damaged((folder) => edit(folder, 'scheduler.conf', user('token: x\n    tokenFile: gone')))).toEqual(
      [],
    );
    const foreign = (own: string): string =>
      user('token: x')(own).replace(/-authority-data: .*/, '-authority: pki/sa.pub');
    expect(await damaged((folder) => edit(folder, 'scheduler.conf', foreign))).toEqual(['pki/sa.pub: no-certificate']);
  });

  it('cannot verify without the CA', async () => {
    const found = await damaged((folder) => rm(join(folder, 'pki/etcd/ca.crt')));
    expect(found).toContain('pki/etcd/ca.crt: missing-file');
    expect(found).toContain('pki/etcd/server.crt: missing-authority');
  });

  it('does not miss what may be kept elsewhere', async () => {
    const folder = await lab.copy();
    for (const path of ['pki/ca.key', 'super-admin.conf']) await rm(join(folder, path));
    const report = await check(folder);
    expect(findings(report)).toEqual([]);
    const managed = report.entries.filter(({ externallyManaged }) => externallyManaged).map(({ name }) => name);
    expect(managed).toContain('apiserver');
    expect(managed).not.toContain('etcd-server');
  });

  it.each<[what: string, damage: (key: string) => Promise<unknown>, code: string]>([
    ['a folder', (key) => rm(key).then(() => mkdir(key)), 'unreadable-file'],
    ['malformed', (key) => writeFile(key, block('PRIVATE KEY')), 'malformed-file'],
    ['encrypted', (key) => writeFile(key, block('ENCRYPTED PRIVATE KEY')), 'malformed-file'],
  ])('a key of a CA that is %s is not kept elsewhere', async (_, damage, code) => {
    const folder = await lab.copy();
    await damage(join(folder, 'pki/ca.key'));
    const report = await check(folder);
    const { faults } = report.entries.find(({ name }) => name === 'ca')!;
    expect(faults).toContainEqual(expect.objectContaining({ code, place: 'pki/ca.key' }));
    expect(faults[0].rule).not.toContain('never replaces');
    expect(report.entries.filter((one) => one.externallyManaged || one.managedBy === 'external CA')).toEqual([]);
  });

  it.each<[what: string, text: (folder: string) => Promise<Uint8Array | string>, says: RegExp]>([
    ['DER', async (folder) => pemDecode(await readFile(join(folder, 'pki/ca.crt'), 'utf8'))[0].bytes, /it is DER/],
    ['a key', (folder) => readFile(join(folder, 'pki/ca.key'), 'utf8'), /it holds [A-Z ]*PRIVATE KEY/],
    ['bytes of zero', async () => new Uint8Array(1200), /begins with bytes of zero/],
  ])('says what stands in the place of a certificate: %s', async (_, text, says) => {
    const folder = await lab.copy();
    await writeFile(join(folder, 'pki/ca.crt'), await text(folder));
    const ca = (await check(folder)).entries.find(({ name }) => name === 'ca')!;
    expect(ca.faults.find(({ place }) => place === 'pki/ca.crt')?.message).toMatch(says);
  });

  it('finds a name that somebody dials and the certificate lacks', async () => {
    const dial = (server: string) => (text: string) => text.replace(/server: .*/, `server: ${server}`);
    expect(await damaged((folder) => edit(folder, 'admin.conf', dial('https://lb.example.com:6443')))).toEqual([
      'pki/apiserver.crt: missing-name',
    ]);
    expect(await damaged((folder) => edit(folder, 'admin.conf', dial('http://192.168.1.100:6443')))).toEqual([
      'admin.conf: server-url',
    ]);
    expect(await damaged((folder) => edit(folder, 'controller-manager.conf', dial('https://[fd00::1]:6443')))).toEqual([
      'pki/apiserver.crt: missing-name',
      'pki/kubelet.crt: missing-name',
      'pki/etcd/server.crt: missing-name',
      'pki/etcd/peer.crt: missing-name',
    ]);
  });

  it('finds the names that facts demand', async () => {
    const facts = clusterNames({ ...INPUT, serviceCidr: '10.97.0.0/16', serviceDnsDomain: 'other.local' });
    const { entries } = await checkFolder(lab.cluster, { time: TIME, facts });
    const faults = entries.flatMap((entry) => entry.faults);
    expect(faults.map(({ message }) => message.match(/(DNS|IP):\S+/)![0])).toEqual([
      'DNS:kubernetes.default.svc.other.local',
      'IP:10.97.0.1',
    ]);
  });

  it('finds a key that others may read', async () => {
    const found = await damaged(async (folder) => {
      await chmod(join(folder, 'pki/apiserver.key'), 0o640);
      await chmod(join(folder, 'admin.conf'), 0o604);
      await chmod(join(folder, 'pki/sa.key'), 0o666);
      await chmod(join(folder, 'pki/apiserver.crt'), 0o600);
    });
    expect(found).toEqual(['pki/apiserver.key: key-mode', 'admin.conf: key-mode', 'pki/sa.key: key-mode']);
  });
});

describe('misuse', () => {
  it('needs a folder', async () => {
    expect(await rejection(check(lab.fresh()))).toBe('missing-folder');
    expect(await rejection(check(join(lab.cluster, 'admin.conf')))).toBe('missing-folder');
  });

  it('says so where the package yaml is not installed', () => {
    const source = `
import { checkFolder } from './src/kubernetes/folder/check.ts';
await checkFolder(process.argv[2], { time: new Date() }).catch(({ code }) => console.log(code));`;
    const program = programOf(source, ['yaml']);
    expect(execFileSync(process.execPath, [program, lab.cluster], { encoding: 'utf8' })).toBe('yaml-missing\n');
  });
});
