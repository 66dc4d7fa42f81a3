/** The measuring room's work: all implementations run on the same input, are checked, and are timed in turns. */
import { i2osp } from '../../bytes/index.ts';
import { type Contest, type Contestant, contestOf, type Input } from '../measure/contest.ts';
import type { SubjectName } from '../measure/fields.ts';
import {
  FEWEST_SAMPLES,
  firstDifference,
  MOST_CALLS,
  SAMPLE,
  SAMPLE_STEPS,
  type Sample,
  stepOf,
  type Timing,
  timingOf,
} from '../measure/timing.ts';
import type { SettingTexts } from '../settings.ts';
import type { JobTools } from './job-tools.ts';

export interface MeasureInput {
  readonly subject: SubjectName;
  readonly settings: SettingTexts;
  /** The implementations that take part. */
  readonly names: readonly string[];
}

/** The result of one implementation. */
export interface Measured {
  readonly name: string;
  /** Offset of the first byte that differs from the engine's result; undefined if all results are right. */
  readonly differs: number | undefined;
  readonly timing: Timing;
}
export interface MeasureOutcome {
  readonly rows: readonly Measured[];
  readonly bytes: number | undefined;
}

/** Rounds; milliseconds after which no further round begins. */
const ROUNDS = 15;
const MOST = 12_000;

/** The implementations take samples in turns, round by round, so that a load on the machine affects all of them.
 * @throws UsageError for a setting out of its bounds. */
export function measureJob({ subject, settings, names }: MeasureInput, tools: JobTools): MeasureOutcome {
  const contest = contestOf(subject, settings);
  return { rows: raced(contest, names, tools), bytes: contest.bytes };
}

/** The results of those of the names that take part. */
export function raced(contest: Contest, names: readonly string[], tools: JobTools): readonly Measured[] {
  const step = stepOf(tools.now);
  const racers = contest.contestants
    .filter(({ name }) => names.includes(name))
    .map((one) => new Racer(one, contest, tools.now, step));
  const begun = tools.now();
  for (let round = 0; round < ROUNDS; round++) {
    if (round >= FEWEST_SAMPLES && tools.now() - begun > MOST) break;
    for (const [i, racer] of racers.entries()) {
      tools.onProgress((round + i / racers.length) / ROUNDS, `${round + 1} / ${ROUNDS}: ${racer.name}`);
      racer.takeSample();
    }
  }
  return racers.map((racer) => racer.result());
}

class Racer {
  readonly name: string;
  readonly #run: () => bigint | Uint8Array;
  readonly #now: () => number;
  readonly #differs: number | undefined;
  readonly #step: number;
  readonly #samples: Sample[] = [];
  #calls = 1;

  constructor({ name, run }: Contestant, contest: Contest, now: () => number, step: number) {
    this.name = name;
    this.#now = now;
    this.#step = step;
    const [first] = contest.cases as readonly (readonly never[])[];
    this.#run = () => run(...first);
    const [{ run: engine }] = contest.contestants;
    this.#differs = contest.cases
      .map((inputs) => differenceOf(run(...(inputs as readonly never[])), engine(...(inputs as readonly never[]))))
      .find((at) => at !== undefined);
  }

  /** The first one finds out how many calls a sample needs, and lets the compiler warm up; it is not kept. */
  takeSample(): void {
    if (this.#samples.length === 0) this.#timedEnough();
    const time = this.#timedEnough();
    this.#samples.push({ time: time / this.#calls, error: this.#step / this.#calls });
  }

  /** The calls double until they take long enough. Each sample is checked: other work of the machine may have made the one before long. */
  #timedEnough(): number {
    while (true) {
      const time = this.#timed();
      if (time >= Math.max(SAMPLE, SAMPLE_STEPS * this.#step) || this.#calls >= MOST_CALLS) return time;
      this.#calls *= 2;
    }
  }

  #timed(): number {
    const begun = this.#now();
    for (let i = 0; i < this.#calls; i++) SINK.last = this.#run();
    return this.#now() - begun;
  }

  result(): Measured {
    return { name: this.name, differs: this.#differs, timing: timingOf(this.#samples) };
  }
}

/** Results are stored here, so that the compiler does not optimize their computation away. */
const SINK: { last: unknown } = { last: undefined };

function differenceOf(got: bigint | Uint8Array, expected: bigint | Uint8Array): number | undefined {
  const length = expected instanceof Uint8Array ? 0 : Math.ceil(expected.toString(16).length / 2);
  return firstDifference(bytesOf(got, length), bytesOf(expected, length));
}

/** An integer with its leading zeros, or in full if it is longer. */
function bytesOf(value: bigint | Uint8Array, length: number): Uint8Array {
  return value instanceof Uint8Array ? value : i2osp(value, Math.max(length, Math.ceil(value.toString(16).length / 2)));
}

export interface CasesInput {
  readonly subject: SubjectName;
  readonly settings: SettingTexts;
}

/** The inputs of the reader's own function, and the expected results. */
export interface CasesOutcome {
  readonly cases: readonly (readonly Input[])[];
  /** Integers as bytes, the most significant first. */
  readonly expected: readonly Uint8Array[];
  /** Whether results are integers. */
  readonly areIntegers: boolean;
  readonly bytes: number | undefined;
}

/** The expected results come from the reference implementation, or from the engine if there is none. @throws UsageError for a
 * setting out of its bounds. */
export function casesJob({ subject, settings }: CasesInput): CasesOutcome {
  const { cases, contestants, bytes } = contestOf(subject, settings);
  const { run } = contestants.find(({ name }) => name === 'reference') ?? contestants[0];
  const results = cases.map((inputs) => run(...(inputs as readonly never[])));
  return {
    ...{ cases, bytes, expected: results.map((result) => bytesOf(result, 1)) },
    areIntegers: typeof results[0] === 'bigint',
  };
}
