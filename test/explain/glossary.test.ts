import { describe, expect, it } from 'vitest';
import { firstTerms, GLOSSARY } from '../../src/explain/glossary.ts';

const found = (text: string, seen = new Set<string>()) =>
  firstTerms(text, seen).map(({ term, at, length }) => [term, text.slice(at, at + length)]);

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
});

describe('properties', () => {
  it('explains every word it has, and finds it', () => {
    const words = Object.entries(GLOSSARY).flatMap(([term, { aliases }]) =>
      [term, ...aliases].map((word) => [term, word]),
    );
    expect(words.length).toBeGreaterThan(100);
    expect(new Set(words.map(([, word]) => word)).size).toBe(words.length);
    for (const [term, word] of words) {
      expect(firstTerms(`of ${word}: `, new Set())).toEqual([
        { term, at: 3, length: word.length, explanation: GLOSSARY[term].explanation },
      ]);
    }
  });

  it('is short: a sentence or two, three at most', () => {
    for (const [term, { explanation }] of Object.entries(GLOSSARY)) {
      expect(explanation, term).toMatch(/^\P{Ll}.*[.”]$/u);
      expect(explanation.split(/[.?] /).length, term).toBeLessThanOrEqual(3);
      expect(explanation.length, term).toBeLessThanOrEqual(200);
    }
  });
});
