/** Technical terms explained for readers without knowledge of cryptography. Text and pages explain each where it first appears. */
import { assertMethods, assertString, UsageError } from '../bytes/index.ts';
import { hasRow } from '../bytes/internal.ts';
import { chineseGlossary } from './glossary/chinese.ts';
import { englishGlossary } from './glossary/english.ts';
import type { Glossary } from './glossary/term.ts';

export type { Glossary, Term } from './glossary/term.ts';

/** Languages of the glossary, by their tags of ISO 639: English, Chinese (simplified characters). */
export type Language = 'en' | 'zh';

/** A term found in a text. */
export interface FirstTerm {
  /** Its English headword, which each of `GLOSSARIES` has. */
  readonly term: string;
  /** The headword to print: `certificate`; in Chinese `证书 (certificate)`. */
  readonly label: string;
  /** Position and length of the word in the text, in UTF-16 units: `certificates` matches `certificate`. */
  readonly at: number;
  readonly length: number;
  readonly explanation: string;
}

/** Headwords and their explanations, by language. Each matches as written, and capitalized at the beginning of a sentence. */
export const GLOSSARIES: Readonly<Record<Language, Glossary>> = {
  get en() {
    english ??= englishGlossary();
    return english;
  },
  get zh() {
    chinese ??= chineseGlossary();
    return chinese;
  },
};
let english: Glossary | undefined;
let chinese: Glossary | undefined;

/** The terms that appear in a text for the first time.
 * @param seen - English headwords that were already explained; the ones found are added.
 * @param language - of the explanations. Chinese words are matched only if it is Chinese, English ones always.
 * @returns in the order of the text. @throws UsageError for another language. */
export function firstTerms(text: string, seen: Set<string>, language: Language): FirstTerm[] {
  assertString(text, 'text');
  assertMethods(seen, 'seen', 'a Set', 'has', 'add');
  if (!hasRow(GLOSSARIES, language)) throw new UsageError('out-of-range', 'language', 'must be en or zh');
  const { pattern, headwords } = (finders[language] ??= finderOf(GLOSSARIES[language]));
  const found: FirstTerm[] = [];
  for (const match of text.matchAll(pattern)) {
    const word = match[1] ?? match[2];
    const term = headwords.get(word) ?? headwords.get(lowerFirst(word))!;
    if (seen.has(term)) continue;
    seen.add(term);
    const { word: own, explanation } = GLOSSARIES[language][term];
    const label = own === undefined ? term : `${own} (${term})`;
    found.push({ term, label, at: match.index, length: match[0].length, explanation });
  }
  return found;
}

const lowerFirst = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);

/** The search patterns of a glossary. */
interface Finder {
  /** Any of the words, longest first: the first group matches Chinese words, the second the others. */
  readonly pattern: RegExp;
  /** Words, and the English headword of each. */
  readonly headwords: ReadonlyMap<string, string>;
}

/** Built on first use. */
const finders: { [L in Language]?: Finder } = {};

function finderOf(glossary: Glossary): Finder {
  const headwords = new Map(
    Object.entries(glossary).flatMap(([term, { word = term, aliases }]) => {
      const { aliases: english } = GLOSSARIES.en[term];
      return [term, word, ...aliases, ...english].map((each): [string, string] => [each, term]);
    }),
  );
  const words = [...headwords.keys()].toSorted((one, other) => other.length - one.length);
  const alternatives = (some: readonly string[]): string => some.map(wordPattern).join('|');
  const [chinese, others] = [words.filter((word) => HAN.test(word)), words.filter((word) => !HAN.test(word))];
  // Words of letters stand alone: not inside of an identifier, a path or a longer name. Chinese is written without spaces.
  const alone = `(?<![${LETTERS}_./-])(${alternatives(others)})(?:e?s)?(?![${LETTERS}_]|[./-][${LETTERS}])`;
  // `(?!)` never matches.
  return { pattern: new RegExp(`(${alternatives(chinese) || '(?!)'})|${alone}`, 'gu'), headwords };
}

const HAN = /\p{Script=Han}/u;
const LETTERS = '\\p{Script=Latin}\\p{N}';

function wordPattern(word: string): string {
  const [first] = word;
  return `[${first}${first.toUpperCase()}]${word.slice(1).replaceAll('.', '\\.')}`;
}
