/** SHA-256, SHA-384 and SHA-512 of a message with all intermediate values (FIPS 180-4 §6.2, §6.5, §6.4). */
import { assertBytes, type Bytes } from '../../bytes/index.ts';
import {
  SHA256,
  SHA512,
  type Sha2,
  type Sha2Step,
  type Steps,
  sha256Steps,
  sha384Steps,
  sha512Steps,
} from '../../reference/index.ts';
import type { Exhibit, Part, Section, Table } from '../document/exhibit.ts';
import { paddingPart } from './hash-padding.ts';
import { collected, word } from './steps.ts';

const VARIABLES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;

/** Shows SHA-256: the padding, and for each block the schedule, the 64 rounds and the chaining values. Nothing is marked secret: do not
 * explain the hash of a secret. */
export function explainSha256(message: Uint8Array): Exhibit {
  assertBytes(message, 'message');
  const text =
    'SHA-256 turns any message into a digest of 32 bytes. The message is padded to whole blocks of 64 bytes. Each block is expanded ' +
    'to a schedule of 64 words, and each word is mixed into eight working variables in one round; after 64 rounds the variables are added ' +
    'to their initial values, and the sums start the next block. Changing any bit of the message changes about half of the bits of the digest.';
  return exhibitOf({ name: 'SHA-256', sha2: SHA256, text }, message, sha256Steps(message));
}

/** Shows SHA-384: the padding, and for each block the schedule, the 80 rounds and the chaining values. Nothing is marked secret: do not
 * explain the hash of a secret. */
export function explainSha384(message: Uint8Array): Exhibit {
  assertBytes(message, 'message');
  const text =
    'SHA-384 turns any message into a digest of 48 bytes. It is SHA-512 with other initial values, and the last two of the eight words ' +
    'are left out of the digest: so nobody can go on hashing from a digest, as with SHA-256 and SHA-512. It has SHA-256’s frame, with ' +
    'words of 64 bits, blocks of 128 bytes, 80 rounds, and other numbers of places to rotate by.';
  return exhibitOf({ name: 'SHA-384', sha2: SHA512, text }, message, sha384Steps(message));
}

/** Shows SHA-512: the padding, and for each block the schedule, the 80 rounds and the chaining values. Nothing is marked secret: do not
 * explain the hash of a secret. */
export function explainSha512(message: Uint8Array): Exhibit {
  assertBytes(message, 'message');
  const text =
    'SHA-512 turns any message into a digest of 64 bytes. It has SHA-256’s frame, with words of 64 bits, blocks of 128 bytes, 80 rounds, ' +
    'and other numbers of places to rotate by. On a processor of 64 bits it is faster than SHA-256 for each byte, since each round takes in twice as much.';
  return exhibitOf({ name: 'SHA-512', sha2: SHA512, text }, message, sha512Steps(message));
}

interface Shown<W> {
  readonly name: string;
  readonly sha2: Sha2<W>;
  readonly text: string;
}

function exhibitOf<W extends bigint | number>(
  { name, sha2, text }: Shown<W>,
  message: Uint8Array,
  reference: Steps<Sha2Step<W>, Bytes>,
): Exhibit {
  const { steps, result: digest } = collected(reference);
  const rows = [
    { label: 'message', value: message, rule: '' },
    { label: 'length', value: `${8 * message.length} bits`, rule: '' },
    { label: 'digest', value: digest, rule: `FIPS 180-4 ${sha2.sections.computation}` },
  ];
  const parts = steps.flatMap((step): Part[] => {
    if (step.name === 'padded message') return [paddingPart(step.value, message.length, sha2.words.bits)];
    return step.name === 'M' ? [blockSection(sha2, steps, step.index['i'])] : [];
  });
  return {
    title: `${name}, step by step`,
    parts: [{ kind: 'prose', text }, { kind: 'facts', title: 'In and out', rows }, ...parts],
  };
}

/** A word for a cell: a long one can be broken in its middle. */
const cell = (value: bigint | number): string => word(value).replace(/.{8}(?=.)/g, '$& ');

/** The formula for a word of the schedule (§6.2.2 step 1). */
const origin = (t: number): string =>
  t < 16 ? `word ${t} of the block` : `σ1(W${t - 2}) + W${t - 7} + σ0(W${t - 15}) + W${t - 16}`;

function blockSection<W extends bigint | number>(sha2: Sha2<W>, all: readonly Sha2Step<W>[], i: number): Section {
  const steps = all.filter((step) => step.index['i'] === i);
  const schedule = steps.flatMap((step) =>
    step.name === 'W' ? [[`${step.index['t']}`, cell(step.value), origin(step.index['t'])]] : [],
  );
  const rounds = roundRows(steps);
  const chained = all.flatMap((step) => (step.name === 'H' ? [step.value] : []));
  const [before, after] = [chained[i - 1], chained[i]];
  const last = rounds[rounds.length - 1];
  const chaining = VARIABLES.map((name, j) => [`${j}`, cell(before[j]), `${last[j + 1]} (${name})`, cell(after[j])]);
  const table = (
    title: string,
    step: number,
    columns: readonly string[],
    rows: readonly string[][],
    how?: readonly (readonly string[])[],
  ): Table => ({
    ...{ kind: 'table', title, rule: `FIPS 180-4 ${sha2.sections.computation} step ${step}`, columns, rows },
    ...(how !== undefined && { how }),
  });
  return {
    kind: 'section',
    title: `Block ${i}`,
    parts: [
      table('Message schedule', 1, ['t', 'W', 'made of'], schedule, scheduleFormulas(sha2, steps)),
      table('The state after each round', 3, ['t', ...VARIABLES, 'T1', 'T2'], rounds, roundFormulas(sha2, steps)),
      table(`Chaining value H(${i}) = H(${i - 1}) + variables`, 4, ['j', `H(${i - 1})`, '+', `H(${i})`], chaining),
    ],
  };
}

