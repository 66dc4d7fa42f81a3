/** What went wrong, in words: a file of its own, because the first room needs no more of a task. */
import type { Failure } from '../../work/jobs.ts';
import { chineseFormWord, filled, word } from '../state.ts';
import { JobError } from '../workshop.ts';

/** In English the error's own message, which begins with the field's name in the address. */
const faultText = ({ field, fault, values }: NonNullable<Failure['setting']>, message: string): string => {
  const told = chineseFormWord(`fault.${fault}`);
  return told === undefined ? message.slice(field.length + 2) : filled(told, values);
};

/** What went wrong, in words. Of a setting that was refused: a sentence whose subject is the field, without it. */
export function failureText(error: unknown): string {
  if (error instanceof JobError) {
    const { code, message, rule, setting } = error.failure;
    if (setting !== undefined) return faultText(setting, message);
    return `${message} (${code}${rule === '' ? '' : `, ${rule}`})`;
  }
  if (error instanceof DOMException) return word(error.name === 'TimeoutError' ? 'tooLong' : 'cancelled');
  return `${error}`;
}
