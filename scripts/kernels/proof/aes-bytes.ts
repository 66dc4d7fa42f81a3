/** AES's reference implementation on unknown bits, and the blocks and keys that its proofs begin with. */
import {
  cipherStateSteps,
  InvSBox,
  invCipherStateSteps,
  multiply,
  SBox,
  type StateBytes,
} from '../../../src/reference/aes.ts';
import { resultOf } from '../../../src/reference/step.ts';
import { range } from '../emit.ts';
import { applied, type Bit, type BitWord, sameBits, tablesOf, unknownBits, word, xorBits, ZERO } from './bit-forms.ts';

/** Eight bits, the lowest first. */
export type Byte = readonly Bit[];

const boxed = (tables: readonly bigint[], b: Byte): Byte => applied(tables, b.toReversed());
const S = tablesOf(SBox, 8);
const INVERSE_S = tablesOf(InvSBox, 8);
const add = (a: Byte, b: Byte): Byte => a.map((bit, i) => xorBits(bit, b[i]));

const bytes: StateBytes<Byte, readonly Byte[]> = {
  add,
  // A linear map: the sum of what it makes of the single bits.
  multiply: (constant, b) => {
    const columns = range(8).map((j) => multiply(constant, 1 << j));
    return range(8).map((i) => xorBits(ZERO, ...b.filter((_, j) => (columns[j] >> i) & 1)));
  },
  SBox: (b) => boxed(S, b),
  InvSBox: (b) => boxed(INVERSE_S, b),
  state: (each) => each,
};
export const { SBox: substitutedByte, InvSBox: inverseSubstitutedByte, multiply: multipliedByte } = bytes;

export const added = (a: readonly Byte[], b: readonly Byte[]): Byte[] => a.map((byte, i) => add(byte, b[i]));
export const encrypted = (w: readonly Byte[], block: readonly Byte[]): readonly Byte[] =>
  resultOf(cipherStateSteps(bytes, w, block));
export const decrypted = (w: readonly Byte[], block: readonly Byte[]): readonly Byte[] =>
  resultOf(invCipherStateSteps(bytes, w, block));

/** InvMixColumns (FIPS 197 §5.3.3) of the four bytes of a column. */
export const unmixedColumn = (column: readonly Byte[]): Byte[] =>
  range(4).map((r) =>
    [14, 11, 13, 9]
      .map((factor, j) => bytes.multiply(factor, column[(r + j) % 4]))
      .reduce((sum, each) => add(sum, each)),
  );

export const unknownBytes = (name: string, count: number): Byte[] =>
  range(count).map((i) => unknownBits(`${name}${i}`, 8));

/** Four bytes as a word, big-endian: row 0 of a column in the highest byte. */
export const wordOf = ([b0, b1, b2, b3]: readonly Byte[]): BitWord => word([...b3, ...b2, ...b1, ...b0]);
export const wordsOf = (all: readonly Byte[]): BitWord[] =>
  range(all.length / 4).map((i) => wordOf(all.slice(4 * i, 4 * i + 4)));

/** @throws Error that names the first byte that differs. */
export function compareBytes(what: string, found: readonly Byte[], expected: readonly Byte[]): void {
  for (const [i, byte] of expected.entries())
    if (!sameBits(found[i], byte)) throw new Error(`byte ${i} of ${what} differs`);
}
