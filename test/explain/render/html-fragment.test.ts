/** What a fragment adds to an exhibit is in the words that its caller gives. */
import { describe, expect, it } from 'vitest';
import { type Language, type PageWords, type Part, renderHtmlFragment } from '../../../src/explain/index.ts';
import { ENGLISH_WORDS } from '../../../src/explain/render/html/words.ts';
import { CHINESE_PAGE_WORDS } from '../../../src/explorer/lessons/page-words.ts';

const TABLE: Part = { kind: 'table', title: 'T', rule: '', columns: ['k'], rows: [['1'], ['2'], ['3']] };
const SEARCH: Part = {
  kind: 'search',
  title: 'S',
  start: 5n,
  marks: [
    { offset: 0, outcome: 'divisor', detail: '' },
    { offset: 2, outcome: 'found', detail: '' },
  ],
};
const BYTES: Part = {
  kind: 'bytes',
  title: 'B',
  bytes: Uint8Array.of(1, 2),
  span: { name: 'two', type: 'bytes', rule: '', start: 0, end: 2, children: [] },
};
const SEQUENCE: Part = {
  kind: 'sequence',
  title: 'Q',
  actors: ['甲', '乙'],
  arrows: [{ from: 0, label: 'm', note: 'n', protected: true, detail: [] }],
};
const told = (language: Language, words?: PageWords): string =>
  renderHtmlFragment(
    { title: '', parts: [TABLE, SEARCH, BYTES, SEQUENCE] },
    { showSecrets: true, level: 2, ids: 'x', language, words },
  );

describe('the words of a fragment', () => {
  it('are English, or as given', () => {
    const [english, chinese] = [told('en'), told('zh', CHINESE_PAGE_WORDS)];
    for (const text of [
      'Row 1 of 3',
      'Number 1 of 2',
      '2 numbers; ',
      'a small prime divides it',
      '2 bytes',
      'encrypted',
    ])
      expect(english).toContain(text);
    for (const text of ['第 1 行，共 3 行', '第 1 个数，共 2 个数', '能被小素数整除', '2 字节', '已加密', '甲到乙：'])
      expect(chinese).toContain(text);
    expect(chinese.replaceAll(/<[^>]*>/g, '')).not.toMatch(/Row|Number|Point|\d bytes?|divides|found|encrypted/);
  });

  it('join what is read aloud by the punctuation of the language', () => {
    const aloud = (text: string): readonly string[] =>
      [...text.matchAll(/(?:aria-label|title|data-separator)="([^"]*)"/g)].map(([, one]) => one);
    const [english, chinese] = [aloud(told('en')), aloud(told('zh', CHINESE_PAGE_WORDS))];
    expect(english).toEqual(
      expect.arrayContaining(['Row: T', 'Number: S', 'Play: S', '+0: a small prime divides it', ', ']),
    );
    expect(english).toContain('S: 1 a small prime divides it, 1 found');
    expect(chinese).toEqual(expect.arrayContaining(['行：T', '个数：S', '播放：S', '+0：能被小素数整除', '，']));
    for (const one of chinese) expect(one).not.toMatch(/[:,]/);
  });

  it('have the position first among the numbers, since the page’s script replaces the first', () => {
    for (const { first, row, number } of [ENGLISH_WORDS, CHINESE_PAGE_WORDS])
      for (const noun of [row, number]) expect(first(noun, 99).match(/\d+/)?.[0]).toBe('1');
  });

  it('are refused if they are no words', () => {
    for (const words of ['zh', null, {}] as unknown as PageWords[])
      expect(() => told('zh', words)).toThrow(expect.objectContaining({ name: 'UsageError' }));
  });
});
