/** Statistics of measured times. */
import { UsageError } from '../../bytes/index.ts';

/** The time of one call in milliseconds, from samples. */
export interface Timing {
  readonly median: number;
  /** The 95 % confidence interval of the median, if the samples are independent, wider by the step of the clock. */
  readonly low: number;
  readonly high: number;
  readonly samples: number;
}

/** Fewest samples of which a 95 % confidence interval of the median exists: from the least to the greatest of five, it is 93.75 %. */
export const FEWEST_SAMPLES = 6;

/** A sample: some calls, one after the other. */
export interface Sample {
  /** Time of one call, in milliseconds. */
  readonly time: number;
  /** How far the clock may be off in it: its step, divided among the calls. */
  readonly error: number;
}

/** Milliseconds of a sample, far above the step of a page's clock; the steps that it has where the clock is coarser; and the most calls of
 * one: whatever is called, so many are seen by a clock. */
export const SAMPLE = 12;
export const SAMPLE_STEPS = 8;
export const MOST_CALLS = 2 ** 30;

/** The step of a clock in milliseconds: the least that it goes by, of three times. A browser rounds its clock, by default to 0.1 ms. */
export function stepOf(now: () => number): number {
  let step = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const begun = now();
    let time = begun;
    while (time === begun) time = now();
    step = Math.min(step, time - begun);
  }
  return step;
}

/** @param samples - at least `FEWEST_SAMPLES`. @throws UsageError for fewer. */
export function timingOf(samples: readonly Sample[]): Timing {
  const count = samples.length;
  if (count < FEWEST_SAMPLES) throw new UsageError('out-of-range', 'samples', `must be at least ${FEWEST_SAMPLES}`);
  const sorted = samples.map(({ time }) => time).sort((a, b) => a - b);
  const least = samples.map(({ time, error }) => time - error).sort((a, b) => a - b);
  const most = samples.map(({ time, error }) => time + error).sort((a, b) => a - b);
  const middle = count >> 1;
  const median = count % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  const outside = ranksOutside(count);
  return { median, low: least[outside], high: most[count - 1 - outside], samples: count };
}

/** How many samples lie outside the interval on each side. The number of samples below the true median has the binomial distribution with
 * p = 1/2: the interval misses the median on one side with the probability that this number is at most that of the samples outside. */
function ranksOutside(count: number): number {
  let outside = 0;
  let probability = 2 ** -count;
  let sum = probability;
  while (true) {
    probability *= (count - outside) / (outside + 1);
    sum += probability;
    if (sum > 0.025) return outside;
    outside++;
  }
}

/** Those that may be the fastest: the one with the shortest median first, then all whose interval reaches into its own, where the
 * measurement tells no difference. @param rows - at least one. */
export function leadersOf<T extends { readonly timing: Timing }>(rows: readonly T[]): readonly [T, ...T[]] {
  const [first, ...others] = rows.toSorted((a, b) => a.timing.median - b.timing.median);
  return [first, ...others.filter(({ timing }) => timing.low <= first.timing.high)];
}

/** The first offset at which two results differ, also in length; undefined if they are equal. */
export function firstDifference(got: Uint8Array, expected: Uint8Array): number | undefined {
  const at = expected.findIndex((byte, i) => got[i] !== byte);
  if (at !== -1) return at;
  return got.length === expected.length ? undefined : expected.length;
}

/** `1.23 µs`: three digits. */
export function timeText(milliseconds: number): string {
  const units = [
    ['s', 1000],
    ['ms', 1],
    ['µs', 1e-3],
    ['ns', 1e-6],
  ] as const;
  const [unit, size] = units.find(([, one]) => milliseconds >= one) ?? units[3];
  return `${Number((milliseconds / size).toPrecision(3))} ${unit}`;
}

/** `1.2 GB/s`. @param bytes - number of bytes that one call processes. */
export function rateText(milliseconds: number, bytes: number): string {
  const rate = (bytes / milliseconds) * 1000;
  const units = [
    ['GB/s', 1e9],
    ['MB/s', 1e6],
    ['kB/s', 1e3],
  ] as const;
  const [unit, size] = units.find(([, one]) => rate >= one) ?? units[2];
  return `${Number((rate / size).toPrecision(3))} ${unit}`;
}
