/** Temporary names that identify their process, so that a later run can recognize leftovers and remove them only if that process
 * has certainly ended. */
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { bytesToHex, utf8ToBytes } from '../bytes/index.ts';
import { sha256 } from '../hash/index.ts';
import { FileError } from './errors.ts';

/** A leftover of an interrupted run, beside the file or folder that it was making. */
export interface Leftover {
  /** The leftover's path: a file or a folder, which may hold private keys. */
  readonly path: string;
  /** The process that created it. */
  readonly pid: number;
  /** false: kept, since it is unknown whether its process has ended (another machine or container). */
  readonly removed: boolean;
}

/** Called for each leftover. */
export type LeftoverListener = (leftover: Leftover) => void;

const MARK = '.vitrine-';
/** Host, process id, start of the process, and a random part. */
const TOKEN = /^([0-9a-f]{8})-(\d{1,10})-([0-9a-f]{8})-[0-9a-f]{12}$/;
/** File systems allow names of 255 bytes; the mark and the token take 51. */
const MAX_NAME = 200;

/** A name that no other process uses, on this machine or another. */
export const makerToken = (): string =>
  `${hostId()}-${process.pid}-${startOf(process.pid) ?? UNKNOWN_START}-${randomUUID().slice(-12)}`;

/** The path of a temporary file or folder: a hidden name in the same folder. */
export const temporaryBeside = (path: string): string =>
  join(dirname(path), `${hiddenName(path)}${MARK}${makerToken()}`);

/** The hidden name for an auxiliary file: `.ca.srl`. A long name is cut. */
export function hiddenName(path: string): string {
  const characters = [...basename(path)];
  while (Buffer.byteLength(characters.join('')) > MAX_NAME) characters.pop();
  return `.${characters.join('')}`;
}

/** The temporary files and folders of other processes beside a path; empty if the folder cannot be listed. */
export async function temporariesOf(path: string): Promise<{ readonly path: string; readonly token: string }[]> {
  const folder = dirname(path);
  const prefix = `${hiddenName(path)}${MARK}`;
  const names = await readdir(folder).catch(unlistable);
  return names
    .filter((name) => name.startsWith(prefix) && TOKEN.test(name.slice(prefix.length)))
    .map((name) => ({ path: join(folder, name), token: name.slice(prefix.length) }))
    .filter(({ token }) => !isOwn(token));
}

/** Removes the leftovers of killed runs beside a path, and reports them.
 * @param remove - default: removes recursively.
 * @throws FileError `in-use` if a running process is working on the same path. */
export async function clearLeftovers(
  path: string,
  report: LeftoverListener | undefined,
  remove: (leftover: string) => Promise<void> = (leftover) => rm(leftover, { recursive: true, force: true }),
): Promise<void> {
  for (const { path: leftover, token } of await temporariesOf(path)) {
    const state = stateOf(token);
    if (state === 'alive') throw inUse(path, token, basename(leftover));
    if (state === 'gone') await remove(leftover);
    report?.({ path: leftover, pid: pidOf(token), removed: state === 'gone' });
  }
}

/** Removes the leftovers of killed runs that made certain files of a folder, and reports them. What a running process makes stays.
 * @param made - matches the hidden name of such a file, as `hiddenName` gives it. */
export async function clearLeftoversIn(folder: string, made: RegExp, report: LeftoverListener): Promise<void> {
  // A folder that is missing is a fault of who writes into it.
  const names = await readdir(folder).catch((error) => (error.code === 'ENOENT' ? [] : unlistable(error)));
  for (const name of names) {
    const at = name.lastIndexOf(MARK);
    const token = name.slice(at + MARK.length);
    if (at < 1 || !made.test(name.slice(0, at)) || !TOKEN.test(token) || stateOf(token) === 'alive') continue;
    const [path, removed] = [join(folder, name), stateOf(token) === 'gone'];
    if (removed) await rm(path, { recursive: true, force: true });
    report({ path, pid: pidOf(token), removed });
  }
}

/** The error for a path that another process is working on. @param sign - the name beside it that shows this. */
export function inUse(path: string, token: string, sign: string): FileError {
  const message =
    stateOf(token) === 'alive'
      ? `process ${pidOf(token)} is writing it (see ${sign} beside it); wait until that process ends`
      : `another process, perhaps on another machine, is writing it; if none is, remove ${sign} beside it`;
  return new FileError('in-use', path, message);
}

/** Whether the process of a token is still running. `unknown`: it belongs to another machine, or its processes are not visible. */
export function stateOf(token: string): 'alive' | 'gone' | 'unknown' {
  const [, host, pid, start] = TOKEN.exec(token) ?? [];
  if (host !== hostId()) return 'unknown';
  if (!hasProcess(Number(pid))) return 'gone';
  const now = startOf(Number(pid));
  // The process id may have been reused. If the start time is unknown, assume that it was not.
  return now === undefined || start === UNKNOWN_START || now === start ? 'alive' : 'gone';
}

const pidOf = (token: string): number => Number(TOKEN.exec(token)?.[2]);
const isOwn = (token: string): boolean => pidOf(token) === process.pid && stateOf(token) === 'alive';

function hasProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists but belongs to another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

const UNKNOWN_START = '00000000';
const shortHash = (...parts: readonly string[]): string =>
  bytesToHex(sha256.digest(utf8ToBytes(parts.join('\0')))).slice(0, 8);

/** A process's start time in clock ticks since boot (proc(5)). undefined if there is no /proc, and for a process that has ended
 * but was not yet reaped. */
function startOf(pid: number): string | undefined {
  // The program name, in parentheses, may contain parentheses and spaces; the numbers follow it.
  const [state, ...fields] = textOf(`/proc/${pid}/stat`)
    .replace(/^.*\)\s/s, '')
    .split(' ');
  if (state === 'Z' || state === 'X') return 'ended';
  return fields.length < 19 ? undefined : shortHash(textOf('/proc/sys/kernel/random/boot_id'), fields[18]);
}

/** The inode of the first PID namespace (Linux, include/linux/proc_ns.h). */
const FIRST_PID_NAMESPACE = 'pid:[4026531836]';
let host: string | undefined;

/** Identifies this machine, or this container, since its boot: the scope in which a process id is unique. */
function hostId(): string {
  if (host !== undefined) return host;
  const namespace = linkOf('/proc/self/ns/pid');
  const boot = namespace === FIRST_PID_NAMESPACE ? '' : textOf('/proc/sys/kernel/random/boot_id');
  host = shortHash(process.platform, hostname(), textOf('/etc/machine-id'), namespace, boot);
  return host;
}

/** The text of a system file; empty if it does not exist or cannot be read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    return withoutIt(error);
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    return withoutIt(error);
  }
}

function withoutIt(error: unknown): '' {
  if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
  return '';
}

function unlistable(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'EACCES' || error.code === 'EPERM') return [];
  throw error;
}
