import type { Random } from '../../src/bytes/index.ts';
import { median, quantile } from '../harness/statistics.ts';

/** A median, and between what bounds it lies with a confidence of 95 %. */
export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

const RESAMPLES = 2000;

/** By the bootstrap: the median of as many values drawn from the sample with replacement, many times over; of these medians, the 2.5th
 * and the 97.5th percentile. @throws RangeError for none. */
export function medianInterval(values: readonly number[], random: Random): Interval {
  if (values.length === 0) throw new RangeError('no values');
  const ascending = (all: readonly number[]): number[] => all.toSorted((a, b) => a - b);
  const medians = Array.from({ length: RESAMPLES }, () => {
    const draws = new Uint32Array(random.bytes(4 * values.length).buffer);
    return median(ascending(Array.from(draws, (draw) => values[Math.floor((draw / 2 ** 32) * values.length)])));
  });
  const sorted = ascending(medians);
  const bounds = { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
  return { median: median(ascending(values)), ...bounds, count: values.length };
}
