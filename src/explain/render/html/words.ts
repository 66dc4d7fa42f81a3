/** The words that the markup of an exhibit adds to it. */
import type { Check } from '../../../x509/index.ts';
import type { SearchMark } from '../../document/exhibit.ts';
import { counted, leftOut, NO_BYTES, rowsMore } from '../../document/value-text.ts';

/** They are English if a caller gives no others. */
export interface PageWords {
  readonly bytes: (count: number) => string;
  readonly bits: (count: number) => string;
  /** In the place of an empty value. */
  readonly noBytes: string;
  /** Where a long value is cut: how many bytes follow. */
  readonly moreBytes: (count: number) => string;
  /** Below a table of which rows are left out. */
  readonly moreRows: (count: number) => string;
  readonly point: string;
  /** Where the chosen field stands: `{0}` and `{1}` are its first and last byte, `{2}` its size, `{3}` its header. For a single byte, for several, and after
   * them for a field with a header. The page's script fills them in. */
  readonly place: { readonly one: string; readonly several: string; readonly header: string };
  /** The captions of squares of bytes: the one before a step, the one after it, and one alone. */
  readonly squares: { readonly before: string; readonly after: string; readonly here: string };
  /** A picture of points, for who does not see it. @param named - those with a letter. */
  readonly points: (title: string, count: number, named: readonly string[]) => string;
  readonly row: string;
  readonly number: string;
  /** The button that steps through a search by itself, and that stops it. */
  readonly play: string;
  readonly pause: string;
  /** The position among rows or numbers, at first 1. The first number in it is the position: the page's script replaces it. */
  readonly first: (noun: string, count: number) => string;
  /** In front of the first number of a search. */
  readonly numbers: (count: number) => string;
  /** The outcome for a number of a search. */
  readonly outcomes: Readonly<Record<SearchMark['outcome'], string>>;
  readonly encrypted: string;
  /** In the place of a secret, with its size. */
  readonly hidden: (what?: string) => string;
  readonly rows: (count: number) => string;
  /** Where reading stopped. @param where - the field; '' if there is none. */
  readonly fault: (at: number, where: string, code: string) => string;
  /** How many bytes are left out of the page. */
  readonly omitted: (count: number) => string;
  /** The outcomes of a check, for who does not see its mark. */
  readonly verdicts: Readonly<Record<Check['outcome'], string>>;
  /** Beside the path that a verifier takes. */
  readonly chosen: string;
  readonly depth: (depth: number) => string;
  /** A certificate without a subject. */
  readonly nobody: string;
  /** Names for who does not see them: the buttons of a stepper, the bytes, the fields, and all rows of a table. */
  readonly back: (title: string) => string;
  readonly forth: (title: string) => string;
  readonly inHexadecimal: (title: string) => string;
  readonly fields: (title: string) => string;
  readonly allRows: (title: string) => string;
  /** Beside a value of a row that is new, and in front of the column in which it stood in the row before. */
  readonly fresh: string;
  readonly moved: string;
  readonly way: (from: string, to: string) => string;
  /** A name, and what it is the name of. */
  readonly named: (name: string, of: string) => string;
  /** Between the parts of one sentence. */
  readonly separator: string;
}

export const ENGLISH_WORDS: PageWords = {
  bytes: (count) => counted(count, 'byte'),
  bits: (count) => counted(count, 'bit'),
  noBytes: NO_BYTES,
  moreBytes: leftOut,
  moreRows: rowsMore,
  point: 'Point at bytes or at a field, or walk the fields with the arrow keys.',
  place: {
    one: 'byte {0} · 1 in all',
    several: 'bytes {0}–{1} · {2} in all',
    header: ' · begins with {3}',
  },
  squares: { before: 'before', after: 'after', here: 'here' },
  points: (title, count, named) =>
    `${title}: ${counted(count, 'point')}${named.length === 0 ? '' : `, among them ${named.join(', ')}`}`,
  row: 'Row',
  number: 'Number',
  play: 'Play',
  pause: 'Pause',
  first: (noun, count) => `${noun} 1 of ${count}`,
  numbers: (count) => `${counted(count, 'number')}; the first one: `,
  outcomes: {
    divisor: 'a small prime divides it',
    'miller-rabin': 'refused by Miller-Rabin',
    lucas: 'refused by Lucas',
    other: 'unsuitable otherwise',
    found: 'found',
  },
  encrypted: 'encrypted',
  hidden: (what) => (what === undefined ? 'hidden' : `hidden: ${what}`),
  rows: (count) => counted(count, 'row'),
  fault: (at, where, code) => `Reading ended at byte ${at}${where === '' ? '' : ` in ${where}`}: ${code}`,
  omitted: (count) => `Too much for a page: the last ${counted(count, 'byte')} are left out; JSON shows all.`,
  verdicts: { pass: 'kept', fail: 'broken', note: 'note' },
  chosen: 'chosen',
  depth: (depth) => `depth ${depth}`,
  nobody: '(no subject)',
  back: (title) => `Back: ${title}`,
  forth: (title) => `Forth: ${title}`,
  inHexadecimal: (title) => `${title}, in hexadecimal`,
  fields: (title) => `${title}, fields`,
  allRows: (title) => `${title}, all rows`,
  fresh: 'new',
  moved: 'was',
  way: (from, to) => `${from} to ${to}: `,
  named: (name, of) => `${name}: ${of}`,
  separator: ', ',
};
