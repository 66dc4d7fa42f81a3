/** One sentence for each field of each structure that a codec describes: what it is for, and what its values mean. */
import { assertArray, assertFields, assertString } from '../../bytes/index.ts';
import type { Language } from '../glossary.ts';

/** The sentences of one file: by structure as its standard names it, then by field. `*` is the structure itself, or an item of a
 * list of it; `0` is every item of this list. */
export type SentencesOfFields = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The same structures and fields in another language: the type of a translated file. */
export type Translated<T extends SentencesOfFields> = {
  readonly [S in keyof T]: { readonly [F in keyof T[S]]: string };
};

/** The sentences of one language. */
export interface Sentences {
  readonly language: Language;
  readonly fields: SentencesOfFields;
  /** For fields of which no more is known than their type: plain ASN.1, the length before a vector. */
  readonly types: Readonly<Record<string, string>>;
}

/** @throws UsageError `wrong-type` unless they are absent or what `loadSentences` gives. */
export function assertSentences(sentences: Sentences | undefined): void {
  if (sentences !== undefined) assertTable(sentences, 'options.sentences');
}

const assertTable = (sentences: Sentences, argument: string): void =>
  assertFields(sentences, argument, 'Sentences', 'language', 'fields', 'types');

function assertPlace(place: FieldPlace, argument: string): void {
  assertFields(place, argument, 'a FieldPlace', 'structure', 'name', 'type');
  assertString(place.name, `${argument}.name`);
}

/** Where a field stands. */
export interface FieldPlace {
  /** The type of the structure around it; '' for the outermost. */
  readonly structure: string;
  /** The field's name; an index in a list. */
  readonly name: string;
  /** The field's own type. */
  readonly type: string;
}

/** The sentence for a field: its own in its structure, or else the one for its type.
 * @returns undefined if there is none. @throws UsageError for another argument. */
export function sentenceOf(sentences: Sentences, place: FieldPlace): string | undefined {
  assertTable(sentences, 'sentences');
  assertPlace(place, 'place');
  const { structure, name, type } = place;
  const { fields } = sentences;
  const key = /^\d+$/.test(name) ? '0' : name;
  return entry(fields[structure], key) ?? entry(fields[type], '*');
}

/** The sentences for a field that stands for several nested ones, from the outermost to the innermost; or else what is known of
 * its type.
 * @returns undefined if there is none. @throws UsageError for another argument. */
export function sentencesOf(sentences: Sentences, places: readonly FieldPlace[]): string | undefined {
  assertTable(sentences, 'sentences');
  assertArray(places, 'places');
  const found = places.flatMap((place) => sentenceOf(sentences, place) ?? []);
  if (found.length > 0) return [...new Set(found)].join(sentences.language === 'zh' ? '' : ' ');
  const [last] = places.slice(-1);
  return last && entry(sentences.types, COUNTS.has(last.name) ? last.name : last.type);
}

/** Numbers that belong to the encoding; they are known by their name, for each may stand in any structure. */
const COUNTS: ReadonlySet<string> = new Set(['length', 'unusedBits']);

const entry = (table: Readonly<Record<string, string>> | undefined, key: string): string | undefined =>
  table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;

/** The sentences of several files. A structure may stand in two: TLS has a Certificate message, and X.509 a certificate. */
export function joined(files: readonly SentencesOfFields[]): SentencesOfFields {
  const all: Record<string, Record<string, string>> = {};
  for (const file of files) {
    for (const [structure, fields] of Object.entries(file)) all[structure] = { ...all[structure], ...fields };
  }
  return all;
}
