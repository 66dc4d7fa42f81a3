/** Encryption by ChaCha20-Poly1305 (RFC 8439 §2.8), with all intermediate values. */
import { assertBytes, assertOptions, concat, equalBytes, UsageError } from '../../bytes/index.ts';
import { chacha20Poly1305 } from '../../cipher/index.ts';
import { type ChaCha20Poly1305Step, type ChaCha20State, chacha20Poly1305EncryptSteps } from '../../reference/index.ts';
import type { Exhibit, Fact, Part, Section, Table } from '../document/exhibit.ts';
import { abbreviated, collected, facts, prose, secretFact, section, stepFact, word } from './steps.ts';

export interface ChaCha20Example {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
  readonly plaintext: Uint8Array;
  /** Authenticated, and not encrypted. */
  readonly aad: Uint8Array;
}

/** Shows the one-time key, the first block of the key stream with every quarter round of a double round, all blocks' key stream,
 * and the tag. Everything except nonce, associated data, ciphertext and tag is secret. @throws UsageError for another length of
 * key or nonce. */
export function explainChaCha20(example: ChaCha20Example): Exhibit {
  assertOptions(example, 'example', ['key', 'nonce', 'plaintext', 'aad']);
  const { key, nonce, plaintext, aad } = example;
  for (const name of ['key', 'nonce', 'plaintext', 'aad'] as const) assertBytes(example[name], `example.${name}`);
  if (key.length !== 32) throw new UsageError('out-of-range', 'example.key', 'must have 32 bytes');
  if (nonce.length !== 12) throw new UsageError('out-of-range', 'example.nonce', 'must have 12 bytes');
  const { steps, result } = collected(chacha20Poly1305EncryptSteps(key, nonce, plaintext, aad));
  const ciphertext = result.slice(0, plaintext.length);
  const tag = result.slice(plaintext.length);
  const parts: Part[] = [
    prose(INTRODUCTION),
    facts('In and out', [
      secretFact('key', key, 'RFC 8439 §2.8'),
      { label: 'nonce', value: nonce, rule: 'RFC 8439 §2.8' },
      secretFact('plaintext', plaintext, 'RFC 8439 §2.8'),
      { label: 'associated data', value: aad, rule: 'RFC 8439 §2.8' },
      { label: 'ciphertext', value: ciphertext, rule: 'RFC 8439 §2.8' },
      { label: 'tag', value: tag, rule: 'RFC 8439 §2.8' },
    ]),
    blockSection('1. The one-time key: block 0', steps, 0),
    ...(plaintext.length === 0 ? [] : [encryptionSection(steps, plaintext)]),
    tagSection(plaintext.length === 0 ? 2 : 3, steps),
    facts('The whole', [
      {
        label: "the engine's own result",
        value: isEngines(example, ciphertext, tag) ? 'the same' : 'ANOTHER',
        rule: '',
      },
    ]),
  ];
  return { title: 'ChaCha20-Poly1305, step by step', parts };
}

const INTRODUCTION =
  'ChaCha20 turns a key of 32 bytes, a nonce and a counter into a block of 64 bytes that looks random; the plaintext is XORed with as many blocks as it ' +
  'needs. It uses nothing but additions, XORs and rotations of words of 32 bits: no table, so none that secrets could index. ' +
  'Poly1305 makes the authentication tag: the ciphertext is read as numbers, the coefficients of a polynomial, which is evaluated at a secret r modulo ' +
  '2^130 − 5; a secret s is added. Both come from block 0, so they serve once, and the nonce must never be used again with the key.';
const STATE =
  'The state has sixteen words: four constants ("expand 32-byte k"), eight of the key, the counter, three of the nonce. A double round has eight quarter rounds: one on each ' +
  'column, then one on each diagonal. After ten double rounds the words of the first state are added, as otherwise the rounds could be undone.';

function blockSection(title: string, all: readonly ChaCha20Poly1305Step[], block: number): Section {
  const steps = all.filter(({ index }) => index['block'] === block);
  const states = steps.flatMap((step) =>
    step.name === 'state' || step.name === 'after 20 rounds' || step.name === 'sum'
      ? [stateTable(step.name === 'sum' ? 'the sum of both: the block' : step.name, step.value)]
      : [],
  );
  const [first, ...later] = states;
  return section(title, [prose(STATE), first, quarterRounds(steps), ...later, ...oneTimeKey(all, block)]);
}

