import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkFolder,
  initFolder,
  issueUser,
  oldLeaves,
  type RotateOptions,
  readCertificateFile,
  readFolderFile,
  rotateAuthority,
} from '../../../src/kubernetes/index.ts';
import { CLUSTER_PLAN, clusterKeys, readKubeconfigContext } from '../../../src/kubernetes/pki/index.ts';
import { readCertificatesPem } from '../../../src/x509/index.ts';
import { edit, INPUT, Lab, rejection, settings, TIME } from '../../fixtures/cluster-folder.ts';

let lab: Lab;
const { random } = settings();
const newKey = clusterKeys({ random, keyType: 'ed25519' });
const options = { ...settings(), newKey };
beforeAll(async () => {
  lab = await Lab.open();
  await initFolder(lab.cluster, INPUT, options);
  await issueUser(lab.cluster, { ...options, user: 'jane', groups: [], outFolder: lab.cluster });
});
afterAll(() => lab.close());

const rotate = (folder: string, phase: RotateOptions['phase'], given: Partial<RotateOptions> = {}) =>
  rotateAuthority(folder, { ...options, authority: 'ca', phase, ...given });
const faults = async (folder: string) =>
  (await checkFolder(folder, { time: TIME })).entries.flatMap((entry) => entry.faults);
const places = async (folder: string, authority = 'ca') =>
  (await oldLeaves(folder, authority)).map(({ place }) => place);
const trustedBy = async (folder: string, path: string) => {
  const { certificateAuthority: source } = await readKubeconfigContext(await readFolderFile(folder, path), path);
  return source.kind === 'data' ? readCertificatesPem(source.pem).length : 0;
};
const BELOW = CLUSTER_PLAN.filter(({ parent }) => parent === 'ca');

describe('vectors', () => {
  it('three phases, the folder sound after each, and the check names who still shows an old certificate', async () => {
    const folder = await lab.copy();
    const former = await readCertificateFile(folder, 'pki/ca.crt');
    const trust = await rotate(folder, 'trust');
    expect([trust.trusted.length, trust.trusted[0].equals(former)]).toEqual([2, true]);
    expect(trust.kubeconfigs).toContain('jane.conf');
    expect([await trustedBy(folder, 'admin.conf'), await places(folder), await faults(folder)]).toEqual([2, [], []]);

    const leaves = await rotate(folder, 'leaves');
    expect([leaves.trusted.length, leaves.trusted[1].equals(former)]).toEqual([2, true]);
    expect(leaves.renewed.map(({ name }) => name)).toEqual(BELOW.map(({ name }) => name));
    // People's certificates are theirs to replace.
    expect([await places(folder), await faults(folder)]).toEqual([['jane.crt', 'jane.conf'], []]);
    expect(await rejection(rotate(folder, 'drop'))).toBe('rotation-phase');

    for (const file of ['jane.crt', 'jane.key', 'jane.conf']) await rm(join(folder, file));
    await issueUser(folder, { ...options, user: 'jane', groups: [], outFolder: folder });
    expect(await places(folder)).toEqual([]);
    const drop = await rotate(folder, 'drop');
    expect(drop.trusted.map((one) => one.equals(former))).toEqual([false]);
    expect([await trustedBy(folder, 'jane.conf'), await faults(folder)]).toEqual([1, []]);
    expect(await rejection(readFolderFile(folder, 'pki/ca-old.key'))).toBe('missing-file');
  });

  it('a kubeconfig that names its CA by file goes along: by that file, or with the CAs in it', async () => {
    const folder = await lab.copy();
    const file = (path: string) => (text: string) => text.replace(/-authority-data: .*/, `-authority: ${path}`);
    await copyFile(join(folder, 'pki/ca.crt'), join(folder, 'own.crt'));
    const former = await readFolderFile(folder, 'own.crt');
    await edit(folder, 'scheduler.conf', file('pki/ca.crt'));
    for (const name of ['admin.conf', 'jane.conf']) await edit(folder, name, file('own.crt'));
    await edit(folder, 'controller-manager.conf', file('gone.crt'));
    const { kubeconfigs } = await rotate(folder, 'trust');
    expect(kubeconfigs).not.toContain('scheduler.conf');
    for (const name of ['admin.conf', 'jane.conf', 'controller-manager.conf'])
      expect([name, await trustedBy(folder, name)]).toEqual([name, 2]);
    await rotate(folder, 'leaves');
    await rotate(folder, 'drop', { force: true });
    expect([await trustedBy(folder, 'jane.conf'), await faults(folder)]).toEqual([1, []]);
    expect(await readFolderFile(folder, 'own.crt')).toBe(former);
  });

  it('a kubeconfig that names no CA, or verifies nothing, is left and named', async () => {
    const folder = await lab.copy();
    const data = / *certificate-authority-data: .*\n/;
    await edit(folder, 'jane.conf', (text) => text.replace(data, ''));
    await edit(folder, 'admin.conf', (text) => text.replace(data, '    insecure-skip-tls-verify: true\n'));
    const { left, kubeconfigs } = await rotate(folder, 'trust');
    expect(left).toMatchObject([
      { place: 'admin.conf', reason: expect.stringContaining('insecure-skip-tls-verify') },
      { place: 'jane.conf', reason: expect.stringContaining('names no CA') },
    ]);
    expect(kubeconfigs).not.toContain('jane.conf');
  });

  it('the CA behind a leaf gives way to its successor', async () => {
    const folder = await lab.copy();
    const path = 'pki/apiserver.crt';
    await writeFile(
      join(folder, path),
      (await readFolderFile(folder, path)) + (await readFolderFile(folder, 'pki/ca.crt')),
    );
    await rotate(folder, 'trust');
    const { trusted } = await rotate(folder, 'leaves');
    const [, behind, ...more] = readCertificatesPem(await readFolderFile(folder, path));
    expect([behind.equals(trusted[0]), more]).toEqual([true, []]);
  });

  it('by force, what is left is refused from then on', async () => {
    const folder = await lab.copy();
    for (const phase of ['trust', 'leaves'] as const) await rotate(folder, phase);
    await rotate(folder, 'drop', { force: true });
    expect(await places(folder)).toEqual([]); // nothing knows the old CA any more
    expect(await faults(folder)).toEqual([]);
  });

  it.each(['etcd-ca', 'front-proxy-ca'])('%s, whose leaves alone change', async (authority) => {
    const folder = await lab.copy();
    const admin = await readFolderFile(folder, 'admin.conf');
    for (const phase of ['trust', 'leaves', 'drop'] as const) {
      await rotate(folder, phase, { authority });
      expect(await faults(folder)).toEqual([]);
    }
    expect(await readFolderFile(folder, 'admin.conf')).toBe(admin);
  });
});

