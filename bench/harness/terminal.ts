/** A report for the person who waits for it. */
import { groupsOfReport, timesOurs } from './groups.ts';
import type { Report } from './report.ts';
import { duration, ratio, throughput } from './units.ts';

const HEADINGS = ['', 'least', 'median', 'p99', 'rme', 'samples', '', 'to ours'];

function lines(report: Report): string[][] {
  return groupsOfReport(report).flatMap((group) => [
    [group.row],
    ...group.entries.map((entry) => {
      const times = timesOurs(group, entry);
      const times_ns = [entry.least_ns, entry.median_ns, entry.p99_ns].map(duration);
      const figures = [...times_ns, `${entry.rme.toFixed(1)} %`];
      const comparison = times === undefined || entry === group.ours ? '' : ratio(times);
      const rate = throughput(entry.row, entry.median_ns);
      return [`  ${entry.implementation} ${entry.version}`, ...figures, String(entry.samples), rate, comparison];
    }),
  ]);
}

/** One line for the machine and the commit. */
export function describe({ machine, node, commit, date }: Omit<Report, 'rows'>): string {
  const { cpu, cores, memory_bytes } = machine;
  const memory = `${Math.round(memory_bytes / 2 ** 30)} GiB`;
  const [revision, ...dirty] = commit.split('-');
  const short = [revision.slice(0, 10), ...dirty].join('-');
  return `${cpu}, ${cores} cores, ${memory}; Node ${node}; commit ${short}; ${date.slice(0, 10)}`;
}

/** Prints all rows, in columns. */
export function printReport(report: Report): void {
  const all = [HEADINGS, ...lines(report)];
  // A row's own line has one column, and may be as long as it likes.
  const widths = HEADINGS.map((_, i) =>
    Math.max(...all.filter((line) => line.length > 1).map((line) => line[i].length)),
  );
  for (const line of all) {
    const [name, ...figures] = line.map((text, i) => (i === 0 ? text.padEnd(widths[0]) : text.padStart(widths[i] + 2)));
    console.log(`${name}${figures.join('')}`.trimEnd());
  }
  console.log(describe(report));
}
