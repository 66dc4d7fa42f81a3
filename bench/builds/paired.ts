/** Whether a build became slower: the same row by two builds, compared round by round. */
import { seededRandom } from '../../src/hash/index.ts';
import type { Measured } from '../harness/measure.ts';
import { type Interval, medianInterval } from '../hooks/interval.ts';

/** A row is slower when the whole interval of its ratio lies above this. */
export const SLOWER = 1.03;

/** The ratio new/old of a row: the median over the rounds in which both took part, with its interval at 95 %.
 * @throws RangeError when there is no such round. */
export function pairedRatio(row: string, young: Measured, old: Measured): Interval {
  const ratios = young.rounds.flatMap((time, round) => {
    const other = old.rounds[round];
    return time === undefined || other === undefined ? [] : [time / other];
  });
  return medianInterval(ratios, seededRandom(`bench/builds ${row}`));
}

/** From fewer rounds than this nothing follows. */
const FEWEST = 3;

export const isSlower = ({ low, count }: Interval): boolean => count >= FEWEST && low > SLOWER;
