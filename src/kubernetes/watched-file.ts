/** Files that are replaced while a program runs: certificates, revocation lists. */
import { stat } from 'node:fs/promises';
import { assertFunction, assertInteger, assertOptions, assertString } from '../bytes/index.ts';

/** Milliseconds between two checks of a file. */
const INTERVAL_MS = 250;

export interface WatchOptions {
  /** Milliseconds between two checks. Default: 250. */
  readonly intervalMs?: number | undefined;
}

/** Calls back when a file has been replaced, written or removed: it is checked four times a second, by the identity, size and times of the
 * file that its path resolves to. So it detects a rename, a changed symbolic link (as Kubernetes mounts secrets) and a file on a network,
 * which `fs.watch` does not guarantee. Calls do not overlap.
 * @param onChange - a rejection of its promise ends the program: it must handle its errors.
 * @returns a function that stops it. */
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

/** The identity of the file that a path resolves to; '' if it is not accessible: reading it will report the reason. */
async function identityOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? '' : [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
}
