/** One of several ways to compute the same thing, as its textbook has it. A table lists those of a family, slowest idea first;
 * tests hold all of a table equal, and the benchmark `variants` times them side by side. The engine uses none of them. */
export interface Variant<Run> {
  /** What it is called where variants stand side by side: unique in its table. */
  readonly name: string;
  /** Where it is written down: standard and section, or the book's number of the algorithm. */
  readonly source: string;
  readonly run: Run;
}
