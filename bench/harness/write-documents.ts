/** Makes the tables of README.md and bench/README.md, and a chart a room, from a report. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chart } from './chart.ts';
import { HEADLINES } from './headline.ts';
import { replaceBetween } from './markers.ts';
import { RESULTS, ROOT } from './places.ts';
import type { Report } from './report.ts';
import { roomsOfRows } from './rooms.ts';
import { headlineTable, roomTable } from './table.ts';

function replaceInFile(path: string, bodies: ReadonlyMap<string, string>): void {
  const file = join(ROOT, path);
  let text = readFileSync(file, 'utf8');
  for (const [name, body] of bodies) text = replaceBetween(text, name, body);
  writeFileSync(file, text);
}

/** @throws RangeError when the README files lack a marker, Error for a row that no file in bench/ has. */
export async function writeDocuments(report: Report): Promise<void> {
  const roomOf = await roomsOfRows();
  const strange = report.rows.find(({ row }) => !roomOf.has(row));
  if (strange !== undefined) throw new Error(`no room has the row ${strange.row}: measure again`);
  const sections = new Map<string, string>();
  for (const room of new Set(report.rows.map(({ row }) => roomOf.get(row)!))) {
    const rows = report.rows.filter(({ row }) => roomOf.get(row) === room);
    const picture = chart(`${room}/`, { rows });
    if (picture !== undefined) writeFileSync(join(RESULTS, `${room}.svg`), picture);
    const image = picture === undefined ? [] : [`![${room}/: times as long as vitrine](results/${room}.svg)`, ''];
    const table = ['<details><summary>All rows</summary>', '', roomTable({ rows }), '', '</details>'];
    sections.set(room, [...image, ...table].join('\n'));
  }
  replaceInFile('README.md', new Map([['bench', headlineTable(report, HEADLINES)]]));
  replaceInFile('bench/README.md', sections);
}
