/** Statistics of measured times. */

/** The time of one call in milliseconds, from samples. */
export interface Timing {
  readonly median: number;
  /** The 95 % confidence interval of the median, if the samples are independent. */
  readonly low: number;
  readonly high: number;
  readonly samples: number;
}

/** @param samples - time of one call each, in milliseconds; at least one sample. */
export function timingOf(samples: readonly number[]): Timing {
  const sorted = [...samples].sort((a, b) => a - b);
  const count = sorted.length;
  const middle = count >> 1;
  const median = count % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  // The ranks of a binomial distribution with p = 1/2, by the normal distribution: count/2 ± 1.96 · √count/2.
  const reach = 0.98 * Math.sqrt(count);
  const [low, high] = [Math.floor(count / 2 - reach), Math.ceil(count / 2 + reach)];
  return { median, low: sorted[Math.max(0, low)], high: sorted[Math.min(count - 1, high)], samples: count };
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
