/** Makes the tables of README.md and bench/README.md, and a chart a room, from a report. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chart } from './chart.ts';
import { HEADLINES } from './headline.ts';
import { replaceBetween } from './markers.ts';
import { RESULTS, ROOT } from './places.ts';
import { messageOf, type Report, writeWhole } from './report.ts';
import { roomsOfRows } from './rooms.ts';
import { headlineTable, roomTable } from './table.ts';

/** The text of a file with other bodies between its markers. */
function replacedIn(file: string, bodies: ReadonlyMap<string, string>): string {
  let text = readFileSync(file, 'utf8');
  try {
    for (const [name, body] of bodies) text = replaceBetween(text, name, body);
  } catch (cause) {
    throw new Error(`${file}: ${messageOf(cause)}`, { cause });
  }
  return text;
}

/**
 * Writes all documents or, when there is something wrong with any of them, none.
 * @throws Error when the README files lack a marker, and for a row that no file in bench/ has.
 */
export async function writeDocuments(report: Report): Promise<void> {
  const roomOf = await roomsOfRows();
  const strange = report.rows.find(({ row }) => !roomOf.has(row));
  if (strange !== undefined) throw new Error(`no room has the row ${strange.row}: measure again`);
  const documents = new Map<string, string>();
  const sections = new Map<string, string>();
  for (const room of new Set(report.rows.map(({ row }) => roomOf.get(row)!))) {
    const rows = report.rows.filter(({ row }) => roomOf.get(row) === room);
    const picture = chart(`${room}/`, { rows });
    if (picture !== undefined) documents.set(join(RESULTS, `${room}.svg`), picture);
    const image = picture === undefined ? [] : [`![${room}/: times as long as vitrine](results/${room}.svg)`, ''];
    const table = ['<details><summary>All rows</summary>', '', roomTable({ rows }), '', '</details>'];
    sections.set(room, [...image, ...table].join('\n'));
  }
  const [readme, ofRooms] = [join(ROOT, 'README.md'), join(ROOT, 'bench/README.md')];
  documents.set(readme, replacedIn(readme, new Map([['bench', headlineTable(report, HEADLINES)]])));
  documents.set(ofRooms, replacedIn(ofRooms, sections));
  for (const [file, text] of documents) writeWhole(file, text);
}
