/** Words as the reference implementations want them, made of formulas. */
import type { Words } from '../../../src/reference/words.ts';
import { added, and, constant, not, rotated, same, shiftedRight, type Word, xor } from './formulas.ts';
import type { Formula } from './operators.ts';

/** Words of 32 bits. */
export const words32: Words<Word> = {
  bits: 32,
  add: added,
  and,
  xor,
  not,
  ROTL: (n, x) => rotated(x, n),
  ROTR: (n, x) => rotated(x, 32 - n),
  SHR: (n, x) => shiftedRight(x, n),
  constant: (value) => constant(Number(value)),
};

/** @throws Error that names the first word that differs. */
export function compare(what: string, found: readonly (Formula | number)[], expected: readonly Word[]): void {
  for (const [i, word] of expected.entries()) {
    const value = found[i];
    if (typeof value === 'number' || value.kind !== 'word' || !same(value, word))
      throw new Error(`${what}[${i}] differs`);
  }
}
