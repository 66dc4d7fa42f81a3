/** Text in lines of bounded width. A character counts as one column. */

export const width = (text: string): number => (/[^ -~]/.test(text) ? [...text].length : text.length);

/** Lines of at most `columns` columns, cut between words, and inside those that are longer than a line. White space is one blank. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(/\s+/)) {
    for (const piece of pieces(word, columns)) {
      const longer = line === '' ? piece : `${line} ${piece}`;
      if (width(longer) > columns) lines.push(line);
      line = width(longer) > columns ? piece : longer;
    }
  }
  return [...lines, line];
}

function pieces(word: string, columns: number): string[] {
  const characters = [...word];
  const cut: string[] = [];
  for (let at = 0; at < characters.length; at += columns) cut.push(characters.slice(at, at + columns).join(''));
  return cut;
}

/** The text, or its beginning and `…`. */
export const cutTo = (text: string, columns: number): string =>
  width(text) <= columns ? text : `${[...text].slice(0, columns - 1).join('')}…`;

/** As `padEnd`, in columns. */
export const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)));
