/** SHA-256 of a message with all intermediate values (FIPS 180-4 §6.2). */
import { assertBytes, type Bytes } from '../../bytes/index.ts';
import type { Span } from '../../codec/index.ts';
import { type Sha256Step, sha256Steps } from '../../reference/index.ts';
import type { BytesPart, Exhibit, Part, Section, Table } from '../document/exhibit.ts';
import { collected, namedSpan, word } from './steps.ts';

const VARIABLES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;

/** Shows the padding, and for each block the schedule, the 64 rounds and the chaining values. Nothing is marked secret: do not
 * explain the hash of a secret. */
export function explainSha256(message: Uint8Array): Exhibit {
  assertBytes(message, 'message');
  const { steps, result: digest } = collected(sha256Steps(message));
  const parts = steps.flatMap((step): Part[] => {
    if (step.name === 'padded message') return [paddingPart(step.value, message.length)];
    return step.name === 'M' ? [blockSection(steps, step.index['i'])] : [];
  });
  return exhibitOf(message, digest, parts);
}

function exhibitOf(message: Uint8Array, digest: Bytes, parts: readonly Part[]): Exhibit {
  const rows = [
    { label: 'message', value: message, rule: '' },
    { label: 'length', value: `${8 * message.length} bits`, rule: '' },
    { label: 'digest', value: digest, rule: 'FIPS 180-4 §6.2.2' },
  ];
  const text =
    'SHA-256 turns any message into a digest of 32 bytes. The message is padded to whole blocks of 64 bytes. Each block is expanded ' +
    'to a schedule of 64 words, and each word is mixed into eight working variables in one round; after 64 rounds the variables are added ' +
    'to their initial values, and the sums start the next block. Changing any bit of the message changes about half of the bits of the digest.';
  return {
    title: 'SHA-256, step by step',
    parts: [{ kind: 'prose', text }, { kind: 'facts', title: 'In and out', rows }, ...parts],
  };
}

/** §5.1.1, byte by byte. */
function paddingPart(padded: Bytes, messageLength: number): BytesPart {
  const rule = 'FIPS 180-4 §5.1.1';
  const lengthAt = padded.length - 8;
  const zeros = lengthAt - messageLength - 1;
  const part = (name: string, type: string, at: number, length: number): Span[] =>
    length === 0 ? [] : [namedSpan({ name, type, rule }, at, length)];
  const children = [
    ...part('message', 'bytes', 0, messageLength),
    ...part('the bit 1, and seven zeros', 'byte', messageLength, 1),
    ...part('zeros, up to 8 bytes before the end of a block', 'bytes', messageLength + 1, zeros),
    ...part(`l = ${8 * messageLength}, the length in bits`, 'integer of 64 bits', lengthAt, 8),
  ];
  const span = namedSpan({ name: 'padded message', type: 'blocks of 64 bytes', rule }, 0, padded.length, children);
  return { kind: 'bytes', title: 'Padding', bytes: padded, span };
}

/** The formula for a word of the schedule (§6.2.2 step 1). */
const origin = (t: number): string =>
  t < 16 ? `word ${t} of the block` : `σ1(W${t - 2}) + W${t - 7} + σ0(W${t - 15}) + W${t - 16}`;

function blockSection(all: readonly Sha256Step[], i: number): Section {
  const steps = all.filter((step) => step.index['i'] === i);
  const schedule = steps.flatMap((step) =>
    step.name === 'W' ? [[`${step.index['t']}`, word(step.value), origin(step.index['t'])]] : [],
  );
  const rounds = roundRows(steps);
  const chained = all.flatMap((step) => (step.name === 'H' ? [step.value] : []));
  const [before, after] = [chained[i - 1], chained[i]];
  const last = rounds[rounds.length - 1];
  const chaining = VARIABLES.map((name, j) => [`${j}`, word(before[j]), `${last[j + 1]} (${name})`, word(after[j])]);
  const table = (title: string, step: number, columns: readonly string[], rows: readonly string[][]): Table => ({
    kind: 'table',
    title,
    rule: `FIPS 180-4 §6.2.2 step ${step}`,
    columns,
    rows,
  });
  return {
    kind: 'section',
    title: `Block ${i}`,
    parts: [
      table('Message schedule', 1, ['t', 'W', 'made of'], schedule),
      table('The variables after each round', 3, ['t', ...VARIABLES, 'T1', 'T2'], rounds),
      table(`Chaining value H(${i}) = H(${i - 1}) + variables`, 4, ['j', `H(${i - 1})`, '+', `H(${i})`], chaining),
    ],
  };
}

/** The variables before the first round and after each round, with the values added in it. */
function roundRows(steps: readonly Sha256Step[]): string[][] {
  let sums = ['', ''];
  return steps.flatMap((step) => {
    if (step.name === 'T1') sums = [word(step.value), ''];
    if (step.name === 'T2') sums = [sums[0], word(step.value)];
    if (step.name !== 'working variables') return [];
    const { value, index } = step;
    return [
      [index['t'] === undefined ? 'init' : `${index['t']}`, ...VARIABLES.map((name) => word(value[name])), ...sums],
    ];
  });
}
