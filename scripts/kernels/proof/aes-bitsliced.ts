/** Shows that AES's kernels without tables do the steps of FIPS 197, for all states and keys: in each lane of a wide word, and for a pair of
 * blocks as a whole. A circuit is run on the tables of its eight inputs, so that what it computes is known for all 256 bytes. */
import { range } from '../emit.ts';
import {
  added,
  type Byte,
  compareBytes,
  decrypted,
  encrypted,
  inverseSubstitutedByte,
  multipliedByte,
  substitutedByte,
  unknownBytes,
  unmixedColumn,
} from './aes-bytes.ts';
import {
  type BitValue,
  type BitWord,
  bitDomain,
  byteView,
  constantBits,
  forgetBits,
  laneDomain,
  toWord,
  unknownBits,
  word,
} from './bit-forms.ts';
import { type Argument, runFunction } from './interpreter.ts';
import { type Program, readProgram } from './program.ts';

/** What SubBytes leaves out, and the round keys have instead. */
const LEFT_OUT: Byte = constantBits(0x63, 8);
const withConstant = (bytes: readonly Byte[]): Byte[] => bytes.map((byte) => added([byte], [LEFT_OUT])[0]);

const run = (program: Program, name: string, args: readonly Argument<BitValue>[]): BitValue | number | undefined =>
  runFunction<BitValue>(program, name, args, bitDomain('x', 'i'));
/** For functions that do the same to each bit of a word: words of one bit show what happens to all. */
const runLane = (program: Program, name: string, args: readonly Argument<BitValue>[]): BitValue | number | undefined =>
  runFunction<BitValue>(program, name, args, laneDomain('x', 'i'));

/** @throws Error where it cannot be shown. */
export function proveAesBitsliced(text: string): void {
  const program = readProgram(text);
  forgetBits();
  proveWideBoxes(program);
  proveWideRounds(program);
  proveWideTranspositions(program);
  provePlanes(program);
  for (const rounds of [10, 12, 14]) {
    forgetBits();
    provePair(program, rounds);
  }
}

// A wide state: bit n of byte i, n = 0 the highest, of all blocks is word 8·i + n; each bit of a word is one of 32 blocks.

const wideState = (name: string, count = 128, lanes = 32): BitWord[] =>
  range(count).map((i) => word(unknownBits(`${name}${i}`, lanes)));

/** The bytes of a block of a wide state. */
const blockOf = (state: readonly (BitValue | number)[], lane: number): Byte[] =>
  range(state.length / 8).map((i) => range(8).map((n) => toWord(state[8 * i + 7 - n]).bits[lane]));

function compareStates(
  what: string,
  found: readonly (BitValue | number)[],
  expected: (lane: number) => Byte[],
  lanes = 32,
): void {
  for (const lane of range(lanes)) compareBytes(`lane ${lane} of ${what}`, blockOf(found, lane), expected(lane));
}

/** SubBytes of the last two bytes, and of no byte before them: the loop is the same for all. */
function proveWideBoxes(program: Program): void {
  for (const [name, box] of [
    ['aesWideSubBytes', (b: Byte) => added([substitutedByte(b)], [LEFT_OUT])[0]],
    ['aesWideInvSubBytes', (b: Byte) => inverseSubstitutedByte(added([b], [LEFT_OUT])[0])],
  ] as const) {
    for (const from of [112, 128]) {
      const before = wideState('A', 128, 1);
      const A: (BitValue | number)[] = [...before];
      runLane(program, name, [A, from]);
      compareStates(name, A, (lane) => blockOf(before, lane).map((b, i) => (8 * i < from ? b : box(b))), 1);
    }
  }
}

type Transformation = (state: readonly Byte[], key: readonly Byte[]) => readonly Byte[];
/** s'_(r,c) = s_(r,(c ± r) mod 4). */
const shiftedRows = (state: readonly Byte[], turn: 1 | -1): Byte[] =>
  range(16).map((n) => state[(n % 4) + 4 * (((n >> 2) + turn * (n % 4) + 4) % 4)]);
const columnsOf = (state: readonly Byte[], map: (column: readonly Byte[]) => readonly Byte[]): Byte[] =>
  range(4).flatMap((c) => map(state.slice(4 * c, 4 * c + 4)));
const mixedColumn = (column: readonly Byte[]): Byte[] =>
  range(4).map((r) =>
    [2, 3, 1, 1]
      .map((factor, j) => multipliedByte(factor, column[(r + j) % 4]))
      .reduce((sum, b) => added([sum], [b])[0]),
  );

