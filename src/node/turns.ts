/** Runs queued work one piece per turn of the event loop, in order of arrival. Between two pieces the loop serves all
 * connections, so that many pieces at once (a crowd of handshakes, a pipeline of requests) delay others by only one. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #isScheduled = false;

  /** Number of waiting pieces. */
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
