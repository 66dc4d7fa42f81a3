/** Which rows of a table are shown. */
import type { Table } from './exhibit.ts';
import { counted } from './value-text.ts';

/** A row, with its index in the table; undefined for the one that stands for rows left out. */
export interface ShownRow {
  readonly cells: readonly string[];
  readonly index: number | undefined;
}

/** All rows of a table that has few; else the first ones, and of a `brief` table the last ones too, with a row between them that tells
 * how many are left out. @param most - rows that are shown, an even number. */
export function shownRows({ rows, brief, columns }: Table, most: number): readonly ShownRow[] {
  const numbered = rows.map((cells, index) => ({ cells, index }));
  // A row that stands for one row saves nothing.
  if (rows.length <= most + 1) return numbered;
  if (brief === undefined) return numbered.slice(0, most);
  const leftOut = `${counted(rows.length - most, brief.noun)} more`;
  const gap = columns.map((_, i) => (i === brief.column ? leftOut : i === 0 ? '…' : ''));
  return [...numbered.slice(0, most / 2), { cells: gap, index: undefined }, ...numbered.slice(-most / 2)];
}
