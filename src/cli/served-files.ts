/** The files that `s_server -WWW` and `-HTTP` send. */
import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { extname, isAbsolute, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { TlsSocket } from '../node/index.ts';
import { write } from './context.ts';

/** A file that may be sent, open. */
interface ServedFile {
  readonly handle: FileHandle;
  readonly length: number;
  readonly type: string;
}

/** Answers one request by a file.
 * @param line - the request's first line. @param folder - only files in it are sent. @param isWhole - the file is a whole
 * answer of HTTP, with its status line and headers. */
export async function answerWithFile(socket: TlsSocket, line: string, folder: string, isWhole: boolean): Promise<void> {
  const [, method, target] = /^([A-Z]+) (\S+)(?: HTTP\/1\.[01])?$/.exec(line) ?? [];
  if (method === undefined) return refuse(socket, '400 Bad Request');
  if (method !== 'GET') return refuse(socket, '501 Not Implemented');
  const file = await find(target, folder);
  if (file === undefined) return refuse(socket, '404 Not Found');
  try {
    if (!isWhole) await write(socket, headOf('200 ok', file.type, file.length));
    await pipeline(file.handle.createReadStream({ autoClose: false }), socket, { end: false });
  } finally {
    await file.handle.close();
  }
}

const headOf = (status: string, type: string, length: number): string =>
  `HTTP/1.0 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`;

/** Sends an answer that is a status alone. */
export const refuse = (socket: TlsSocket, status: string): Promise<void> =>
  write(socket, `${headOf(status, 'text/plain', status.length + 1)}${status}\n`);

/** The types that OpenSSL tells apart. */
const HTML: ReadonlySet<string> = new Set(['.html', '.htm', '.php']);
/** Mode bit: everybody on the machine may read the file. */
const READABLE_BY_ALL = 0o004;
/** What the system says of a path that no file can be served from. */
const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG', 'ENXIO']);

/** The file of a request's target. A stranger names it, so it must lie in the folder, links followed, and be a regular file which
 * everybody on this machine may read: keys, which often lie beside certificates, have another mode.
 * @returns undefined for any other. */
async function find(target: string, folder: string): Promise<ServedFile | undefined> {
  const path = pathOf(target);
  if (path === undefined) return undefined;
  try {
    const [top, real] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
    const within = relative(top, real);
    if (within === '' || within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within)) return undefined;
    return await openServed(real);
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** A target without its query, as a path below the folder; undefined if it cannot be one. */
function pathOf(target: string): string | undefined {
  const [path] = target.split(/[?#]/);
  if (!path.startsWith('/') || !URL.canParse(`https://server.test${path}`)) return undefined;
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') ? undefined : `.${decoded}`;
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** @param real - without links; one that takes its place meanwhile is not followed, and a pipe is not waited for. */
async function openServed(real: string): Promise<ServedFile | undefined> {
  const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const { mode, size } = await handle.stat().catch(async (error) => {
    await handle.close();
    throw error;
  });
  const isRegular = (mode & constants.S_IFMT) === constants.S_IFREG;
  if (isRegular && (mode & READABLE_BY_ALL) !== 0) {
    return { handle, length: size, type: HTML.has(extname(real)) ? 'text/html' : 'text/plain' };
  }
  await handle.close();
  return undefined;
}
