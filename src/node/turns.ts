/** Work that takes turns: one piece each turn of the event loop, in the order in which it came. Between two pieces the loop reads and
 * writes for all connections, so that many pieces at once (a crowd of handshakes, a pipeline of requests) delay the others by one. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #isScheduled = false;

  /** Pieces that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** @param work - must not throw; never called before `take` has returned. */
  take(work: () => void): void {
    this.#waiting.push(work);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const work = this.#waiting.shift();
      this.#schedule();
      work?.();
    });
  }
}
