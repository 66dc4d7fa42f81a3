/** What a job is given beside its input. */
export interface JobTools {
  /** @param done - in 0…1. @param note - what is going on, in a few words. */
  onProgress(done: number, note?: string): void;
  /** Milliseconds of a clock that does not go back. */
  readonly now: () => number;
}
