/** The caller's requirements on a path's policies. */
import { oid } from '../../../asn1/index.ts';
import { assertOptions, UsageError } from '../../../bytes/index.ts';
import { assertEach } from '../../../bytes/internal.ts';
import { EncodeError, encode } from '../../../codec/index.ts';

/** The inputs of RFC 5280 §6.1.1 (c) and (e) to (g). */
export interface PolicyInputs {
  /** user-initial-policy-set: the policies that are acceptable, by OID. Default: any. */
  readonly initialPolicies?: readonly string[] | undefined;
  /** initial-explicit-policy: the path must be valid for at least one of them. Default: false. */
  readonly explicitPolicy?: boolean | undefined;
  /** initial-policy-mapping-inhibit. Default: false. */
  readonly inhibitPolicyMapping?: boolean | undefined;
  /** initial-any-policy-inhibit: anyPolicy in a certificate stands for no other policy. Default: false. */
  readonly inhibitAnyPolicy?: boolean | undefined;
}

const FLAGS = ['explicitPolicy', 'inhibitPolicyMapping', 'inhibitAnyPolicy'] as const;

/** @throws UsageError for invalid inputs, or a policy that is not an OID. */
export function assertPolicyInputs(value: PolicyInputs | undefined, argument: string): void {
  if (value === undefined) return;
  assertOptions(value, argument, ['initialPolicies', ...FLAGS]);
  for (const flag of FLAGS) {
    if (value[flag] === undefined || typeof value[flag] === 'boolean') continue;
    throw new UsageError('wrong-type', `${argument}.${flag}`, 'must be true or false');
  }
  const { initialPolicies } = value;
  if (initialPolicies === undefined) return;
  assertEach(initialPolicies, `${argument}.initialPolicies`, (policy, place) => {
    if (!isOid(policy)) throw new UsageError('out-of-range', place, 'must be a policy by its OID');
  });
  if (initialPolicies.length > 0) return;
  throw new UsageError('out-of-range', `${argument}.initialPolicies`, 'must be policies by their OIDs, at least one');
}

function isOid(value: unknown): boolean {
  try {
    return encode(oid, value as string).length > 0;
  } catch (error) {
    if (error instanceof EncodeError) return false;
    throw error;
  }
}
