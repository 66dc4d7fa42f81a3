/** How a state of AES is computed from the previous one, with its numbers (FIPS 197 §5.1, §5.3). */
import { multiplyBytes } from '../../reference/index.ts';

/** A state as hexadecimal, column by column. */
type State = string;

/** The rows of the matrix of MixColumns (§5.1.3) and of InvMixColumns (§5.3.3) begin with these. */
const MIX = [0x02, 0x03, 0x01, 0x01];
const INVERSE_MIX = [0x0e, 0x0b, 0x0d, 0x09];

const FORMULAS: Readonly<Record<string, (before: State, after: State) => string[]>> = {
  s_box: (before, after) => substituted('SBOX', before, after),
  is_box: (before, after) => substituted('INVSBOX', before, after),
  s_row: (before, after) => shifted('left', before, after),
  is_row: (before, after) => shifted('right', before, after),
  m_col: (before, after) => mixed(MIX, before, after),
  // Decryption: the state after InvMixColumns is called the start of the round after it.
  istart: (before, after) => mixed(INVERSE_MIX, before, after),
};

/** @param name - the step, as in appendix C. @param key - the round key that was added in between, if any.
 * @returns an empty list for a step that only renames the previous state. */
export function aesFormulas(name: string, before: State, after: State, key: State | undefined): string[] {
  return key === undefined ? (FORMULAS[name]?.(before, after) ?? []) : added(before, key, after);
}

const at = (state: State, r: number, c: number): string => state.slice(2 * (4 * c + r), 2 * (4 * c + r) + 2);
const four = [0, 1, 2, 3];
const byte = (value: number): string => value.toString(16).padStart(2, '0');

/** Row x and column y of the table are the two digits of the byte. */
const substituted = (box: string, before: State, after: State): string[] => [
  box === 'SBOX'
    ? 'SBOX(b): take the inverse of b in GF(2^8) (0 stays 0); XOR it with itself turned left by 1, 2, 3 and 4 bits, and with 63.'
    : 'INVSBOX undoes SBOX: XOR the byte turned left by 1, 3 and 6 bits, and 05; then the inverse in GF(2^8).',
  ...four.map((c) => four.map((r) => `${box}(${at(before, r, c)}) = ${at(after, r, c)}`).join(', ')),
];

/** In GF(2^8); 0 for 0. */
const inverseOf = (value: number): number =>
  Array.from({ length: 256 }, (_, x) => x).find((x) => multiplyBytes(value, x) === 1) ?? 0;

/** A table with a row for the first digit of a byte, and a column for the second. */
export interface ByteTable {
  readonly rows: string[][];
  /** How each byte of a row is made. */
  readonly how: string[][];
}

/** SBOX (FIPS 197 table 4), and how each byte of a row is made (§5.1.1): the inverse, turned left by 0 to 4 bits, and 63. */
export const sBox = (): ByteTable => tableOfBytes(substitution);

/** INVSBOX (table 6): the way back, turned left by 1, 3 and 6 bits, and 05, and the inverse of that (§5.3.2). */
export const inverseSBox = (): ByteTable => tableOfBytes(inverseSubstitution);

interface Substitution {
  readonly result: number;
  readonly line: string;
}

function tableOfBytes(of: (value: number) => Substitution): ByteTable {
  const digits = Array.from({ length: 16 }, (_, i) => i);
  const bytes = digits.map((x) => digits.map((y) => of(16 * x + y)));
  return {
    rows: bytes.map((row, x) => [`${x.toString(16)}_`, ...row.map(({ result }) => byte(result))]),
    how: bytes.map((row) => row.map(({ line }) => line)),
  };
}

const turnedLeft = (value: number, bits: number): number => ((value << bits) | (value >> (8 - bits))) & 0xff;
const sum = (terms: readonly number[], start: number): number => terms.reduce((total, term) => total ^ term, start);

function substitution(value: number): Substitution {
  const inverse = inverseOf(value);
  const terms = [0, 1, 2, 3, 4].map((bits) => turnedLeft(inverse, bits));
  const result = sum(terms, 0x63);
  const line = `SBOX(${byte(value)}): inverse ${byte(inverse)}; ${terms.map(byte).join(' ⊕ ')} ⊕ 63 = ${byte(result)}`;
  return { result, line };
}

function inverseSubstitution(value: number): Substitution {
  const terms = [1, 3, 6].map((bits) => turnedLeft(value, bits));
  const before = sum(terms, 0x05);
  const result = inverseOf(before);
  const line = `INVSBOX(${byte(value)}): ${terms.map(byte).join(' ⊕ ')} ⊕ 05 = ${byte(before)}; inverse ${byte(result)}`;
  return { result, line };
}

const shifted = (way: string, before: State, after: State): string[] =>
  four.slice(1).map((r) => {
    const row = (state: State): string => four.map((c) => at(state, r, c)).join(' ');
    return `row ${r}: ${row(before)} moves ${r} to the ${way}: ${row(after)}`;
  });

/** Each byte of a column is the sum of four products in GF(2^8). */
const mixed = (matrix: readonly number[], before: State, after: State): string[] =>
  four.flatMap((c) =>
    four.map((r) => {
      const factors = four.map((j) => matrix[(j - r + 4) % 4]);
      const terms = factors.map((factor, j) => (factor === 1 ? '' : `${byte(factor)}·`) + at(before, j, c));
      const products = factors.map((factor, j) => byte(multiplyBytes(factor, Number.parseInt(at(before, j, c), 16))));
      return `column ${c}, row ${r}: ${terms.join(' ⊕ ')} = ${products.join(' ⊕ ')} = ${at(after, r, c)}`;
    }),
  );

const added = (before: State, key: State, after: State): string[] =>
  four.map((c) => four.map((r) => `${at(before, r, c)} ⊕ ${at(key, r, c)} = ${at(after, r, c)}`).join(', '));
