/** Times of an operation over sizes. */
import { summarise } from '../harness/statistics.ts';
import type { Effort, Sample } from './family.ts';

/** An operation at one size. */
export interface Task {
  readonly size: number;
  /** What it returns is kept, so that it cannot be optimised away. */
  run(): unknown;
  /** Throws where the operation does not do what it is said to do; called once, before anything is timed. */
  check(): void;
}

/** How the samples of a task are drawn. */
interface Plan {
  /** Calls in one sample: short ones are timed many at a time, since a clock's reading costs tens of nanoseconds. */
  readonly calls: number;
  readonly samples: number;
}

/** Nanoseconds. A sample is at least so long. */
const SHORTEST_SAMPLE = 200_000;
/** What takes longer is run three times. */
const SLOW = 1e9;
const BUDGET: Readonly<Record<Effort, number>> = { full: 1.5e9, quick: 0.2e9 };
const SAMPLES = { full: { least: 5, most: 400 }, quick: { least: 3, most: 60 } } as const;

let kept: unknown;
/** The result of the last call of any task. */
export const lastResult = (): unknown => kept;

/** Median times of tasks. They take turns, so that a machine that has other things to do for a while slows all of them alike.
 * @returns in the order of the tasks. */
export function measureTasks(tasks: readonly Task[], effort: Effort): Sample[] {
  for (const { check } of tasks) check();
  const plans = tasks.map((task) => planFor(task, effort));
  const times: number[][] = tasks.map(() => []);
  const rounds = Math.max(...plans.map(({ samples }) => samples));
  for (let round = 1; round <= rounds; round++) {
    tasks.forEach((task, i) => {
      // Spread evenly over the rounds.
      const due = Math.floor((round * plans[i].samples) / rounds);
      if (times[i].length < due) times[i].push(timeOf(task, plans[i].calls));
    });
  }
  return tasks.map(({ size }, i) => sampleOf(size, times[i]));
}

/** What was measured at one size. */
export function sampleOf(size: number, times: readonly number[]): Sample {
  const { median, count } = summarise(times);
  return { size, median, samples: count };
}

/** Nanoseconds of one call, on average over `calls`. */
export function timeOf({ run }: Pick<Task, 'run'>, calls = 1): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < calls; i++) kept = run();
  return Number(process.hrtime.bigint() - start) / calls;
}

function planFor(task: Task, effort: Effort): Plan {
  // Warm: the optimising compiler has had its turn after some milliseconds in which the operation was run.
  const warmUp = BUDGET[effort] / 10;
  let time = timeOf(task);
  const callsFor = (): number => Math.max(1, Math.ceil(SHORTEST_SAMPLE / time));
  for (let spent = time; spent < warmUp; ) {
    const calls = callsFor();
    const now = timeOf(task, calls);
    spent += now * calls;
    time = Math.min(time, now);
  }
  const { least, most } = SAMPLES[effort];
  const calls = callsFor();
  const samples = Math.round(BUDGET[effort] / (time * calls));
  const fewest = time > SLOW ? Math.min(least, 3) : least;
  return { calls, samples: Math.min(most, Math.max(fewest, samples)) };
}
