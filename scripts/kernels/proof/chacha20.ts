/** Shows that ChaCha20's kernel computes what RFC 8439 says, for all inputs: kernel and reference implementation give the same formulas. */
import { chacha20StateSteps } from '../../../src/reference/chacha20.ts';
import { resultOf } from '../../../src/reference/step.ts';
import { range } from '../emit.ts';
import { constant, forgetFormulas, input, type Word, xor } from './formulas.ts';
import { runFunction } from './interpreter.ts';
import { binary, type Formula, unary } from './operators.ts';
import { readProgram } from './program.ts';
import { wordView } from './word-view.ts';
import { compare, words32 } from './words.ts';

const inputs = (name: string, count: number): Word[] => range(count).map((i) => input(`${name}${i}`));

/** On no block, on one with 63 bytes after it, and on two: what comes after is the same loop.
 * @throws Error where it cannot be shown. */
export function proveChaCha20(text: string): void {
  const program = readProgram(text);
  // The data begins at the second word, and a word follows it.
  for (const [blocks, end] of [
    [0, 4 + 60],
    [1, 4 + 124],
    [2, 4 + 128],
  ]) {
    forgetFormulas();
    const before = inputs('D', 1 + 32 + 1);
    const data: (Formula | number)[] = [...before];
    const initial = inputs('S', 16);
    const state: (Formula | number)[] = [...initial];
    const at = runFunction<Formula>(program, 'chacha20Blocks', [state, wordView(data, true), 4, end], {
      unary,
      binary,
    });
    if (at !== 4 + 64 * blocks) throw new Error('it does not end where the blocks end');
    const expected = [...before];
    let counted: Word[] = initial;
    for (let block = 0; block < blocks; block++) {
      const stream = resultOf<Word[]>(chacha20StateSteps(words32, counted, block));
      for (const [i, word] of stream.entries()) expected[1 + 16 * block + i] = xor(before[1 + 16 * block + i], word);
      counted = counted.with(12, words32.add(counted[12], constant(1)));
    }
    compare('data', data, expected);
    compare('state', state, counted);
  }
}
