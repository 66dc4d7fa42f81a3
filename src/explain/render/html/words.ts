/** The words that the markup of an exhibit adds to it. */
import type { SearchMark } from '../../document/exhibit.ts';
import { counted } from '../../document/value-text.ts';

/** They are English if a caller gives no others. */
export interface PageWords {
  readonly bytes: (count: number) => string;
  readonly point: string;
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
  readonly way: (from: string, to: string) => string;
}

export const ENGLISH_WORDS: PageWords = {
  bytes: (count) => counted(count, 'byte'),
  point: 'Point at bytes or at a field, or walk the fields with the arrow keys.',
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
  way: (from, to) => `${from} to ${to}: `,
};
