/**
 * What is measured is a list of rows: every file of a room exports `rows: readonly BenchRow[]`.
 *
 * To make the list must cost nothing, as `--filter` leaves most of it out: a key or a message that `run` needs is made by {@link once},
 * when the first row that asks for it is checked.
 */
export interface BenchRow {
  /** `operation/parameter/size`, such as `sign/sha256/2048`. Rows with the same text are timed side by side, and compared. */
  readonly row: string;
  /** Who does it: `vitrine`, `node:crypto` (or one of its ways: `node:crypto hash`), a peer's name on npm, or a variant's name. */
  readonly implementation: string;
  /** How many times to run it, where that is not for the clock to say: slow rows, and those over a fixed list of seeds (not for promises). */
  readonly samples?: number;
  /** What is timed. Its result is consumed; a promise is awaited. */
  run(): unknown;
  /** Throws (or rejects) unless `run` gives what it should, by another implementation's word. Called once before timing. */
  check(): void | Promise<void>;
}

/** @returns a function that calls `make` when it is first called, and returns what that returned from then on. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
