/** The nesting depth of a document, counted before it is parsed: parsers recurse for each level, and the stack is limited. */
import type * as yaml from 'yaml';

/** Whether JSON has more than `limit` brackets open at once; brackets inside strings do not count. */
export function jsonNestsDeeper(text: string, limit: number): boolean {
  let [depth, isText] = [0, false];
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') isText = !isText;
    else if (isText && char === '\\') i++;
    else if (!isText && (char === ']' || char === '}')) depth--;
    else if (!isText && (char === '[' || char === '{') && ++depth > limit) return true;
  }
  return false;
}

/** An open collection: its column, and the token that began it. */
interface Open {
  readonly column: number;
  readonly by: string;
}

const INDICATORS: readonly string[] = ['explicit-key-ind', 'map-value-ind', 'seq-item-ind'];
const ENDS: ReadonlyMap<string, string> = new Map([
  ['flow-map-end', 'flow-map-start'],
  ['flow-seq-end', 'flow-seq-start'],
]);
const BLANKS: readonly string[] = ['comment', 'newline', 'space'];
/** The lexer's zero-width tokens. */
const MARKS: readonly string[] = ['doc-mode', 'flow-error-end', 'scalar'];

/** Whether YAML nests deeper than `limit`, by its tokens alone (YAML 1.2.2 §7.4, §8.2). A collection is inside another in three cases:
 *
 * - It begins within the other's brackets: `[[a]]` is two deep.
 * - It begins further to the right, on the same line (`- - a`) or on a later one (`a:`, and below it `  b: c`).
 * - It is the sequence of a key, in the key's own column: `a:`, and below it `- b`.
 *
 * A key in brackets counts as one more level, although it adds none: `{a: b}` counts as two deep. For malformed texts, the parser may
 * build up to twice the counted depth.
 * @param tokens - of the lexer of the package `yaml`. @param typeOf - its `CST.tokenType`. */
export function yamlNestsDeeper(tokens: Iterable<string>, typeOf: typeof yaml.CST.tokenType, limit: number): boolean {
  const open: Open[] = [];
  let [column, isLineStart] = [0, true];
  /** The column of the line's first node after indicators. It may be a key, whose column then applies to all collections that begin after
   * it on the line. */
  let node: number | undefined;
  for (const token of tokens) {
    const type = typeOf(token) ?? 'text';
    if (MARKS.includes(type)) continue;
    if (!BLANKS.includes(type)) {
      if (isLineStart) leave(open, column, type);
      isLineStart = false;
      if (INDICATORS.includes(type)) {
        open.push({ column: node ?? column, by: type });
        if (type === 'map-value-ind') node ??= column;
      } else {
        node ??= column;
        if (type.endsWith('-start') && type.startsWith('flow-')) open.push({ column, by: type });
        else if (type === 'comma') leaveEntry(open);
        else if (ENDS.has(type)) leaveBrackets(open, ENDS.get(type)!);
      }
      if (open.length > limit) return true;
    }
    const lineEnd = token.lastIndexOf('\n');
    if (lineEnd >= 0) [isLineStart, node] = [true, undefined];
    column = lineEnd < 0 ? column + token.length : token.length - lineEnd - 1;
  }
  return false;
}

const isBracket = ({ by }: Open): boolean => by.startsWith('flow-');

/** A line that begins in this column closes the collections that began further to the right, and continues those that began in it. Inside
 * brackets, columns have no meaning. */
function leave(open: Open[], column: number, type: string): void {
  if (open.some(isBracket)) return;
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    const holds = last.column === column && type === 'seq-item-ind' && last.by === 'map-value-ind';
    if (last.column < column || holds) return;
    open.pop();
  }
}

/** A comma ends an entry of the innermost brackets, and so its key. A dash is not an indicator there; text that follows one is
 * malformed. */
function leaveEntry(open: Open[]): void {
  if (!open.some(isBracket)) return;
  open.length = open.findLastIndex((each) => isBracket(each) || each.by === 'seq-item-ind') + 1;
}

/** A closing bracket that does not match is ignored. */
function leaveBrackets(open: Open[], start: string): void {
  const last = open.findLastIndex((each) => isBracket(each) || each.by === 'seq-item-ind');
  if (last >= 0 && open[last].by === start) open.length = last;
}
