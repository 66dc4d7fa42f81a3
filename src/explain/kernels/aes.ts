/** AES of one block with all intermediate values (FIPS 197 §5), named as in its appendices. */
import { assertBytes, assertOptions, type Bytes, bytesToHex, UsageError } from '../../bytes/index.ts';
import {
  type CipherStep,
  cipherSteps,
  type InvCipherStep,
  invCipherSteps,
  type KeyExpansionStep,
  keyExpansionSteps,
} from '../../reference/index.ts';
import type { Exhibit, Fact, Squares, Table } from '../document/exhibit.ts';
import { aesFormulas, type ByteTable, inverseSBox, sBox } from './aes-formulas.ts';
import { collected } from './steps.ts';

export interface AesExample {
  /** 16, 24 or 32 bytes. */
  readonly key: Uint8Array;
  /** 16 bytes: the block to encrypt or decrypt. */
  readonly block: Uint8Array;
  readonly decrypt: boolean;
}

/** Shows the key expansion as appendix A does, and the rounds as appendix C. The key and its words, the plaintext, and every
 * state between plaintext and ciphertext are secret: with AES-128 one round key gives the whole key, with AES-192 and AES-256 two consecutive
 * ones do. */
export function explainAes(example: AesExample): Exhibit {
  assertOptions(example, 'example', ['key', 'block', 'decrypt']);
  const { key, block, decrypt } = example;
  assertBytes(key, 'example.key');
  assertBytes(block, 'example.block');
  if (![16, 24, 32].includes(key.length))
    throw new UsageError('out-of-range', 'example.key', 'must have 16, 24 or 32 bytes');
  if (block.length !== 16) throw new UsageError('out-of-range', 'example.block', 'must have 16 bytes');
  const expansion = keyExpansionTable(key);
  const { output, table } = decrypt ? invCipherTable(expansion.w, block) : cipherTable(expansion.w, block);
  const rule = decrypt ? 'FIPS 197 §5.3' : 'FIPS 197 §5.1';
  const [plaintext, ciphertext] = decrypt ? [output, block] : [block, output];
  const plain: Fact = { label: 'plaintext', value: plaintext, rule: decrypt ? rule : '', secret: true };
  const cipher: Fact = { label: 'ciphertext', value: ciphertext, rule: decrypt ? '' : rule };
  const rows: Fact[] = [
    { label: 'key', value: key, rule: `AES-${8 * key.length}`, secret: true },
    ...(decrypt ? [cipher, plain] : [plain, cipher]),
  ];
  const rounds = key.length / 4 + 6;
  const text =
    `AES enciphers 16 bytes with a key. The key of ${key.length} bytes is expanded to ${rounds + 1} round keys, and each of ` +
    `${rounds} rounds ${decrypt ? 'undoes four steps: ShiftRows, SubBytes, AddRoundKey, MixColumns' : 'has four steps: SubBytes, ShiftRows, MixColumns, AddRoundKey'}. ` +
    'The state is a square of four by four bytes, written column by column. SubBytes replaces each byte by another, ShiftRows rotates ' +
    'row r by r places, MixColumns multiplies each column by a matrix (except in the last round of encryption), and AddRoundKey ' +
    'XORs a round key.';
  return {
    title: `AES-${8 * key.length}, ${decrypt ? 'deciphering' : 'enciphering'} a block step by step`,
    parts: [
      { kind: 'prose', text },
      { kind: 'facts', title: 'In and out', rows },
      ...[expansion.table, table, sBoxTable()],
      ...(decrypt ? [inverseSBoxTable()] : []),
    ],
  };
}

/** The stages of the previous word, in the columns of appendix A. */
const TEMP = ['temp', 'after RotWord', 'after SubWord', 'Rcon', 'after XOR with Rcon'] as const;

