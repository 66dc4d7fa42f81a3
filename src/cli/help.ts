/** Help as text. */
import { acceptedBy } from './accepted-options.ts';
import type { CommandRow, LeafCommand } from './command.ts';

/** The same codes as in `EXIT`. */
const EXIT_CODES =
  'Exit codes: 0 done, 1 negative result, 2 wrong command line, 3 unusable file or content, 4 network error, 70 internal error, 130 interrupted, 141 broken pipe.';

const columns = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.min(28, Math.max(...rows.map(([left]) => left.length)));
  return rows
    .map(([left, right]) =>
      left.length > width ? `  ${left}\n  ${' '.repeat(width)}  ${right}` : `  ${left.padEnd(width)}  ${right}`,
    )
    .join('\n');
};

/** A paragraph in lines of at most 100 columns, except where a word is longer. */
const wrap = (paragraph: string): string => paragraph.replace(/(.{1,100})(?: +|$)/g, '$1\n').trimEnd();

/** `vitrine --help`, or the help of a group. */
export function tableHelp(name: string, rows: readonly CommandRow[]): string {
  const list = columns(rows.map((row) => [row.name, row.summary]));
  const more = `Each has its own help: ${name} ${rows[0].name} -help. Options may begin with one dash or two.`;
  return `Usage: ${name} <command> [options]\n\n${list}\n\n${wrap(more)}\n${wrap(EXIT_CODES)}\n`;
}

/** `vitrine genrsa --help`. */
export function commandHelp(
  name: string,
  summary: string,
  { options, operands, notes = [], notBuilt }: LeafCommand,
): string {
  const rows = Object.entries(options).map(
    ([option, { value, many, help }]) =>
      [`-${option}${value === undefined ? '' : ` ${value}`}`, many ? `${help} (repeatable)` : help] as const,
  );
  const usage = `Usage: vitrine ${name} [options]${operands === '' ? '' : ` ${operands}`}`;
  const list = columns([...rows, ['-help', 'this text']]);
  const ignored = Object.keys(acceptedBy(name)).filter((option) => !Object.hasOwn(options, option));
  const names = ignored.map((option) => `-${option}`).join(', ');
  const accepted = names === '' ? [] : [`Accepted for compatibility with OpenSSL, and ignored: ${names}.`];
  const refused =
    notBuilt === undefined ? [] : ['Any other option of OpenSSL is refused, with what there is in its place.'];
  const tail = [...notes, ...accepted, ...refused, EXIT_CODES].map((note) => `\n${wrap(note)}\n`).join('');
  return `${usage}\n${summary[0].toUpperCase()}${summary.slice(1)}.\n\n${list}\n${tail}`;
}
