/** The steps of RFC 5280 §6.1 that look at a whole path: name constraints, policies and revocation. */
import type { Certificate } from '../certificate/certificate.ts';
import { TrustAnchor } from './anchor.ts';
import type { Check, CheckCode } from './check.ts';
import { judgeNames, policiesOf, policyFindings } from './constraints.ts';
import { displayName, displaySubject } from './display-name.ts';
import { issuerOf } from './issuer.ts';
import type { ComparisonBudget } from './name-constraints/judge.ts';
import { chainOf, endsWithAnchor, type Path } from './path.ts';
import type { PolicyOutcome } from './policies/graph.ts';
import type { Question } from './question.ts';
import type { ChainRevocation } from './revocation/chain-revocation.ts';
import { type Advice, TIME_CODES } from './revocation/finding.ts';
import { WEB_LIST_CODES } from './revocation/web-lists.ts';

/** The state that is shared by all paths of a validation. */
export interface StepContext {
  readonly comparisons: ComparisonBudget;
  readonly revocation: ChainRevocation | undefined;
}

/** The checks of the steps, by depth. A path without an anchor gets no such checks, since none of its statements can be trusted. */
export function judgeSteps(
  path: Path,
  question: Question,
  context: StepContext,
): ReadonlyMap<number, readonly Check[]> {
  const found = new Map<number, Check[]>();
  const add = (depth: number, check: Omit<Check, 'depth' | 'subject'>): void => {
    if (question.off.includes(check.code)) return;
    const certificate = path.certificates[depth] ?? path.anchor;
    const subject =
      certificate instanceof TrustAnchor ? displayName(certificate.name.value) : displaySubject(certificate);
    found.set(depth, [...(found.get(depth) ?? []), { ...check, depth, subject }]);
  };
  if (path.anchor === undefined) return found;
  stepConstraints(path, context, add);
  stepPolicies(path, question, add);
  stepRevocation(path, question, context, add);
  return found;
}

type Add = (depth: number, check: Omit<Check, 'depth' | 'subject'>) => void;

/** §6.1.3 (b), (c) and §6.1.4 (g). */
function stepConstraints(path: Path, { comparisons }: StepContext, add: Add): void {
  for (const { depth, ...finding } of judgeNames(chainOf(path), endsWithAnchor(path), comparisons)) {
    add(depth, { ...finding, ...adviceOf(finding) });
  }
}

/** §6.1.2 (a), (d) to (f), §6.1.3 (d) to (f), §6.1.4 (a), (b), (h) to (j), §6.1.5 (a), (b), (g). */
function stepPolicies(path: Path, question: Question, add: Add): void {
  const outcome = policyOutcome(path, question);
  for (const { depth, ...finding } of policyFindings(chainOf(path), endsWithAnchor(path), outcome)) {
    add(depth, { ...finding, ...adviceOf(finding) });
  }
}

/** The policies that a path is valid for. */
export const policyOutcome = (path: Path, { policies }: Question): PolicyOutcome | undefined =>
  policiesOf(chainOf(path), endsWithAnchor(path), policies);

/** §6.1.3 (a)(3). */
function stepRevocation(
  { certificates, anchor }: Path,
  { roots, intermediates }: Question,
  { revocation }: StepContext,
  add: Add,
): void {
  if (revocation === undefined || anchor === undefined) return;
  const end = issuerOf(anchor);
  if (certificates.length === 0) {
    // Not in the RFC, which has no path of an anchor alone: OpenSSL asks about a leaf that is trusted itself, self-signed or not.
    const issuers = [...intermediates, ...roots].map(issuerOf);
    for (const finding of revocation.findingsOfTrusted(anchor as Certificate, issuers)) add(0, finding);
    return;
  }
  const issuers = [...certificates.slice(1).map(issuerOf), end];
  for (const [depth, certificate] of certificates.entries()) {
    for (const finding of revocation.findings(certificate, depth, issuers[depth], end)) add(depth, finding);
  }
}

const ADVICE: Partial<Readonly<Record<CheckCode, Advice>>> = {
  'comparison-limit': { who: 'verifier', what: 'raise limits.comparisons, if so many names are to be believed' },
  'explicit-policy': {
    who: 'CA',
    what: 'issue it under a policy that the verifier accepts, in every certificate of the path',
  },
  'name-constraints': { who: 'CA', what: 'issue it for names that the CAs above may certify, or under another CA' },
};
const WELL_FORMED: Advice = { who: 'CA', what: 'issue it with well-formed extensions of the forms that RFC 5280 has' };

const adviceOf = ({ outcome, code }: Pick<Check, 'code' | 'outcome'>): Pick<Check, 'advice'> =>
  outcome === 'fail' ? { advice: ADVICE[code] ?? WELL_FORMED } : {};

/** Codes of checks without a row in the table of rules. */
export const STEP_CODES: readonly CheckCode[] = [
  'comparison-limit',
  'explicit-policy',
  'name-constraints',
  'name-constraints-malformed',
  'name-constraints-unsupported',
  'nc-empty',
  'nc-minimum-maximum',
  'policies-malformed',
  'policies-unsupported',
  'policy-constraints-empty',
  'policy-duplicate',
  'policy-mapping-any',
  ...TIME_CODES,
  ...WEB_LIST_CODES,
];