function keyExpansionTable(key: Uint8Array): { readonly w: Bytes; readonly table: Table } {
  const Nk = key.length / 4;
  const { steps, result: w } = collected(keyExpansionSteps(key));
  const value = (i: number, name: KeyExpansionStep['name']): string => {
    const found = steps.find((step) => step.index['i'] === i && step.name === name);
    return found === undefined ? '' : bytesToHex(found.value);
  };
  const wordAt = (i: number): string => (i < 0 ? '' : bytesToHex(w.subarray(4 * i, 4 * i + 4)));
  const rows = Array.from({ length: w.length / 4 }, (_, i) => [
    `${i}`,
    ...TEMP.map((name) => value(i, name)),
    wordAt(i - Nk),
    wordAt(i),
  ]);
  const columns = ['i', 'temp', 'RotWord', 'SubWord', 'Rcon', 'XOR Rcon', 'w[i-Nk]', 'w[i]'];
  const title = `Key expansion, Nk = ${Nk}: w[i] = w[i-Nk] XOR what temp = w[i-1] became`;
  return { w, table: { kind: 'table', title, rule: 'FIPS 197 §5.2', columns, rows, secret: true } };
}

const CIPHER_STEPS: Readonly<Record<CipherStep['name'], string>> = {
  input: 'the plaintext',
  start: 'the state at the start of the round',
  s_box: 'after SubBytes',
  s_row: 'after ShiftRows',
  m_col: 'after MixColumns',
  k_sch: 'the round key, for AddRoundKey',
  output: 'the ciphertext',
};

function cipherTable(w: Bytes, block: Uint8Array) {
  const { steps, result } = collected(cipherSteps(w, block));
  const rows = steps.map(({ index, name, value }) => [
    `${index['round']}`,
    name,
    bytesToHex(value),
    CIPHER_STEPS[name],
  ]);
  return { output: result, table: roundsTable('Cipher', 'FIPS 197 §5.1', rows) };
}

const INV_CIPHER_STEPS: Readonly<Record<InvCipherStep['name'], string>> = {
  iinput: 'the ciphertext',
  istart: 'the state at the start of the round',
  is_row: 'after InvShiftRows',
  is_box: 'after InvSubBytes',
  ik_sch: 'the round key, for AddRoundKey',
  ik_add: 'after AddRoundKey; InvMixColumns follows',
  ioutput: 'the plaintext',
};

function invCipherTable(w: Bytes, block: Uint8Array) {
  const { steps, result } = collected(invCipherSteps(w, block));
  const rows = steps.map(({ index, name, value }) => [
    `${index['round']}`,
    name,
    bytesToHex(value),
    INV_CIPHER_STEPS[name],
  ]);
  return { output: result, table: roundsTable('Inverse cipher', 'FIPS 197 §5.3', rows) };
}

const roundsTable = (title: string, rule: string, rows: readonly string[][]): Table => ({
  kind: 'table',
  title,
  rule,
  columns: ['round', 'step', 'state, column by column', 'meaning'],
  rows,
  squares: squaresOf(rows),
  how: formulasOf(rows),
  secret: true,
});

const byteTable = (title: string, rule: string, table: ByteTable): Table => ({
  ...{ kind: 'table', title, rule },
  columns: ['', ...Array.from({ length: 16 }, (_, y) => `_${y.toString(16)}`)],
  ...table,
});

/** SBOX, which SubBytes and the key expansion look up. */
const sBoxTable = (): Table =>
  byteTable('The S-box: the row is the first digit of the byte, the column the second', 'FIPS 197 §5.1.1', sBox());

/** INVSBOX, which InvSubBytes looks up. */
const inverseSBoxTable = (): Table =>
  byteTable('The inverse S-box: it leads back from the S-box’s byte', 'FIPS 197 §5.3.2', inverseSBox());

/** Rows with a round key. A round key is not a state: the row after it continues from the row before it. */
const ROUND_KEYS: ReadonlySet<string> = new Set(['k_sch', 'ik_sch']);
const isKey = (row: readonly string[] | undefined): boolean => row !== undefined && ROUND_KEYS.has(row[1]);

function squaresOf(rows: readonly (readonly string[])[]): Squares {
  const from = rows.map((row, i) => (i === 0 || isKey(row) ? undefined : isKey(rows[i - 1]) ? i - 2 : i - 1));
  return { column: 2, from };
}

/** For each state, the formulas that compute it from the state that it is drawn beside. */
function formulasOf(rows: readonly (readonly string[])[]): string[][] {
  const { from } = squaresOf(rows);
  return rows.map(([, name, state], i) => {
    const before = from[i];
    if (before === undefined) return [];
    return aesFormulas(name, rows[before][2], state, isKey(rows[i - 1]) ? rows[i - 1][2] : undefined);
  });
}
