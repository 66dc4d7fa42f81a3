/** The newest state of all objects of one type, and a window of the last events: one watch of the store serves all clients
 * (kubernetes apiserver/pkg/storage/cacher). */
import { type KubernetesObject, textOf } from '../documents.ts';
import { decodeStored } from './encoding.ts';
import { type Change, type Store, StoreError } from './store.ts';

/** A change of an object. Each of its encodings is made once for all watchers. */
export class WatchEvent {
  readonly revision: number;
  /** The object after the event; undefined if it was deleted, or cannot be read. It has the event's resourceVersion. */
  readonly object: KubernetesObject | undefined;
  /** The object before the event; undefined if it is new. It has the event's resourceVersion too, as in a DELETED event. */
  readonly previous: KubernetesObject | undefined;
  readonly #encodings = new Map<string, Uint8Array>();
  readonly #onEncoded: () => void;

  /** @param onEncoded - called for each encoding that is made.
   * @param before - the object as it was known. */
  constructor(change: Change, before: KubernetesObject | undefined, onEncoded: () => void) {
    this.#onEncoded = onEncoded;
    const { revision } = change;
    this.revision = revision;
    this.object = change.type === 'put' ? readable(change) : undefined;
    this.previous = before && { ...before, metadata: { ...before.metadata, resourceVersion: `${revision}` } };
  }

  get namespace(): string {
    return textOf(this.object ?? this.previous, 'metadata', 'namespace');
  }

  /** The event in one form. @param form - a name for the result of `encode`, which is called only the first time for each name. */
  encoding(form: string, encode: () => Uint8Array): Uint8Array {
    const found = this.#encodings.get(form);
    if (found !== undefined) return found;
    const made = encode();
    this.#encodings.set(form, made);
    this.#onEncoded();
    return made;
  }
}

/** The object; undefined for a value that cannot be read, which then counts as deleted: the other changes of its answer are not lost. */
function readable(change: Change): KubernetesObject | undefined {
  try {
    return decodeStored(change);
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

/** A watcher of the objects of a type. */
export interface EventListener {
  onEvent(event: WatchEvent): void;
  /** Called when all events up to a revision have been reported. */
  onProgress?(revision: number): void;
  /** Called when the watch has ended: `compacted`, `corrupt`, or the store was closed. */
  onEnd(error: StoreError): void;
}

/** Milliseconds between two attempts to read the state. */
const RESTART_MS = 1000;
/** Number of events that are kept for new and reconnecting watches. */
const DEFAULT_WINDOW = 1000;

export class WatchCache {
  readonly #store: Store;
  readonly #prefix: string;
  readonly #size: number;
  readonly #listeners = new Set<EventListener>();
  #state = new Map<string, KubernetesObject>();
  #window: WatchEvent[] = [];
  /** Events after this revision are in the window. */
  #oldest = 0;
  #revision = 0;
  #events = 0;
  #encodings = 0;
  readonly #onEncoded = (): void => void this.#encodings++;
  #stop: (() => void) | undefined;
  #started: Promise<void> | undefined;
  #closed = false;

  constructor(store: Store, prefix: string, size = DEFAULT_WINDOW) {
    this.#store = store;
    this.#prefix = prefix;
    this.#size = size;
  }

  /** The revision up to which the cache is current. */
  get revision(): number {
    return this.#revision;
  }

  /** The number of events so far: it shows whether anything has changed. */
  get events(): number {
    return this.#events;
  }

  /** The number of encodings of events that have been made. */
  get encodings(): number {
    return this.#encodings;
  }

  /** How many events the window holds. */
  get held(): number {
    return this.#window.length;
  }

  /** The number of watchers. */
  get watchers(): number {
    return this.#listeners.size;
  }

  /** Reads the state, and watches from that revision; a second call waits for the first. */
  start(): Promise<void> {
    this.#started ??= this.#begin().catch((error: unknown) => {
      this.#started = undefined;
      throw error;
    });
    return this.#started;
  }

  async #begin(): Promise<void> {
    const { entries, revision } = await this.#store.list(this.#prefix);
    if (this.#closed) return;
    this.#state = new Map(entries.map((entry) => [entry.key, decodeStored(entry)]));
    this.#window = [];
    this.#oldest = revision;
    this.#revision = revision;
    this.#events++;
    this.#stop = this.#store.watch(this.#prefix, revision, {
      onChanges: (changes, upTo) => this.#onChanges(changes, upTo),
      onEnd: (error) => this.#onEnd(error),
    });
  }

  #onChanges(changes: readonly Change[], upTo: number): void {
    for (const change of changes) {
      const event = new WatchEvent(change, this.#state.get(change.key), this.#onEncoded);
      if (event.object === undefined) this.#state.delete(change.key);
      else this.#state.set(change.key, event.object);
      this.#window.push(event);
      this.#events++;
      this.#revision = change.revision;
      for (const listener of [...this.#listeners]) listener.onEvent(event);
    }
    // Trimmed in larger steps, so that not every event moves the whole window.
    if (this.#window.length > this.#size * 1.25) {
      const dropped = this.#window.splice(0, this.#window.length - this.#size);
      this.#oldest = dropped[dropped.length - 1].revision;
    }
    this.#revision = Math.max(this.#revision, upTo);
    for (const listener of [...this.#listeners]) listener.onProgress?.(this.#revision);
  }

  #onEnd(error: StoreError): void {
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    this.#stop = undefined;
    this.#started = undefined;
    for (const listener of listeners) listener.onEnd(error);
    // After missed events, the state is read again, and watched from there.
    if (error.code !== 'closed' && !this.#closed) this.#restart();
  }

  #restart(): void {
    this.start().catch(() => {
      if (!this.#closed) setTimeout(() => this.#restart(), RESTART_MS).unref();
    });
  }

  /** The cached objects, in no order. */
  objects(): IterableIterator<KubernetesObject> {
    return this.#state.values();
  }

  /** Whether events after a revision are still available. */
  reaches(after: number): boolean {
    return after >= this.#oldest;
  }

  /** Reports all events after a revision: those in the window synchronously in this call, later ones as they occur.
   * @returns a function that stops it. @throws StoreError `compacted` if the window begins later. */
  watch(after: number, listener: EventListener): () => void {
    if (!this.reaches(after)) {
      throw new StoreError('compacted', `too old resource version: ${after} (${this.#oldest})`, this.#oldest);
    }
    this.#listeners.add(listener);
    for (const event of this.#window) if (event.revision > after) listener.onEvent(event);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#stop?.();
    this.#onEnd(new StoreError('closed', 'the API server is closing'));
  }
}
