import type { Search, SearchMark } from '../../document/exhibit.ts';
import { visible } from '../../document/visible.ts';
import { factsLines } from './facts.ts';
import { HIDDEN, type Page } from './page.ts';
import { pad, wrap } from './wrap.ts';

type Outcome = SearchMark['outcome'];

/** The mark of each outcome, and its meaning. */
const MARKS: Readonly<Record<Outcome, readonly [mark: string, meaning: string]>> = {
  divisor: ['.', 'had a small divisor'],
  'miller-rabin': ['m', 'failed Miller-Rabin'],
  lucas: ['l', 'failed Lucas'],
  other: ['x', 'unsuitable otherwise'],
  found: ['#', 'found'],
};
const PER_LINE = 50;

/** A mark for each number in order, fifty on each line; then the reason for each rejection.
 * For a hidden search only the marks are shown: the fact that a number has some small divisor reveals far less than one bit of
 * the start for each mark. The divisors themselves would reveal the start modulo their product. */
export function searchLines(search: Search, page: Page): string[] {
  const { title, start, marks, secret } = search;
  const shown = secret !== true || page.showSecrets;
  const fact = { label: 'start', value: shown ? start : HIDDEN, rule: '' };
  return [
    ...factsLines({ kind: 'facts', title, rows: [fact] }, page),
    ...tally(marks, page),
    ...picture(marks, page),
    ...(shown ? reasons(marks, page) : []),
  ];
}

function tally(marks: readonly SearchMark[], page: Page): string[] {
  const kinds = (Object.keys(MARKS) as Outcome[]).map((kind) => ({
    kind,
    count: marks.filter(({ outcome }) => outcome === kind).length,
  }));
  const told = kinds.filter(({ count }) => count > 0);
  const text = told.map(({ kind, count }) => `${count} ${MARKS[kind][1]} ( ${MARKS[kind][0]} )`).join(', ');
  return wrap(`${marks.length} numbers: ${text}`, page.columns - 2).map((line) => `  ${line}`);
}

const STYLE = { divisor: 'dim', 'miller-rabin': 'yellow', lucas: 'yellow', other: 'yellow', found: 'green' } as const;

function picture(marks: readonly SearchMark[], page: Page): string[] {
  const lines: string[] = [];
  for (let at = 0; at < marks.length; at += PER_LINE) {
    const drawn = marks
      .slice(at, at + PER_LINE)
      .map(({ outcome }) => page.paint(STYLE[outcome], MARKS[outcome][0]))
      .join('');
    lines.push(`  ${pad(`+${marks[at].offset}`, 8)}${drawn}`);
  }
  return lines;
}

/** The numbers grouped by the reason for their rejection; those with the same prime divisor are together. */
function reasons(marks: readonly SearchMark[], page: Page): string[] {
  const byDetail = new Map<string, number[]>();
  for (const { detail, offset } of marks) byDetail.set(detail, [...(byDetail.get(detail) ?? []), offset]);
  return [...byDetail].flatMap(([detail, offsets]) =>
    wrap(visible(`${detail}: ${offsets.map((offset) => `+${offset}`).join(' ')}`), page.columns - 6).map(
      (line, i) => `${i === 0 ? '  ' : '      '}${line}`,
    ),
  );
}
