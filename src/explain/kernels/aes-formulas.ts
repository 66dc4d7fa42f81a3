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
  ...four.map((c) => four.map((r) => `${box}(${at(before, r, c)}) = ${at(after, r, c)}`).join(', ')),
  box === 'SBOX'
    ? 'SBOX(b): take the inverse of b in GF(2^8) (0 stays 0); XOR each of its bits with four other bits of the inverse, and with the same bit of 0x63.'
    : 'INVSBOX undoes SBOX: first the XORs, then the inverse in GF(2^8).',
];

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
