/** What a job receives besides its input. */
export interface JobTools {
  /** @param done - in 0…1. @param note - what is going on, in a few words. */
  onProgress(done: number, note?: string): void;
  /** The time of a monotonic clock, in milliseconds. */
  readonly now: () => number;
}
