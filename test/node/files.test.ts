import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileWhole } from '../../src/node/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('properties', () => {
  it('writes what it is given, with the mode that it is given, whatever the umask', async () => {
    const path = join(folder, 'ca.key');
    const before = process.umask(0o077);
    try {
      await writeFileWhole(path, 'secret', { mode: 0o600, replace: false });
      await writeFileWhole(join(folder, 'ca.crt'), Uint8Array.of(1, 2), { mode: 0o644, replace: false });
    } finally {
      process.umask(before);
    }
    expect(await readFile(path, 'utf8')).toBe('secret');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'ca.crt'))).mode & 0o777).toBe(0o644);
    expect(await readdir(folder)).toEqual(['ca.crt', 'ca.key']);
  });

  it('replaces a file only when told to, and then its mode too', async () => {
    const path = join(folder, 'a');
    await writeFile(path, 'old', { mode: 0o644 });
    await expect(writeFileWhole(path, 'new', { mode: 0o600, replace: false })).rejects.toMatchObject({
      code: 'EEXIST',
    });
    expect(await readFile(path, 'utf8')).toBe('old');
    await writeFileWhole(path, 'new', { mode: 0o600, replace: true });
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['a']);
  });
});

describe('misuse', () => {
  it('leaves nothing behind where it cannot write', async () => {
    await expect(writeFileWhole(join(folder, 'no/such'), 'x', { mode: 0o600, replace: true })).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await expect(writeFileWhole(folder, 'x', { mode: 0o600, replace: true })).rejects.toMatchObject({ code: 'EISDIR' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not write through a dangling link when it may not replace', async () => {
    await symlink(join(folder, 'target'), join(folder, 'link'));
    await expect(writeFileWhole(join(folder, 'link'), 'x', { mode: 0o600, replace: false })).rejects.toMatchObject({
      code: 'EEXIST',
    });
    expect(await readdir(folder)).toEqual(['link']);
  });
});
