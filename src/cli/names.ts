/** Names of the command line: `-subj`. */
import { type Name, parseOpensslName } from '../x509/index.ts';
import type { Context } from './context.ts';
import { inOption } from './failures.ts';

/** The name of `-subj`. Attributes without a value are left out, as OpenSSL does; a note says which.
 * @throws CliError for an invalid name. */
export async function subjectValue(subj: string, context: Context): Promise<Name> {
  const { text, leftOut } = withoutEmptyAttributes(subj);
  for (const type of leftOut) await context.note(`-subj: no value for ${type}, which is left out`);
  return inOption('-subj', () => parseOpensslName(text));
}

/** One attribute with the separator before it; a backslash escapes the next character. */
const ATTRIBUTE = /([/+])([^=/+\\]*)=((?:[^\\/+]|\\.)*)/sy;

function withoutEmptyAttributes(subj: string): { readonly text: string; readonly leftOut: string[] } {
  const kept: string[] = [];
  const leftOut: string[] = [];
  // A slash at the end begins no attribute.
  const end = subj.endsWith('/') && !subj.endsWith('\\/') && subj.length > 1 ? subj.length - 1 : subj.length;
  let at = 0;
  for (ATTRIBUTE.lastIndex = 0; at < end; at = ATTRIBUTE.lastIndex) {
    const found = ATTRIBUTE.exec(subj);
    // The parser reports what is wrong with the rest.
    if (found === null) return { text: kept.join('') + subj.slice(at), leftOut };
    const [, separator, type, value] = found;
    if (value === '') leftOut.push(type);
    else kept.push(`${kept.length === 0 ? '/' : separator}${type}=${value}`);
  }
  return { text: kept.join('') || '/', leftOut };
}
