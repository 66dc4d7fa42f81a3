/** Shows that AES's kernels by tables encrypt and decrypt as FIPS 197 says, for all keys, blocks and counters. What the tables hold is read from
 * them: a look-up is a function of eight bits, and the reference implementation's SubBytes and MixColumns give the same. */
import { INVERSE_S_BOX, INVERSE_T, S_BOX, T } from '../../../src/cipher/aes-tables.ts';
import { range } from '../emit.ts';
import {
  added,
  type Byte,
  compareBytes,
  decrypted,
  encrypted,
  unknownBytes,
  unmixedColumn,
  wordsOf,
} from './aes-bytes.ts';
import {
  type BitValue,
  bitDomain,
  byteTable,
  byteView,
  constantBits,
  forgetBits,
  toWord,
  unknownBits,
  word,
  wordTable,
} from './bit-forms.ts';
import { runFunction } from './interpreter.ts';
import { type Program, readProgram } from './program.ts';

/** Rounds, and numbers of blocks to prove them on: the loop over blocks is the same for all keys. Keys of 128, 192 and 256 bits differ in how
 * often the loop over rounds runs: never, once and twice. */
const CASES = [
  [10, 0],
  [10, 2],
  [12, 1],
  [14, 1],
] as const;

/** What the kernels import. */
const TABLES = {
  T: wordTable(T),
  INVERSE_T: wordTable(INVERSE_T),
  S_BOX: byteTable(S_BOX),
  INVERSE_S_BOX: byteTable(INVERSE_S_BOX),
};

/** The kernel's functions, and `substituted` of the tables' file, which they call.
 * @param tables - the text of src/cipher/aes-tables.ts. */
function programOf(text: string, tables: string): Program {
  const start = tables.indexOf('export function substituted(');
  if (start < 0) throw new Error('no function substituted');
  const shared = tables.slice(start, tables.indexOf('\n}\n', start) + 2).replace(': Uint8Array', ': Table');
  return readProgram(`${text}\n${shared}`);
}

/** CBC, both ways, on no block and on two. @throws Error where it cannot be shown. */
export function proveAesChain(text: string, tables: string): void {
  const program = programOf(text, tables);
  for (const [rounds, blocks] of CASES) {
    forgetBits();
    const w = unknownBytes('w', 16 * (rounds + 1));
    const iv = unknownBytes('iv', 16);
    const data = unknownBytes('data', 16 * blocks);
    const block = (i: number): Byte[] => data.slice(16 * i, 16 * i + 16);
    const run = (name: string, schedule: readonly Byte[]): Byte[] => {
      const found = [...data];
      const args = [[...wordsOf(schedule)], byteView([...iv]), byteView(found)];
      runFunction<BitValue>(program, name, args, bitDomain(), TABLES);
      return found;
    };
    const chained: Byte[][] = [iv];
    for (let i = 0; i < blocks; i++) chained.push([...encrypted(w, added(block(i), chained[i]))]);
    compareBytes('the ciphertext', run('aesEncryptChain', w), chained.slice(1).flat());
    const plain = range(blocks).map((i) => added(decrypted(w, block(i)), i === 0 ? iv : block(i - 1)));
    compareBytes('the plaintext', run('aesDecryptChain', inverseSchedule(w)), plain.flat());
  }
}

/** FIPS 197 §5.3.5: the last round's key first, and InvMixColumns of all but the outer two. */
function inverseSchedule(w: readonly Byte[]): Byte[] {
  const last = w.length / 16 - 1;
  return range(last + 1).flatMap((round) =>
    range(4).flatMap((column) => {
      const at = 16 * (last - round) + 4 * column;
      const key = w.slice(at, at + 4);
      return round === 0 || round === last ? key : unmixedColumn(key);
    }),
  );
}

/** Counter mode on no block and on two, for any first counter. @throws Error where it cannot be shown. */
export function proveAesCounter(text: string, tables: string): void {
  const program = programOf(text, tables);
  for (const [rounds, blocks] of CASES) {
    forgetBits();
    const w = unknownBytes('w', 16 * (rounds + 1));
    const schedule = (): BitValue[] => [...wordsOf(w)];
    const counter = unknownBytes('counter', 16);
    const shared: (BitValue | number)[] = [...wordsOf(counter), 0];
    const domain = bitDomain();
    runFunction<BitValue>(program, 'aesSharedRounds', [schedule(), shared], domain, TABLES);
    // A block before and one behind, which are not touched.
    const data = unknownBytes('data', 16 * (blocks + 2));
    const found = [...data];
    // The counter's last byte, which the shared rounds must not know.
    const count = word([...unknownBits('count', 8), ...constantBits(0, 24)]);
    const args = [schedule(), shared, { unknown: count }, byteView(found), 16, 16 + 16 * blocks];
    runFunction<BitValue>(program, 'aesXorCounters', args, domain, TABLES);
    const expected = [...data];
    for (let i = 0; i < blocks; i++) {
      const byte = toWord(i === 0 ? count : (domain.binary('+', count, i) as BitValue)).bits.slice(0, 8);
      const stream = encrypted(w, [...counter.slice(0, 15), byte]);
      expected.splice(16 * (i + 1), 16, ...added(expected.slice(16 * (i + 1), 16 * (i + 2)), stream));
    }
    compareBytes('the data', found, expected);
  }
}
