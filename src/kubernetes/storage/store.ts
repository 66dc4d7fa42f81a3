/** The storage interface of the API server: keys with values, revisions, and a watch, as in etcd (etcd v3 API, KV and Watch). It has three
 * implementations, which share one test suite: `MemoryStore`, `LogStore` (`-data DIR`) and `EtcdStore` (`-etcd-servers`).
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

/** A change of one key. Each revision has one change. */
export interface Change {
  readonly type: 'delete' | 'put';
  readonly key: string;
  readonly revision: number;
  /** The new value; '' if the key was deleted. */
  readonly value: string;
  /** The previous value; undefined if the key is new. */
  readonly previous: string | undefined;
}

/** A part of the keys with a prefix, in the order of their UTF-8 bytes. */
export interface Range {
  readonly entries: readonly Stored[];
  /** The revision of the store at which the entries were read. */
  readonly revision: number;
  /** The number of keys after the last entry. */
  readonly remaining: number;
}

export interface RangeOptions {
  /** Maximum number of entries; default: all. */
  readonly limit?: number;
  /** Only keys after this one; default: from the first. */
  readonly after?: string;
  /** As of this revision; default: the newest. */
  readonly revision?: number;
}

/** The listener of a watch. */
export interface WatchListener {
  /** Changes in the order of their revisions, each exactly once.
   * @param revision - all changes up to it have been reported, even if none had the prefix. */
  onChanges(changes: readonly Change[], revision: number): void;
  /** Called when the watch has ended by itself: `compacted` if changes between `after` and now are no longer available, `corrupt` if one
   * cannot be read. Lost connections do not end it. */
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
   * @returns the new revision. @throws StoreError `conflict`; `unknown-outcome` if the answer was lost: the write may have been done. */
  put(key: string, value: string, expected: number): Promise<number>;
  /** Deletes a key, if its revision is still the expected one. @returns and throws as `put`. */
  delete(key: string, expected: number): Promise<number>;
  /** Reports all changes of keys with the prefix after a revision: first past changes, then new ones as they occur.
   * @returns a function that stops it. */
  watch(prefix: string, after: number, listener: WatchListener): () => void;
  /** The newest revision. */
  revision(): Promise<number>;
  /** Discards the history before a revision: lists and watches from before it get `compacted`. */
  compact(revision: number): Promise<void>;
  close(): Promise<void>;
}

/** A failure of the store. */
export class StoreError extends VitrineError {
  /** For `conflict`: the key's revision, 0 if it does not exist. For `compacted`: the oldest revision that is kept. */
  readonly revision: number;
  constructor(code: StoreCode, message: string, revision = 0, options?: ErrorOptions) {
    super(code, message, 'etcd v3 API, KV and Watch', options);
    this.revision = revision;
  }
}
export type StoreCode = 'closed' | 'compacted' | 'conflict' | 'corrupt' | 'future' | 'unavailable' | 'unknown-outcome';
