/** Text in lines of limited width. A character counts as one column; an East Asian wide one as two, a combining mark as none. */

/** Characters of two columns: wide and fullwidth ones (UAX #11, East_Asian_Width W and F), by their blocks. */
const WIDE =
  '\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6f' +
  '\\uff01-\\uff60\\uffe0-\\uffe6\\u{1f300}-\\u{1f64f}\\u{1f680}-\\u{1f6ff}\\u{1f900}-\\u{1f9ff}\\u{20000}-\\u{3fffd}';
const WIDE_CHARACTERS = new RegExp(`[${WIDE}]`, 'gu');
const COMBINING_MARKS = /[\p{Mn}\p{Me}]/gu;

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** @returns the number of terminal columns of a text. */
export const width = (text: string): number =>
  /[^ -~]/.test(text) ? [...text].length + count(text, WIDE_CHARACTERS) - count(text, COMBINING_MARKS) : text.length;

/** Characters that must not begin a line, and those that must not end one. */
const CLOSING = '，。、；：？！）》」』”’),.;:?!\\]…';
const OPENING = '（《「『“‘(\\[';
/** Unbreakable pieces: a wide character or a run of others, with adjacent punctuation. */
const UNITS = new RegExp(`[${OPENING}]{0,4}(?:[${WIDE}]|[^${WIDE}${OPENING}]+)[${CLOSING}]*|[^]`, 'gu');

/** Lines of at most `columns` columns, broken between words and between wide characters, and inside words longer than a
 * line. White space is one blank. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(/\s+/)) {
    let blank = line === '' ? '' : ' ';
    for (const piece of unitsOf(word).flatMap((unit) => pieces(unit, columns))) {
      const longer = line + blank + piece;
      const fits = width(longer) <= columns;
      if (!fits) lines.push(line);
      line = fits ? longer : piece;
      blank = '';
    }
  }
  return [...lines, line];
}

const isWide = (text: string): boolean => count(text, WIDE_CHARACTERS) > 0;
const unitsOf = (word: string): readonly string[] => (isWide(word) ? (word.match(UNITS) ?? []) : [word]);

/** Splits a word into pieces of at most `columns` columns, or of one character. */
function pieces(word: string, columns: number): string[] {
  if (width(word) <= columns) return [word];
  const cut: string[] = [];
  for (let at = 0; at < word.length; at += cut.at(-1)!.length) {
    const rest = word.slice(at);
    cut.push(beginning(rest, columns) || String.fromCodePoint(rest.codePointAt(0)!));
  }
  return cut;
}

/** As many characters as fit. */
function beginning(text: string, columns: number): string {
  let end = 0;
  let room = columns;
  for (const character of text) {
    room -= width(character);
    if (room < 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** The text, or its beginning and `…` if it is too long. */
export const cutTo = (text: string, columns: number): string =>
  width(text) <= columns ? text : `${beginning(text, columns - 1)}…`;

/** As `padEnd`, in columns. */
export const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)));
