/** What an attack is: a broken variant of one thing in the engine, a search that wins against it, and the same search against the engine. */
import { assertFunction, assertOptions, type Random, UsageError } from '../bytes/index.ts';
import type { Part } from '../explain/index.ts';

/** Whom the attack is run against. */
export const TARGETS = ['broken', 'engine'] as const;
export type Target = (typeof TARGETS)[number];

export interface AttackInput {
  readonly target: Target;
  /** Draws the victim's keys and messages, and the attacker's choices. A seeded source makes the attack repeatable. */
  readonly random: Random;
  /** One of the attack's sizes. Default: the attack's own. */
  readonly size?: number | undefined;
  /** Milliseconds, for the two attacks that measure time. Default: none; the oracle then reports the work that it did. */
  readonly clock?: (() => number) | undefined;
}

/** What is still to be found, as a number that falls. */
export const GAUGES = {
  'interval-bits': 'bits of the interval in which the secret lies',
  'open-bits': 'bits of the secret that are still open',
  'open-bytes': 'bytes of the secret that are still open',
  'row-bits': 'bits of the longest number in the shortest row of the lattice',
} as const;
export interface AttackGauge {
  readonly kind: keyof typeof GAUGES;
  readonly value: number;
  /** The value at the beginning. */
  readonly whole: number;
  /** The value that it must fall to for the attack to win. Default: 0. */
  readonly goal?: number;
}

/** Where an attack stands. */
export interface AttackProgress {
  /** Questions to the victim, or steps of the search, so far. */
  readonly count: number;
  /** What is going on, in a few words. */
  readonly note: string;
  /** Absent where there is no such number. */
  readonly gauge?: AttackGauge;
}

export interface AttackOutcome {
  /** Whether the attacker has what was to be protected: compared with the truth, which the attack itself never reads. */
  readonly won: boolean;
  /** Questions to the victim, or steps of the search. */
  readonly count: number;
  /** How it went: what was seen, and what followed from it. */
  readonly course: readonly Part[];
  /** What the attacker has in the end; where the attack lost, how far it came. */
  readonly result: readonly Part[];
}

/** The lines in which the broken variant differs from the engine. */
export interface Difference {
  /** The engine's file, below `src/`, and its lines. */
  readonly soundFile: string;
  readonly sound: readonly string[];
  /** The variant's file, below `src/`, and its lines. */
  readonly brokenFile: string;
  readonly broken: readonly string[];
}

/** How large the instance is: the number's meaning, the one that is taken if none is named, and the bounds. */
export interface AttackSize {
  readonly meaning: string;
  readonly usual: number;
  /** The values that make sense, in order of effort. */
  readonly values: readonly number[];
}

export interface Attack {
  /** What is broken, in a paragraph. */
  readonly fault: string;
  readonly difference: Difference;
  /** What `count` counts: `questions to the server`. */
  readonly unit: string;
  /** What in the engine stops it, and which standard asks for that. */
  readonly defence: string;
  readonly rule: string;
  /** Absent where there is one size only. */
  readonly size?: AttackSize;
  /** Runs the attack. It yields often enough to be watched and to be abandoned. */
  run(input: AttackInput): AsyncGenerator<AttackProgress, AttackOutcome, void>;
}

/** A line of the table of attacks. The attack itself is loaded when it is wanted. */
export interface AttackRow {
  readonly name: string;
  readonly title: string;
  /** What it is usually called. */
  readonly usualName: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** Who published it. */
  readonly source: string;
  /** Whether the explorer's page runs it. It lists the others by their command. */
  readonly live: boolean;
  load(): Promise<Attack>;
}

/** The input's size, or the attack's own. @throws UsageError for a size that the attack has not. */
export function sizeOf({ size }: AttackInput, { meaning, usual, values }: AttackSize): number {
  if (size === undefined) return usual;
  if (values.includes(size)) return size;
  throw new UsageError('out-of-range', 'input.size', `(${meaning}) must be one of ${values.join(', ')}`);
}

/** @throws UsageError for an input that is none. */
export function assertAttackInput(input: AttackInput, argument = 'input'): void {
  assertOptions(input, argument, ['target', 'random', 'size', 'clock']);
  if (!TARGETS.includes(input.target))
    throw new UsageError('out-of-range', `${argument}.target`, `must be one of ${TARGETS.join(', ')}`);
  if (typeof input.random?.bytes !== 'function')
    throw new UsageError('wrong-type', `${argument}.random`, 'must be a Random such as systemRandom');
  if (input.clock !== undefined) assertFunction(input.clock, `${argument}.clock`);
}
