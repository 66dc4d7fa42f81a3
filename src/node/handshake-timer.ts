/** The time that a peer has for its part of a handshake. It runs while we wait for the peer; received bytes do not extend it, and the time in which
 * they wait for their turn does not count. One timer of Node is set, and set again for the time that did not count: to set one for each message
 * would cost more. */
export class HandshakeTimer {
  readonly #timeIsUp: () => void;
  #timer: NodeJS.Timeout | undefined;
  /** Milliseconds that did not count since the timer was set. */
  #paused = 0;
  /** When the pause began that has not ended. */
  #pausedSince: number | undefined;

  /** @param timeIsUp - called once, unless it is stopped. */
  constructor(timeIsUp: () => void) {
    this.#timeIsUp = timeIsUp;
  }

  start(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#ring(), milliseconds);
  }

  pause(): void {
    this.#pausedSince = performance.now();
  }

  resume(): void {
    this.#count();
    this.#pausedSince = undefined;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #count(): void {
    if (this.#pausedSince === undefined) return;
    const now = performance.now();
    this.#paused += now - this.#pausedSince;
    this.#pausedSince = now;
  }

  #ring(): void {
    this.#count();
    const left = this.#paused;
    this.#paused = 0;
    // Node's timers count whole milliseconds.
    if (left >= 1) this.start(left);
    else this.#timeIsUp();
  }
}
