/** Temporary names that say which process they belong to. So a later run can tell what a killed one left behind, and can
 * remove it only where that process is known to have ended. */
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { bytesToHex, utf8ToBytes } from '../bytes/index.ts';
import { sha256 } from '../hash/index.ts';
import { FileError } from './errors.ts';

/** What an interrupted run left beside a file or folder that it was making. */
export interface Leftover {
  /** A file or a folder, which may hold private keys. */
  readonly path: string;
  /** The process that made it. */
  readonly pid: number;
  /** false: it stays, since whether its process has ended cannot be told from here (another machine or container). */
  readonly removed: boolean;
}

/** Called for each leftover that is found. */
export type LeftoverListener = (leftover: Leftover) => void;

const MARK = '.vitrine-';
/** Host, process id, start of the process, and a random part. */
const TOKEN = /^([0-9a-f]{8})-(\d{1,10})-([0-9a-f]{8})-[0-9a-f]{12}$/;
/** File systems take names of 255 bytes; the mark and the token need 51. */
const MAX_NAME = 200;

/** A name for this process that no other process has, on this machine or another. */
export const makerToken = (): string =>
  `${hostId()}-${process.pid}-${startOf(process.pid) ?? UNKNOWN_START}-${randomUUID().slice(-12)}`;

/** Where to make something before it is put in place: a hidden name in the same folder. */
export const temporaryBeside = (path: string): string =>
  join(dirname(path), `${hiddenName(path)}${MARK}${makerToken()}`);

/** The hidden name of what belongs to a file: `.ca.srl`. A long name is cut. */
export function hiddenName(path: string): string {
  const characters = [...basename(path)];
  while (Buffer.byteLength(characters.join('')) > MAX_NAME) characters.pop();
  return `.${characters.join('')}`;
}

/** The temporary files and folders that other processes made beside a path. A folder that cannot be listed shows none. */
export async function temporariesOf(path: string): Promise<{ readonly path: string; readonly token: string }[]> {
  const folder = dirname(path);
  const prefix = `${hiddenName(path)}${MARK}`;
  const names = await readdir(folder).catch(unlistable);
  return names
    .filter((name) => name.startsWith(prefix) && TOKEN.test(name.slice(prefix.length)))
    .map((name) => ({ path: join(folder, name), token: name.slice(prefix.length) }))
    .filter(({ token }) => !isOwn(token));
}

/** Removes what killed runs left beside a path, and reports it.
 * @param remove - how; default: with all that is in it.
 * @throws FileError `in-use` where a process that lives is at work on the same path. */
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

/** The error for a path that another process is at work on. @param sign - the name beside it that tells so. */
export function inUse(path: string, token: string, sign: string): FileError {
  const message =
    stateOf(token) === 'alive'
      ? `process ${pidOf(token)} is writing it (see ${sign} beside it); wait until that process ends`
      : `another process, perhaps on another machine, is writing it; if none is, remove ${sign} beside it`;
  return new FileError('in-use', path, message);
}

/** Whether the process of a token still runs. `unknown`: it ran on another machine, or where its processes cannot be seen. */
export function stateOf(token: string): 'alive' | 'gone' | 'unknown' {
  const [, host, pid, start] = TOKEN.exec(token) ?? [];
  if (host !== hostId()) return 'unknown';
  if (!hasProcess(Number(pid))) return 'gone';
  const now = startOf(Number(pid));
  // Another process may have been given the number since. Without a known start, it may be the same.
  return now === undefined || start === UNKNOWN_START || now === start ? 'alive' : 'gone';
}

const pidOf = (token: string): number => Number(TOKEN.exec(token)?.[2]);
const isOwn = (token: string): boolean => pidOf(token) === process.pid && stateOf(token) === 'alive';

function hasProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and belongs to another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

const UNKNOWN_START = '00000000';
const shortHash = (...parts: readonly string[]): string =>
  bytesToHex(sha256.digest(utf8ToBytes(parts.join('\0')))).slice(0, 8);

/** When a process began, as a short text: the clock ticks of proc(5) since this boot. undefined where there is no /proc, and
 * for a process that has ended and waits to be collected. */
function startOf(pid: number): string | undefined {
  // The name of the program, in brackets, may hold brackets and spaces; the numbers come after it.
  const [state, ...fields] = textOf(`/proc/${pid}/stat`)
    .replace(/^.*\)\s/s, '')
    .split(' ');
  if (state === 'Z' || state === 'X') return 'ended';
  return fields.length < 19 ? undefined : shortHash(textOf('/proc/sys/kernel/random/boot_id'), fields[18]);
}

/** The inode of the first PID namespace (Linux, include/linux/proc_ns.h). */
const FIRST_PID_NAMESPACE = 'pid:[4026531836]';
let host: string | undefined;

/** This machine, or this container on this boot of it: where one process number means one process. */
function hostId(): string {
  if (host !== undefined) return host;
  const namespace = linkOf('/proc/self/ns/pid');
  const boot = namespace === FIRST_PID_NAMESPACE ? '' : textOf('/proc/sys/kernel/random/boot_id');
  host = shortHash(process.platform, hostname(), textOf('/etc/machine-id'), namespace, boot);
  return host;
}

/** The text of a file of the system, empty where there is none or it may not be read. */
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
