import type { Table } from '../../document/exhibit.ts';
import { shownRows } from '../../document/table-rows.ts';
import { counted, MOST_ROWS, rowsLeftOut } from '../../document/value-text.ts';
import { visible } from '../../document/visible.ts';
import { HIDDEN, type Page, titled } from './page.ts';
import { pad, width, wrap } from './wrap.ts';

/** Rows of a `brief` table. */
const BRIEF = 16;
/** Columns are not made narrower than this. */
const LEAST = 20;

/** The lines of a listing as they are; columns side by side if they fit, with wrapped cells if necessary; otherwise a block of lines for each row. */
export function tableLines(table: Table, page: Page): string[] {
  const title = titled(table.title, table.rule, page);
  if (table.secret && !page.showSecrets) return [...title, `  ${HIDDEN}: ${counted(table.rows.length, 'row')}`];
  if (table.listing) return [...title, ...table.rows.map((row) => `  ${row.map(visible).join(' ')}`)];
  const columns = table.columns.map(visible);
  const rows = shownRows(table, table.brief === undefined ? MOST_ROWS : BRIEF).map(({ cells }) => cells.map(visible));
  const more = table.brief === undefined ? rowsLeftOut(table.rows.length) : undefined;
  const end = more === undefined ? [] : [`  ${more}`];
  const widths = fitted(naturalWidths([columns, ...rows]), page.columns - 2);
  if (widths === undefined) return [...title, ...rows.flatMap((row) => block(columns, row, page)), ...end];
  const header = rowLines(columns, widths).map((line) => page.paint('dim', line));
  return [...title, ...header, ...rows.flatMap((row) => rowLines(row, widths)), ...end];
}

const naturalWidths = (rows: readonly (readonly string[])[]): number[] =>
  rows[0].map((_, i) => rows.reduce((widest, row) => Math.max(widest, width(row[i])), 0));

/** Widths that fit, reducing the widest columns; undefined if that is not enough. */
function fitted(natural: readonly number[], room: number): number[] | undefined {
  const gaps = natural.length - 1;
  const widths = [...natural];
  for (let excess = widths.reduce((a, b) => a + b, gaps) - room; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest] <= LEAST) return undefined;
    widths[widest]--;
  }
  return widths;
}

function rowLines(cells: readonly string[], widths: readonly number[]): string[] {
  const wrapped = cells.map((cell, i) => wrap(cell, Math.max(1, widths[i])));
  const height = Math.max(...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) =>
    `  ${wrapped.map((lines, i) => pad(lines[at] ?? '', widths[i])).join(' ')}`.trimEnd(),
  );
}

/** A row that is too wide: its first cell, followed by the others with their names. */
function block(columns: readonly string[], row: readonly string[], page: Page): string[] {
  const cells = columns.map((column, i) => `${column}: ${row[i]}`);
  return cells.flatMap((cell, i) => wrap(cell, page.columns - 6).map((line) => `${i === 0 ? '  ' : '    '}${line}`));
}
