/** What went wrong, in words. */
import type { Failure } from '../../work/jobs.ts';
import { chineseFormWord, filled, language, word } from '../state.ts';
import { JobError } from '../workshop.ts';

/** The Chinese for failures, once something went wrong in Chinese. */
let chinese: typeof import('../words/failures.ts') | undefined;

/** Loads what `failureText` needs in the language of the page. Where it cannot be loaded, the texts are English. */
export async function prepareFailures(): Promise<void> {
  if (language.peek() !== 'zh' || chinese !== undefined) return;
  chinese = await import('../words/failures.ts').catch(() => undefined);
}

const inChinese = () => (language.peek() === 'zh' ? chinese : undefined);

/** The text about a refused setting. In English it is what the error's message says after the field's name. */
function faultText({ field, fault, values }: NonNullable<Failure['setting']>, message: string, code: string): string {
  const told = inChinese();
  if (fault === 'other' && told !== undefined) return told.demandInChinese(values[0], values[1] ?? code);
  const text = chineseFormWord(`fault.${fault}`);
  return text === undefined ? message.slice(field.length + 2) : filled(text, values);
}

/** What went wrong, in words. Of a setting that was refused: a sentence whose subject is the field, without it. */
export function failureText(error: unknown): string {
  if (error instanceof JobError) {
    const { code, message, rule, setting, place } = error.failure;
    if (setting !== undefined) return faultText(setting, message, code);
    const told = inChinese();
    if (told !== undefined) return told.failureInChinese(error.failure);
    // A sentence, but for one that begins with the name of an argument.
    const sentence = place?.argument === undefined ? `${message[0]?.toUpperCase()}${message.slice(1)}` : message;
    return `${sentence} (${code}${rule === '' ? '' : `, ${rule}`})`;
  }
  if (error instanceof DOMException) return word(error.name === 'TimeoutError' ? 'tooLong' : 'cancelled');
  return `${error}`;
}
