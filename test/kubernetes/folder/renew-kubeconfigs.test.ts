import { cp, mkdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bytesToBase64, utf8ToBytes } from '../../../src/bytes/index.ts';
import { checkFolder, initFolder, type RenewOptions, renewCertificates } from '../../../src/kubernetes/index.ts';
import { CLUSTER_PLAN, readKubeconfig } from '../../../src/kubernetes/pki/index.ts';
import { readCertificatesPem } from '../../../src/x509/index.ts';
import { changed, contents, daysLater, edit, INPUT, Lab, rejection, settings } from '../../fixtures/cluster-folder.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
  await lab.init();
});
afterAll(() => lab.close());

const LATER = daysLater(300);
const options = (names: RenewOptions['names'], time = LATER): RenewOptions => ({ ...settings(time), names });

describe('kubeconfigs', () => {
  const configIn = async (folder: string, name: string) =>
    readKubeconfig(await readFile(join(folder, name), 'utf8'), name);

  it('are made to trust a new CA of the folder, and no more than that', async () => {
    const folder = await lab.copy();
    const other = lab.fresh();
    await initFolder(other, INPUT, settings());
    for (const suffix of ['.crt', '.key']) await cp(join(other, `pki/ca${suffix}`), join(folder, `pki/ca${suffix}`));
    const ca = await readFile(join(folder, 'pki/ca.crt'), 'utf8');
    // One that trusts both already, as while a CA is replaced, and one that names the file.
    const old = (await configIn(folder, 'scheduler.conf')).certificateAuthority;
    const both = bytesToBase64(utf8ToBytes(old + ca));
    await edit(folder, 'scheduler.conf', (text) => text.replace(/(authority-data: ).*/, `$1${both}`));
    await edit(folder, 'kubelet.conf', (text) => text.replace(/(authority)-data: .*/, '$1: pki/ca.crt'));
    const { renewed, left } = await renewCertificates(folder, options('all'));
    expect(left).toEqual([]);
    expect(renewed.filter(({ trustsAnew }) => trustsAnew).map(({ name }) => name)).toEqual([
      ...['admin.conf', 'super-admin.conf', 'controller-manager.conf'],
    ]);
    for (const name of ['admin.conf', 'controller-manager.conf']) {
      expect((await configIn(folder, name)).certificateAuthority).toBe(ca);
    }
    expect((await configIn(folder, 'scheduler.conf')).certificateAuthority).toBe(old + ca);
    expect(await readFile(join(folder, 'kubelet.conf'), 'utf8')).toContain('certificate-authority: pki/ca.crt');
    expect((await checkFolder(folder, { time: LATER })).entries.flatMap(({ faults }) => faults)).toEqual([]);
  });

  /** A folder with a new CA; `old.crt` is the one that it had. */
  async function withNewCa(): Promise<string> {
    const [folder, other] = [await lab.copy(), lab.fresh()];
    await initFolder(other, INPUT, settings());
    await cp(join(folder, 'pki/ca.crt'), join(folder, 'old.crt'));
    for (const suffix of ['.crt', '.key']) await cp(join(other, `pki/ca${suffix}`), join(folder, `pki/ca${suffix}`));
    return folder;
  }
  const CA = /certificate-authority-data: .*/;

  it('that name another CA by file, a file that is missing, or none, get the CA, and no file is overwritten', async () => {
    const folder = await withNewCa();
    const old = await readFile(join(folder, 'old.crt'), 'utf8');
    await edit(folder, 'admin.conf', (text) => text.replace(CA, 'certificate-authority: old.crt'));
    await edit(folder, 'super-admin.conf', (text) => text.replace(CA, `certificate-authority: ${folder}/old.crt`));
    await edit(folder, 'scheduler.conf', (text) => text.replace(CA, 'certificate-authority: gone.crt'));
    await edit(folder, 'controller-manager.conf', (text) => text.replace(/ {4}certificate-authority-data: .*\n/, ''));
    const { entries } = await checkFolder(folder, { time: LATER });
    const trust = ['wrong-authority', 'missing-file', 'missing-field'];
    expect(entries.flatMap(({ faults }) => faults).filter(({ code }) => trust.includes(code))).toMatchObject([
      { place: 'admin.conf', message: expect.stringMatching(/trusts the file old\.crt, .*; renew it to correct this/) },
      { place: 'super-admin.conf', message: expect.stringMatching(/; renew it to correct this/) },
      { place: 'kubelet.conf', message: 'does not trust the CA of this folder; renew it to correct this' },
      { place: 'controller-manager.conf', message: 'has no certificate authority; renew it to correct this' },
      { place: 'gone.crt', message: expect.stringMatching(/; scheduler\.conf names it; renew it to correct this/) },
    ]);
    const { renewed } = await renewCertificates(folder, options('all'));
    const configs = renewed.filter(({ place }) => place.endsWith('.conf'));
    expect(configs.map(({ trustsAnew }) => trustsAnew)).toEqual([true, true, true, true, true]);
    expect((await checkFolder(folder, { time: LATER })).entries.flatMap(({ faults }) => faults)).toEqual([]);
    expect(await readFile(join(folder, 'old.crt'), 'utf8')).toBe(old);
    expect(await readFile(join(folder, 'admin.conf'), 'utf8')).not.toMatch(/certificate-authority:/);
  });

  it('that are left, or verify nothing, are named with what remains to be done, as the check has it', async () => {
    const folder = await withNewCa();
    await edit(folder, 'admin.conf', (text) => text.replace(CA, 'insecure-skip-tls-verify: true'));
    await edit(folder, 'kubelet.conf', (text) =>
      text.replace(CA, 'certificate-authority: old.crt').replace(/(client-\w+)-data: .*/g, '$1: gone.pem'),
    );
    await edit(folder, 'scheduler.conf', (text) =>
      text.replace(/client-certificate-data: .*\n.*client-key-data: .*/, 'token: x'),
    );
    const { renewed, left } = await renewCertificates(folder, options('all'));
    const advice = 'name pki/ca.crt as its certificate-authority: pki renew leaves it';
    expect(left).toMatchObject([
      { place: 'kubelet.conf', reason: expect.stringMatching(/gone\.pem is not in .*old\.crt/) },
      { place: 'scheduler.conf' },
    ]);
    const [admin, superAdmin] = renewed.filter(({ place }) => place.endsWith('admin.conf'));
    expect([superAdmin.distrust, admin.trustsAnew, admin.distrust]).toEqual([
      ...[undefined, false],
      'does not verify the server (insecure-skip-tls-verify); remove that line, and renew it to correct this',
    ]);
    const faults = (await checkFolder(folder, { time: LATER })).entries.flatMap((entry) => entry.faults);
    expect(faults).toMatchObject([
      { code: 'skips-verification', place: 'admin.conf', message: admin.distrust },
      { code: 'missing-file', place: 'gone.pem', message: expect.stringContaining('kubelet.conf names it') },
      { code: 'wrong-authority', place: 'kubelet.conf', message: expect.stringContaining(advice) },
      { place: 'scheduler.conf', message: expect.stringContaining('instead of certificate-authority-data') },
    ]);
    expect(left[0].reason).toContain(faults[2].message);
    await edit(folder, 'admin.conf', (text) => text.replace(/ {4}insecure.*\n/, ''));
    await edit(folder, 'kubelet.conf', (text) => text.replace('old.crt', 'pki/ca.crt'));
    await renewCertificates(folder, options(['admin.conf']));
    expect((await checkFolder(folder, { time: LATER })).entries.flatMap((entry) => entry.faults)).toMatchObject([
      { place: 'gone.pem' },
      { place: 'scheduler.conf' },
    ]);
  });

  it('with data in several lines, in YAML and in JSON, get new data and keep the rest', async () => {
    const folder = await lab.copy();
    const inLines = (text: string): string =>
      text.replace(/(-data: )(.*)/g, (_, name, data) => `${name}|\n      ${data.match(/.{1,76}/g).join('\n      ')}`);
    await edit(folder, 'admin.conf', (text) => `# mine\n${inLines(text)}# the end\n`);
    await edit(folder, 'scheduler.conf', (text) => `${JSON.stringify(parse(inLines(text)), null, 3)}\n`);
    const before = [await configIn(folder, 'admin.conf'), await configIn(folder, 'scheduler.conf')];
    const { renewed } = await renewCertificates(folder, options(['admin.conf', 'scheduler.conf']));
    for (const [i, { name, after, trustsAnew }] of renewed.entries()) {
      const config = await configIn(folder, name);
      expect(readCertificatesPem(config.clientCertificate)[0].equals(after)).toBe(true);
      expect(trustsAnew).toBe(false);
      expect(config.certificateAuthority).toBe(before[i].certificateAuthority);
    }
    expect(await readFile(join(folder, 'admin.conf'), 'utf8')).toMatch(
      /^# mine\n[\s\S]*authority-data: \|\n[\s\S]*\n# the end\n$/,
    );
    expect(await readFile(join(folder, 'scheduler.conf'), 'utf8')).toMatch(/^\{\n {3}"apiVersion"/);
    expect((await checkFolder(folder, { time: LATER })).ok).toBe(true);
  });

  it('that name files, or show no certificate, are left and said, and the rest is renewed', async () => {
    const folder = await lab.copy();
    await rename(join(folder, 'kubelet.conf'), join(folder, 'inside.conf'));
    const { clientCertificate, clientKey } = await configIn(folder, 'inside.conf');
    await writeFile(join(folder, 'current.pem'), clientCertificate + clientKey, { mode: 0o600 });
    const text = await readFile(join(folder, 'inside.conf'), 'utf8');
    await writeFile(join(folder, 'kubelet.conf'), text.replace(/(client-\w+)-data: .*/g, '$1: current.pem'), {
      mode: 0o600,
    });
    await edit(folder, 'scheduler.conf', (own) =>
      own.replace(/client-certificate-data: .*\n.*client-key-data: .*/, 'token: x'),
    );
    const checked = await checkFolder(folder, { time: LATER });
    expect(checked.ok).toBe(true);
    const { renewed, left } = await renewCertificates(folder, options('all'));
    expect(left).toEqual([
      { name: 'kubelet.conf', place: 'kubelet.conf', reason: expect.stringContaining('current.pem') },
      { name: 'scheduler.conf', place: 'scheduler.conf', reason: expect.stringContaining('no client certificate') },
    ]);
    expect(checked.entries.find(({ name }) => name === 'scheduler.conf')?.remark).toBe(left[1].reason);
    expect(renewed).toHaveLength(CLUSTER_PLAN.filter(({ parent }) => parent !== undefined).length - 2);
    expect(await rejection(renewCertificates(folder, options(['kubelet.conf'])))).toBe('kept-elsewhere');
  });

  it('behind a symbolic link are replaced there, and so are keys', async () => {
    const folder = await lab.copy();
    await mkdir(join(folder, 'elsewhere'));
    for (const name of ['admin.conf', 'pki/kubelet.key', 'pki/kubelet.crt']) {
      await rename(join(folder, name), join(folder, 'elsewhere', basename(name)));
      await symlink(join(folder, 'elsewhere', basename(name)), join(folder, name));
    }
    const before = await contents(folder);
    await renewCertificates(folder, options(['admin.conf', 'kubelet']));
    expect(changed(before, await contents(folder)).sort()).toEqual([
      ...['elsewhere/admin.conf', 'elsewhere/kubelet.crt', 'elsewhere/kubelet.key'],
    ]);
    expect((await stat(join(folder, 'elsewhere/kubelet.key'))).mode & 0o777).toBe(0o600);
    expect((await checkFolder(folder, { time: LATER })).ok).toBe(true);
  });

  it('are renewed by one process at a time', async () => {
    const folder = await lab.copy();
    await Promise.all([1, 2].map(() => renewCertificates(folder, options(['apiserver', 'admin.conf']))));
    expect((await checkFolder(folder, { time: LATER })).ok).toBe(true);
  });
});
