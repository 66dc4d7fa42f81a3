/** AES by tables: the loops of CBC and of counter mode, with the rounds of a block written out.
 *
 * A column of the state is a word, row 0 in its highest byte. SubBytes, ShiftRows and MixColumns of a round are four look-ups a column
 * (Daemen and Rijmen, AES Proposal, §5.2.1). The tables are taken into local variables first: V8 would otherwise fetch and check them
 * again at each look-up; so are the words of the schedule, as many as all keys have: an eighth of the time of counter mode. A round goes from columns a … d to e … h, and the next one back. */
import { type GeneratedFile, lines, range } from './emit.ts';

type Columns = readonly string[];
const HERE: Columns = [...'abcd'];
const THERE: Columns = [...'efgh'];

/** The look-up of a row of a column: row r at byte 3 − r, four bytes an entry, 1 KiB a row's table. */
const lookUp = (column: string, row: number): string =>
  [
    `t.getInt32((${column} >>> 22) & 0x3fc, true)`,
    `t.getInt32(1024 + ((${column} >>> 14) & 0x3fc), true)`,
    `t.getInt32(2048 + ((${column} >>> 6) & 0x3fc), true)`,
    `t.getInt32(3072 + ((${column} << 2) & 0x3fc), true)`,
  ][row];

/** Which column ShiftRows (FIPS 197 §5.1.2) brings to column c in row r; InvShiftRows (§5.3.1) turns the other way. */
const shifted = (c: number, r: number, inverse = false): number => (c + (inverse ? 4 - r : r)) % 4;

/** The rows of column c after a round, but its round key. */
const rowsOf = (from: Columns, c: number, inverse = false): string[] =>
  range(4).map((r) => lookUp(from[shifted(c, r, inverse)], r));

const round = (from: Columns, to: Columns, key: (c: number) => string, inverse = false): string =>
  lines(to, (column, c) => `${column} = ${[...rowsOf(from, c, inverse), key(c)].join(' ^ ')};`);

/** Rounds `first` to 9, which all keys have, then two at a time as many as a longer key has. Odd ones go from a … d. */
function rounds(first: number, schedule: string, inverse = false): string {
  const ways = (r: number): [Columns, Columns] => (r % 2 === 1 ? [HERE, THERE] : [THERE, HERE]);
  const one = (r: number): string => `// Round ${r}.\n${round(...ways(r), (c) => `${schedule}${4 * r + c}`, inverse)}`;
  return `${lines(range(10 - first), (i) => one(first + i))}
// The other rounds of longer keys.
for (let k = 40; k < last; k += 8) {
${round(THERE, HERE, (c) => `${schedule}[k + ${c}]`, inverse)}
${round(HERE, THERE, (c) => `${schedule}[k + ${4 + c}]`, inverse)}
}`;
}

/** A column of the last round, which mixes none: SubBytes and ShiftRows of e … h, and the last round key. */
const lastRound = (c: number, schedule: string, inverse = false): string =>
  `substituted(s, ${range(4)
    .map((r) => THERE[shifted(c, r, inverse)])
    .join(', ')}) ^ ${schedule}Last${c}`;

/** The words of a schedule that a loop over blocks needs, from `first` to round 9, and those of the last round. */
const scheduleInLocals = (schedule: string, first: number): string => `const last = ${schedule}.length - 4;
${lines(range(40 - first), (i) => `const ${schedule}${first + i} = ${schedule}[${first + i}];`)}
${lines(range(4), (c) => `const ${schedule}Last${c} = ${schedule}[last + ${c}];`)}`;

const bytes = (c: number): string => `at + ${4 * c}`;
const TIMING = '* Timing: reads tables at indices that depend on key and data; see `aes-tables.ts`.';

