/** Shows that a generated kernel computes what its reference implementation does, for all inputs: both are run on formulas, and give
 * the same ones. */

import { blockMixWords } from '../../../src/reference/scrypt.ts';
import { sha1BlockSteps } from '../../../src/reference/sha1.ts';
import { SHA256, SHA512, type Sha2, sha2BlockSteps } from '../../../src/reference/sha2.ts';
import { type KeccakState, keccakRoundSteps } from '../../../src/reference/sha3.ts';
import { resultOf } from '../../../src/reference/step.ts';
import type { Words } from '../../../src/reference/words.ts';
import { range } from '../emit.ts';
import { COMPLEMENTED } from '../keccak.ts';
import {
  added,
  and,
  carried,
  constant,
  forgetFormulas,
  input,
  not,
  opaque,
  rotated,
  shiftedRight,
  type Word,
  xor,
} from './formulas.ts';
import { runFunction } from './interpreter.ts';
import { binary, type Formula, unary } from './operators.ts';
import { readProgram } from './program.ts';
import { wordView } from './word-view.ts';
import { compare, words32 } from './words.ts';

type Value = Formula | number;
const DOMAIN = { unary, binary };

type Pair = readonly [Word, Word];
const each = (f: (half: 0 | 1) => Word): Pair => [f(0), f(1)];

/** Words of 64 bits as halves, high and low. */
const halves: Words<Pair> = {
  bits: 64,
  add: (...terms) => {
    const lows = terms.map(([, low]) => low);
    return [added(...terms.map(([high]) => high), carried(...lows)), added(...lows)];
  },
  and: (x, y) => each((half) => and(x[half], y[half])),
  xor: (...terms) => each((half) => xor(...terms.map((term) => term[half]))),
  not: (x) => each((half) => not(x[half])),
  ROTL: (n, x) => halves.ROTR((64 - n) % 64, x),
  ROTR: (n, [high, low]) => {
    const [h, l] = n < 32 ? [high, low] : [low, high];
    const turn = (left: Word, right: Word): Word =>
      // The lower bits of the left word, above the upper ones of the right.
      n % 32 === 0
        ? right
        : xor(shiftedRight(right, n % 32), and(rotated(left, 32 - (n % 32)), constant(-1 << (32 - (n % 32)))));
    return [turn(l, h), turn(h, l)];
  },
  SHR: (n, [high, low]) => {
    if (n >= 32) return [constant(0), shiftedRight(high, n - 32)];
    return [shiftedRight(high, n), halves.ROTR(n, [high, low])[1]];
  },
  constant: (value) => [constant(Number(value >> 32n)), constant(Number(value & 0xffff_ffffn))],
};

/** Words of 64 bits as their even and their odd bits. */
const interleaved: Words<Pair> = {
  ...halves,
  add: () => {
    throw new Error('Keccak adds nothing');
  },
  // Bit i comes from bit i − n: of the same parity where n is even, else of the other.
  ROTL: (n, [even, odd]) =>
    n % 2 === 0
      ? [rotated(even, n / 2), rotated(odd, n / 2)]
      : [rotated(odd, ((n + 1) / 2) % 32), rotated(even, (n - 1) / 2)],
  ROTR: (n, x) => interleaved.ROTL((64 - n) % 64, x),
  SHR: () => {
    throw new Error('Keccak shifts nothing');
  },
  constant: (value) =>
    each((parity) =>
      constant(range(32).reduce((bits, i) => bits | (Number((value >> BigInt(2 * i + parity)) & 1n) << i), 0)),
    ),
};

const inputs = (name: string, count: number): Word[] => range(count).map((i) => input(`${name}${i}`));

/** A block function, on no block and on two: what comes after is the same loop. */
function proveBlocks(
  text: string,
  name: string,
  words: number,
  hashBlock: (H: readonly Word[], M: readonly Word[]) => Word[],
): void {
  const program = readProgram(text);
  const block = 4 * 16 * (words === 16 ? 2 : 1);
  for (const blocks of [0, 2]) {
    forgetFormulas();
    const data = inputs('M', (blocks * block) / 4 + 3);
    const initial = inputs('H', words);
    const H: Value[] = [...initial];
    const view = wordView<Formula>(data, false);
    // The first block begins at the fourth word, so that one who ignores `at` reads the wrong words.
    runFunction(program, name, [H, view, 12, 12 + blocks * block], DOMAIN);
    let expected: readonly Word[] = initial;
    for (let i = 0; i < blocks; i++)
      expected = hashBlock(expected, data.slice(3 + (i * block) / 4, 3 + ((i + 1) * block) / 4));
    compare('H', H, expected);
  }
}

