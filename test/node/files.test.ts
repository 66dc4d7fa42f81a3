import { execFile, execFileSync, spawnSync } from 'node:child_process';
import {
  chmod,
  chown,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertWritable, writeFileWhole } from '../../src/node/index.ts';
import { programOf } from '../node-program.ts';

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

  it('adds no permission that the old file lacks, and keeps its owner where it may', async () => {
    const path = join(folder, 'index.txt');
    await writeFile(path, 'old');
    await chmod(path, 0o640);
    if (process.getuid?.() === 0) await chown(path, 65_533, 65_532);
    const before = await stat(path);
    await writeFileWhole(path, 'new', { mode: 0o644, replace: true });
    const { mode, uid, gid } = await stat(path);
    expect({ mode: mode & 0o777, uid, gid }).toEqual({ mode: 0o640, uid: before.uid, gid: before.gid });
    // What is written beside a file to replace it later.
    await writeFileWhole(`${path}.next`, 'new', { mode: 0o644, replace: true, like: path });
    expect(await stat(`${path}.next`)).toMatchObject({ mode, uid, gid });
  });
});

describe('symbolic links and special files', () => {
  const SECRET = { mode: 0o600, replace: true };

  it('leaves a link, and replaces its target whole', async () => {
    await mkdir(join(folder, 'real/sub'), { recursive: true });
    await writeFile(join(folder, 'real/key'), 'old', { mode: 0o644 });
    await symlink('real/sub', join(folder, 'folder'));
    // A chain of two, the second relative, and up from a folder that is itself behind a link.
    await symlink('folder/../key', join(folder, 'second'));
    await symlink(join(folder, 'second'), join(folder, 'first'));
    await link(join(folder, 'real/key'), join(folder, 'old'));
    await writeFileWhole(join(folder, 'first'), 'new', SECRET);
    expect(await readFile(join(folder, 'real/key'), 'utf8')).toBe('new');
    expect((await stat(join(folder, 'real/key'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, 'old'), 'utf8')).toBe('old');
    expect(await readlink(join(folder, 'first'))).toBe(join(folder, 'second'));
    expect((await readdir(folder)).sort()).toEqual(['first', 'folder', 'old', 'real', 'second']);
    expect((await readdir(join(folder, 'real'))).sort()).toEqual(['key', 'sub']);
  });

  it('makes the file that a dangling link means, and refuses a circle', async () => {
    await symlink('nothing', join(folder, 'link'));
    await writeFileWhole(join(folder, 'link'), 'new', SECRET);
    expect(await readFile(join(folder, 'nothing'), 'utf8')).toBe('new');
    await symlink('b', join(folder, 'a'));
    await symlink('a', join(folder, 'b'));
    await expect(writeFileWhole(join(folder, 'a'), 'x', SECRET)).rejects.toMatchObject({ code: 'ELOOP' });
  });

  it('writes to devices, pipes and open files', async () => {
    await writeFileWhole('/dev/null', 'x', SECRET);
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = promisify(execFile)('cat', [pipe]);
    await writeFileWhole(pipe, 'through the pipe', SECRET);
    expect((await reader).stdout).toBe('through the pipe');
    // Standard output that is a file: what was written before stays.
    const module = `
      import { writeFileWhole } from './src/node/files.ts';
      console.log('before');
      await writeFileWhole('/dev/stdout', 'after', { mode: 0o600, replace: true });`;
    execFileSync('sh', ['-c', `"${process.execPath}" "${programOf(module)}" > "${join(folder, 'out')}"`]);
    expect(await readFile(join(folder, 'out'), 'utf8')).toBe('before\nafter');
  });

  it('takes names as long as the file system does', async () => {
    for (const name of ['x'.repeat(255), 'ü'.repeat(127), '🔑'.repeat(63)]) {
      await writeFileWhole(join(folder, name), 'x', SECRET);
      await rm(join(folder, name));
    }
  });
});

const canMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', '-o', 'ro', 'none', '/mnt']).status === 0;

describe('misuse', () => {
  it('asks whether a file could be written, and changes nothing', async () => {
    await assertWritable(join(folder, 'new'));
    await assertWritable('/dev/null');
    await expect(assertWritable(folder)).rejects.toMatchObject({ code: 'EISDIR' });
    await expect(assertWritable(join(folder, 'no/new'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('replaces no file that the process may not write, and says where only the folder forbids it', async () => {
    // Root may write everything, so the program becomes another user; a folder for temporary files may be closed to that one.
    const open = await mkdtemp('/tmp/vitrine-files-');
    await chmod(open, 0o777);
    const source = `
      import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
      import { writeFileWhole } from './src/node/files.ts';
      if (process.getuid() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534); }
      process.umask(0);
      process.chdir(process.argv[2]);
      mkdirSync('closed');
      for (const [path, mode] of [['a.key', 0o400], ['b.key', 0o444], ['c.key', 0o600], ['closed/d', 0o666]]) {
        writeFileSync(path, 'old', { mode });
        if (path.startsWith('closed')) chmodSync('closed', 0o555);
        const code = await writeFileWhole(path, 'new', { mode: 0o600, replace: true }).then(() => 'ok', ({ code, path }) => code + ' ' + path);
        console.log(path, code, readFileSync(path, 'utf8'), statSync(path).mode.toString(8).slice(-3));
      }
      chmodSync('closed', 0o777);`;
    const { stdout } = spawnSync(process.execPath, [programOf(source), open], { encoding: 'utf8' });
    await rm(open, { recursive: true });
    expect(stdout.trim().split('\n')).toEqual([
      'a.key EACCES a.key old 400',
      'b.key EACCES b.key old 444',
      'c.key ok new 600',
      'closed/d folder-not-writable closed/d old 666',
    ]);
  });

  it('takes a name with a slash at its end for a folder, which is missing', async () => {
    const whole = { mode: 0o600, replace: true };
    await expect(writeFileWhole(join(folder, 'new/'), 'x', whole)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(assertWritable(join(folder, 'new/'))).rejects.toMatchObject({ code: 'ENOENT' });
    await writeFile(join(folder, 'old'), 'old');
    await expect(writeFileWhole(join(folder, 'old/'), 'x', whole)).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(await readdir(folder)).toEqual(['old']);
  });

  it.skipIf(process.platform !== 'linux')('says of a file that is there that its folder takes none', async () => {
    // In /proc the system says ENOENT of a new file. Who is not root may not write the file either.
    const refusal = writeFileWhole('/proc/self/comm', 'x', { mode: 0o600, replace: true });
    await expect(refusal).rejects.toMatchObject({ code: 'folder-not-writable', path: '/proc/self/comm' });
  });

  it.skipIf(!canMount)('says what the system refuses about the file that was asked for', () => {
    // A file system that may only be read, and a full one, in a process that sees them alone.
    const source = `
      import { assertWritable, makeFolders, writeFilesTogether, writeFileWhole, writeFolderWhole } from './src/node/files.ts';
      const path = '/mnt/asked';
      const early = async () => { throw new Error('too early'); };
      for (const work of [
        () => writeFileWhole(path, 'x', { mode: 0o600, replace: true }),
        () => writeFileWhole(path, 'x', { mode: 0o600, replace: false }),
        () => writeFolderWhole(path, early),
        () => writeFilesTogether('/mnt', 'asked', ['asked'], early),
        () => makeFolders('/mnt', 0o700),
        () => makeFolders(path, 0o700),
        () => writeFileWhole('/media/asked', 'x'.repeat(1e6), { mode: 0o600, replace: true }),
        () => writeFileWhole('/media/a file', 'x', { mode: 0o600, replace: true }),
        () => assertWritable('/media/a file'),
        () => writeFolderWhole('/media/asked', async () => new Map([['in/it', { content: 'x'.repeat(1e6), mode: 0o600 }]])),
      ]) await work().catch(({ code, path, message }) => console.log(code, path, message.includes('vitrine-')));`;
    const line =
      'mount -t tmpfs -o ro none /mnt && mount -t tmpfs -o size=64k none /media && echo old > "/media/a file" && mount --bind "/media/a file" "/media/a file" && exec "$NODE" "$PROGRAM"';
    const env = { ...process.env, NODE: process.execPath, PROGRAM: programOf(source) };
    const { stdout } = spawnSync('unshare', ['-m', 'sh', '-c', line], { env, encoding: 'utf8' });
    const asked = 'EROFS /mnt/asked false\n';
    const mounted = 'mount-point /media/a file false\n';
    const full = `ENOSPC /media/asked false\n${mounted}${mounted}ENOSPC /media/asked/in/it false\n`;
    expect(stdout).toBe(`${asked}${asked}${asked}EROFS /mnt false\n${asked}${full}`);
  });

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
