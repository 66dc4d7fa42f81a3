/** Chains for comparing verifiers: valid chains in many variations, or with one defect; and the search for the smallest chain that shows a
 * difference. */
import fc from 'fast-check';
import { assertArray, assertFunction, assertInteger, assertOptions, UsageError } from '../bytes/index.ts';
import { type ChainPlan, chainSigner, type TestChain } from './chain-plan.ts';
import { withText } from './chain-text.ts';
import { ALL_DEFECTS } from './chain-with-defect.ts';
import { type ChainChoices, type ChainOptions, chainChoices, chainPlanner } from './chains.ts';
import type { RefusalCode } from './defect.ts';
import type { KeyPool } from './key-pool.ts';
import { ALL_VARIATIONS, type Variation } from './variations.ts';

/** Every variation of a valid chain: its name, and the rule by which the chain stays valid. */
export const VARIATIONS: readonly Pick<Variation, 'name' | 'rule'>[] = ALL_VARIATIONS.map(({ name, rule }) => ({
  name,
  rule,
}));

/** A chain with its expected result. */
export interface DrawnChain {
  /** `sound`, the name of a variation, or that of a defect. */
  readonly kind: string;
  /** The correct result by RFC 5280 and the standards that it builds on. */
  readonly expected: 'taken' | 'refused';
  /** The rule that decides; for `sound`, the whole of RFC 5280 §6.1. */
  readonly rule: string;
  /** For a defect: the code with which it is refused. */
  readonly code?: RefusalCode;
  readonly chain: TestChain;
}

export interface DrawnChainOptions extends ChainOptions {
  /** Kinds to draw from: `sound`, names of variations, names of defects. Default: all. */
  readonly kinds?: readonly string[] | undefined;
}

interface Kind extends Omit<DrawnChain, 'chain' | 'kind'> {
  readonly name: string;
  make(sound: ChainPlan, keys: KeyPool): ChainPlan;
}

const KINDS: readonly Kind[] = [
  { name: 'sound', expected: 'taken', rule: 'RFC 5280 §6.1', make: (sound) => sound },
  ...ALL_VARIATIONS.map(({ name, rule, vary }): Kind => ({ name, expected: 'taken', rule, make: vary })),
  ...ALL_DEFECTS.map(({ name, rule, code, prepare, spoil }): Kind => {
    const make = (sound: ChainPlan, keys: KeyPool): ChainPlan => spoil(prepare?.(sound) ?? sound, keys);
    return { name, expected: 'refused', rule, code, make };
  }),
];

/** The random choices for a chain, before anything is signed. */
type Choice = [chosen: ChainChoices, kind: Kind];

interface Drawing {
  readonly choices: fc.Arbitrary<Choice>;
  make(choice: Choice): DrawnChain;
}

/** @throws UsageError as `drawnChains`. */
function drawingOf(options: DrawnChainOptions): Drawing {
  assertOptions(options, 'options', ['keys', 'time', 'kinds']);
  const { keys, time, kinds } = options;
  if (kinds !== undefined) assertArray(kinds, 'options.kinds');
  const unknown = kinds?.find((name) => KINDS.every((kind) => kind.name !== name));
  if (unknown !== undefined) throw new UsageError('out-of-range', 'options.kinds', `has no kind called ${unknown}`);
  const named = KINDS.filter(({ name }) => kinds?.includes(name) ?? true);
  if (named.length === 0) throw new UsageError('out-of-range', 'options.kinds', 'must name at least one');
  const planOf = chainPlanner({ keys, time });
  return {
    choices: fc.tuple(chainChoices, fc.constantFrom(...named)),
    make([chosen, { name: kind, make, ...known }]) {
      const drawn: DrawnChain = { kind, ...known, chain: chainSigner()(make(planOf(chosen), keys)) };
      return withText(drawn, () => `${kind} (${known.rule}), to be ${known.expected}: ${fc.stringify(drawn.chain)}`);
    },
  };
}

/** Chains of every kind: sound ones, variations and defects alike.
 * @throws UsageError for a pool of fewer than five keys, and for unknown kinds. Timing: as signing. */
export function drawnChains(options: DrawnChainOptions): fc.Arbitrary<DrawnChain> {
  const { choices, make } = drawingOf(options);
  return choices.map(make);
}

const SEED_STEP = 0x9e3779b1; // 2³² divided by the golden ratio: neighbouring seeds share no numbers.
const seedOf = (seed: number, index: number): number => (Math.imul(seed, SEED_STEP) + index) | 0;
const MAX_SEED = 2 ** 31 - 1;

/** The parameters that draw one choice. */
function drawOf(seed: number, index: number): { readonly seed: number; readonly numRuns: 1 } {
  assertInteger(seed, 'seed', 0, MAX_SEED);
  assertInteger(index, 'index', 0, MAX_SEED);
  return { seed: seedOf(seed, index), numRuns: 1 };
}

/** One chain of a long run: the same for the same options, seed and index, whatever else is drawn.
 * @param seed - 0..2³¹ − 1. @param index - 0..2³¹ − 1. @throws UsageError as `drawnChains`. Timing: as signing. */
export function drawChain(options: DrawnChainOptions, seed: number, index: number): DrawnChain {
  const { choices, make } = drawingOf(options);
  return make(fc.sample(choices, drawOf(seed, index))[0]);
}

/** Shrinks a chain: returns the smallest chain among those tried for which `holds` is true, with shorter names and fewer certificates. The
 * kind does not change.
 * @param holds - the property to preserve. If it is false for the initial chain, that chain is returned.
 * @param attempts - how often `holds` is asked at most.
 * @throws UsageError as `drawChain`; what `holds` throws. Timing: as signing. */
export function shrinkChain(
  options: DrawnChainOptions,
  seed: number,
  index: number,
  holds: (drawn: DrawnChain) => Promise<boolean>,
  attempts: number,
): Promise<DrawnChain> {
  assertFunction(holds, 'holds');
  assertInteger(attempts, 'attempts', 1);
  return shrink(drawingOf(options), drawOf(seed, index), holds, attempts);
}

async function shrink(
  { choices, make }: Drawing,
  parameters: { readonly seed: number; readonly numRuns: 1 },
  holds: (drawn: DrawnChain) => Promise<boolean>,
  attempts: number,
): Promise<DrawnChain> {
  let smallest: DrawnChain | undefined;
  let left = attempts;
  let thrown: { readonly error: unknown } | undefined;
  // Whether shrinking should not continue from this choice: fast-check continues from a choice for which this is false.
  const isEnd = async (choice: Choice): Promise<boolean> => {
    const isOther = smallest !== undefined && choice[1].name !== smallest.kind;
    if (left === 0 || thrown !== undefined || isOther) return true;
    left--;
    const drawn = make(choice);
    smallest ??= drawn;
    try {
      if (!(await holds(drawn))) return true;
    } catch (error) {
      thrown = { error };
      return true;
    }
    smallest = drawn;
    return false;
  };
  await fc.check(fc.asyncProperty(choices, isEnd), parameters);
  if (thrown !== undefined) throw thrown.error;
  return smallest!;
}