describe('misuse', () => {
  it('phases come in their order, and each can be taken again', async () => {
    const folder = await lab.copy();
    expect(await rejection(rotate(folder, 'leaves'))).toBe('rotation-phase');
    expect(await rejection(rotate(folder, 'drop'))).toBe('rotation-phase');
    const [first, again] = [await rotate(folder, 'trust'), await rotate(folder, 'trust')];
    expect(again.trusted.map(({ der }) => der)).toEqual(first.trusted.map(({ der }) => der));
    await rotate(folder, 'leaves');
    await rotate(folder, 'leaves');
    expect(await rejection(rotate(folder, 'trust'))).toBe('rotation-phase');
    expect(await rejection(rotate(folder, 'trust', { authority: 'sa' }))).toBe('no-such-certificate');
    expect(await rejection(rotate(folder, 'other' as never))).toBe('rotation-phase');
  });

  it('a phase that was killed between two files is completed by the next run', async () => {
    const folder = await lab.copy();
    await rotate(folder, 'trust');
    const fresh = await readFolderFile(folder, 'pki/ca-next.crt');
    // As it was left when the CA's file was written, and its key not yet.
    const [crt, key] = [await readFolderFile(folder, 'pki/ca.crt'), await readFolderFile(folder, 'pki/ca.key')];
    const [formerPem] = crt.split(/(?<=-----END CERTIFICATE-----\n)/);
    await writeFile(join(folder, 'pki/ca-old.key'), key, { mode: 0o600 });
    await writeFile(join(folder, 'pki/ca-old.crt'), formerPem);
    await writeFile(join(folder, 'pki/ca.crt'), fresh + formerPem);
    await rotate(folder, 'leaves');
    expect(await faults(folder)).toEqual([]);
    expect(await rejection(readFolderFile(folder, 'pki/ca-next.crt'))).toBe('missing-file');
  });
});
