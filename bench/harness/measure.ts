function measured(rounds: readonly (readonly number[])[]): Measured {
  const medians = rounds.map((samples) => (samples.length === 0 ? undefined : summarise(samples).median));
  return { ...summarise(rounds.flat()), rounds: medians };
}

/**
 * Times the implementations of one row, in many short rounds that all of them take part in: whatever else the machine does then hits
 * all alike. tinybench times; the samples of all rounds are pooled.
 *
 * Before that, all rows of a room are checked and warmed: so what a kernel's compiled form was specialised for does not depend on which
 * row comes first, and the compiler, which works beside us, has had its time. (SHA-256's unrolled block function takes it 0.2 s.)
 */
import { setImmediate as turn } from 'node:timers/promises';
import { Bench } from 'tinybench';
import type { BenchRow } from '../rows.ts';
import { messageOf } from './report.ts';
import { type Summary, summarise } from './statistics.ts';

export interface Effort {
  readonly rounds: number;
  /** How long one implementation's part of one round takes, unless a single run is longer. */
  readonly partMs: number;
  /** Of each implementation, twice: with its room, and before it is timed. */
  readonly warmupMs: number;
  /** An implementation so slow that one run a round would take longer than this runs in fewer rounds. */
  readonly budgetMs: number;
  /** In so many at least. */
  readonly least: number;
  /** What {@link BenchRow.samples} is divided by. */
  readonly fewer: number;
}

export const FULL: Effort = { rounds: 25, partMs: 16, warmupMs: 60, budgetMs: 1500, least: 3, fewer: 1 };
export const QUICK: Effort = { rounds: 5, partMs: 5, warmupMs: 15, budgetMs: 100, least: 1, fewer: 10 };

/** A sample is at least this long, as many runs as that takes: reading the clock is 50 ns, a tenth of a short hash. */
const SAMPLE_MS = 0.05;

interface Contestant {
  readonly name: string;
  readonly isAsync: boolean;
  /** What one sample runs, `repeats` times. */
  readonly sample: () => void | Promise<void>;
  readonly repeats: number;
  /** How many samples to take in a round, or undefined to go by the clock. */
  readonly quota: ((round: number) => number) | undefined;
  /** Nanoseconds of one run, a list for each round. */
  readonly rounds: number[][];
}

/** What an implementation took. */
export interface Measured extends Summary {
  /** The median of each round, in nanoseconds; undefined for a round in which the implementation took no part. */
  readonly rounds: readonly (number | undefined)[];
}

/** Where results go, so that nothing can be left out as unused. */
export let sink: unknown;

const repeat = (run: () => unknown, times: number) => (): void => {
  for (let i = 0; i < times; i++) sink = run();
};
const repeatAsync = (run: () => unknown, times: number) => async (): Promise<void> => {
  for (let i = 0; i < times; i++) sink = await run();
};

interface Warm {
  /** What a run costs now, in milliseconds. */
  readonly cost: number;
  readonly isAsync: boolean;
}

/** Runs until it is warm: once, if that takes long. */
async function warmUp(run: () => unknown, milliseconds: number): Promise<Warm> {
  const begin = performance.now();
  const first = run();
  const isAsync = first instanceof Promise;
  sink = await first;
  let end = performance.now();
  let cost = end - begin;
  for (let times = 1; end - begin + 2 * times * cost < milliseconds; times *= 2) {
    const start = performance.now();
    await (isAsync ? repeatAsync : repeat)(run, times)();
    end = performance.now();
    cost = Math.min(cost, (end - start) / times);
  }
  return { cost, isAsync };
}

/** `total` samples, spread evenly over the rounds. */
const spread = (total: number, rounds: number) => (round: number) =>
  Math.floor(((round + 1) * total) / rounds) - Math.floor((round * total) / rounds);

/** For how long a room is warmed, however few of its rows are run. */
const ROOM_MS = 500;

/**
 * Checks rows, and warms them.
 * @throws Error that names the row whose check failed, with what it threw as its cause: then nothing may be timed.
 */
export async function prepare(rows: readonly BenchRow[], effort: Effort): Promise<void> {
  const begin = performance.now();
  for (const { row, implementation, check } of rows) {
    try {
      await check();
    } catch (cause) {
      throw new Error(`${row}/${implementation} is not what it should be: ${messageOf(cause)}`, { cause });
    }
  }
  // What runs a fixed number of times is too slow to be warmed: its check has run it once.
  const fast = rows.filter(({ samples }) => samples === undefined);
  do {
    for (const { run } of fast) {
      await warmUp(run, effort.warmupMs);
      await turn();
    }
  } while (fast.length > 0 && performance.now() - begin < ROOM_MS);
}

async function contestantOf({ implementation: name, run, samples }: BenchRow, effort: Effort): Promise<Contestant> {
  const { rounds } = effort;
  if (samples !== undefined) {
    const quota = spread(Math.ceil(samples / effort.fewer), rounds);
    return { name, isAsync: false, sample: repeat(run, 1), repeats: 1, quota, rounds: [] };
  }
  const { cost, isAsync } = await warmUp(run, effort.warmupMs);
  const few = cost * rounds > effort.budgetMs ? Math.max(effort.least, Math.floor(effort.budgetMs / cost)) : undefined;
  const repeats = Math.max(1, Math.ceil(SAMPLE_MS / cost));
  const quota = few === undefined ? undefined : spread(few, rounds);
  return { name, isAsync, sample: (isAsync ? repeatAsync : repeat)(run, repeats), repeats, quota, rounds: [] };
}

/** One implementation's part of one round. */
async function takePart(contestant: Contestant, round: number, effort: Effort): Promise<void> {
  const { name, isAsync, sample, repeats, quota, rounds } = contestant;
  const samples: number[] = [];
  rounds.push(samples);
  const iterations = quota?.(round) ?? 1;
  if (iterations === 0) return;
  const time = quota === undefined ? effort.partMs : 0;
  const bench = new Bench({ time, iterations, warmup: false, retainSamples: true, throws: true });
  bench.add(name, sample, { async: isAsync });
  const [{ result }] = isAsync ? await bench.run() : bench.runSync();
  if (!('latency' in result) || result.latency.samples === undefined) throw new Error(`${name}: ${result.state}`);
  for (const milliseconds of result.latency.samples) samples.push((milliseconds * 1e6) / repeats);
}

/**
 * Times the implementations of one row, which {@link prepare} has checked.
 * @param rows - rows that differ in `implementation` alone.
 * @param progress - is told how many rounds are over.
 * @returns for each implementation what a run takes, in nanoseconds.
 */
export async function measure(
  rows: readonly BenchRow[],
  effort: Effort,
  progress: (round: number) => void,
): Promise<ReadonlyMap<string, Measured>> {
  const contestants: Contestant[] = [];
  for (const row of rows) contestants.push(await contestantOf(row, effort));
  for (let round = 0; round < effort.rounds; round++) {
    progress(round);
    await turn(); // Of the event loop: that whoever asked is gone is heard of only there.
    // Each round begins with another one, so that nobody always runs after the same neighbour's garbage.
    for (let i = 0; i < contestants.length; i++)
      await takePart(contestants[(i + round) % contestants.length], round, effort);
  }
  return new Map(contestants.map(({ name, rounds }) => [name, measured(rounds)]));
}
