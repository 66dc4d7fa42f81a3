/** Locks between processes, as files: held by one process at a time, and released if that process is killed. */
import { readlink, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertFunction, assertInteger, assertMethods, assertOptions } from '../bytes/index.ts';
import { renamed, targetOf } from './files.ts';
import { hiddenName, inUse, makerToken, stateOf } from './makers.ts';

export interface LockOptions {
  /** How long to wait for the lock, in milliseconds. */
  readonly patience: number;
  /** Aborts the wait, with the signal's reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs `work` on a file or folder while no other call of this function, in any process, does so.
 * The lock is a symbolic link beside it, `.NAME.lock`, whose target identifies its holder: a link is created atomically, and the
 * lock of a killed holder is broken.
 * @throws FileError `in-use` if it is still held after `patience`; the system's error if the lock cannot be created; the
 * signal's reason; anything that `work` throws. */
export async function withFileLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  assertOptions(options, 'options', ['patience', 'signal']);
  assertInteger(options.patience, 'options.patience', 0);
  if (options.signal !== undefined) assertMethods(options.signal, 'options.signal', 'an AbortSignal', 'throwIfAborted');
  assertFunction(work, 'work');
  const target = await targetOf(path);
  const lock = join(dirname(target), `${hiddenName(target)}.lock`);
  const token = makerToken();
  await acquire(lock, token, path, options).catch((error) => {
    throw renamed(error, lock, path);
  });
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** Milliseconds between two checks of a held lock. */
const PAUSE_MS = 20;

async function acquire(lock: string, token: string, path: string, { patience, signal }: LockOptions): Promise<void> {
  for (let waited = 0; ; ) {
    signal?.throwIfAborted();
    if (await take(lock, token)) return;
    const holder = await holderOf(lock);
    if (holder === undefined) continue;
    if (stateOf(holder) === 'gone') {
      await breakLock(lock, holder, path, { patience, signal });
    } else {
      if (waited >= patience) throw inUse(path, holder, basename(lock));
      await sleep(PAUSE_MS);
      waited += PAUSE_MS;
    }
  }
}

const take = (lock: string, token: string): Promise<boolean> =>
  symlink(token, lock).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      // The system's error names the link's target, which is the token; name the lock instead.
      if (error.code !== 'EEXIST') throw Object.assign(error, { path: lock });
      return false;
    },
  );

/** The holder's token; undefined if the lock is free; text that is not a token if something else has that name. */
const holderOf = (lock: string): Promise<string | undefined> =>
  readlink(lock).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    if (error.code === 'EINVAL') return '';
    throw error;
  });

/** Removes the lock of a holder that has ended. Only one process may do so at a time: a second one could remove the lock that the
 * first has just acquired. So each first takes a lock on this holder's lock. */
async function breakLock(lock: string, holder: string, path: string, options: LockOptions): Promise<void> {
  const breaking = `${lock}.${holder.slice(-12)}`;
  await acquire(breaking, makerToken(), path, options);
  try {
    if ((await holderOf(lock)) === holder) await rm(lock, { force: true });
  } finally {
    await rm(breaking, { force: true });
  }
}
