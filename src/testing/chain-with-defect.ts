import fc from 'fast-check';
import { UsageError } from '../bytes/index.ts';
import { chainSigner, type TestChain } from './chain-plan.ts';
import { type ChainOptions, chainPlans } from './chains.ts';
import type { Defect, RefusalCode } from './defect.ts';
import { DEFECTS_OF_ENCODING, DEFECTS_OF_FIELDS, DEFECTS_OF_SIGNATURES } from './defects-of-certificates.ts';
import { DEFECTS_OF_NAMES } from './defects-of-names.ts';
import { DEFECTS_OF_POWERS, DEFECTS_OF_TIME, DEFECTS_OF_TRUST } from './defects-of-paths.ts';

const ALL: readonly Defect[] = [
  ...DEFECTS_OF_TIME,
  ...DEFECTS_OF_TRUST,
  ...DEFECTS_OF_POWERS,
  ...DEFECTS_OF_NAMES,
  ...DEFECTS_OF_SIGNATURES,
  ...DEFECTS_OF_FIELDS,
  ...DEFECTS_OF_ENCODING,
];

/** Every defect: its name, what of ours must refuse it, and the rule that it breaks. */
export const DEFECTS: readonly Pick<Defect, 'name' | 'code' | 'rule'>[] = ALL.map(({ name, code, rule }) => ({
  name,
  code,
  rule,
}));

/** A chain with nothing wrong, and its twin with one thing wrong: the same names, keys and numbers, signed anew where that has to be. */
export interface ChainWithDefect {
  /** The defect's name: a row of `DEFECTS`. */
  readonly defect: string;
  /** What must refuse `bad`: a failed check's code, or a DecodeError's. */
  readonly code: RefusalCode;
  /** The rule that `bad` breaks. */
  readonly rule: string;
  readonly good: TestChain;
  readonly bad: TestChain;
}

export interface ChainWithDefectOptions extends ChainOptions {
  /** Names of the defects to draw from. Default: all. */
  readonly defects?: readonly string[] | undefined;
}

/** A sound chain and its twin with one named defect: any verifier must take the one and refuse the other. Good for testing one's own,
 * and for comparing others; `chainPem` makes texts of what is bytes here.
 * @throws UsageError for a pool of fewer than five keys, and for names that are no defects. Timing: as signing. */
export function chainWithDefect({ keys, time, defects }: ChainWithDefectOptions): fc.Arbitrary<ChainWithDefect> {
  const unknown = defects?.find((name) => ALL.every((defect) => defect.name !== name));
  if (unknown !== undefined) throw new UsageError('out-of-range', 'defects', `has no defect called ${unknown}`);
  const chosen = ALL.filter(({ name }) => defects?.includes(name) ?? true);
  return fc.tuple(chainPlans({ keys, time }), fc.constantFrom(...chosen)).map(([sound, defect]) => {
    const sign = chainSigner();
    const prepared = defect.prepare?.(sound) ?? sound;
    const { name, code, rule } = defect;
    return { defect: name, code, rule, good: sign(prepared), bad: sign(defect.spoil(prepared, keys)) };
  });
}
