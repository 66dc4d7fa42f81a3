/** Loads the sentences of one language, and no other: they are the largest text of this room. */
import { UsageError } from '../../bytes/index.ts';
import type { Language } from '../glossary.ts';
import type { Sentences } from './sentence.ts';

const LOADERS: Readonly<Record<Language, () => Promise<Sentences>>> = {
  en: async () => (await import('./en/index.ts')).ENGLISH_SENTENCES,
  zh: async () => (await import('./zh/index.ts')).CHINESE_SENTENCES,
};

/** The sentences of a language, for `renderText`, `renderHtml`, `renderJson` and `sentenceOf`.
 * @throws UsageError for another language. */
export async function loadSentences(language: Language): Promise<Sentences> {
  if (typeof language !== 'string' || !Object.hasOwn(LOADERS, language))
    throw new UsageError('out-of-range', 'language', 'must be en or zh');
  return LOADERS[language]();
}
