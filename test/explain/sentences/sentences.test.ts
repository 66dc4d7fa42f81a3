/** Every field that a codec describes has a sentence in each language, shown beside the tree. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/bytes/index.ts';
import {
  inspect,
  type Json,
  type Language,
  loadSentences,
  renderHtml,
  renderJson,
  renderText,
  type Sentences,
  sentenceOf,
  sentencesOf,
} from '../../../src/explain/index.ts';
import { FILES as ENGLISH_FILES } from '../../../src/explain/sentences/en/index.ts';
import { FILES as CHINESE_FILES } from '../../../src/explain/sentences/zh/index.ts';
import { describedFields, rootCodecs } from './described-fields.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const LANGUAGES: readonly Language[] = ['en', 'zh'];
const TABLES: Readonly<Record<Language, Sentences>> = { en: await loadSentences('en'), zh: await loadSentences('zh') };
const FILES = { en: ENGLISH_FILES, zh: CHINESE_FILES };

const roots = rootCodecs();
const places = describedFields(roots);
const vectors = JSON.parse(readFileSync(resolve(ROOT, 'vectors/x509-certificates.json'), 'utf8'));
const pem: string = vectors.cases.find(({ kind }: { kind: string }) => kind === 'certificate').pem;
const { exhibit } = inspect(new TextEncoder().encode(pem), { title: 'A certificate' });
const HIDES = { showSecrets: false } as const;

describe.each(LANGUAGES)('the sentences in %s', (language) => {
  const table = TABLES[language];

  it('tell of each field that a codec describes what it is for', () => {
    expect(places.length).toBeGreaterThan(400);
    expect(places.filter((place) => sentencesOf(table, [place]) === undefined)).toEqual([]);
  });

  it('tell of each named field more than its type', () => {
    // What an unknown OBJECT IDENTIFIER or INTEGER holds, nobody can say; the field of a structure has a meaning of its own.
    const own = places.filter(
      ({ structure, name }) => !/^\d+$/.test(name) && name !== 'other' && !(structure in table.types),
    );
    expect(own.filter((place) => sentenceOf(table, place) === undefined)).toEqual([]);
  });

  it('tell of no field that no codec has', () => {
    const types = new Set([
      ...roots.map(({ type }) => type),
      ...places.flatMap(({ structure, type }) => [structure, type]),
    ]);
    const known = new Set(places.map(({ structure, name }) => `${structure} ${name}`));
    const extra = Object.entries(table.fields).flatMap(([structure, fields]) =>
      Object.keys(fields)
        .filter((name) =>
          name === '*' ? !types.has(structure) && !known.has(structure) : !known.has(`${structure} ${name}`),
        )
        .map((name) => `${structure} ${name}`),
    );
    expect(extra.filter((one) => !OF_TLS13.has(one))).toEqual(SELECTORS);
  });

  it('are sentences: short, each with a full stop, none twice in a structure', () => {
    for (const [structure, fields] of Object.entries(table.fields)) {
      for (const [name, sentence] of Object.entries(fields)) {
        expect(sentence, `${structure} ${name}`).toMatch(language === 'en' ? /^[A-Z0-9a-z“][^\n]*[.?]$/ : /[。？]$/);
        expect(sentence.length, `${structure} ${name}`).toBeLessThanOrEqual(200);
      }
      expect(new Set(Object.values(fields)).size, structure).toBe(Object.keys(fields).length);
    }
  });

  it('stand once: no file has a field of another', () => {
    const all = FILES[language].flatMap((file) =>
      Object.entries(file).flatMap(([structure, fields]) => Object.keys(fields).map((name) => `${structure} ${name}`)),
    );
    expect(new Set(all).size).toBe(all.length);
  });

  it('come alone, in at most 60 kB', () => {
    const { outputFiles, metafile } = buildSync({
      entryPoints: [resolve(ROOT, `src/explain/sentences/${language}/index.ts`)],
      ...{ bundle: true, minify: true, format: 'esm', charset: 'utf8', write: false, metafile: true },
    });
    expect(gzipSync(outputFiles[0].contents).length).toBeLessThan(60_000);
    const other = LANGUAGES.find((one) => one !== language);
    expect(Object.keys(metafile.inputs).filter((path) => path.includes(`sentences/${other}/`))).toEqual([]);
  });

  it('stand beside the tree in text, HTML and JSON, and only where they are asked for', () => {
    const sentences = TABLES[language];
    const sentence = sentences.fields['TBSCertificate']['serialNumber'];
    const text = (options: object): string => renderText(exhibit, { ...HIDES, ...options }).replace(/\s+/g, '');
    const page = (options: object): string => renderHtml(exhibit, { ...HIDES, ...options });
    const json = (options: object): Json => renderJson(exhibit, { ...HIDES, ...options });
    const flat = sentence.replace(/\s+/g, '');
    expect(text({ sentences }).split(flat)).toHaveLength(2);
    expect(page({ sentences }).split(sentence)).toHaveLength(2);
    expect(page({ sentences })).toMatch(
      new RegExp(`aria-describedby="(n\\d+)"[^>]*><b>serialNumber</b>[^]*id="\\1">${sentence}`),
    );
    expect(JSON.stringify(json({ sentences }))).toContain(JSON.stringify(sentence));
    for (const shown of [text({}), page({}), JSON.stringify(json({}))])
      expect(shown).not.toContain(sentence.slice(0, 12));
  });
});

/** The number before a body, which says which alternative follows: it is no field of a codec's shape. */
const SELECTORS = ['Extension type'];

/** The fields of hellos that a page of TLS 1.3 calls by the names of RFC 8446. */
const hellos = (fields: readonly string[], ...structures: readonly string[]): readonly string[] =>
  structures.flatMap((structure) => fields.map((field) => `${structure} ${field}`));
const OF_TLS13: ReadonlySet<string> = new Set([
  ...hellos(['legacyVersion', 'legacySessionId', 'legacyCompressionMethods'], 'ClientHello'),
  ...hellos(['legacyVersion', 'legacySessionIdEcho', 'legacyCompressionMethod'], 'ServerHello', 'HelloRetryRequest'),
]);

describe('both languages', () => {
  it('have the same structures and fields', () => {
    const keys = ({ fields, types }: Sentences): readonly string[] =>
      [
        ...Object.keys(types),
        ...Object.entries(fields).flatMap(([structure, own]) => Object.keys(own).map((name) => `${structure} ${name}`)),
      ].toSorted();
    expect(keys(TABLES.zh)).toEqual(keys(TABLES.en));
  });

  it('are not each other’s', () => {
    for (const [structure, fields] of Object.entries(TABLES.zh.fields)) {
      for (const [name, sentence] of Object.entries(fields)) {
        if (/^[a-z] = |^[a-z] mod |^e。$/.test(sentence) || /^d mod/.test(sentence)) continue;
        expect(sentence, `${structure} ${name}`).toMatch(/\p{Script=Han}/u);
      }
    }
  });
});

describe('misuse', () => {
  it('refuses another language, and what is no table of sentences', async () => {
    await expect(loadSentences('fr' as Language)).rejects.toThrow(UsageError);
    for (const render of [renderText, renderHtml, renderJson])
      expect(() => render(exhibit, { ...HIDES, sentences: {} as Sentences })).toThrow(UsageError);
  });
});
