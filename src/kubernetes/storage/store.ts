/** What the API server stores objects in: keys with values, revisions, and a watch, as etcd has them (etcd v3 API, KV and Watch). There are
 * three of it, held to one test suite: `MemoryStore`, `LogStore` (`-data DIR`) and `EtcdStore` (`-etcd-servers`).
 *
 * Objects are not read through this interface but through `Registry` (`registry/registry.ts`), which knows types, metadata and strategies. */
import { VitrineError } from '../../bytes/index.ts';

/** A key's value as of one revision. */
export interface Stored {
  /** `/registry/pods/default/web-0`. */
  readonly key: string;
  /** JSON, without `metadata.resourceVersion`: that is `revision`. */
  readonly value: string;
  /** The revision of the whole store at which this value was written (etcd's mod_revision). */
  readonly revision: number;
}

/** What happened to one key. One revision has one change. */
export interface Change {
  readonly type: 'delete' | 'put';
  readonly key: string;
  readonly revision: number;
  /** The new value; '' where the key was deleted. */
  readonly value: string;
  /** The value before; undefined where the key was new. */
  readonly previous: string | undefined;
}

/** A part of the keys with a prefix, in the order of their UTF-8 bytes. */
export interface Range {
  readonly entries: readonly Stored[];
  /** The store's revision as of which the entries are. */
  readonly revision: number;
  /** How many keys come after the last entry. */
  readonly remaining: number;
}

export interface RangeOptions {
  /** At most so many entries; default: all. */
  readonly limit?: number;
  /** Only keys after this one; default: from the first. */
  readonly after?: string;
  /** As of this revision; default: the newest. */
  readonly revision?: number;
}

/** Who watches a prefix. */
export interface WatchListener {
  /** Changes in the order of their revisions, each exactly once.
   * @param revision - everything up to it has been told, also where nothing of the prefix has changed. */
  onChanges(changes: readonly Change[], revision: number): void;
  /** The watch has ended by itself: `compacted` where changes between `after` and now are no longer kept. Lost connections do not end it. */
  onEnd(error: StoreError): void;
}

/** Keys and values with revisions. Every method may throw StoreError `unavailable` or `closed`. */
export interface Store {
  /** @returns the newest value of a key, or undefined. */
  get(key: string): Promise<Stored | undefined>;
  /** @throws StoreError `compacted`, and `future` for a revision that does not exist yet. */
  list(prefix: string, options?: RangeOptions): Promise<Range>;
  /** Writes a value, if the key's revision is still the expected one; after it resolves, the write survives a crash.
   * @param expected - 0: the key must not exist.
   * @returns the new revision. @throws StoreError `conflict`; `unknown-outcome` where the answer was lost: the write may have been done. */
  put(key: string, value: string, expected: number): Promise<number>;
  /** Deletes a key, if its revision is still the expected one. @returns and throws as `put`. */
  delete(key: string, expected: number): Promise<number>;
  /** Tells all changes of keys with the prefix after a revision, first those that have been, then as they come.
   * @returns how to stop. */
  watch(prefix: string, after: number, listener: WatchListener): () => void;
  /** The newest revision. */
  revision(): Promise<number>;
  /** Forgets what was before a revision: lists and watches from before it get `compacted`. */
  compact(revision: number): Promise<void>;
  close(): Promise<void>;
}

/** Why a store did not do as asked. */
export class StoreError extends VitrineError {
  /** For `conflict`: the key's revision, 0 where it does not exist. For `compacted`: the oldest revision that is kept. */
  readonly revision: number;
  constructor(code: StoreCode, message: string, revision = 0, options?: ErrorOptions) {
    super(code, message, 'etcd v3 API, KV and Watch', options);
    this.revision = revision;
  }
}
export type StoreCode = 'closed' | 'compacted' | 'conflict' | 'corrupt' | 'future' | 'unavailable' | 'unknown-outcome';
