/** A child process of `run.ts`: times the copies against one another. */
import { deepStrictEqual } from 'node:assert';
import { quantile } from '../harness/statistics.ts';
import { COPIES, type CopyName, loadEngine } from './copies.ts';
import { type Work, worksOf } from './work.ts';

/** Nanoseconds of each operation, for each copy. */
export type Times = Readonly<Record<CopyName, number>>;
export type Comparison = Readonly<Record<string, Times>>;

export interface Settings {
  /** Where the copies are. */
  readonly folder: string;
  /** Which copy comes first: what is compiled first may fare better or worse, so that it is another in each child. */
  readonly turn: number;
  readonly milliseconds: number;
}

/** Nanoseconds: long enough for the clock. */
const BATCH = 1e6;
/** Of the times of a copy, what a tenth is below: hardly disturbed by what else the machine does, and no record. */
const TENTH = 0.1;
/** Times of a copy, however long that takes. */
const FEWEST = 15;

/** @throws AssertionError when the copies do not do the same. */
export async function compare({ folder, turn, milliseconds }: Settings): Promise<Comparison> {
  const order = COPIES.map((_, i) => COPIES[(i + turn) % COPIES.length]);
  const works = new Map<CopyName, readonly Work[]>();
  for (const copy of order) works.set(copy, worksOf(await loadEngine(folder, copy)));
  const names = works.get(order[0])!.map(({ name }) => name);
  const times = names.map((name, i): [string, Times] => {
    const rivals = order.map((copy) => works.get(copy)![i]);
    // The same values; of classes of the same name, each copy's own.
    const [first, ...others] = rivals.map((work) => JSON.stringify(work.result(), plain));
    for (const other of others) deepStrictEqual(other, first);
    return [name, Object.fromEntries(timeRivals(rivals, milliseconds).map((time, j) => [order[j], time])) as Times];
  });
  return Object.fromEntries(times);
}

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);

/** The operation of each copy in turn, over and over. */
function timeRivals(rivals: readonly Work[], milliseconds: number): number[] {
  const warm = rivals.map((work) => warmUp(work, milliseconds / 4));
  const calls = Math.max(1, Math.round(BATCH / Math.min(...warm)));
  const times = rivals.map((): number[] => []);
  const end = performance.now() + rivals.length * milliseconds;
  for (let round = 0; performance.now() < end || round < FEWEST; round++) {
    for (let i = 0; i < rivals.length; i++) {
      const rival = (i + round) % rivals.length;
      times[rival].push(timeOf(rivals[rival], calls));
    }
  }
  return times.map((all) =>
    quantile(
      all.toSorted((a, b) => a - b),
      TENTH,
    ),
  );
}

function warmUp(work: Work, milliseconds: number): number {
  let least = Number.POSITIVE_INFINITY;
  const end = performance.now() + milliseconds;
  do least = Math.min(least, timeOf(work, 1));
  while (performance.now() < end);
  return least;
}

let kept: unknown;
export const lastResult = (): unknown => kept;

/** Nanoseconds of a call. */
function timeOf({ run }: Work, calls: number): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < calls; i++) kept = run();
  return Number(process.hrtime.bigint() - start) / calls;
}
