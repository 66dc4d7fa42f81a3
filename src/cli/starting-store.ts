/** An etcd that does not answer yet when a server starts: it elects its leader, or its machine is busy. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EtcdStore, StatusError, type Store, StoreError } from '../kubernetes/index.ts';

/** Milliseconds in all, and between two attempts. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

/** Does something that may be done twice, again as long as etcd does not answer. Other stores get one attempt: they do not come back.
 * @param onFailure - called once. @param patienceMs - default: a minute.
 * @throws the last error, whatever else `work` throws, and the signal's reason. */
export async function whileStarting<T>(
  store: Store,
  { signal, onFailure }: { readonly signal: AbortSignal; onFailure(error: Error): void },
  work: () => Promise<T>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (let attempts = 1; ; attempts++) {
    try {
      return await work();
    } catch (error) {
      if (!(store instanceof EtcdStore && isAway(error)) || Date.now() > deadline) throw error;
      if (attempts === 1) onFailure(error as Error);
    }
    await sleep(PAUSE_MS, undefined, { signal });
  }
}

const isAway = (error: unknown): boolean =>
  error instanceof StoreError
    ? error.code === 'unavailable' || error.code === 'unknown-outcome'
    : error instanceof StatusError && (error.status.code === 503 || error.status.code === 504);
