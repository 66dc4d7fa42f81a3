/** Compaction: the store discards revisions that are older than five to ten minutes (kube-apiserver's --etcd-compaction-interval). */
import { assertFunction, assertMethods } from '../../bytes/index.ts';
import type { Store } from '../storage/store.ts';

const INTERVAL_MS = 5 * 60_000;

/** Compacts every five minutes to the revision of five minutes before.
 * @param onFailure - called after a failure of the store; the next run tries again.
 * @returns a function that stops it. */
export function keepCompacting(store: Store, onFailure: (error: unknown) => void): () => void {
  assertMethods(store, 'store', 'a Store', 'compact', 'revision');
  assertFunction(onFailure, 'onFailure');
  let last = 0;
  const turn = async (): Promise<void> => {
    const revision = await store.revision();
    if (last > 0) await store.compact(last);
    last = revision;
  };
  const timer = setInterval(() => void turn().catch(onFailure), INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
