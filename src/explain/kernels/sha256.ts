/** SHA-256 of a message with all intermediate values (FIPS 180-4 §6.2). */
import { assertBytes, type Bytes } from '../../bytes/index.ts';
import { SHA256, type Sha256Step, sha256Steps } from '../../reference/index.ts';
import type { Exhibit, Part, Section, Table } from '../document/exhibit.ts';
import { paddingPart } from './hash-padding.ts';
import { collected, word } from './steps.ts';

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
  const table = (
    title: string,
    step: number,
    columns: readonly string[],
    rows: readonly string[][],
    how?: readonly (readonly string[])[],
  ): Table => ({
    ...{ kind: 'table', title, rule: `FIPS 180-4 §6.2.2 step ${step}`, columns, rows },
    ...(how !== undefined && { how }),
  });
  return {
    kind: 'section',
    title: `Block ${i}`,
    parts: [
      table('Message schedule', 1, ['t', 'W', 'made of'], schedule, scheduleFormulas(steps)),
      table('The state after each round', 3, ['t', ...VARIABLES, 'T1', 'T2'], rounds, roundFormulas(steps)),
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

const { add, and, xor, not, ROTR, SHR } = SHA256.words;

/** §6.2.2 step 1 with its numbers; empty for the first sixteen words, which are those of the block. */
function scheduleFormulas(steps: readonly Sha256Step[]): string[][] {
  const W = steps.flatMap((step) => (step.name === 'W' ? [step.value] : []));
  return W.map((value, t) => {
    if (t < 16) return [];
    const [early, late] = [W[t - 15], W[t - 2]];
    const sigma0 = xor(ROTR(7, early), ROTR(18, early), SHR(3, early));
    const sigma1 = xor(ROTR(17, late), ROTR(19, late), SHR(10, late));
    return [
      `σ1(W${t - 2}) = ROTR17(${word(late)}) ⊕ ROTR19(${word(late)}) ⊕ SHR10(${word(late)}) = ${word(sigma1)}`,
      `σ0(W${t - 15}) = ROTR7(${word(early)}) ⊕ ROTR18(${word(early)}) ⊕ SHR3(${word(early)}) = ${word(sigma0)}`,
      `W${t} = σ1 + W${t - 7} + σ0 + W${t - 16} = ${[sigma1, W[t - 7], sigma0, W[t - 16]].map(word).join(' + ')} = ${word(value)}`,
    ];
  });
}

/** §6.2.2 step 3 with its numbers (functions of §4.1.2, constants of §4.2.2); empty for the variables before the first round. */
function roundFormulas(steps: readonly Sha256Step[]): string[][] {
  const W = steps.flatMap((step) => (step.name === 'W' ? [step.value] : []));
  const states = steps.flatMap((step) => (step.name === 'working variables' ? [step.value] : []));
  return states.map((after, i) => {
    if (i === 0) return [];
    const t = i - 1;
    const { a, b, c, d, e, f, g, h } = states[i - 1];
    const K = Number(SHA256.K[t]);
    const Sigma1 = xor(ROTR(6, e), ROTR(11, e), ROTR(25, e));
    const Ch = xor(and(e, f), and(not(e), g));
    const T1 = add(h, Sigma1, Ch, K, W[t]);
    const Sigma0 = xor(ROTR(2, a), ROTR(13, a), ROTR(22, a));
    const Maj = xor(and(a, b), and(a, c), and(b, c));
    const T2 = add(Sigma0, Maj);
    return [
      `Σ1(e) = ROTR6(${word(e)}) ⊕ ROTR11(${word(e)}) ⊕ ROTR25(${word(e)}) = ${word(Sigma1)}`,
      `Ch(e, f, g) = (${word(e)} ∧ ${word(f)}) ⊕ (¬${word(e)} ∧ ${word(g)}) = ${word(Ch)}`,
      `T1 = h + Σ1(e) + Ch(e, f, g) + K${t} + W${t} = ${[h, Sigma1, Ch, K, W[t]].map(word).join(' + ')} = ${word(T1)}`,
      `Σ0(a) = ROTR2(${word(a)}) ⊕ ROTR13(${word(a)}) ⊕ ROTR22(${word(a)}) = ${word(Sigma0)}`,
      `Maj(a, b, c) = (${word(a)} ∧ ${word(b)}) ⊕ (${word(a)} ∧ ${word(c)}) ⊕ (${word(b)} ∧ ${word(c)}) = ${word(Maj)}`,
      `T2 = Σ0(a) + Maj(a, b, c) = ${word(Sigma0)} + ${word(Maj)} = ${word(T2)}`,
      `new e = d + T1 = ${word(d)} + ${word(T1)} = ${word(after.e)}; new a = T1 + T2 = ${word(T1)} + ${word(T2)} = ${word(after.a)}`,
      'The others move on by one place: b becomes a’s old value, c that of b, d that of c; f that of e, g that of f, h that of g.',
    ];
  });
}
