/** Chains under certificate policies. */
import { type Extension, makeExtension } from '../x509/index.ts';
import type { CertificatePlan, ChainPlan } from './chain-plan.ts';

/** 2.999 is the arc for examples (X.660 §A.1). */
export const POLICY = '2.999.2';
export const SUBJECT_POLICY = '2.999.3';

/** The chain with each certificate changed. */
export const everywhere = (
  sound: ChainPlan,
  by: (plan: CertificatePlan, index: number) => CertificatePlan,
): ChainPlan => ({
  ...sound,
  certificates: sound.certificates.map(by),
});

/** certificatePolicies. */
export const policies = (...of: readonly string[]): Extension =>
  makeExtension(
    'certificatePolicies',
    false,
    of.map((policyIdentifier) => ({ policyIdentifier })),
  );
/** A policyConstraints extension: a CA requires a policy in the certificates below it. */
export const REQUIRED = makeExtension('policyConstraints', true, { requireExplicitPolicy: 0n });

/** Every certificate below the root is issued under the policy, and the leaf's issuer requires one.
 * @param ofLeaf - the leaf's policy. */
export function underPolicy(sound: ChainPlan, ofLeaf: string, ofIssuer: readonly Extension[]): ChainPlan {
  return everywhere(sound, (plan, index) => {
    if (index === sound.certificates.length - 1) return plan;
    const own = index === 0 ? [policies(ofLeaf)] : [policies(POLICY), ...(index === 1 ? ofIssuer : [])];
    return { ...plan, extensions: [...plan.extensions, ...own] };
  });
}
