/** An attack told in four acts: what is broken, the attack, what it won, and what stops it. */
import { assertArray, assertOptions, assertString, UsageError } from '../bytes/index.ts';
import type { Exhibit, Part } from '../explain/index.ts';
import type { Attack, AttackOutcome, AttackRow } from './attack.ts';
import { EXCERPTS, type Line } from './excerpts.ts';

/** Makes the exhibit of an attack from its two runs.
 * @param broken - its outcome against the broken variant. @param engine - its outcome against the engine.
 * @throws UsageError unless they are an AttackRow, an Attack and two outcomes. */
export function attackExhibit(
  row: AttackRow,
  attack: Attack,
  outcomes: { readonly broken: AttackOutcome; readonly engine: AttackOutcome },
): Exhibit {
  assertArguments(row, attack, outcomes);
  const { broken, engine } = outcomes;
  return {
    title: row.title,
    parts: [
      prose(`${row.summary[0].toUpperCase()}${row.summary.slice(1)}. Published by ${row.source}.`),
      section('1. What is broken', [prose(attack.fault), ...differenceTables(row.name, attack)]),
      section('2. The attack', [...broken.course, counter(attack, broken)]),
      section('3. What it won', broken.result),
      section('4. What stops it', [
        prose(attack.defence),
        ...engine.result,
        { ...counter(attack, engine), title: 'The same attack on the engine' },
        { kind: 'facts', title: 'The rule', rows: [{ label: 'source', value: attack.rule, rule: '' }] },
      ]),
    ],
  };
}

function assertArguments(row: AttackRow, attack: Attack, outcomes: Readonly<Record<string, AttackOutcome>>): void {
  assertString(Object(row).title, 'row.title');
  if (typeof Object(attack).difference !== 'object')
    throw new UsageError('wrong-type', 'attack', 'must be an Attack, as ATTACKS load them');
  assertOptions(outcomes, 'outcomes', ['broken', 'engine']);
  for (const name of ['broken', 'engine']) assertArray(Object(outcomes[name]).course, `outcomes.${name}.course`);
}

const prose = (text: string): Part => ({ kind: 'prose', text });
const section = (title: string, parts: readonly Part[]): Part => ({ kind: 'section', title, parts });

function counter({ unit }: Attack, { won, count }: AttackOutcome): Extract<Part, { kind: 'facts' }> {
  return {
    kind: 'facts',
    title: 'The count',
    rows: [
      { label: unit, value: String(count), rule: '' },
      { label: 'the attacker has won', value: won ? 'yes' : 'no', rule: '' },
    ],
  };
}

/** Two listings, each with the lines around: the engine's lines that the variant leaves out, and the variant's in their place. */
function differenceTables(name: string, { difference }: Attack): Part[] {
  const { soundFile, brokenFile } = difference;
  const [sound, broken] = EXCERPTS[name] ?? [
    difference.sound.map((line): Line => ['−', line]),
    difference.broken.map((line): Line => ['+', line]),
  ];
  return [listing(`The engine, src/${soundFile}`, sound), listing(`The broken variant, src/${brokenFile}`, broken)];
}

const listing = (title: string, rows: readonly Line[]): Part => ({
  ...{ kind: 'table', title, rule: '', columns: ['', 'line'], rows, listing: true },
});
