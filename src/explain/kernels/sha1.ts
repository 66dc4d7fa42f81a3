/** SHA-1 of a message with all intermediate values (FIPS 180-4 §6.1). */
import { assertBytes, equalBytes } from '../../bytes/index.ts';
import { sha1 } from '../../hash/index.ts';
import { type Sha1Step, type Sha1WorkingVariables, sha1Steps } from '../../reference/index.ts';
import type { Exhibit, Section, Table } from '../document/exhibit.ts';
import { paddingPart } from './hash-padding.ts';
import { collected, facts, prose, section, word } from './steps.ts';

const VARIABLES = ['a', 'b', 'c', 'd', 'e'] as const;

/** Shows the padding, and for each block the schedule, the 80 rounds with their formulas, and the chaining values. Nothing is marked secret: do not
 * explain the hash of a secret. */
export function explainSha1(message: Uint8Array): Exhibit {
  assertBytes(message, 'message');
  const { steps, result: digest } = collected(sha1Steps(message));
  const padded = steps.flatMap((step) => (step.name === 'padded message' ? [step.value] : []));
  const blocks = steps.filter(({ name }) => name === 'M').length;
  return {
    title: 'SHA-1, step by step',
    parts: [
      prose(INTRODUCTION),
      facts('In and out', [
        { label: 'message', value: message, rule: '' },
        { label: 'length', value: `${8 * message.length} bits`, rule: '' },
        { label: 'digest', value: digest, rule: 'FIPS 180-4 §6.1.2' },
        {
          label: "the engine's own result",
          value: equalBytes(sha1.digest(message), digest) ? 'the same' : 'ANOTHER',
          rule: '',
        },
      ]),
      ...padded.map((bytes) => paddingPart(bytes, message.length, 32)),
      ...Array.from({ length: blocks }, (_, i) => blockSection(steps, i + 1)),
    ],
  };
}

const INTRODUCTION =
  'SHA-1 turns any message into a digest of 20 bytes. It is broken: since 2017 two files with one SHA-1 are known (SHAttered), and since 2020 a collision whose beginnings ' +
  'may be chosen costs some ten thousand dollars, so no certificate may be signed over it. It is still in use where no collision helps: in HMAC, and to name keys. ' +
  'SHA-256 has the same frame; compare the schedule, which here is only a rotation of an XOR, and the round, which changes one variable in place of two.';

/** The function of a round (§4.1.1), with its numbers. */
const FUNCTIONS: readonly ((b: string, c: string, d: string) => string)[] = [
  (b, c, d) => `Ch(b, c, d) = (${b} ∧ ${c}) ⊕ (¬${b} ∧ ${d})`,
  (b, c, d) => `Parity(b, c, d) = ${b} ⊕ ${c} ⊕ ${d}`,
  (b, c, d) => `Maj(b, c, d) = (${b} ∧ ${c}) ⊕ (${b} ∧ ${d}) ⊕ (${c} ∧ ${d})`,
  (b, c, d) => `Parity(b, c, d) = ${b} ⊕ ${c} ⊕ ${d}`,
];
/** §4.2.1. */
const K = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

function blockSection(all: readonly Sha1Step[], i: number): Section {
  const steps = all.filter((step) => step.index['i'] === i);
  const W = steps.flatMap((step) => (step.name === 'W' ? [step.value] : []));
  const states = steps.flatMap((step) => (step.name === 'working variables' ? [step.value] : []));
  const chained = all.flatMap((step) => (step.name === 'H' ? [step.value] : []));
  const [before, after] = [chained[i - 1], chained[i]];
  const last = states[states.length - 1];
  const rule = (step: number): string => `FIPS 180-4 §6.1.2 step ${step}`;
  const schedule = W.map((value, t) => [`${t}`, word(value), origin(t)]);
  const rounds = states.map((state, t) => [
    t === 0 ? 'init' : `${t - 1}`,
    ...VARIABLES.map((name) => word(state[name])),
  ]);
  const chaining = VARIABLES.map((name, j) => [
    `${j}`,
    word(before[j]),
    `${word(last[name])} (${name})`,
    word(after[j]),
  ]);
  const table = (title: string, step: number, columns: readonly string[], rows: readonly string[][]): Table => ({
    ...{ kind: 'table', title, rule: rule(step), columns, rows },
  });
  return section(`Block ${i}`, [
    { ...table('Message schedule', 1, ['t', 'W', 'made of'], schedule), how: W.map((_, t) => scheduleFormula(W, t)) },
    {
      ...table('The state after each round', 3, ['t', ...VARIABLES], rounds),
      how: states.map((state, t) => (t === 0 ? [] : roundFormulas(states[t - 1], state, W[t - 1], t - 1))),
    },
    table(`Chaining value H(${i}) = H(${i - 1}) + variables`, 4, ['j', `H(${i - 1})`, '+', `H(${i})`], chaining),
  ]);
}

const origin = (t: number): string =>
  t < 16 ? `word ${t} of the block` : `ROTL1(W${t - 3} ⊕ W${t - 8} ⊕ W${t - 14} ⊕ W${t - 16})`;

const scheduleFormula = (W: readonly number[], t: number): string[] =>
  t < 16 ? [] : [`W${t} = ROTL1(${[3, 8, 14, 16].map((back) => word(W[t - back])).join(' ⊕ ')}) = ${word(W[t])}`];

/** §6.1.2 step 3 with its numbers. The value of the function f is T minus the other terms. */
function roundFormulas(before: Sha1WorkingVariables, after: Sha1WorkingVariables, W: number, t: number): string[] {
  const { a, b, c, d, e } = before;
  const phase = Math.floor(t / 20);
  const rotated = ((a << 5) | (a >>> 27)) >>> 0;
  const f = (after.a - rotated - e - K[phase] - W) >>> 0;
  return [
    `${FUNCTIONS[phase](word(b), word(c), word(d))} = ${word(f)}`,
    `T = ROTL5(a) + f + e + K + W${t} = ${[rotated, f, e, K[phase], W].map(word).join(' + ')} = ${word(after.a)}, the new a`,
    `new c = ROTL30(b) = ROTL30(${word(b)}) = ${word(after.c)}; b becomes a’s old value, d that of c, e that of d.`,
  ];
}