export const proveSha1 = (text: string): void =>
  proveBlocks(text, 'sha1Blocks', 5, (H, M) => resultOf<Word[]>(sha1BlockSteps(words32, H, M, 1)));

export const proveSha256 = (text: string): void =>
  proveBlocks(text, 'sha256Blocks', 8, (H, M) =>
    resultOf<Word[]>(sha2BlockSteps({ ...(SHA256 as Sha2<unknown>), words: words32 }, H, M, 1)),
  );

export const proveSha512 = (text: string): void =>
  proveBlocks(text, 'sha512Blocks', 16, (H, M) =>
    resultOf<Pair[]>(sha2BlockSteps({ ...(SHA512 as Sha2<unknown>), words: halves }, pairs(H), pairs(M), 1)).flat(),
  );

const pairs = (words: readonly Word[]): Pair[] => range(words.length / 2).map((i) => [words[2 * i], words[2 * i + 1]]);

/** Round by round: the polynomials of 24 rounds would not fit anywhere. What is stored to memory gets a name; since equal polynomials
 * get equal names, the two agree after a round only if they do for whatever was before. */
export function proveKeccak(text: string): void {
  forgetFormulas();
  const program = readProgram(text);
  const A: Value[] = inputs('A', 100);
  // Complemented lanes are named as they are stored.
  const stored = (state: KeccakState<Pair>): KeccakState<Pair> =>
    range(5).map((x) =>
      range(5).map((y): Pair => {
        const [even, odd] = state[x][y];
        if (!COMPLEMENTED.includes(x + 5 * y)) return [opaque(even), opaque(odd)];
        return [not(opaque(not(even))), not(opaque(not(odd)))];
      }),
    );
  let lanes = stored(range(5).map((x) => range(5).map((y) => pairs(A as Word[])[x + 5 * y])));
  runFunction(program, 'keccakPermute', [A], {
    unary,
    // The interpreter makes an int32 of all that is stored, by `| 0`, and a kernel of words has no other use for it.
    binary: (operator, left, right) => {
      const result = binary(operator, left, right);
      return operator === '|' && right === 0 && typeof result === 'object' && result.kind === 'word'
        ? opaque(result)
        : result;
    },
  });
  for (let ir = 0; ir < 24; ir++) {
    lanes = stored(resultOf<KeccakState<Pair>>(keccakRoundSteps(interleaved, lanes, ir, 1)));
  }
  const expected = range(25).flatMap((lane) => lanes[lane % 5][Math.floor(lane / 5)].map(opaque));
  compare('A', A, expected);
}

/** scryptBlockMix for block sizes of 1 to 3; the text is a loop over the blocks. */
export function proveBlockMix(text: string): void {
  const program = readProgram(text);
  for (const name of ['blockMix', 'blockMixOfXor']) {
    for (const r of [1, 2, 3]) {
      forgetFormulas();
      // Each array has words before and behind, which must not be touched.
      const n = 32 * r;
      const I = inputs('I', 5 + n);
      const J = inputs('J', 7 + n);
      const before = inputs('O', 3 + n + 2);
      const O: Value[] = [...before];
      const second = name === 'blockMix' ? [] : [J, 7];
      runFunction<Formula>(program, name, [I, 5, ...second, O, 3, r], DOMAIN);
      const X = range(n).map((k) => (name === 'blockMix' ? I[5 + k] : xor(I[5 + k], J[7 + k])));
      const mixed = blockMixWords(
        words32,
        range(2 * r).map((b) => X.slice(16 * b, 16 * b + 16)),
      );
      compare('O', O, [...before.slice(0, 3), ...mixed.flat(), ...before.slice(3 + n)]);
    }
  }
}

/** By the path of the generated file. */
export const HASH_PROOFS: Readonly<Record<string, (text: string) => void>> = {
  'src/hash/generated/keccak.ts': proveKeccak,
  'src/hash/generated/scrypt-block-mix.ts': proveBlockMix,
  'src/hash/generated/sha1-block.ts': proveSha1,
  'src/hash/generated/sha256-block.ts': proveSha256,
  'src/hash/generated/sha512-block.ts': proveSha512,
};
