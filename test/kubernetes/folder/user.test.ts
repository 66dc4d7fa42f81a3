import { X509Certificate } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueUser, type UserOptions } from '../../../src/kubernetes/index.ts';
import { identityOf, readKubeconfig } from '../../../src/kubernetes/pki/index.ts';
import { readCertificatesPem, validateChain } from '../../../src/x509/index.ts';
import { daysLater, Lab, rejection, settings, TIME } from '../../fixtures/cluster-folder.ts';
import { JUDGED_BY } from '../../judged.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
  await lab.init();
});
afterAll(() => lab.close());

async function options(changes: Partial<UserOptions> = {}): Promise<UserOptions> {
  const outFolder = lab.fresh();
  await mkdir(outFolder);
  return { ...settings(), user: 'jane', groups: ['dev', 'ops'], outFolder, ...changes };
}

describe('vectors', () => {
  it('is who the API server takes the user for', async () => {
    const { credential, files } = await issueUser(lab.cluster, await options());
    const { certificate } = credential;
    expect(files.map((file) => basename(file))).toEqual(['jane.key', 'jane.crt', 'jane.conf']);
    expect(identityOf(certificate.subject.value)).toEqual({
      name: 'jane',
      groups: ['dev', 'ops', 'system:authenticated'],
    });
    expect(certificate.notAfter).toEqual(daysLater(365));
    const roots = readCertificatesPem(await readFile(join(lab.cluster, 'pki/ca.crt'), 'utf8'));
    const judged = { leaf: certificate, intermediates: [], roots, time: TIME };
    expect(validateChain({ ...JUDGED_BY, ...judged, purpose: 'clientAuth' }).ok).toBe(true);
    expect(validateChain({ ...JUDGED_BY, ...judged, purpose: 'serverAuth', name: 'unchecked' }).ok).toBe(false);
  });

  it('gets a kubeconfig for the same cluster as admin.conf, and files that nobody else reads', async () => {
    const { files } = await issueUser(lab.cluster, await options({ groups: [] }));
    const [key, certificate, conf] = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    expect(await readKubeconfig(conf, 'jane.conf')).toEqual({
      clusterName: 'kubernetes',
      server: 'https://192.168.1.100:6443',
      userName: 'jane',
      certificateAuthority: await readFile(join(lab.cluster, 'pki/ca.crt'), 'utf8'),
      clientCertificate: certificate,
      clientKey: key,
    });
    const modes = await Promise.all(files.map(async (file) => (await stat(file)).mode & 0o777));
    expect(modes).toEqual([0o600, 0o644, 0o600]);
    expect(new X509Certificate(certificate).subject).toBe('CN=jane');
  });

  it('takes the names that people have', async () => {
    for (const user of ['jane@example.com', 'Jörg Müller', 'system:node:x', 'a', 'x'.repeat(64)]) {
      const { files } = await issueUser(lab.cluster, await options({ user }));
      expect((await readKubeconfig(await readFile(files[2], 'utf8'), 'f')).userName).toBe(user);
    }
  });
});

describe('misuse', () => {
  it('refuses names that would be no names of files, or fit no certificate', async () => {
    for (const user of ['', '.', '..', '../x', 'a/b', '-x', '.x', ' x', 'x ', 'a\0b', 'a\nb', 'x'.repeat(65)]) {
      expect(await rejection(issueUser(lab.cluster, await options({ user })))).toBe('user-name');
    }
    for (const group of ['', 'x'.repeat(65)]) {
      expect(await rejection(issueUser(lab.cluster, await options({ groups: ['dev', group] })))).toBe('group-name');
    }
  });

  it('never writes over a file, and takes back what it wrote', async () => {
    for (const taken of ['jane.key', 'jane.crt', 'jane.conf']) {
      const given = await options();
      await writeFile(join(given.outFolder, taken), 'mine');
      expect(await rejection(issueUser(lab.cluster, given))).toBe('file-exists');
      expect(await readdir(given.outFolder)).toEqual([taken]);
      expect(await readFile(join(given.outFolder, taken), 'utf8')).toBe('mine');
    }
  });

  it('needs a CA that can issue', async () => {
    const given = await options();
    expect(await rejection(issueUser(lab.cluster, { ...given, time: daysLater(3651) }))).toBe('ca-not-valid');
    const folder = await lab.copy();
    await rm(join(folder, 'pki/ca.key'));
    expect(await rejection(issueUser(folder, given))).toBe('missing-file');
    expect(await readdir(given.outFolder)).toEqual([]);
  });
});
