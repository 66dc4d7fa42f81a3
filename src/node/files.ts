/** Files written whole or not at all. */
import { randomUUID } from 'node:crypto';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export interface WriteFileOptions {
  /** Permission bits; 0o600 for what holds a private key. */
  readonly mode: number;
  /** Whether a file that is there may be replaced; if not, the write fails with `EEXIST`. */
  readonly replace: boolean;
}

/** Writes a new file beside the old one, syncs it, and puts it in place in one step: whoever looks sees the old file or
 * the new one, never a part. A special file (a terminal, `/dev/stdout`, a pipe) is written to as it is.
 * @throws the system's error (`EEXIST`, `EACCES`, `ENOENT`, `ENOSPC`, …); nothing is left behind then. */
export async function writeFileWhole(
  path: string,
  data: string | Uint8Array,
  options: WriteFileOptions,
): Promise<void> {
  if (options.replace && (await isSpecial(path))) return writeInto(path, data);
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  try {
    const file = await open(temporary, 'wx', options.mode);
    try {
      await file.writeFile(data);
      // The umask may have taken bits away, never added any; the mode is what was asked for.
      await file.chmod(options.mode);
      await file.sync();
    } finally {
      await file.close();
    }
    // A link fails where the name is taken; a rename replaces.
    await (options.replace ? rename(temporary, path) : link(temporary, path));
  } finally {
    await rm(temporary, { force: true });
  }
}

async function isSpecial(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    return !found.isFile() && !found.isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function writeInto(path: string, data: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(data);
  } finally {
    await file.close();
  }
}
