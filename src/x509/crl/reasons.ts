/** The reasons for a revocation, in both of RFC 5280's forms: as a number in an entry (§5.3.1), as bits of a scope (§4.2.1.13). */
import { UsageError } from '../../bytes/index.ts';
import { REASON_FLAGS, type ReasonFlag } from '../extensions/crl-distribution-points.ts';

/** CRLReason, by number. */
export const CRL_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const;
/** The reason of a revocation. */
export type CrlReason = keyof typeof CRL_REASONS;

const NAMES: ReadonlyMap<number, CrlReason> = new Map(
  Object.entries(CRL_REASONS).map(([name, number]) => [number, name as CrlReason]),
);

/** The name of a number. 7 is not used by the standard, and counts as unspecified. */
export const reasonNamed = (number: number): CrlReason => NAMES.get(number) ?? 'unspecified';

/** @throws UsageError `out-of-range` unless `value` is the name of a reason. */
export function assertReason(value: unknown, argument: string): asserts value is CrlReason {
  if (typeof value === 'string' && Object.hasOwn(CRL_REASONS, value)) return;
  throw new UsageError('out-of-range', argument, `must be one of ${Object.keys(CRL_REASONS).join(', ')}`);
}

/** All reasons that a scope can name: what a list without onlySomeReasons covers. */
export const ALL_REASONS: ReadonlySet<ReasonFlag> = new Set(REASON_FLAGS.filter((flag) => flag !== 'unused'));
