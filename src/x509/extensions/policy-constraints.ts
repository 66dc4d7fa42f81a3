import { implicit, integer, optional, sequence } from '../../asn1/index.ts';
import type { ValueOf } from '../../codec/index.ts';

/** PolicyConstraints: after how many more certificates a policy is required, and mapping no longer allowed. */
export const policyConstraints = sequence('PolicyConstraints', 'RFC 5280 §4.2.1.11', {
  requireExplicitPolicy: optional(implicit(0, integer)),
  inhibitPolicyMapping: optional(implicit(1, integer)),
});
export interface PolicyConstraints extends ValueOf<typeof policyConstraints> {}
