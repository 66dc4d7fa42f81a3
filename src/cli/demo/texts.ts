/** The texts of the story in each language. Codes, messages and rules of the engine, kubectl and the standards are not translated. */
import type { Language } from '../../explain/index.ts';
import { CHINESE } from './chinese.ts';
import { ENGLISH, type Texts } from './english.ts';

export type { Texts } from './english.ts';

export const TEXTS: Readonly<Record<Language, Texts>> = { en: ENGLISH, zh: CHINESE };
