/** Files that are replaced while a program runs: certificates, revocation lists. */
import { watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { assertFunction, assertInteger, assertOptions, assertString } from '../bytes/index.ts';

/** Milliseconds between two checks of a file. */
const INTERVAL_MS = 2000;
/** Milliseconds from the system's word of a change to the check: in a busy folder, a file is checked ten times a second at most. */
const SOON_MS = 100;

export interface WatchOptions {
  /** Milliseconds between two checks, where the system does not tell of a change. Default: 2000. */
  readonly intervalMs?: number | undefined;
}

/** Calls back when a file has been replaced, written or removed. It is checked by the identity, size and times of the file that its path
 * resolves to: a tenth of a second after the system tells of a change in its folder, and every two seconds, since the system does not tell
 * of all: not of a file on a network, nor of one behind a link to another folder. Calls do not overlap.
 * @param onChange - a rejection of its promise ends the program: it must handle its errors.
 * @returns a function that stops it. */
export function watchFile(path: string, onChange: () => Promise<void>, options: WatchOptions = {}): () => void {
  assertString(path, 'path');
  assertFunction(onChange, 'onChange');
  assertOptions(options, 'options', ['intervalMs']);
  const { intervalMs = INTERVAL_MS } = options;
  assertInteger(intervalMs, 'options.intervalMs', 1, 3_600_000);
  const checks = new Checks(path, onChange, intervalMs);
  const forget = whenFolderChanges(dirname(path), () => checks.within(SOON_MS));
  void checks.run();
  return () => {
    forget();
    checks.stop();
  };
}

/** The checks of one file, one after another, from `run` on. */
class Checks {
  readonly #path: string;
  readonly #onChange: () => Promise<void>;
  readonly #intervalMs: number;
  #last: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the next check is due, by the monotonic clock; undefined during one. */
  #due: number | undefined;
  /** Whether a check was asked for during one. */
  #isAskedFor = false;
  #isStopped = false;

  constructor(path: string, onChange: () => Promise<void>, intervalMs: number) {
    this.#path = path;
    this.#onChange = onChange;
    this.#intervalMs = intervalMs;
  }

  /** Brings the next check forward. */
  within(ms: number): void {
    const due = performance.now() + ms;
    if (this.#due === undefined) this.#isAskedFor = true;
    else if (due < this.#due) this.#schedule(due, ms);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(due: number, ms: number): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => void this.run(), ms).unref();
  }

  async run(): Promise<void> {
    [this.#due, this.#isAskedFor] = [undefined, false];
    const found = await identityOf(this.#path);
    const changed = this.#last !== undefined && found !== this.#last;
    this.#last = found;
    if (changed && !this.#isStopped) await this.#onChange();
    const ms = this.#isAskedFor ? Math.min(SOON_MS, this.#intervalMs) : this.#intervalMs;
    this.#schedule(performance.now() + ms, ms);
  }
}

/** Calls back on any change in a folder that the system tells of. @returns a function that stops it. */
function whenFolderChanges(folder: string, onEvent: () => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, onEvent);
    // A folder that cannot be watched any more: its files are still checked, only later.
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch (error) {
    // No such folder yet, or too many watches in the system: the same.
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return () => undefined;
  }
}

/** The identity of the file that a path resolves to; '' if it is not accessible: reading it will report the reason. */
async function identityOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? '' : [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
}
