/** Files that are replaced while a program runs: certificates, revocation lists. */
import { stat } from 'node:fs/promises';
import { assertFunction, assertInteger, assertOptions, assertString } from '../bytes/index.ts';

/** Milliseconds between two looks at a file. */
const INTERVAL_MS = 250;

export interface WatchOptions {
  /** Milliseconds between two looks. Default: 250. */
  readonly intervalMs?: number | undefined;
}

/** Calls back when a file has been replaced, written or removed: it is looked at four times a second, by the identity, size and times of what
 * its name leads to. So a rename, a symbolic link that is moved (as Kubernetes mounts secrets) and a file on a network are all noticed, which
 * `fs.watch` does not promise. A call that is under way is not overlapped by the next.
 * @param onChange - a rejection of its promise ends the program: it must handle its errors.
 * @returns how to stop. */
export function watchFile(path: string, onChange: () => Promise<void>, options: WatchOptions = {}): () => void {
  assertString(path, 'path');
  assertFunction(onChange, 'onChange');
  assertOptions(options, 'options', ['intervalMs']);
  const { intervalMs = INTERVAL_MS } = options;
  assertInteger(intervalMs, 'options.intervalMs', 1, 3_600_000);
  let [last, stopped]: [string | undefined, boolean] = [undefined, false];
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const found = await identityOf(path);
    const changed = last !== undefined && found !== last;
    last = found;
    if (changed && !stopped) await onChange();
    if (!stopped) timer = setTimeout(look, intervalMs).unref();
  };
  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** What a name leads to; '' where nothing can be seen, which reading it will tell. */
async function identityOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? '' : [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
}
