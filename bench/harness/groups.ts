/** A report's rows as they are shown: ours first, then what is compared to it. */
import type { Report, ReportRow } from './report.ts';

/** The implementation that all others are compared to. */
export const OURS = 'vitrine';

export interface Group {
  readonly row: string;
  /** In the order of the report; ours, if it is there, is first. */
  readonly entries: readonly ReportRow[];
  readonly ours: ReportRow | undefined;
}

/** @returns the groups of a report, in the order in which their first rows come. */
export function groupsOfReport({ rows }: Pick<Report, 'rows'>): Group[] {
  const names = [...new Set(rows.map(({ row }) => row))];
  return names.map((row) => {
    const all = rows.filter((each) => each.row === row);
    const ours = all.find(({ implementation }) => implementation === OURS);
    return { row, ours, entries: ours === undefined ? all : [ours, ...all.filter((each) => each !== ours)] };
  });
}

/** How many times as long as ours `entry` takes, or undefined where we have no such row. */
export const timesOurs = ({ ours }: Group, entry: ReportRow): number | undefined =>
  ours === undefined ? undefined : entry.median_ns / ours.median_ns;
