/** What takes long is written as a generator that pauses after each few milliseconds of work: one at a go drains it, one with turns
 * lets the event loop run in between. */

import { assertFunction, assertMethods } from '../bytes/index.ts';

export interface Progress {
  /** Steps of work done so far. */
  readonly done: number;
  /** All there are. */
  readonly total: number;
}

/** The options that every slow derivation has. */
export interface TurnOptions {
  /** Called every few milliseconds. Default: none. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Its `reason` is thrown within a few milliseconds once it is aborted. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** @throws UsageError `wrong-type` for options that are given and are not what they must be. */
export function assertTurnOptions({ onProgress, signal }: TurnOptions): void {
  if (onProgress !== undefined) assertFunction(onProgress, 'options.onProgress');
  if (signal !== undefined) assertMethods(signal, 'options.signal', 'an AbortSignal', 'throwIfAborted');
}

/** Tells the caller how far a derivation is, and whether it shall go on.
 * @param done - steps of work so far, of `total`.
 * @throws the reason of an aborted signal. */
export function report({ onProgress, signal }: TurnOptions, done: number, total: number): void {
  onProgress?.({ done, total });
  signal?.throwIfAborted();
}

/** Runs the work to completion. */
export function atOneGo<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** Runs the work to its end, and lets the event loop have its turn at every pause. */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
