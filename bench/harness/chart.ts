/**
 * One room's chart, as SVG: for each row a bar for everybody who is compared to us, on a logarithmic scale around 1 ×.
 *
 * It has no background, and its colours follow the reader's scheme (GitHub shows it by `<img>`, which asks the browser for it).
 */
import { type Group, groupsOfReport, timesOurs } from './groups.ts';
import type { Report } from './report.ts';
import { duration, ratio } from './units.ts';

const WIDTH = 860;
/** Where names end and bars may begin. */
const LEFT = 190;
/** Where bars end and figures may begin: beside the longest bar. */
const RIGHT = WIDTH - 170;
const BAR = 16;
const GAP = 14;
const HEAD = 64;

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.title { font-size: 15px; font-weight: 600; }
.row { font-weight: 600; }
.quiet { fill: #59636e; }
.grid { stroke: #d1d9e0; }
.one { stroke: #1f2328; }
.slower { fill: #0969da; }
.faster { fill: #bf6a02; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.quiet { fill: #9198a1; }
.grid { stroke: #3d444d; }
.one { stroke: #e6edf3; }
.slower { fill: #4493f8; }
.faster { fill: #db8b3a; }
}`;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const number = (value: number): string => String(Math.round(value * 10) / 10);
const text = (x: number, y: number, kind: string, content: string, anchor = 'start'): string =>
  `<text x="${number(x)}" y="${number(y)}" class="${kind}" text-anchor="${anchor}">${escapeXml(content)}</text>`;

/** Decades that hold every ratio, and 1 ×. */
function decades(ratios: readonly number[]): [number, number] {
  const logs = ratios.map((each) => Math.log10(each));
  return [Math.floor(Math.min(0, ...logs)), Math.max(1, Math.ceil(Math.max(...logs)))];
}

/** What is compared in a row: everybody but us. */
const others = (group: Group) => group.entries.filter((entry) => entry !== group.ours);

function groupMarks(group: Group, top: number, x: (times: number) => number): string[] {
  const name = `${group.row.replaceAll('/', ' / ')}: vitrine ${duration(group.ours!.median_ns)}`;
  return [
    text(0, top + BAR - 4, 'row', name),
    ...others(group).flatMap((entry, i) => {
      const times = timesOurs(group, entry)!;
      const y = top + BAR * (i + 1);
      const [from, to] = [Math.min(x(1), x(times)), Math.max(x(1), x(times))];
      const bar = `x="${number(from)}" y="${y + 3}" width="${number(Math.max(1, to - from))}" height="${BAR - 5}"`;
      return [
        text(LEFT - 8, y + BAR - 4, 'quiet', entry.implementation, 'end'),
        `<rect ${bar} class="${times >= 1 ? 'slower' : 'faster'}"/>`,
        text(to + 6, y + BAR - 4, 'figure', `${ratio(times)}, ${duration(entry.median_ns)}`),
      ];
    }),
  ];
}

/** The powers of ten from the first to the last. */
const powers = ([low, high]: [number, number]): number[] => Array.from({ length: high - low + 1 }, (_, i) => low + i);

/** Lines at 0.1 ×, 1 ×, 10 ×…, beside the bars of one row. */
const gridMarks = (range: [number, number], top: number, bottom: number, x: (times: number) => number): string[] =>
  powers(range).map((power) => {
    const at = number(x(10 ** power));
    return `<line x1="${at}" y1="${top}" x2="${at}" y2="${bottom}" class="${power === 0 ? 'one' : 'grid'}"/>`;
  });

/**
 * @param title - the chart's heading.
 * @param report - the rows of a room. Those that nobody is compared in, or that are not ours, are left out.
 * @returns an SVG document, or undefined when no row is left.
 */
export function chart(title: string, report: Pick<Report, 'rows'>): string | undefined {
  const groups = groupsOfReport(report).filter((group) => group.ours !== undefined && others(group).length > 0);
  if (groups.length === 0) return undefined;
  const range = decades(groups.flatMap((group) => others(group).map((entry) => timesOurs(group, entry)!)));
  const x = (times: number): number => LEFT + ((Math.log10(times) - range[0]) / (range[1] - range[0])) * (RIGHT - LEFT);
  let top = HEAD;
  const marks = powers(range).map((power) => text(x(10 ** power), HEAD - 8, 'quiet', `${10 ** power} ×`, 'middle'));
  for (const group of groups) {
    const bottom = top + BAR * group.entries.length;
    marks.push(...gridMarks(range, top + BAR + 1, bottom, x), ...groupMarks(group, top, x));
    top = bottom + GAP;
  }
  const caption = `${title}: times as long as vitrine, logarithmic`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" role="img">`,
    `<title>${escapeXml(caption)}</title>`,
    `<style>${STYLE}\n</style>`,
    text(0, 16, 'title', title),
    text(0, 34, 'quiet', 'how many times as long as vitrine it takes: to the right of 1 × slower, to the left faster'),
    ...marks,
    '</svg>\n',
  ].join('\n');
}
