/** Locks between processes, as files: held by one at a time, and not for ever by one that was killed. */
import { readlink, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertInteger } from '../bytes/index.ts';
import { renamed, targetOf } from './files.ts';
import { hiddenName, inUse, makerToken, stateOf } from './makers.ts';

export interface LockOptions {
  /** How long to wait for others, in milliseconds. */
  readonly patience: number;
  /** Ends the waiting, with its reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** Does something with a file or folder while no other call of this function, in any process, does something with it.
 * The lock is a symbolic link beside it, `.NAME.lock`, whose target names its holder: it comes into being whole, and one whose
 * holder has been killed is broken.
 * @throws FileError `in-use` where it is still held after `patience`; the system's error where no lock can be made; the signal's
 * reason; what `work` throws. */
export async function withFileLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  assertInteger(options.patience, 'options.patience', 0);
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

/** Between two looks at a lock that is held. */
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
      if (error.code !== 'EEXIST') throw error;
      return false;
    },
  );

/** The token of the holder; undefined where the lock is free, and a text that is no token for something else of that name. */
const holderOf = (lock: string): Promise<string | undefined> =>
  readlink(lock).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    if (error.code === 'EINVAL') return '';
    throw error;
  });

/** Removes the lock of a holder that has ended. Of those who find it, one at a time may: otherwise the second would remove
 * what the first has taken anew. So each locks this holder's lock first. */
async function breakLock(lock: string, holder: string, path: string, options: LockOptions): Promise<void> {
  const breaking = `${lock}.${holder.slice(-12)}`;
  await acquire(breaking, makerToken(), path, options);
  try {
    if ((await holderOf(lock)) === holder) await rm(lock, { force: true });
  } finally {
    await rm(breaking, { force: true });
  }
}
