import { type Element, implicit, integer, optional, sequence } from '../../asn1/index.ts';
import type { ValueOf } from '../../codec/index.ts';

const describedPolicyConstraints = sequence('PolicyConstraints', 'RFC 5280 §4.2.1.11', {
  requireExplicitPolicy: optional(implicit(0, integer)),
  inhibitPolicyMapping: optional(implicit(1, integer)),
});
export interface PolicyConstraints extends ValueOf<typeof describedPolicyConstraints> {}
/** PolicyConstraints: the number of further certificates after which a policy is required, or policy mapping is inhibited. */
export const policyConstraints: Element<PolicyConstraints> = describedPolicyConstraints;
