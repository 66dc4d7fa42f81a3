/** Which defects a verifier accepts, as a table. */
import fc from 'fast-check';
import { assertFunction, assertInteger, assertOptions } from '../bytes/index.ts';
import type { TestChain } from './chain-plan.ts';
import { type ChainWithDefectOptions, chainWithDefect, DEFECTS } from './chain-with-defect.ts';
import type { RefusalCode } from './defect.ts';

export interface ForEachDefectOptions extends ChainWithDefectOptions {
  /** The same seed gives the same chains. Default: 1. */
  readonly seed?: number | undefined;
}

/** A row of the table: one defect, and the verifier's results. */
export interface DefectVerdict {
  /** The defect's name: a row of `DEFECTS`. */
  readonly defect: string;
  /** The code with which we refuse it, and the rule that it violates. */
  readonly code: RefusalCode;
  readonly rule: string;
  /** Whether the verifier accepts the valid chain. If not, its refusal of the defective one means nothing. */
  readonly takesGood: boolean;
  /** Whether it accepts the chain with the defect. */
  readonly takesBad: boolean;
}

/** For each defect, passes a valid chain and one with the defect to a verifier.
 * @param verify - returns whether it accepts a chain. It receives bytes, since some are not valid certificates; `chainPem` converts them to
 * PEM texts.
 * @returns a row for each defect, in the order of `DEFECTS`: a good verifier has `takesGood` and not `takesBad` in each.
 * @throws UsageError as `chainWithDefect`; what `verify` throws. Timing: as signing. */
export function forEachDefect(
  verify: (chain: TestChain) => boolean | Promise<boolean>,
  options: ForEachDefectOptions,
): Promise<readonly DefectVerdict[]> {
  assertFunction(verify, 'verify');
  assertOptions(options, 'options', ['keys', 'time', 'defects', 'seed']);
  const { seed = 1, ...drawn } = options;
  assertInteger(seed, 'options.seed', 0, 2 ** 31 - 1);
  chainWithDefect(drawn);
  return verdicts(verify, drawn, seed);
}

async function verdicts(
  verify: (chain: TestChain) => boolean | Promise<boolean>,
  options: ChainWithDefectOptions,
  seed: number,
): Promise<readonly DefectVerdict[]> {
  const rows: DefectVerdict[] = [];
  for (const { name } of DEFECTS) {
    if (options.defects?.includes(name) === false) continue;
    const twins = chainWithDefect({ ...options, defects: [name] });
    const [{ defect, code, rule, good, bad }] = fc.sample(twins, { seed, numRuns: 1 });
    rows.push({ defect, code, rule, takesGood: await verify(good), takesBad: await verify(bad) });
  }
  return rows;
}
