/** The language of a command's output. */
import type { Language } from '../explain/index.ts';
import { wordValue } from './arguments.ts';
import type { World } from './context.ts';

/** The option of the commands that support several languages. */
export const LANGUAGE_OPTION = {
  value: 'en|zh',
  help: 'English or Chinese; default: as LC_ALL, LC_MESSAGES or LANG say, otherwise English',
} as const;

/** @param given - the option's value. Without it the first of the variables that is set decides (POSIX.1-2017, XBD 8.2).
 * @throws CliError `usage` for another language. */
export function languageOf(given: string | undefined, { env }: Pick<World, 'env'>): Language {
  if (given !== undefined) return wordValue(given, 'lang', ['en', 'zh']);
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^zh(?![a-z])/i.test(locale) ? 'zh' : 'en';
}
