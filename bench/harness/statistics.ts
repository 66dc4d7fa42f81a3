/** The statistics of a row, from its samples alone. */

export interface Summary {
  /** The least sample: what the code takes when nothing else disturbs it. */
  readonly least: number;
  readonly median: number;
  /** The 99th percentile, by nearest rank: the greatest sample when there are fewer than 100. */
  readonly p99: number;
  /** Relative margin of error of the mean, in percent, at 95 %, by Student's t as if samples were independent; 0 for a single sample. */
  readonly rme: number;
  /** How many samples. */
  readonly count: number;
}

/** 97.5th percentile of the standard normal distribution. */
const Z = 1.96;

/** The 97.5th percentile of Student's t distribution, which is far more where samples are few: from three degrees of freedom on by a series (Abramowitz and
 * Stegun 26.7.5) that is right to one percent. */
export function studentT(freedom: number): number {
  if (freedom <= 2) return freedom === 1 ? 12.706 : 4.303;
  const g1 = (Z ** 3 + Z) / 4;
  const g2 = (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96;
  const g3 = (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384;
  return Z + g1 / freedom + g2 / freedom ** 2 + g3 / freedom ** 3;
}

/** @returns the value that `fraction` of `sorted` does not exceed, by nearest rank. `sorted` ascends and is not empty. */
export function quantile(sorted: readonly number[], fraction: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(fraction * sorted.length) - 1))];
}

/** @returns the middle of `sorted`, or the mean of its middle two. `sorted` ascends and is not empty. */
export function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * @param samples - in any order and any unit, which the summary keeps.
 * @throws RangeError when there are none.
 */
export function summarise(samples: readonly number[]): Summary {
  const count = samples.length;
  if (count === 0) throw new RangeError('no samples');
  const sorted = samples.toSorted((a, b) => a - b);
  const mean = sorted.reduce((sum, each) => sum + each, 0) / count;
  const variance = count === 1 ? 0 : sorted.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (count - 1);
  const rme = count === 1 ? 0 : (100 * studentT(count - 1) * Math.sqrt(variance / count)) / mean;
  return { least: sorted[0], median: median(sorted), p99: quantile(sorted, 0.99), rme: mean === 0 ? 0 : rme, count };
}
