/** What a reader sees of a running attack: where it stands, and how it came there. */
import type { Target } from '../../../../lab/index.ts';
import type { Standing } from '../../../work/standing.ts';

export interface Watched {
  readonly last: Standing;
  /** Counts and values of the gauge, in order; where there is one. */
  readonly course: readonly (readonly [count: number, value: number])[];
}
export type Standings = Readonly<Partial<Record<Target, Watched>>>;

/** Points that a course keeps: where it has more, every second one goes. */
const MOST = 400;

/** The standings after one more. */
export function withStanding(before: Standings, last: Standing): Standings {
  const course = before[last.target]?.course ?? [];
  const { gauge, count } = last;
  const longer = gauge === undefined ? course : [...course, [count, gauge.value] as const];
  const thinned = longer.length > MOST ? longer.filter((_, i) => i % 2 === 0 || i === longer.length - 1) : longer;
  return { ...before, [last.target]: { last, course: thinned } };
}

/** The course as a line in a picture of that size: the count to the right, what is still to be found upwards. */
export function courseLine({ course, last }: Watched, width: number, height: number): string {
  const most = Math.max(1, last.count);
  const whole = last.gauge?.whole ?? 1;
  const least = Math.min(...course.map(([, value]) => value), last.gauge?.goal ?? whole);
  const span = Math.max(1e-9, whole - least);
  return course
    .map(([count, value], i) => {
      const [x, y] = [(count / most) * width, (1 - (value - least) / span) * height];
      return `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