const ROUNDS: Readonly<Record<string, Transformation>> = {
  aesWideMix: (state, key) => added(columnsOf(shiftedRows(state, 1), mixedColumn), key),
  aesWideShift: (state, key) => added(shiftedRows(state, 1), key),
  aesWideInvMix: (state, key) => columnsOf(added(shiftedRows(state, -1), key), unmixedColumn),
  aesWideInvShift: (state, key) => added(shiftedRows(state, -1), key),
};

function proveWideRounds(program: Program): void {
  const K = wideState('K', 256, 1);
  const before = wideState('A', 128, 1);
  for (const [name, transformation] of Object.entries(ROUNDS)) {
    const A: (BitValue | number)[] = [...before];
    const B: (BitValue | number)[] = new Array(128).fill(0);
    runLane(program, name, [A, B, [...K], 128]);
    compareStates('what is left of A', A, (lane) => blockOf(before, lane), 1);
    compareStates(name, B, (lane) => [...transformation(blockOf(before, lane), blockOf(K.slice(128), lane))], 1);
  }
}

/** A word of each of 32 blocks becomes 32 words of the state, and back: the first block is the highest bit. */
function proveWideTranspositions(program: Program): void {
  const data = unknownBytes('data', 16 * 32);
  const K = wideState('K', 64);
  const A: (BitValue | number)[] = [...wideState('A')];
  const [before, from, at] = [[...A], 32, 8];
  run(program, 'aesWideLoad', [A, from, byteView([...data]), at, [...K], 32]);
  const four = (lane: number): Byte[] => data.slice(16 * (31 - lane) + at, 16 * (31 - lane) + at + 4);
  compareStates('the loaded state', A, (lane) => {
    const [state, loaded] = [blockOf(before as BitWord[], lane), added(four(lane), blockOf(K.slice(32), lane))];
    return [...state.slice(0, from / 8), ...loaded, ...state.slice(from / 8 + 4)];
  });
  const state = wideState('A');
  const found = [...data];
  run(program, 'aesWideXor', [[...state], from, byteView(found), at]);
  const expected = [...data];
  for (const block of range(32))
    expected.splice(
      16 * block + at,
      4,
      ...added(four(31 - block), blockOf(state, 31 - block).slice(from / 8, from / 8 + 4)),
    );
  compareBytes('the data', found, expected);
}

// A pair: plane n has bit n, 0 the lowest, of each byte; in it bit 8·r + 2·c + b is row r of column c of block b.

/** The planes of two blocks. */
const planesOf = (blocks: readonly (readonly Byte[])[]): BitWord[] =>
  range(8).map((n) => word(range(32).map((i) => blocks[i & 1][(i >> 3) + 4 * ((i >> 1) & 3)][n])));
/** Words of two blocks in turn, little-endian. */
const inTurn = (blocks: readonly (readonly Byte[])[]): BitWord[] =>
  range(8).map((i) => word(blocks[i & 1].slice(4 * (i >> 1), 4 * (i >> 1) + 4).flat()));

/** `aesPairPlanes` and `aesPairSubWord`, with which round keys are made. */
function provePlanes(program: Program): void {
  const blocks = [unknownBytes('first', 16), unknownBytes('second', 16)];
  const q: (BitValue | number)[] = [7, ...inTurn(blocks), 7];
  run(program, 'aesPairPlanes', [q, 1]);
  for (const [n, plane] of planesOf(blocks).entries())
    compareBytes(`plane ${n}`, [toWord(q[1 + n]).bits], [plane.bits]);
  if (q[0] !== 7 || q[9] !== 7) throw new Error('words beside the planes are changed');
  const four = unknownBytes('word', 4);
  const found = run(program, 'aesPairSubWord', [{ unknown: word(four.flat()) }]);
  compareBytes('SubWord', [toWord(found ?? 0).bits], [four.flatMap((byte) => substitutedByte(byte))]);
}

/** Two blocks by a schedule of round keys. */
function provePair(program: Program, rounds: number): void {
  const w = unknownBytes('w', 16 * (rounds + 1));
  const K = range(rounds + 1).flatMap((round) => {
    const key = w.slice(16 * round, 16 * round + 16);
    const sliced = round === 0 ? key : withConstant(key);
    return planesOf([sliced, sliced]);
  });
  // A word before and one behind, which are not touched.
  const data = unknownBytes('data', 4 + 32 + 4);
  const [first, second] = [data.slice(4, 20), data.slice(20, 36)];
  for (const [name, cipher] of [
    ['aesPairEncrypt', encrypted],
    ['aesPairDecrypt', decrypted],
  ] as const) {
    const found = [...data];
    run(program, name, [[...K], byteView(found), 4]);
    const expected = [...data.slice(0, 4), ...cipher(w, first), ...cipher(w, second), ...data.slice(36)];
    compareBytes(name, found, expected);
  }
}
