/** What the comparison found, as data and as Markdown. */
import { seededRandom } from '../../src/hash/index.ts';
import { measuredOn } from '../growth/measured-on.ts';
import type { Report } from '../harness/report.ts';
import { median } from '../harness/statistics.ts';
import { duration } from '../harness/units.ts';
import type { Comparison } from './compare.ts';
import { type Interval, medianInterval } from './interval.ts';

export interface HookResult {
  readonly name: string;
  /** Nanoseconds with hooks: the median of the processes. */
  readonly time: number;
  /** Time with hooks by time without, a value a process. */
  readonly hooks: Interval;
  /** Time with hooks by time with hooks: what the method makes of no difference. */
  readonly control: Interval;
}

export function resultsOf(comparisons: readonly Comparison[]): HookResult[] {
  const random = seededRandom('bench/hooks');
  return Object.keys(comparisons[0]).map((name) => {
    const times = comparisons.map((comparison) => comparison[name]);
    return {
      name,
      time: median(times.map(({ hooks }) => hooks).sort((a, b) => a - b)),
      hooks: medianInterval(
        // Either of the two copies that have hooks is as good as the other; both together scatter less.
        times.map(({ hooks, again, none }) => (hooks + again) / 2 / none),
        random,
      ),
      control: medianInterval(
        times.map(({ hooks, again }) => again / hooks),
        random,
      ),
    };
  });
}

/** As a difference in percent: `+0.3 % (−0.2 to +0.8)`. */
function percent({ median, low, high }: Interval): string {
  const text = (ratio: number): string => {
    const value = (100 * (ratio - 1)).toFixed(1);
    return value.startsWith('-') ? `−${value.slice(1)}` : `+${value}`;
  };
  return `${text(median)} % (${text(low)} to ${text(high)})`;
}

/** The section of bench/README.md. @param places - hooks that were taken out of the sources. */
export function hooksSection(results: readonly HookResult[], places: number, where: Omit<Report, 'rows'>): string {
  const rows = results.map(
    ({ name, time, hooks, control }) => `| ${name} | ${duration(time)} | ${percent(hooks)} | ${percent(control)} |`,
  );
  return `${measuredOn(where)}

| operation, nobody observes | with hooks | dearer than without hooks | control: than with hooks |
| --- | ---: | ---: | ---: |
${rows.join('\n')}

${places} hooks were taken out of a copy of the sources. ${results[0].hooks.count} processes each timed three copies in turns: with hooks,
without, and with hooks again. A process gives one ratio (of lowest deciles); shown are the median of these, and its 95 % interval
(bootstrap). The control shows how large a difference comes of nothing.`;
}