const oneTimeKey = (steps: readonly ChaCha20Poly1305Step[], block: number): Part[] =>
  block === 0
    ? [
        facts(
          'Its first half',
          steps.flatMap((step) => (step.name === 'one-time key' ? [stepFact(step)] : [])),
        ),
      ]
    : [];

const stateTable = (title: string, state: ChaCha20State): Table => ({
  kind: 'table',
  title: `The state: ${title}`,
  rule: 'RFC 8439 §2.3',
  columns: ['', 'column 0', 'column 1', 'column 2', 'column 3'],
  rows: [0, 1, 2, 3].map((row) => [`row ${row}`, ...state.slice(4 * row, 4 * row + 4).map(word)]),
  secret: true,
});

/** The words that quarter round q of a double round works on: a column for q up to 4, then a diagonal (§2.3). */
const wordsOf = (q: number): number[] => [0, 1, 2, 3].map((row) => 4 * row + (q <= 4 ? q - 1 : (q - 5 + row) % 4));

function quarterRounds(steps: readonly ChaCha20Poly1305Step[]): Table {
  const rows = steps.flatMap((step) => {
    if (step.name !== 'after a quarter round') return [];
    const { index, value } = step;
    const words = wordsOf(index['q']);
    return [[`${index['i']}`, `${index['q']}`, words.join(', '), ...words.map((at) => word(value[at]))]];
  });
  return {
    kind: 'table',
    title: 'The words after each quarter round',
    rule: 'RFC 8439 §2.1',
    columns: ['double round', 'quarter round', 'words', 'a', 'b', 'c', 'd'],
    rows,
    secret: true,
  };
}

function encryptionSection(steps: readonly ChaCha20Poly1305Step[], plaintext: Uint8Array): Section {
  const blocks = steps.flatMap((step): Fact[] => {
    if (step.name !== 'key stream' && step.name !== 'encrypted') return [];
    const { block } = step.index;
    const part = plaintext.slice(64 * (block - 1), 64 * block);
    return step.name === 'key stream'
      ? [{ ...stepFact(step), label: `key stream ${block}` }, secretFact(`plaintext ${block}`, part, step.rule)]
      : [{ label: `ciphertext ${block}`, value: step.value, rule: step.rule }];
  });
  const first = blockSection('2. Encrypt: the blocks from 1 on', steps, 1);
  return section(first.title, [...first.parts.slice(1), facts('Plaintext XOR key stream, block by block', blocks)]);
}

function tagSection(number: number, steps: readonly ChaCha20Poly1305Step[]): Section {
  const values = new Map(steps.map((step) => [`${step.name} ${step.index['i'] ?? ''}`, step]));
  const named = (name: string): Fact[] => {
    const found = values.get(`${name} `);
    return found === undefined ? [] : [stepFact(found as Parameters<typeof stepFact>[0])];
  };
  const number16 = (name: string, i: number): string => abbreviated(values.get(`${name} ${i}`)?.value as bigint, 9);
  const blocks = steps.filter(({ name }) => name === 'Block').length;
  const rows = Array.from({ length: blocks }, (_, at) => [
    `${at + 1}`,
    ...['Block', 'Acc + Block', 'Acc'].map((name) => number16(name, at + 1)),
  ]);
  return section(`${number}. Authenticate`, [
    facts('What Poly1305 reads: data, ciphertext, both lengths', named('mac_data')),
    facts('The one-time key as two numbers', [...named('r'), ...named('s')]),
    {
      kind: 'table',
      title: 'The blocks of 16 bytes, each with a byte 01 after it: Acc = (Acc + Block) · r mod 2^130 − 5',
      rule: 'RFC 8439 §2.5.1',
      columns: ['i', 'Block', 'Acc + Block', 'Acc'],
      rows,
      brief: { noun: 'block', column: 1 },
      secret: true,
    },
    facts('The tag', [...named('Acc + s'), ...named('tag')]),
  ]);
}

function isEngines({ key, nonce, plaintext, aad }: ChaCha20Example, ciphertext: Uint8Array, tag: Uint8Array): boolean {
  const sealed = chacha20Poly1305(key).seal(nonce, plaintext, aad);
  return equalBytes(sealed, concat(ciphertext, tag));
}
