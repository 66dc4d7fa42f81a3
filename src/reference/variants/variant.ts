/** One of several ways to compute the same function, as in its textbook. A table lists the variants of one function, the slowest first.
 * Tests hold all variants of a table equal, and the benchmark `variants` compares their times. The engine uses none of them. */
export interface Variant<Run> {
  /** Its name, unique in its table. */
  readonly name: string;
  /** Its source: standard and section, or the book and the number of the algorithm. */
  readonly source: string;
  readonly run: Run;
}
