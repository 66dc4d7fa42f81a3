/** Checks of a path as a whole: name constraints and policies (RFC 5280 §6.1), from the anchor down to the leaf. */
import type { Certificate } from '../certificate/certificate.ts';
import { DESCRIBED_EXTENSIONS } from '../extensions/described.ts';
import type { CheckCode } from './check.ts';
import { type ComparisonBudget, judgeNameConstraints } from './name-constraints/judge.ts';
import { type PolicyOutcome, processPolicies } from './policies/graph.ts';
import type { PolicyInputs } from './policies/inputs.ts';
import { policyStepOf } from './policies/step.ts';

/** A finding, and the certificate that it is about. */
export interface PathFinding {
  readonly code: CheckCode;
  readonly rule: string;
  /** Position in the chain: 0 is the leaf. */
  readonly depth: number;
  readonly outcome: 'pass' | 'fail';
  readonly detail: string;
}

/** Checks the name constraints of a chain.
 * @param chain - from the leaf up; the anchor, if found, is last.
 * @param budget - what comparisons remain; counted down. */
export function judgeNames(chain: readonly Certificate[], anchored: boolean, budget: ComparisonBudget): PathFinding[] {
  const downwards = chain.toReversed();
  // Not in RFC 5280, but in RFC 5937 and OpenSSL: the constraints in an anchor's certificate apply.
  const [anchor, below] = anchored ? [downwards[0], downwards.slice(1)] : [undefined, downwards];
  return judgeNameConstraints(anchor, below, budget).map(({ certificate, ...finding }) => ({
    ...finding,
    depth: chain.indexOf(certificate),
  }));
}

/** Processes the policies of a chain; the policies of the anchor are ignored (RFC 5280 §6.1.1 (d)).
 * @param chain - from the leaf up; the anchor, if found, is last.
 * @param inputs - undefined if the caller sets no policy options.
 * @returns undefined if neither the certificates nor the caller mention policies. */
export function policiesOf(
  chain: readonly Certificate[],
  anchored: boolean,
  inputs: PolicyInputs | undefined,
): PolicyOutcome | undefined {
  const issued = anchored ? chain.slice(0, -1) : chain;
  if (inputs === undefined && !issued.some(speaksOfPolicies)) return undefined;
  return processPolicies(issued.toReversed().map(policyStepOf), inputs ?? {});
}

const { certificatePolicies, policyMappings, policyConstraints, inhibitAnyPolicy } = DESCRIBED_EXTENSIONS;
const ABOUT_POLICIES: ReadonlySet<string> = new Set(
  [certificatePolicies, policyMappings, policyConstraints, inhibitAnyPolicy].map(({ id }) => id),
);
const speaksOfPolicies = ({ extensions }: Certificate): boolean =>
  extensions.some(({ extnID }) => ABOUT_POLICIES.has(extnID));

/** The finding about policies: none if neither the certificates nor the caller mention them. */
export function policyFindings(
  chain: readonly Certificate[],
  anchored: boolean,
  outcome: PolicyOutcome | undefined,
): PathFinding[] {
  if (outcome === undefined) return [];
  const { fault, authorityConstrained, userConstrained } = outcome;
  const last = anchored ? chain.length - 2 : chain.length - 1;
  if (fault !== undefined) {
    const { certificate, code, rule, detail } = fault;
    return [{ code, rule, depth: last - certificate, outcome: 'fail', detail }];
  }
  if (authorityConstrained.length === 0) return [];
  const shown = userConstrained.slice(0, 5).map(({ policy }) => policy.slice(0, 60));
  const rest = userConstrained.length > shown.length ? `, and ${userConstrained.length - shown.length} more` : '';
  const detail =
    shown.length === 0
      ? 'valid for no policy that is accepted; none is required'
      : `valid for ${shown.join(', ')}${rest}`;
  return [{ code: 'explicit-policy', rule: 'RFC 5280 §6.1.5 (g)', depth: 0, outcome: 'pass', detail }];
}
