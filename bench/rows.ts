/** One line of a benchmark. */
export interface BenchRow {
  /** `operation/parameter/size/implementation`, such as `sign/sha256/2048/vitrine`. */
  readonly name: string;
  /** What is timed. Its result is consumed; a promise is awaited. */
  run(): unknown;
  /** Throws (or rejects) unless `run` gives what it should, by another implementation's word. Called once before timing. */
  check(): void | Promise<void>;
}
