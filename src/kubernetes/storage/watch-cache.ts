/** The newest state of all objects of one type, and a window of the last events: one watch of the store serves all clients
 * (kubernetes apiserver/pkg/storage/cacher). */
import { type KubernetesObject, textOf } from '../documents.ts';
import { decodeStored } from './encoding.ts';
import { type Change, type Store, StoreError } from './store.ts';

/** What happened to an object, with each of its encodings made once, whoever asks for it. */
export class WatchEvent {
  readonly revision: number;
  /** The object after the event; undefined where it was deleted. It has the event's resourceVersion. */
  readonly object: KubernetesObject | undefined;
  /** The object before; undefined where it is new. It has the event's resourceVersion too, as a DELETED event shows it. */
  readonly previous: KubernetesObject | undefined;
  readonly #encodings = new Map<string, Uint8Array>();
  readonly #onEncoded: () => void;

  /** @param onEncoded - called for each encoding that is made.
   * @param before - the object as it was known. */
  constructor({ revision, value, type }: Change, before: KubernetesObject | undefined, onEncoded: () => void) {
    this.#onEncoded = onEncoded;
    this.revision = revision;
    this.object = type === 'put' ? decodeStored(value, revision) : undefined;
    this.previous = before && { ...before, metadata: { ...before.metadata, resourceVersion: `${revision}` } };
  }

  get namespace(): string {
    return textOf(this.object ?? this.previous, 'metadata', 'namespace');
  }

  /** The event in one form. @param form - a name for what `encode` makes; the first call for it makes it. */
  encoding(form: string, encode: () => Uint8Array): Uint8Array {
    const found = this.#encodings.get(form);
    if (found !== undefined) return found;
    const made = encode();
    this.#encodings.set(form, made);
    this.#onEncoded();
    return made;
  }
}

/** A watcher of the objects of a type. */
export interface EventListener {
  onEvent(event: WatchEvent): void;
  /** Everything up to a revision has been told. */
  onProgress?(revision: number): void;
  /** The watch has ended: `compacted`, or the store was closed. */
  onEnd(error: StoreError): void;
}

/** Between two tries to read the state. */
const RESTART_MS = 1000;
/** Events that are kept for watches that come later, or come back. */
const DEFAULT_WINDOW = 1000;

export class WatchCache {
  readonly #store: Store;
  readonly #prefix: string;
  readonly #size: number;
  readonly #listeners = new Set<EventListener>();
  #state = new Map<string, KubernetesObject>();
  #window: WatchEvent[] = [];
  /** Events after it are in the window. */
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

  /** The revision up to which it knows. */
  get revision(): number {
    return this.#revision;
  }

  /** How many events there have been: by it one sees whether anything has changed. */
  get events(): number {
    return this.#events;
  }

  /** How many encodings of events have been made. */
  get encodings(): number {
    return this.#encodings;
  }

  /** How many events the window holds. */
  get held(): number {
    return this.#window.length;
  }

  /** How many watch. */
  get watchers(): number {
    return this.#listeners.size;
  }

  /** Reads the state, and watches from there; a second call waits for the first. */
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
    this.#state = new Map(entries.map((entry) => [entry.key, decodeStored(entry.value, entry.revision)]));
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
    // In strides, so that an event does not move the whole window.
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
    // What was missed is read anew, and followed from there.
    if (error.code === 'compacted' && !this.#closed) this.#restart();
  }

  #restart(): void {
    this.start().catch(() => {
      if (!this.#closed) setTimeout(() => this.#restart(), RESTART_MS).unref();
    });
  }

  /** The objects as they are known, in no order. */
  objects(): IterableIterator<KubernetesObject> {
    return this.#state.values();
  }

  /** Whether events after a revision can still be told. */
  reaches(after: number): boolean {
    return after >= this.#oldest;
  }

  /** Tells all events after a revision: those in the window at once, in this call, and then as they come.
   * @returns how to stop. @throws StoreError `compacted` where the window begins later. */
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
