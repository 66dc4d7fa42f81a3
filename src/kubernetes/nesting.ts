/** The nesting depth of a document, counted before it is parsed: parsers recurse for each level, and the stack is limited. */
import type * as yaml from 'yaml';

/** Maximum nesting of collections, in files and in what a peer sends. Kubernetes' own objects have less than thirty, JSON schemas in them not
 * many more. `JSON.parse` itself takes any depth; whatever walks or writes the value then recurses. */
export const MAX_NESTING = 100;

/** What JSON may have: collections in one another, and values in all. */
export interface JsonBounds {
  readonly depth: number;
  readonly values: number;
}

/** Counts JSON by its text alone, before it is parsed. Each comma and each opening bracket outside of strings counts as a value: a collection
 * has no more of them. Text that is not JSON gives any result.
 * @returns `excess`: what there is too much of, where the count ended; undefined if nothing is. */
export function countJson(
  text: string,
  { depth, values }: JsonBounds,
): { readonly values: number; readonly excess?: keyof JsonBounds } {
  let [open, count] = [0, 1];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfString(text, i);
    else if (code === CLOSE_LIST || code === CLOSE_MAP) open--;
    else if (code === OPEN_LIST || code === OPEN_MAP || code === COMMA) {
      if (++count > values) return { values: count, excess: 'values' };
      if (code !== COMMA && ++open > depth) return { values: count, excess: 'depth' };
    }
  }
  return { values: count };
}
const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x5b, 0x5d, 0x7b, 0x7d];

/** The offset of the quote that ends the string; the text's length if there is none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}

/** Whether JSON has more than `limit` brackets open at once; brackets inside strings do not count. */
export const jsonNestsDeeper = (text: string, limit: number): boolean =>
  countJson(text, { depth: limit, values: Number.POSITIVE_INFINITY }).excess !== undefined;

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

/** Whether a value nests deeper than `limit` collections. Every collection in it is visited once, without recursion. */
export function valueNestsDeeper(value: unknown, limit: number): boolean {
  let level: readonly object[] = isCollection(value) ? [value] : [];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= limit) return true;
    level = level.flatMap((each) => Object.values(each).filter(isCollection));
  }
  return false;
}

const isCollection = (value: unknown): value is object => typeof value === 'object' && value !== null;
