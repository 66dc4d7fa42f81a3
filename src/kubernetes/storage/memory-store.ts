/** The store in memory: what `vitrine apiserver` uses without `-data`. */
import { assertInteger, assertString, UsageError } from '../../bytes/index.ts';
import { assertRange, assertWatch, assertWrite } from './assertions.ts';
import {
  type Change,
  type Range,
  type RangeOptions,
  type Store,
  type Stored,
  StoreError,
  type WatchListener,
} from './store.ts';
import { Versions } from './versions.ts';

/** Default number of changes that are kept for watches and lists of earlier revisions. */
const DEFAULT_KEPT = 10_000;

/** A write: a new value, or undefined to delete. */
export interface Write {
  readonly key: string;
  readonly value: string | undefined;
  /** The revision that the key must have; 0: it must not exist. */
  readonly expected: number;
}

interface Watch {
  readonly prefix: string;
  readonly listener: WatchListener;
}

/** The change that a write makes.
 * @param current - the key's current value. @throws StoreError `conflict` if it has another revision than expected. */
export function changeOf({ key, value, expected }: Write, current: Stored | undefined, revision: number): Change {
  const found = current?.revision ?? 0;
  if (found !== expected) {
    throw new StoreError('conflict', `${key} has revision ${found}, and not ${expected}`, found);
  }
  return {
    type: value === undefined ? 'delete' : 'put',
    key,
    revision,
    value: value ?? '',
    previous: current?.value,
  };
}

/** Keys and values in memory. The first revision is 1, as in etcd. */
export class MemoryStore implements Store {
  protected readonly versions: Versions;
  readonly #kept: number;
  readonly #watches = new Set<Watch>();
  #closed = false;

  /** @param kept - minimum number of changes that are kept for later watches; default: 10,000. At most twice as many are kept.
   * @throws UsageError. */
  constructor(kept = DEFAULT_KEPT, versions = new Versions(1)) {
    assertInteger(kept, 'kept', 0);
    if (!(versions instanceof Versions)) throw new UsageError('wrong-type', 'versions', 'must be Versions');
    this.#kept = kept;
    this.versions = versions;
  }

  async get(key: string): Promise<Stored | undefined> {
    assertString(key, 'key');
    this.assertOpen();
    return this.versions.get(key);
  }

  async list(prefix: string, options: RangeOptions = {}): Promise<Range> {
    assertRange(prefix, options);
    this.assertOpen();
    return this.versions.list(prefix, options);
  }

  async put(key: string, value: string, expected: number): Promise<number> {
    assertWrite(key, value, expected);
    return this.write({ key, value, expected });
  }

  async delete(key: string, expected: number): Promise<number> {
    assertWrite(key, '', expected);
    return this.write({ key, value: undefined, expected });
  }

  async revision(): Promise<number> {
    this.assertOpen();
    return this.versions.revision;
  }

  async compact(revision: number): Promise<void> {
    assertInteger(revision, 'revision', 0);
    this.assertOpen();
    this.versions.compact(revision);
  }

  watch(prefix: string, after: number, listener: WatchListener): () => void {
    assertWatch(prefix, after, listener);
    this.assertOpen();
    const watch = { prefix, listener };
    let isStopped = false;
    // Deferred, so that the caller has `stop` before its listener is called.
    queueMicrotask(() => {
      if (isStopped) return;
      try {
        const changes = this.versions.since(after).filter((change) => change.key.startsWith(prefix));
        this.#watches.add(watch);
        listener.onChanges(changes, this.versions.revision);
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        listener.onEnd(error);
      }
    });
    return () => {
      isStopped = true;
      this.#watches.delete(watch);
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const watches = [...this.#watches];
    this.#watches.clear();
    for (const { listener } of watches) listener.onEnd(closed());
  }

  protected async write(write: Write): Promise<number> {
    this.assertOpen();
    const change = changeOf(write, this.versions.get(write.key), this.versions.revision + 1);
    this.applied([change]);
    return change.revision;
  }

  /** Applies changes, and notifies the watches. */
  protected applied(changes: readonly Change[]): void {
    for (const change of changes) this.versions.apply(change);
    if (this.versions.kept > 2 * this.#kept) this.versions.compact(this.versions.revision - this.#kept);
    const { revision } = this.versions;
    for (const { prefix, listener } of [...this.#watches]) {
      listener.onChanges(
        changes.filter((change) => change.key.startsWith(prefix)),
        revision,
      );
    }
  }

  protected assertOpen(): void {
    if (this.#closed) throw closed();
  }
}

const closed = (): StoreError => new StoreError('closed', 'the store has been closed');
