/** Telling candidates apart by how much work a question makes, when each observation has noise. */
import type { Random } from '../bytes/index.ts';

/** Normally distributed numbers with mean 0 and deviation 1, by the sum of twelve uniform ones. */
export function normalNoise(random: Random): () => number {
  let pool = random.bytes(0);
  let at = 0;
  return () => {
    if (at + 24 > pool.length) {
      pool = random.bytes(24 * 512);
      at = 0;
    }
    let sum = -6;
    for (let i = 0; i < 12; i++, at += 2) sum += (pool[at] * 256 + pool[at + 1]) / 65_536;
    return sum;
  };
}

/** Finds the candidate whose observations have the lowest mean: asks about all, drops the worse half, asks about the rest again, and so on. Yields the number that
 * is left, after each round, and on the way through a long one.
 * @param observe - one noisy observation of a candidate.
 * @returns the candidate that is left; undefined where it does not lie below the mean of the others by `margin`. */
export function* leastOf(
  candidates: readonly number[],
  observe: (candidate: number) => number,
  margin: number,
): Generator<number, number | undefined, void> {
  const sums = new Map(candidates.map((candidate) => [candidate, 0]));
  let left = [...candidates];
  for (let rounds = 1; left.length > 1; rounds++) {
    for (const [i, candidate] of left.entries()) {
      if (i > 0 && i % LONG === 0) yield left.length;
      sums.set(candidate, sums.get(candidate)! + observe(candidate));
    }
    const mean = (candidate: number): number => sums.get(candidate)! / rounds;
    left = left.toSorted((a, b) => mean(a) - mean(b)).slice(0, Math.ceil(left.length / 2));
    yield left.length;
  }
  return stands(left[0], candidates, observe, margin) ? left[0] : undefined;
}

/** Observations between two reports. */
const LONG = 2048;
/** Observations of the candidate that is left, in the final check; each is paired with one of another candidate. */
const CONFIRMATIONS = 48;

function stands(
  found: number,
  candidates: readonly number[],
  observe: (candidate: number) => number,
  margin: number,
): boolean {
  let difference = 0;
  for (let i = 0; i < CONFIRMATIONS; i++) {
    const other = candidates[(candidates.indexOf(found) + 1 + i) % candidates.length];
    difference += observe(other) - observe(found);
  }
  return difference / CONFIRMATIONS > margin;
}

/** The times of two kinds of questions, `slow` and `fast`, and of a control: `slow` once more. */
export interface Measurement {
  /** Milliseconds by which the median of `slow` exceeds that of `fast`. */
  readonly difference: number;
  /** The same between `slow` and the control: the noise of the measurement. */
  readonly control: number;
  readonly seen: boolean;
}

/** Times `slow`, `fast`, and `slow` again as a control, in rotating order. @param rounds - timings of each; a timing is the mean of many calls. */
export function measured(
  clock: () => number,
  { slow, fast }: { readonly slow: () => void; readonly fast: () => void },
  rounds: number,
): Measurement {
  const kinds = [slow, fast, slow];
  const times: number[][] = [[], [], []];
  const REPEATS = 50;
  for (let round = 0; round < rounds; round++) {
    kinds.forEach((_, i) => {
      const which = (i + round) % 3;
      const start = clock();
      for (let n = 0; n < REPEATS; n++) kinds[which]();
      times[which].push((clock() - start) / REPEATS);
    });
  }
  const [a, b, c] = times.map((list) => list.toSorted((x, y) => x - y)[list.length >> 1]);
  return { difference: a - b, control: a - c, seen: a - b > 3 * Math.abs(a - c) };
}
