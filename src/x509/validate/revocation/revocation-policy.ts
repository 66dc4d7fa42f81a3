/** Whether revocation is checked, and by which evidence. The caller says so: there is no default. */
import { assertOptions, UsageError } from '../../../bytes/index.ts';

/** `off`: revocation is not checked, and a revoked certificate passes. */
export type Revocation = { readonly policy: 'off' };

/** @throws UsageError `missing-option`, `out-of-range`, `unknown-option`, `wrong-type`. */
export function assertRevocation(value: unknown, argument: string): asserts value is Revocation {
  if (value === undefined) throw new UsageError('missing-option', argument, 'must be given: { policy: "off" }');
  assertOptions(value, argument, ['policy']);
  if ((value as Revocation).policy !== 'off') {
    throw new UsageError('out-of-range', `${argument}.policy`, 'must be "off"');
  }
}
