/** A report as text for people, and the files that are kept with it. */
import { printable } from '../context.ts';
import { type Disagreement, groupOf, type Report, type VerifierCount } from './report.ts';

function countText({ name, version, missing, asked, agreed, none, noAnswer }: VerifierCount): string {
  if (missing !== undefined) return `${name}: not asked: ${missing}`;
  const silent = noAnswer === undefined ? '' : `; ${none} without an answer (first: ${noAnswer.reason})`;
  return `${name} (${version}): asked ${asked}, agreed ${agreed}${silent}`;
}

const HEADINGS = ['verifier', 'chain', 'chains', 'we', 'they', 'the rule', 'why refused'];
const WIDEST = 60;

const rowOf = ({ verifier, kind, chains, weTake, rule, reason }: Disagreement): string[] => [
  verifier,
  kind,
  `${chains}`,
  weTake ? 'take' : 'refuse',
  weTake ? 'refuse' : 'take',
  rule,
  reason,
];

/** A table whose columns are as wide as their content; the last one is not padded. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = HEADINGS.map((_, column) => Math.min(WIDEST, Math.max(...rows.map((row) => row[column].length))));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]))).join('  ');
  return rows.map((row) => `${line(row)}\n`).join('');
}

/** The counts, then a table of the disagreements. */
export function reportText({ verifiers, disagreements, settings, shards }: Report): string {
  const { seed, runs, time, profile } = settings;
  const shown = shards.of === 1 ? '' : `, shard ${shards.done.join(', ')} of ${shards.of}`;
  const head = `${runs} chains of seed ${seed}, valid at ${time}, profile ${profile}${shown}\n`;
  const counts = verifiers.map((one) => `${printable(countText(one))}\n`).join('');
  if (disagreements.length === 0) return `${head}${counts}no disagreement\n`;
  const rows = disagreements.map((one) => rowOf(one).map(printable));
  return `${head}${counts}\n${table([HEADINGS, ...rows])}`;
}

/** The files of a report by their paths: the report itself, and a folder for each disagreement. */
export function reportFiles(report: Report): Readonly<Record<string, string>> {
  const files: Record<string, string> = { 'report.json': `${JSON.stringify(report, null, 1)}\n` };
  const { seed, runs, time, profile, attempts } = report.settings;
  for (const one of report.disagreements) {
    const folder = groupOf(one);
    for (const [name, text] of Object.entries(one.example.files)) files[`${folder}/${name}`] = text;
    const again = `vitrine differ -against ${one.verifier} -profile ${profile} -seed ${seed} -runs ${runs} -attime ${time} -shrink ${attempts} -only ${one.first}`;
    files[`${folder}/again`] = `# in this folder\n${one.example.command}\n# drawn and made small again\n${again}\n`;
  }
  return files;
}
