/** Long computations are written as generators that pause after every few milliseconds of work. A synchronous function runs the generator
 * without interruption; an asynchronous one lets the event loop run at each pause. */

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

/** @throws UsageError `wrong-type` for given options of a wrong type. */
export function assertTurnOptions({ onProgress, signal }: TurnOptions): void {
  if (onProgress !== undefined) assertFunction(onProgress, 'options.onProgress');
  if (signal !== undefined) assertMethods(signal, 'options.signal', 'an AbortSignal', 'throwIfAborted');
}

/** Reports the progress of a derivation to the caller, and checks whether the caller has aborted it.
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

/** Runs the work to completion, and lets the event loop run at every pause. */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
