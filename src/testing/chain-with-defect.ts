import fc from 'fast-check';
import { assertArray, assertOptions, UsageError } from '../bytes/index.ts';
import { chainSigner, type TestChain } from './chain-plan.ts';
import { withText } from './chain-text.ts';
import { type ChainOptions, chainPlans } from './chains.ts';
import type { Defect, RefusalCode } from './defect.ts';
import { DEFECTS_OF_ENCODING, DEFECTS_OF_FIELDS, DEFECTS_OF_SIGNATURES } from './defects-of-certificates.ts';
import { DEFECTS_OF_CONSTRAINTS } from './defects-of-constraints.ts';
import { DEFECTS_OF_NAMES } from './defects-of-names.ts';
import { DEFECTS_OF_POWERS, DEFECTS_OF_TIME, DEFECTS_OF_TRUST } from './defects-of-paths.ts';

/** Every defect, with the functions that create it. */
export const ALL_DEFECTS: readonly Defect[] = [
  ...DEFECTS_OF_TIME,
  ...DEFECTS_OF_TRUST,
  ...DEFECTS_OF_POWERS,
  ...DEFECTS_OF_CONSTRAINTS,
  ...DEFECTS_OF_NAMES,
  ...DEFECTS_OF_SIGNATURES,
  ...DEFECTS_OF_FIELDS,
  ...DEFECTS_OF_ENCODING,
];

/** Every defect: its name, the check that must refuse it, and the rule that it violates. */
export const DEFECTS: readonly Pick<Defect, 'name' | 'code' | 'rule'>[] = ALL_DEFECTS.map(({ name, code, rule }) => ({
  name,
  code,
  rule,
}));

/** A valid chain and a copy with one defect: the same names, keys and numbers, signed again where necessary. */
export interface ChainWithDefect {
  /** The defect's name: a row of `DEFECTS`. */
  readonly defect: string;
  /** The code that `bad` must be refused with: of a failed check, or of a DecodeError. */
  readonly code: RefusalCode;
  /** The rule that `bad` violates. */
  readonly rule: string;
  readonly good: TestChain;
  readonly bad: TestChain;
}

export interface ChainWithDefectOptions extends ChainOptions {
  /** Names of the defects to draw from. Default: all. */
  readonly defects?: readonly string[] | undefined;
}

/** A valid chain and a copy with one named defect: every verifier must accept the former and refuse the latter. For testing any verifier,
 * and for comparing verifiers; `chainPem` converts the bytes to PEM texts.
 * @throws UsageError for a pool of fewer than five keys, and for names that are not defects. Timing: as signing. */
export function chainWithDefect(options: ChainWithDefectOptions): fc.Arbitrary<ChainWithDefect> {
  assertOptions(options, 'options', ['keys', 'time', 'defects']);
  const { keys, time, defects } = options;
  if (defects !== undefined) assertArray(defects, 'options.defects');
  const unknown = defects?.find((name) => ALL_DEFECTS.every((defect) => defect.name !== name));
  if (unknown !== undefined) throw new UsageError('out-of-range', 'options.defects', `has no defect called ${unknown}`);
  const chosen = ALL_DEFECTS.filter(({ name }) => defects?.includes(name) ?? true);
  return fc.tuple(chainPlans({ keys, time }), fc.constantFrom(...chosen)).map(([sound, defect]) => {
    const sign = chainSigner();
    const prepared = defect.prepare?.(sound) ?? sound;
    const { name, code, rule } = defect;
    const twins = { defect: name, code, rule, good: sign(prepared), bad: sign(defect.spoil(prepared, keys)) };
    return withText(twins, () => `${name} (${code}, ${rule}): ${fc.stringify(twins.bad)}`);
  });
}
