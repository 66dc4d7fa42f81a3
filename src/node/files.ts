/** Writes files and folders atomically. The next run finds and removes what a killed run left behind (makers.ts). */

import {
  access,
  chmod,
  constants,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { constants as osConstants } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import {
  assertBoolean,
  assertBytes,
  assertFields,
  assertFunction,
  assertInteger,
  assertMap,
  assertOptions,
  assertString,
  UsageError,
} from '../bytes/index.ts';
import { assertEach } from '../bytes/internal.ts';
import { FileError } from './errors.ts';
import { clearLeftovers, type LeftoverListener, temporaryBeside } from './makers.ts';
import { isMountPoint, mountedFile } from './mounts.ts';

export interface WriteFileOptions {
  /** Permission bits; 0o600 for private keys. */
  readonly mode: number;
  /** Whether an existing file may be replaced; if not, the write fails with `EEXIST`. */
  readonly replace: boolean;
  /** Called for leftovers of interrupted writes of the same file. Default: none. */
  readonly onLeftover?: LeftoverListener | undefined;
  /** With `replace`: an existing file whose owner stays, and of whose permission bits none are added. Default: the file itself. */
  readonly like?: string | undefined;
}

/** Checks that a value is a path that Node accepts. @throws UsageError `wrong-type`, `out-of-range`. */
export function assertPath(value: unknown, argument: string): asserts value is string {
  assertString(value, argument);
  if (value.includes('\0')) throw new UsageError('out-of-range', argument, 'must be a path, without a zero byte');
}

function assertContent(value: unknown, argument: string): void {
  if (typeof value !== 'string') assertBytes(value, argument);
}

/** The content of one of several files. */
export interface FileContent {
  readonly content: string | Uint8Array;
  /** Permission bits. */
  readonly mode: number;
}

/** Writes a temporary file beside the old one, syncs it, and moves it into place in one step: a reader sees either the old or the
 * new file, never a part. With `replace`, a symbolic link stays and its target is replaced; a special file (a terminal,
 * `/dev/stdout`, a pipe) is written to directly. The new file has the owner of the old one where we may give files away, and
 * no permission that the old one lacks.
 * @throws the system's error about `path` (`EEXIST`, `EACCES`, `ENOENT`, `ENOSPC`, …), or FileError `in-use` if another process
 * is writing the file, `folder-not-writable` if the file may be written but not its folder, `mount-point`; then nothing is left behind. A file
 * that the process may not write is not replaced (`EACCES`). */
export async function writeFileWhole(
  path: string,
  data: string | Uint8Array,
  options: WriteFileOptions,
): Promise<void> {
  assertOptions(options, 'options', ['mode', 'replace', 'onLeftover', 'like']);
  const { mode, replace, onLeftover, like } = options;
  assertPath(path, 'path');
  assertContent(data, 'data');
  assertInteger(mode, 'options.mode', 0, 0o7777);
  assertBoolean(replace, 'options.replace');
  if (onLeftover !== undefined) assertFunction(onLeftover, 'options.onLeftover');
  if (like !== undefined) assertPath(like, 'options.like');
  const target = replace ? await targetOf(path) : path;
  if (replace && (await isSpecial(target))) return writeInto(target, data);
  if (replace) await refuseUnwritable(target, path);
  await clearLeftovers(target, onLeftover);
  const old = replace ? await stat(like ?? target).catch(absent) : undefined;
  const temporary = temporaryBeside(target);
  try {
    await writeNew(temporary, { content: data, mode: old === undefined ? mode : mode & old.mode }, old);
    // `link` fails if the name exists; `rename` replaces it.
    await (replace ? rename(temporary, target) : link(temporary, target));
  } catch (error) {
    throw (replace && (await unreplaced(error, target, path))) || renamed(error, temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Checks whether `writeFileWhole` could replace a file, without changing anything. The result may differ by the time of writing.
 * @throws as `writeFileWhole`. */
export async function assertWritable(path: string): Promise<void> {
  await refuseUnwritable(await targetOf(path), path);
}

/** Refuses what `open` for writing refuses, since moving a file into place does not ask whether the old one may be written: a file
 * without permission to write, such as a key of mode 0400, and a name with a slash at its end.
 * @throws the system's error about `path`; FileError `folder-not-writable`, `mount-point`. */
async function refuseUnwritable(target: string, path: string): Promise<void> {
  const found = await stat(target).catch(absent);
  if (found?.isDirectory()) throw systemError('EISDIR', 'open', path);
  // The system says EISDIR here too, of a folder that is not there.
  if (target.endsWith('/')) throw systemError('ENOENT', 'open', path);
  if (found !== undefined) {
    if (await isSpecial(target)) return;
    await access(target, constants.W_OK).catch((error) => {
      throw renamed(error, target, path);
    });
    if (await isMountPoint(target)) throw mountedFile(path);
  }
  const folder = dirname(target);
  await access(folder, constants.W_OK).catch((error) => {
    if (found !== undefined && error.code !== 'ENOENT')
      throw new FileError('folder-not-writable', path, besideIn(folder));
    throw renamed(error, folder, path);
  });
}

/** The error about a file that is there and cannot be replaced: a mount point, or one whose folder takes no files, as in /proc. */
async function unreplaced(error: unknown, target: string, path: string): Promise<FileError | undefined> {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'EBUSY' && syscall === 'rename') return mountedFile(path);
  if (code !== 'ENOENT' || syscall !== 'open' || (await stat(target).catch(absent)) === undefined) return undefined;
  return new FileError('folder-not-writable', path, besideIn(dirname(target)));
}

const besideIn = (folder: string): string =>
  `may be written, but not its folder ${folder}; the new content is first written beside the file, so that the file is never half written`;

/** Writes several files into a folder: all of them, or none. None of them may exist.
 * Everything that can fail early is checked before `make` is called. If a run is killed while moving the files into place, the
 * next run with the same `group` undoes it.
 * @param folder - must exist. @param group - a name for this set of files; other files must not use it.
 * @param names - file names without folders, in the order of moving into place.
 * @param make - returns the content for each name.
 * @throws the system's error about the file (`EEXIST` if it exists); FileError `in-use`; anything that `make` throws. */
export async function writeFilesTogether(
  folder: string,
  group: string,
  names: readonly string[],
  make: () => Promise<ReadonlyMap<string, FileContent>>,
  onLeftover?: LeftoverListener,
): Promise<void> {
  assertPath(folder, 'folder');
  assertPath(group, 'group');
  assertEach(names, 'names', assertPath);
  assertFunction(make, 'make');
  const whole = join(folder, `${group}.files`);
  await clearLeftovers(whole, onLeftover, (leftover) => undo(leftover, folder));
  for (const name of names) await refuseWhereTaken(join(folder, name));
  const temporary = temporaryBeside(whole);
  try {
    await mkdir(temporary, { mode: 0o700 });
    const contents = await make();
    assertMap(contents, 'make');
    for (const name of names)
      assertFields(contents.get(name), 'make', `a Map with contents of ${name}`, 'content', 'mode');
    for (const name of names) await writeNew(join(temporary, name), contents.get(name)!);
    for (const name of names) await link(join(temporary, name), join(folder, name));
  } catch (error) {
    throw renamed(error, temporary, folder);
  } finally {
    await undo(temporary, folder);
  }
}

/** Completes or undoes an interrupted `writeFilesTogether`: if all files are in place they stay, otherwise those in place are
 * removed. A file in place is recognized as ours if it is the same inode as the one in the temporary folder. */
async function undo(temporary: string, folder: string): Promise<void> {
  const names = await readdir(temporary).catch(absent);
  if (names === undefined) return;
  const placed: string[] = [];
  for (const name of names) {
    const [ours, there] = [await lstat(join(temporary, name)), await lstat(join(folder, name)).catch(absent)];
    if (ours.ino === there?.ino && ours.dev === there.dev) placed.push(join(folder, name));
  }
  if (placed.length < names.length) for (const path of placed) await rm(path);
  await rm(temporary, { recursive: true, force: true });
}

/** @throws the system's `EEXIST` */
async function refuseWhereTaken(path: string): Promise<void> {
  if ((await lstat(path).catch(absent)) === undefined) return;
  throw systemError('EEXIST', 'open', path);
}

/** Makes a folder with files under a temporary name beside its destination, and moves it into place in one step.
 * Everything that can fail early is checked before `make` is called, by making the temporary folder first.
 * @param folder - must be absent, or an empty folder, whose mode is kept. @param make - returns the files by their path inside
 * the folder, with `/` as separator. @throws the system's error about `folder` (`ENOTEMPTY` if it is not empty, `EBUSY` on a
 * mount point); FileError `in-use`; anything that `make` throws. Nothing is left behind then. */
export async function writeFolderWhole(
  folder: string,
  make: () => Promise<ReadonlyMap<string, FileContent>>,
  onLeftover?: LeftoverListener,
): Promise<void> {
  assertPath(folder, 'folder');
  assertFunction(make, 'make');
  await clearLeftovers(folder, onLeftover);
  const temporary = temporaryBeside(folder);
  try {
    await mkdir(temporary, { mode: 0o755 });
    const contents = await make();
    assertMap(contents, 'make');
    for (const [path, content] of contents) {
      assertFields(content, 'make', `a Map with contents of ${path}`, 'content', 'mode');
      const file = join(temporary, path);
      await mkdir(dirname(file), { recursive: true, mode: 0o755 });
      await writeNew(file, content);
    }
    const old = await stat(folder).catch(absent);
    if (old !== undefined) await chmod(temporary, old.mode);
    // `rename` replaces an empty folder, but fails if someone has filled it meanwhile.
    await rename(temporary, folder);
  } catch (error) {
    throw renamed(error, temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

async function writeNew(path: string, { content, mode }: FileContent, owner?: Owner): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    // Only root may give files away.
    if (owner !== undefined && process.getuid?.() === 0) await file.chown(owner.uid, owner.gid);
    await file.writeFile(content);
    // The umask may have cleared bits of the requested mode.
    await file.chmod(mode);
    await file.sync();
  } catch (error) {
    // The error of a full disk has no path.
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : Object.assign(error as Error, { path });
  } finally {
    await file.close();
  }
}

/** Makes a folder and those above it. (Node's own recursive `mkdir` says ENOENT on a file system that is read-only.)
 * @throws the system's error. */
export async function makeFolders(path: string, mode: number): Promise<void> {
  assertPath(path, 'path');
  assertInteger(mode, 'mode', 0, 0o7777);
  const make = (): Promise<void> =>
    mkdir(path, { mode }).catch(async (error: NodeJS.ErrnoException) => {
      // EROFS: what is there need not be made.
      const isThere = error.code !== 'ENOENT' && (await stat(path).catch(absent))?.isDirectory();
      if (!isThere) throw error;
    });
  await make().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolders(dirname(path), mode);
    await make();
  });
}

/** The maximum number of symbolic links that Linux follows (path_resolution(7)). */
const MAX_LINKS = 40;
/** The folder that lists a process's open files. */
const DESCRIPTORS = /^(?:\/proc\/(?:self|\d+)(?:\/task\/\d+)?\/fd|\/dev\/fd)$/;

/** The file that a path refers to, which need not exist; its folder is free of symbolic links, so that a name beside it is in the same
 * folder. Symbolic links are followed, but not into a process's open files.
 * @throws the system's error; `ELOOP`. */
export async function targetOf(path: string): Promise<string> {
  assertPath(path, 'path');
  let target = path;
  for (let i = 0; i < MAX_LINKS; i++) {
    const link = await readlink(target).catch(noLink);
    const folder = await realpath(dirname(target)).catch(absent);
    // A slash at the end stays: it asks for a folder.
    if (folder === undefined || (link === undefined && target.endsWith('/'))) return target;
    if (link === undefined) return `${folder === '/' ? '' : folder}/${basename(target)}`;
    if (DESCRIPTORS.test(folder)) return target;
    // Not normalized: `..` after a symbolic link must be resolved by the system.
    target = isAbsolute(link) ? link : `${folder}/${link}`;
  }
  throw systemError('ELOOP', 'open', path);
}

async function isSpecial(path: string): Promise<boolean> {
  const found = await stat(path).catch(absent);
  return found !== undefined && ((!found.isFile() && !found.isDirectory()) || (await isDescriptor(path)));
}

const isDescriptor = async (path: string): Promise<boolean> => DESCRIPTORS.test(await realpath(dirname(path)));

async function writeInto(path: string, data: string | Uint8Array): Promise<void> {
  // The file behind an open descriptor (`/dev/stdout`) may already have content: append to it.
  const file = await open(path, (await isDescriptor(path)) ? 'a' : 'w');
  try {
    await file.writeFile(data);
  } finally {
    await file.close();
  }
}

/** An error in the system's form, for a condition that we detect ourselves. */
const systemError = (code: 'EEXIST' | 'EISDIR' | 'ELOOP' | 'ENOENT', syscall: string, path: string): Error =>
  Object.assign(new Error(`${code}: ${syscall} '${path}'`), { code, errno: -osConstants.errno[code], syscall, path });

/** Turns a system error about a temporary name into one about the requested path. */
export function renamed(error: unknown, temporary: string, path: string): unknown {
  const { code, errno, syscall, message, path: about } = error as NodeJS.ErrnoException;
  if (syscall === undefined || !about?.startsWith(temporary)) return error;
  const inside = about.slice(temporary.length);
  const said = message.replaceAll(temporary, path);
  return Object.assign(new Error(said, { cause: error }), { code, errno, syscall, path: `${path}${inside}` });
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function noLink(error: NodeJS.ErrnoException): undefined {
  // EINVAL: the file exists but is not a symbolic link.
  if (error.code !== 'EINVAL' && error.code !== 'ENOENT') throw error;
}
