/** Files and folders written whole or not at all. What a killed run leaves is found and removed by the next (makers.ts). */
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
import { dirname, isAbsolute, join } from 'node:path';
import { clearLeftovers, type LeftoverListener, temporaryBeside } from './makers.ts';

export interface WriteFileOptions {
  /** Permission bits; 0o600 for what holds a private key. */
  readonly mode: number;
  /** Whether a file that is there may be replaced; if not, the write fails with `EEXIST`. */
  readonly replace: boolean;
  /** Told what interrupted writes of the same file left. Default: none. */
  readonly onLeftover?: LeftoverListener | undefined;
}

/** What one of several files is to hold. */
export interface FileContent {
  readonly content: string | Uint8Array;
  /** Permission bits. */
  readonly mode: number;
}

/** Writes a new file beside the old one, syncs it, and puts it in place in one step: a reader sees the old file or the new
 * one, never a part. With `replace`, a symbolic link stays and its target is replaced, and a special file (a terminal,
 * `/dev/stdout`, a pipe) is written to as it is.
 * @throws the system's error about `path` (`EEXIST`, `EACCES`, `ENOENT`, `ENOSPC`, …), or FileError `in-use` where another
 * process is writing the file; nothing is left behind then. */
export async function writeFileWhole(
  path: string,
  data: string | Uint8Array,
  { mode, replace, onLeftover }: WriteFileOptions,
): Promise<void> {
  const target = replace ? await targetOf(path) : path;
  if (replace && (await isSpecial(target))) return writeInto(target, data);
  await clearLeftovers(target, onLeftover);
  const temporary = temporaryBeside(target);
  try {
    await writeNew(temporary, { content: data, mode });
    // A link fails where the name is taken; a rename replaces.
    await (replace ? rename(temporary, target) : link(temporary, target));
  } catch (error) {
    throw renamed(error, temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Asks whether `writeFileWhole` could replace a file, and changes nothing: the answer may be another when it is written.
 * @throws the system's error: no such folder, may not be written to, a folder of that name. */
export async function assertWritable(path: string): Promise<void> {
  const target = await targetOf(path);
  const found = await stat(target).catch(absent);
  if (found?.isDirectory()) throw systemError('EISDIR', 'open', path);
  if (found !== undefined && (await isSpecial(target))) return;
  await access(dirname(target), constants.W_OK).catch((error) => {
    throw renamed(error, dirname(target), path);
  });
}

/** Writes several files into a folder: all of them, or none. None may be there already.
 * What can be refused is refused before `make` is called. A run that is killed while it puts the files in place is undone by
 * the next one for the same `group`.
 * @param folder - is there. @param group - what these files are called together: no other files are of this group.
 * @param names - of the files, without folders, in the order in which they are put in place.
 * @param make - gives a content for each name.
 * @throws the system's error about the file (`EEXIST` where one is there); FileError `in-use`; what `make` throws. */
export async function writeFilesTogether(
  folder: string,
  group: string,
  names: readonly string[],
  make: () => Promise<ReadonlyMap<string, FileContent>>,
  onLeftover?: LeftoverListener,
): Promise<void> {
  const whole = join(folder, `${group}.files`);
  await clearLeftovers(whole, onLeftover, (leftover) => undo(leftover, folder));
  for (const name of names) await refuseWhereTaken(join(folder, name));
  const temporary = temporaryBeside(whole);
  try {
    await mkdir(temporary, { mode: 0o700 });
    const contents = await make();
    for (const name of names) await writeNew(join(temporary, name), contents.get(name)!);
    for (const name of names) await link(join(temporary, name), join(folder, name));
  } catch (error) {
    throw renamed(error, temporary, folder);
  } finally {
    await undo(temporary, folder);
  }
}

/** Ends the work of `writeFilesTogether`: all files are in place and stay, or those that are in place are taken away again.
 * A file of ours is in place where it and the one in the temporary folder are one file. */
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

/** Makes a folder with files in it, beside where it shall be, and puts it there in one step.
 * What can be refused is refused before `make` is called: the temporary folder is made first.
 * @param folder - absent or an empty folder, whose mode is kept. @param make - gives the files by path inside the folder, with `/`
 * between. @throws the system's error about `folder` (`ENOTEMPTY` where something is in it, `EBUSY` on a mount point);
 * FileError `in-use`; what `make` throws; nothing is left behind then. */
export async function writeFolderWhole(
  folder: string,
  make: () => Promise<ReadonlyMap<string, FileContent>>,
  onLeftover?: LeftoverListener,
): Promise<void> {
  await clearLeftovers(folder, onLeftover);
  const temporary = temporaryBeside(folder);
  try {
    await mkdir(temporary, { mode: 0o755 });
    for (const [path, content] of await make()) {
      const file = join(temporary, path);
      await mkdir(dirname(file), { recursive: true, mode: 0o755 });
      await writeNew(file, content);
    }
    const old = await stat(folder).catch(absent);
    if (old !== undefined) await chmod(temporary, old.mode);
    // An empty folder is replaced; one that has been filled meanwhile is not.
    await rename(temporary, folder);
  } catch (error) {
    throw renamed(error, temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function writeNew(path: string, { content, mode }: FileContent): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(content);
    // The umask may have taken bits away, never added any; the mode is what was asked for.
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** As many symbolic links as Linux follows (path_resolution(7)). */
const MAX_LINKS = 40;
/** Where the system lists a process's open files. */
const DESCRIPTORS = /^(?:\/proc\/(?:self|\d+)(?:\/task\/\d+)?\/fd|\/dev\/fd)$/;

/** The file that a path means, which need not be there: symbolic links are followed, up to an open file of a process.
 * @throws the system's error; `ELOOP`. */
export async function targetOf(path: string): Promise<string> {
  let target = path;
  for (let i = 0; i < MAX_LINKS; i++) {
    const link = await readlink(target).catch(noLink);
    if (link === undefined) return target;
    const folder = await realpath(dirname(target));
    if (DESCRIPTORS.test(folder)) return target;
    // Not normalized: with links among its folders, `..` is for the system to resolve.
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
  // What stands behind an open file (`/dev/stdout`) may have been written to before: it is continued.
  const file = await open(path, (await isDescriptor(path)) ? 'a' : 'w');
  try {
    await file.writeFile(data);
  } finally {
    await file.close();
  }
}

/** An error as the system gives it, for what is found out without asking it. */
const systemError = (code: 'EEXIST' | 'EISDIR' | 'ELOOP', syscall: string, path: string): Error =>
  Object.assign(new Error(`${code}: ${syscall} '${path}'`), { code, errno: -osConstants.errno[code], syscall, path });

/** A system error about a temporary name, said about the path that was asked for. */
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
  // EINVAL: it is there, and no link.
  if (error.code !== 'EINVAL' && error.code !== 'ENOENT') throw error;
}