export const aesChain: GeneratedFile = {
  path: 'src/cipher/generated/aes-chain.ts',
  source: 'scripts/kernels/aes.ts',
  text: `
import { INVERSE_S_BOX, INVERSE_T, S_BOX, substituted, T } from '../aes-tables.ts';

/** Cipher (FIPS 197 §5.1) of each block XOR the ciphertext before it.
* @param w - the key schedule: four words for each round and four more.
${TIMING} */
export function aesEncryptChain(w: Int32Array, iv: DataView, data: DataView): void {
const t = T;
const s = S_BOX;
${scheduleInLocals('w', 0)}
${lines(THERE, (column, c) => `let ${column} = iv.getInt32(${4 * c});`)}
for (let at = 0; at < data.byteLength; at += 16) {
${lines(HERE, (column, c) => `let ${column} = ${THERE[c]} ^ data.getInt32(${bytes(c)}) ^ w${c};`)}
${rounds(1, 'w')}
// The last round mixes no columns.
${lines(HERE, (column, c) => `${column} = ${lastRound(c, 'w')};`)}
${lines(HERE, (column, c) => `data.setInt32(${bytes(c)}, ${THERE[c]} = ${column});`)}
}
}

/** EqInvCipher (FIPS 197 §5.3.5), the inverse cipher in the cipher's own order of steps, of each block; XOR the ciphertext before it.
* @param dw - the schedule for it: last round first, InvMixColumns applied to all but the outer two.
${TIMING} */
export function aesDecryptChain(dw: Int32Array, iv: DataView, data: DataView): void {
const t = INVERSE_T;
const s = INVERSE_S_BOX;
${scheduleInLocals('dw', 0)}
${lines([...'pqru'], (before, c) => `let ${before} = iv.getInt32(${4 * c});`)}
for (let at = 0; at < data.byteLength; at += 16) {
${lines(HERE, (column, c) => `let ${column} = data.getInt32(${bytes(c)}) ^ dw${c};`)}
${lines(THERE, (column) => `let ${column}: number;`)}
${rounds(1, 'dw', true)}
// The last round mixes no columns.
${lines(HERE, (column, c) => `${column} = ${lastRound(c, 'dw', true)} ^ ${'pqru'[c]};`)}
${lines([...'pqru'], (before, c) => `${before} = data.getInt32(${bytes(c)});`)}
${lines(HERE, (column, c) => `data.setInt32(${bytes(c)}, ${column});`)}
}
}`,
};

/** Of 256 successive counters only the last byte differs, in column 3, row 3. ShiftRows brings it to column 0, so that after the first
 * round one column in four differs from what the counter before had, and in the second round each column depends on that one by a
 * single byte (Bernstein and Schwabe, "New AES software speed records", 2008, §3). All the rest of two rounds is worked out once for 256
 * blocks: 5 look-ups are left of 32. */
export const aesCounter: GeneratedFile = {
  path: 'src/cipher/generated/aes-counter.ts',
  source: 'scripts/kernels/aes.ts',
  text: `
import { S_BOX, substituted, T } from '../aes-tables.ts';

/** Rounds 1 and 2 for all counters that share all but their last byte, but for a look-up each: in column 0 of round 1, and in each column
* of round 2, that of the byte that differs, or of column 0 of round 1. Sets \`shared\` to these five columns.
* @param shared - its first four words are the counter, whose last byte does not matter.
${TIMING} */
export function aesSharedRounds(w: Int32Array, shared: Int32Array): void {
const t = T;
${lines(HERE, (column, c) => `const ${column} = shared[${c}] ^ w[${c}];`)}
// Round 1, without row 3 of column 0.
shared[0] = ${[...rowsOf(HERE, 0).slice(0, 3), 'w[4]'].join(' ^ ')};
${lines(range(3), (i) => `const ${THERE[i + 1]} = ${[...rowsOf(HERE, i + 1), `w[${5 + i}]`].join(' ^ ')};`)}
// Round 2, without the row that comes from column 0.
${lines(range(4), (c) => `shared[${1 + c}] = ${[...rowsOf(THERE, c).filter((_, r) => shifted(c, r) !== 0), `w[${8 + c}]`].join(' ^ ')};`)}
}

/** XORs the blocks of \`data[at..end)\` with the encryptions of counters that differ in their last byte only.
* @param shared - what \`aesSharedRounds\` left. @param count - the first counter's last byte.
${TIMING} */
export function aesXorCounters(w: Int32Array, shared: Int32Array, count: number, data: DataView, at: number, end: number): void {
const t = T;
const s = S_BOX;
${lines(range(5), (i) => `const s${i} = shared[${i}];`)}
const w3 = w[3];
${scheduleInLocals('w', 12)}
for (let byte = count; at < end; at += 16, byte++) {
// Rounds 1 and 2.
let e = s0 ^ ${lookUp('(byte ^ w3)', 3)};
${lines(HERE, (column, c) => `let ${column} = s${1 + c} ^ ${lookUp('e', (4 - c) % 4)};`)}
${lines(THERE.slice(1), (column) => `let ${column}: number;`)}
${rounds(3, 'w')}
// The last round mixes no columns.
${lines(range(4), (c) => `data.setInt32(${bytes(c)}, data.getInt32(${bytes(c)}) ^ ${lastRound(c, 'w')});`)}
}
}`,
};
