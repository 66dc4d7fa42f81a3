/** Keys with all their values since a revision, in memory. `MemoryStore` and `LogStore` use it. */
import { type Change, type Range, type RangeOptions, type Stored, StoreError } from './store.ts';

/** The value of a key from a revision on; undefined if it was deleted. */
interface Version {
  readonly revision: number;
  readonly value: string | undefined;
}

/** Whether a key comes before another by their UTF-8 bytes. UTF-16 order is the same except for surrogates: they encode the highest code
 * points, but are not the highest code units. */
export function comesBefore(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left !== right) return rankOf(left) < rankOf(right);
  }
  return a.length < b.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
const rankOf = (unit: number): number => (isSurrogate(unit) ? unit + 0x10000 : unit);

export class Versions {
  #revision: number;
  /** Earlier revisions can no longer be read. */
  #compacted: number;
  readonly #keys: string[] = [];
  readonly #byKey = new Map<string, Version[]>();
  /** The changes after `#compacted`, one a revision. */
  #changes: Change[] = [];

  /** @param revision - the revision of the empty store. */
  constructor(revision: number) {
    this.#revision = revision;
    this.#compacted = revision;
  }

  get revision(): number {
    return this.#revision;
  }

  /** How many changes are kept. */
  get kept(): number {
    return this.#changes.length;
  }

  get(key: string): Stored | undefined {
    const last = this.#byKey.get(key)?.at(-1);
    return last?.value === undefined ? undefined : { key, value: last.value, revision: last.revision };
  }

  /** Restores an entry of a snapshot. Entries must be restored in the order of their keys, before any change. */
  restore({ key, value, revision }: Stored): void {
    this.#keys.push(key);
    this.#byKey.set(key, [{ revision, value }]);
  }

  /** Applies a change, which must have the next revision. */
  apply(change: Change): void {
    const { key, revision } = change;
    const version = { revision, value: change.type === 'put' ? change.value : undefined };
    const versions = this.#byKey.get(key);
    if (versions === undefined) {
      this.#byKey.set(key, [version]);
      this.#keys.splice(this.#indexOf(key), 0, key);
    } else versions.push(version);
    this.#changes.push(change);
    this.#revision = revision;
  }

  /** @throws StoreError `compacted`, `future`. */
  list(prefix: string, { limit, after, revision = this.#revision }: RangeOptions = {}): Range {
    if (revision < this.#compacted) throw compacted(revision, this.#compacted);
    if (revision > this.#revision) {
      throw new StoreError('future', `revision ${revision} does not exist yet: the newest is ${this.#revision}`);
    }
    const entries: Stored[] = [];
    let remaining = 0;
    for (let i = this.#indexOf(prefix); i < this.#keys.length && this.#keys[i].startsWith(prefix); i++) {
      const key = this.#keys[i];
      if (after !== undefined && !comesBefore(after, key)) continue;
      const found = this.#byKey.get(key)!.findLast((version) => version.revision <= revision);
      if (found?.value === undefined) continue;
      if (limit !== undefined && entries.length >= limit) remaining++;
      else entries.push({ key, value: found.value, revision: found.revision });
    }
    return { entries, revision, remaining };
  }

  /** The changes after a revision. @throws StoreError `compacted`. */
  since(after: number): readonly Change[] {
    if (after < this.#compacted) throw compacted(after, this.#compacted);
    return this.#changes.slice(after - this.#compacted);
  }

  /** Discards the history before a revision. */
  compact(revision: number): void {
    const until = Math.min(revision, this.#revision);
    if (until <= this.#compacted) return;
    const forgotten = this.#changes.slice(0, until - this.#compacted);
    this.#changes = this.#changes.slice(until - this.#compacted);
    this.#compacted = until;
    for (const key of new Set(forgotten.map((change) => change.key))) this.#compactKey(key);
  }

  #compactKey(key: string): void {
    const versions = this.#byKey.get(key)!;
    const newest = versions.findLastIndex((version) => version.revision <= this.#compacted);
    // A key that was deleted by then does not exist at any revision that can still be read.
    const kept = versions.slice(newest >= 0 && versions[newest].value === undefined ? newest + 1 : Math.max(newest, 0));
    if (kept.length > 0) this.#byKey.set(key, kept);
    else {
      this.#byKey.delete(key);
      this.#keys.splice(this.#indexOf(key), 1);
    }
  }

  /** The index of the first key that does not come before `key`. */
  #indexOf(key: string): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (comesBefore(this.#keys[middle], key)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The error for a revision before the oldest available one. */
export const compacted = (revision: number, oldest: number): StoreError =>
  new StoreError('compacted', `revision ${revision} has been compacted: the oldest that is kept is ${oldest}`, oldest);
