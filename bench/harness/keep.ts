import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceBetween } from './markers.ts';
import { RESULTS, ROOT } from './places.ts';
import { writeWhole } from './report.ts';

/** Keeps what a run measured: `bench/results/NAME.json`, its charts, and the section NAME of bench/README.md. The section is put in
 * its place before anything is written, so that a marker that is missing leaves all files as they were.
 * @param charts - SVG by the name of the file. @throws Error when the README has no such section. */
export function keepSection(
  name: string,
  figures: object,
  section: string,
  charts: Readonly<Record<string, string>> = {},
): void {
  const readme = join(ROOT, 'bench/README.md');
  const document = replaceBetween(readFileSync(readme, 'utf8'), name, section);
  writeWhole(join(RESULTS, `${name}.json`), `${JSON.stringify(figures, undefined, 2)}\n`);
  for (const [file, svg] of Object.entries(charts)) writeWhole(join(RESULTS, file), svg);
  writeWhole(readme, document);
}
