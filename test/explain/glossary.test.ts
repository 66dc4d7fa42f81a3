import { describe, expect, it } from 'vitest';
import { firstTerms, GLOSSARIES, type Language } from '../../src/explain/glossary.ts';

const found = (text: string, seen = new Set<string>(), language: Language = 'en') =>
  firstTerms(text, seen, language).map(({ term, at, length }) => [term, text.slice(at, at + length)]);

describe('vectors', () => {
  it('finds terms by their other names, in the plural, at the beginning of a sentence', () => {
    expect(found('Certificates come from CAs. Digests of a SAN; the subject alternative name.')).toEqual([
      ['certificate', 'Certificates'],
      ['CA', 'CAs'],
      ['hash', 'Digests'],
      ['SAN', 'SAN'],
    ]);
  });

  it('takes the longest term that stands there', () => {
    expect(found('the extended master secret, then the master secret, from the premaster secret')).toEqual([
      ['extended master secret', 'extended master secret'],
      ['master secret', 'master secret'],
      ['premaster secret', 'premaster secret'],
    ]);
  });

  it('leaves alone what only looks like a term', () => {
    expect(found('ca.crt, /etc/pki/CA/, TLS_RSA_WITH_AES, CAT, hashing, Carriage, iv, the_hash, cn')).toEqual([]);
  });

  it('tells each term once', () => {
    const seen = new Set(['hash']);
    expect(found('a hash, a MAC, a MAC', seen)).toEqual([['MAC', 'MAC']]);
    expect(found('a message authentication code', seen)).toEqual([]);
    expect([...seen]).toEqual(['hash', 'MAC']);
  });

  it('finds Chinese words, which no space separates, and English ones among them', () => {
    expect(found('客户端用CA证书验证，再由扩展主密钥算出主密钥。ca.crt', new Set(), 'zh')).toEqual([
      ['CA', 'CA'],
      ['certificate', '证书'],
      ['extended master secret', '扩展主密钥'],
      ['master secret', '主密钥'],
    ]);
    expect(firstTerms('Digests of 信任锚', new Set(), 'zh').map(({ label }) => label)).toEqual([
      '散列值 (hash)',
      '信任锚 (trust anchor)',
    ]);
    expect(found('证书')).toEqual([]);
  });
});

describe.each(['en', 'zh'] as const)('properties: %s', (language) => {
  const entries = Object.entries(GLOSSARIES[language]);

  it('explains every word it has, and finds it', () => {
    const words = entries.flatMap(([term, { word = term, aliases }]) => [word, ...aliases].map((each) => [term, each]));
    expect(words.length).toBeGreaterThan(100);
    expect(new Set(words.map(([, word]) => word)).size).toBe(words.length);
    for (const [term, word] of words) {
      const [first, ...more] = firstTerms(`of ${word}: `, new Set(), language);
      const { explanation } = GLOSSARIES[language][term];
      expect([first, more]).toEqual([{ term, label: first.label, at: 3, length: word.length, explanation }, []]);
      expect(first.label).toContain(term);
    }
  });

  it('is short: a sentence or two, three at most', () => {
    for (const [term, { explanation }] of entries) {
      expect(explanation, term).toMatch(/^\P{Ll}.*[.”。]$/u);
      expect(explanation.split(/[.?] |[。？](?=.)/).length, term).toBeLessThanOrEqual(3);
      expect(explanation.length, term).toBeLessThanOrEqual(200);
    }
  });

  it('has the headwords of the other language, in its own words', () => {
    expect(entries.map(([term]) => term)).toEqual(Object.keys(GLOSSARIES.en));
    const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);
    for (const [term, { explanation }] of entries) expect(isChinese(explanation), term).toBe(language === 'zh');
  });
});

describe('misuse', () => {
  it('refuses another language', () => {
    for (const language of ['de', 'toString', undefined])
      expect(() => firstTerms('a hash', new Set(), language as Language)).toThrow('language: must be en or zh');
  });
});
