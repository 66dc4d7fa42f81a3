import type { Check } from '../x509/index.ts';
import { type Context, printable } from './context.ts';

/** A heading for each certificate, and a line for each check of it. */
export function checkLines(checks: readonly Check[], context: Context): string[] {
  const lines: string[] = [];
  let depth = -1;
  for (const check of checks) {
    if (check.depth !== depth) {
      depth = check.depth;
      lines.push(context.paint('bold', printable(`depth ${depth}: ${check.subject || '(no subject)'}`)));
    }
    const mark = context.paint(STYLE[check.outcome], check.outcome.padEnd(4));
    lines.push(`  ${mark}  ${check.code}: ${printable(inOptions(check.detail))} (${check.rule})`);
    if (check.advice !== undefined) lines.push(`        ${WHO[check.advice.who]}: ${inOptions(check.advice.what)}`);
  }
  return lines;
}
/** Only the failures, each with its position in the path and with who can fix it. They are repeated at the end, where the full
 * list has scrolled away. */
export const failureLines = (checks: readonly Check[]): string[] =>
  checks.flatMap(({ outcome, depth, subject, code, detail, advice }) => {
    if (outcome !== 'fail') return [];
    const line = printable(`error at depth ${depth}, ${subject || '(no subject)'}: ${code}: ${inOptions(detail)}`);
    return advice === undefined ? [line] : [line, `  ${WHO[advice.who]}: ${inOptions(advice.what)}`];
  });

/** Replaces the library's option names in a text by those of the command line. */
const inOptions = (text: string): string =>
  text
    .replace('limits.depth', '-verify_depth')
    .replace('name the extension in `understood`', 'pass -ignore_critical')
    .replace('switch extended lists on', 'pass -extended_crl')
    .replace(/limits\.(signatures|paths|comparisons)/, 'limits.$1 of the library (no command has an option for it)');

/** Who can fix a failure. */
const WHO = {
  CA: 'The CA can fix it',
  holder: 'The holder can fix it',
  verifier: 'The verifier can fix it',
} as const;
const STYLE = { pass: 'green', fail: 'red', note: 'yellow' } as const;
