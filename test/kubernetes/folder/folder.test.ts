import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { assertVacant, initFolder, readAuthority, readFolderFile, writeFolder } from '../../../src/kubernetes/index.ts';
import type { FolderFiles } from '../../../src/kubernetes/pki/index.ts';
import { INPUT, Lab, rejection, settings } from '../../fixtures/cluster-folder.ts';
import { programOf } from '../../node-program.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab.close());

const FILES: FolderFiles = new Map([
  ['pki/etcd/ca.key', { content: 'key', mode: 0o600 }],
  ['admin.conf', { content: 'config', mode: 0o644 }],
]);
/** What lies beside a folder: neither it nor what it was made of. */
const siblings = async (folder: string): Promise<string[]> =>
  (await readdir(dirname(folder))).filter((name) => name.includes(basename(folder)));

describe('properties', () => {
  it('makes a folder, or fills an empty one, and leaves nothing else', async () => {
    const [absent, empty] = [lab.fresh(), lab.fresh()];
    await mkdir(empty, { mode: 0o700 });
    for (const folder of [absent, empty]) {
      await writeFolder(folder, FILES);
      expect(await readFile(join(folder, 'pki/etcd/ca.key'), 'utf8')).toBe('key');
      expect((await stat(join(folder, 'pki/etcd/ca.key'))).mode & 0o777).toBe(0o600);
      expect(await siblings(folder)).toEqual([basename(folder)]);
    }
    expect((await stat(empty)).mode & 0o777).toBe(0o700);
  });

  it('follows a link to an empty folder, and leaves the link', async () => {
    const [folder, link] = [lab.fresh(), lab.fresh()];
    await mkdir(folder);
    await symlink(folder, link);
    await writeFolder(link, FILES);
    expect((await readdir(folder)).sort()).toEqual(['admin.conf', 'pki']);
    expect((await readdir(link)).sort()).toEqual(['admin.conf', 'pki']);
  });

  it('leaves nothing when it cannot be written whole', async () => {
    // The second file needs a folder where the first one is.
    const impossible: FolderFiles = new Map([
      ['admin.conf', { content: 'config', mode: 0o600 }],
      ['admin.conf/pki', { content: 'x', mode: 0o600 }],
    ]);
    const [absent, empty] = [lab.fresh(), lab.fresh()];
    await mkdir(empty);
    expect(['ENOTDIR', 'EEXIST', 'folder-not-empty']).toContain(await rejection(writeFolder(absent, impossible)));
    expect(await siblings(absent)).toEqual([]);
    await rejection(writeFolder(empty, impossible));
    expect(await readdir(empty)).toEqual([]);
    expect(await siblings(empty)).toEqual([basename(empty)]);
  });
});

const canMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

describe('misuse', () => {
  it('never writes over a file, and makes no key before it has looked', async () => {
    const folder = lab.fresh();
    await mkdir(folder);
    await writeFile(join(folder, 'mine'), 'mine');
    const newKey = () => Promise.reject(new Error('too early'));
    expect(await rejection(initFolder(folder, INPUT, { ...settings(), newKey }))).toBe('folder-not-empty');
    expect(await rejection(writeFolder(folder, FILES))).toBe('folder-not-empty');
    expect(await readdir(folder)).toEqual(['mine']);
    expect(await rejection(assertVacant(join(folder, 'mine')))).toBe('file-exists');
  });

  it('does not fill a folder that somebody else fills meanwhile', async () => {
    const folder = lab.fresh();
    const newKey = async () => {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'theirs'), '');
      return settings().newKey('');
    };
    expect(await rejection(initFolder(folder, INPUT, { ...settings(), newKey }))).toBe('folder-not-empty');
    expect(await readdir(folder)).toEqual(['theirs']);
    expect(await siblings(folder)).toEqual([basename(folder)]);
  });

  it('makes no folders on the way, and does not take the working directory away', async () => {
    expect(await rejection(assertVacant(join(lab.fresh(), 'a')))).toBe('missing-folder');
    const folder = lab.fresh();
    await mkdir(folder);
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    expect(await rejection(assertVacant('.'))).toBe('folder-in-use');
    vi.restoreAllMocks();
  });

  it.skipIf(!canMount)('refuses a mount point, also of the same file system, before it makes a key', async () => {
    const folder = lab.fresh();
    await mkdir(`${folder}/other one`, { recursive: true });
    await mkdir(`${folder}/same`);
    const source = `
      import { assertVacant } from './src/kubernetes/folder/folder.ts';
      for (const name of ['other one', 'same']) {
        await assertVacant('${folder}/' + name).catch(({ code, message }) => console.log(code, message));
      }`;
    const line = [
      `mount -t tmpfs none '${folder}/other one' && mount --bind ${folder}/same ${folder}/same &&`,
      'exec "$NODE" "$PROGRAM"',
    ].join(' ');
    const env = { ...process.env, NODE: process.execPath, PROGRAM: programOf(source) };
    const { stdout } = spawnSync('unshare', ['-m', 'sh', '-c', line], { env, encoding: 'utf8' });
    const refusal = (name: string) =>
      `folder-in-use ${folder}/${name}: is a mount point and cannot be replaced; name a folder in it\n`;
    expect(stdout).toBe(refusal('other one') + refusal('same'));
    expect((await readdir(folder)).sort()).toEqual(['other one', 'same']);
  });

  it('reads with bounds, and says which file', async () => {
    const folder = lab.fresh();
    await writeFolder(folder, FILES);
    await writeFile(join(folder, 'zeros'), Buffer.alloc(2 ** 20 + 1));
    expect(await rejection(readFolderFile(folder, 'zeros'))).toBe('file-too-large');
    expect(await rejection(readFolderFile(folder, 'absent'))).toBe('missing-file');
    await writeFile(join(folder, 'ca.crt'), 'no PEM');
    expect(await rejection(readAuthority(folder, 'ca'))).toBe('malformed-file');
    await chmod(folder, 0o700);
  });
});
