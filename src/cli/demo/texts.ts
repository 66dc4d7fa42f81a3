/** What the story says, in each of its languages. What the engine, kubectl and the standards say stays as it is: codes, messages, rules. */
import type { Language } from '../../explain/index.ts';
import { CHINESE } from './chinese.ts';
import { ENGLISH, type Texts } from './english.ts';

export type { Texts } from './english.ts';

export const TEXTS: Readonly<Record<Language, Texts>> = { en: ENGLISH, zh: CHINESE };
