/** A binary heap: the entry of the lowest rank comes first; of equal ranks, the one that was pushed first. */
export class Heap<T> {
  readonly #entries: { readonly rank: number; readonly order: number; readonly value: T }[] = [];
  #pushed = 0;

  get size(): number {
    return this.#entries.length;
  }

  push(rank: number, value: T): void {
    const entries = this.#entries;
    let at = entries.push({ rank, order: this.#pushed++, value }) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Removes and returns the first entry; undefined if the heap is empty. */
  pop(): T | undefined {
    const entries = this.#entries;
    if (entries.length === 0) return undefined;
    this.#swap(0, entries.length - 1);
    const first = entries.pop()!;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      let least = at;
      for (const child of [left, left + 1]) if (child < entries.length && this.#isBefore(child, least)) least = child;
      if (least === at) return first.value;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [left, right] = [this.#entries[a], this.#entries[b]];
    return left.rank < right.rank || (left.rank === right.rank && left.order < right.order);
  }

  #swap(a: number, b: number): void {
    const entries = this.#entries;
    [entries[a], entries[b]] = [entries[b], entries[a]];
  }
}
