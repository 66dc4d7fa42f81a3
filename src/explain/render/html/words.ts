/** The words that the pages add to an exhibit, in each language. */
import type { SearchMark } from '../../document/exhibit.ts';
import { counted } from '../../document/value-text.ts';
import type { Language } from '../../glossary.ts';

export interface PageWords {
  readonly bytes: (count: number) => string;
  readonly inHexadecimal: (title: string) => string;
  readonly fieldsOf: (title: string) => string;
  readonly point: string;
  /** Where a field of one byte is, and one of more: the page's script fills in `{first}`, `{last}` and `{size}`. */
  readonly byteAt: string;
  readonly bytesAt: string;
  /** The tag and the length in front of its content: `{bytes}`. */
  readonly beginsWith: string;
  readonly row: string;
  /** The position among rows or numbers. Its first number is the position: the page's script replaces it. */
  readonly position: (noun: string, at: number, count: number) => string;
  readonly positionOf: (noun: string, title: string) => string;
  readonly back: (title: string) => string;
  readonly forth: (title: string) => string;
  readonly allRows: (title: string) => string;
  readonly number: string;
  /** In front of the first number of a search. */
  readonly numbers: (count: number) => string;
  /** The outcome for a number of a search. */
  readonly outcomes: Readonly<Record<SearchMark['outcome'], string>>;
  readonly encrypted: string;
  readonly way: (from: string, to: string) => string;
}

const ENGLISH: PageWords = {
  bytes: (count) => counted(count, 'byte'),
  inHexadecimal: (title) => `${title}, in hexadecimal`,
  fieldsOf: (title) => `${title}, fields`,
  point: 'Point at bytes or at a field, or walk the fields with the arrow keys.',
  byteAt: 'byte {first} · 1 in all',
  bytesAt: 'bytes {first}–{last} · {size} in all',
  beginsWith: 'begins with {bytes}',
  row: 'Row',
  position: (noun, at, count) => `${noun} ${at} of ${count}`,
  positionOf: (noun, title) => `${noun} of ${title}`,
  back: (title) => `Back: ${title}`,
  forth: (title) => `Forth: ${title}`,
  allRows: (title) => `${title}, all rows`,
  number: 'Number',
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

const CHINESE: PageWords = {
  bytes: (count) => `${count} 字节`,
  inHexadecimal: (title) => `${title}，十六进制`,
  fieldsOf: (title) => `${title}，字段`,
  point: '指向字节或字段，或者用方向键在字段之间移动。',
  byteAt: '第 {first} 字节 · 共 1 个',
  bytesAt: '第 {first}–{last} 字节 · 共 {size} 个',
  beginsWith: '开头是 {bytes}',
  row: '行',
  position: (noun, at, count) => `第 ${at} ${noun}，共 ${count} ${noun}`,
  positionOf: (noun, title) => `${title}：第几${noun}`,
  back: (title) => `上一步：${title}`,
  forth: (title) => `下一步：${title}`,
  allRows: (title) => `${title}，全部各行`,
  number: '个数',
  numbers: (count) => `共 ${count} 个数；第一个是：`,
  outcomes: {
    divisor: '能被小素数整除',
    'miller-rabin': '没有通过 Miller-Rabin 检验',
    lucas: '没有通过 Lucas 检验',
    other: '因其他原因不合适',
    found: '找到了',
  },
  encrypted: '已加密',
  way: (from, to) => `${from}到${to}：`,
};

export const PAGE_WORDS: Readonly<Record<Language, PageWords>> = { en: ENGLISH, zh: CHINESE };