/** The variables before the first round and after each round, with the values added in it. */
function roundRows<W extends bigint | number>(steps: readonly Sha2Step<W>[]): string[][] {
  let sums = ['', ''];
  return steps.flatMap((step) => {
    if (step.name === 'T1') sums = [cell(step.value), ''];
    if (step.name === 'T2') sums = [sums[0], cell(step.value)];
    if (step.name !== 'working variables') return [];
    const { value, index } = step;
    return [
      [index['t'] === undefined ? 'init' : `${index['t']}`, ...VARIABLES.map((name) => cell(value[name])), ...sums],
    ];
  });
}

/** §6.2.2 step 1 with its numbers (functions of §4.1.2 and §4.1.3); empty for the first sixteen words, which are those of the block. */
function scheduleFormulas<W extends bigint | number>(
  { words: { xor, ROTR, SHR }, sigma0, sigma1 }: Sha2<W>,
  steps: readonly Sha2Step<W>[],
): string[][] {
  const W = steps.flatMap((step) => (step.name === 'W' ? [step.value] : []));
  const sigma = (name: string, [p, q, r]: readonly number[], x: W): readonly [W, string] => {
    const value = xor(ROTR(p, x), ROTR(q, x), SHR(r, x));
    return [value, `${name} = ROTR${p}(${word(x)}) ⊕ ROTR${q}(${word(x)}) ⊕ SHR${r}(${word(x)}) = ${word(value)}`];
  };
  return W.map((value, t) => {
    if (t < 16) return [];
    const [late, lateText] = sigma(`σ1(W${t - 2})`, sigma1, W[t - 2]);
    const [early, earlyText] = sigma(`σ0(W${t - 15})`, sigma0, W[t - 15]);
    return [
      lateText,
      earlyText,
      `W${t} = σ1 + W${t - 7} + σ0 + W${t - 16} = ${[late, W[t - 7], early, W[t - 16]].map(word).join(' + ')} = ${word(value)}`,
    ];
  });
}

/** §6.2.2 step 3 with its numbers (functions of §4.1.2 and §4.1.3, constants of §4.2.2 and §4.2.3); empty for the variables before the first round. */
function roundFormulas<W extends bigint | number>(sha2: Sha2<W>, steps: readonly Sha2Step<W>[]): string[][] {
  const { add, and, xor, not, ROTR, constant } = sha2.words;
  const W = steps.flatMap((step) => (step.name === 'W' ? [step.value] : []));
  const states = steps.flatMap((step) => (step.name === 'working variables' ? [step.value] : []));
  const Sigma = (name: string, [p, q, r]: readonly number[], x: W): readonly [W, string] => {
    const value = xor(ROTR(p, x), ROTR(q, x), ROTR(r, x));
    return [value, `${name} = ROTR${p}(${word(x)}) ⊕ ROTR${q}(${word(x)}) ⊕ ROTR${r}(${word(x)}) = ${word(value)}`];
  };
  return states.map((after, i) => {
    if (i === 0) return [];
    const t = i - 1;
    const { a, b, c, d, e, f, g, h } = states[i - 1];
    const K = constant(sha2.K[t]);
    const [Sigma1, Sigma1Text] = Sigma('Σ1(e)', sha2.Sigma1, e);
    const Ch = xor(and(e, f), and(not(e), g));
    const T1 = add(h, Sigma1, Ch, K, W[t]);
    const [Sigma0, Sigma0Text] = Sigma('Σ0(a)', sha2.Sigma0, a);
    const Maj = xor(and(a, b), and(a, c), and(b, c));
    const T2 = add(Sigma0, Maj);
    return [
      Sigma1Text,
      `Ch(e, f, g) = (${word(e)} ∧ ${word(f)}) ⊕ (¬${word(e)} ∧ ${word(g)}) = ${word(Ch)}`,
      `T1 = h + Σ1(e) + Ch(e, f, g) + K${t} + W${t} = ${[h, Sigma1, Ch, K, W[t]].map(word).join(' + ')} = ${word(T1)}`,
      Sigma0Text,
      `Maj(a, b, c) = (${word(a)} ∧ ${word(b)}) ⊕ (${word(a)} ∧ ${word(c)}) ⊕ (${word(b)} ∧ ${word(c)}) = ${word(Maj)}`,
      `T2 = Σ0(a) + Maj(a, b, c) = ${word(Sigma0)} + ${word(Maj)} = ${word(T2)}`,
      `new e = d + T1 = ${word(d)} + ${word(T1)} = ${word(after.e)}; new a = T1 + T2 = ${word(T1)} + ${word(T2)} = ${word(after.a)}`,
      'The others move on by one place: b becomes a’s old value, c that of b, d that of c; f that of e, g that of f, h that of g.',
    ];
  });
}
