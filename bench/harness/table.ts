/** Markdown tables of a report. */
import { type Group, groupsOfReport, OURS, timesOurs } from './groups.ts';
import type { Aim, Headline } from './headline.ts';
import type { Report, ReportRow } from './report.ts';
import { describe } from './terminal.ts';
import { duration, ratio, throughput } from './units.ts';

const line = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const isNative = ({ implementation }: ReportRow): boolean => implementation.startsWith('node:');

/** `12.3 ms (3.4 ×)`: what it takes, and how many times as long as ours that is. */
function compared(entry: ReportRow, ours: ReportRow): string {
  return `${duration(entry.median_ns)} (${ratio(entry.median_ns / ours.median_ns)})`;
}

/** The status of an aim: what was to be, and what this run says. By the least samples, which other work of the machine disturbs least. Where
 * both rows are ours, they are given, since the table shows medians. */
export function aimText(report: Report, headline: Headline, aim: Aim): string {
  const row = aim.row ?? headline.row;
  const find = (name: string, implementation: string) =>
    report.rows.find((each) => each.row === name && each.implementation === implementation);
  const [ours, theirs] = [find(headline.row, OURS), find(row, aim.against)];
  if (ours === undefined || theirs === undefined) return `${aim.text}: not measured`;
  const reached = theirs.least_ns / ours.least_ns;
  const samples = aim.against === OURS ? `${duration(theirs.least_ns)} / ${duration(ours.least_ns)} = ` : '';
  return `${aim.text}: ${reached >= aim.atLeast ? 'met' : 'not met'} (${samples}${ratio(reached)})`;
}

function headlineCells(report: Report, headline: Headline): string[] | undefined {
  const ours = report.rows.find((each) => each.row === headline.row && each.implementation === OURS);
  if (ours === undefined) return undefined;
  const shown = report.rows.filter(
    ({ row, implementation }) =>
      implementation !== OURS &&
      (row === headline.row || (row === headline.beside && !implementation.startsWith('node:'))),
  );
  const cell = (entries: readonly ReportRow[], withName: boolean): string =>
    entries
      .toSorted((a, b) => a.median_ns - b.median_ns)
      .map((entry) => `${withName ? `${entry.implementation} ` : ''}${compared(entry, ours)}`)
      .join('<br>');
  const rate = throughput(ours.row, ours.median_ns);
  const natives = shown.filter(isNative);
  return [
    headline.label,
    `${duration(ours.median_ns)}${rate && `, ${rate}`}`,
    cell(
      shown.filter((each) => !isNative(each)),
      true,
    ),
    cell(natives, natives.length > 1),
    headline.aims.map((aim) => aimText(report, headline, aim)).join('<br>'),
  ];
}

/** The README's table. A headline that the report has no row of ours for is left out. */
export function headlineTable(report: Report, headlines: readonly Headline[]): string {
  const rows = headlines.map((headline) => headlineCells(report, headline)).filter((cells) => cells !== undefined);
  return [
    `${describe(report)}. Medians; in brackets, how many times as long as ours. Aims are judged by each implementation's shortest sample, so the factor in the last column differs from the one in brackets.`,
    '',
    line('', 'vitrine', 'other libraries', 'Node', 'aim, and whether this run met it'),
    line(...Array(5).fill('---')),
    ...rows.map((cells) => line(...cells)),
  ].join('\n');
}

function roomCells(group: Group): string[][] {
  return group.entries.map((entry, i) => {
    const times = timesOurs(group, entry);
    return [
      i === 0 ? group.row.replaceAll('/', ' / ') : '',
      `${entry.implementation} ${entry.version}`,
      duration(entry.least_ns),
      [duration(entry.median_ns), throughput(entry.row, entry.median_ns)].filter((text) => text !== '').join(', '),
      duration(entry.p99_ns),
      `${entry.rme.toFixed(1)} %`,
      String(entry.samples),
      times === undefined || entry === group.ours ? '' : ratio(times),
    ];
  });
}

/** All rows of a room. */
export function roomTable(report: Pick<Report, 'rows'>): string {
  return [
    line('', 'implementation', 'least', 'median', 'p99', 'rme', 'samples', 'to ours'),
    line('---', '---', '---:', '---:', '---:', '---:', '---:', '---:'),
    ...groupsOfReport(report)
      .flatMap(roomCells)
      .map((cells) => line(...cells)),
  ].join('\n');
}
