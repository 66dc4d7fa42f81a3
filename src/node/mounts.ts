/** Files and folders that are mount points, such as those that a container gets by `docker run -v FILE:FILE`: they cannot be replaced. */
import { readFile } from 'node:fs/promises';
import { FileError } from './errors.ts';

/** Whether Linux' mount table has a path. Elsewhere there is no such table, and the system refuses to replace one (EBUSY).
 * @param path - absolute, without symbolic links. @throws the system's error. */
export async function isMountPoint(path: string): Promise<boolean> {
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '';
  });
  // proc_pid_mountinfo(5): the fifth field, in which spaces and some other characters are escaped in octal.
  return table
    .split('\n')
    .map((line) => line.split(' ', 5)[4] ?? '')
    .some(
      (place) => place.replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 8))) === path,
    );
}

/** The refusal of a file. */
export const mountedFile = (path: string): FileError =>
  new FileError(
    'mount-point',
    path,
    'is a mount point, and cannot be replaced in one step; mount its folder instead, or write another file and copy it here',
  );
