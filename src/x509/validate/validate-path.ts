/** Validation of one path (RFC 5280 §6.1), from the anchor to the leaf. */
import type { Certificate } from '../certificate/certificate.ts';
import { sameName } from '../names/name.ts';
import type { Check } from './check.ts';
import { displayName } from './display-name.ts';
import { type Issuer, issuerOf } from './issuer.ts';
import type { Path } from './path.ts';
import { judgeSteps, type StepContext } from './path-steps.ts';
import type { Question } from './question.ts';
import type { Place, Rule } from './rules/rule.ts';
import { ANCHOR_RULES, RULES } from './rules/table.ts';

/** What a validation shares among its paths. */
export interface PathContext extends StepContext {
  /** Whether the issuer's key signed the certificate: the search knows it already. */
  signed(certificate: Certificate, issuer: Issuer): boolean | undefined;
}

/** The state of §6.1.2 that goes from certificate to certificate. */
interface State {
  /** working_issuer_name and working_public_key (g), (j). */
  issuer: Issuer | undefined;
  /** max_path_length (k); undefined: not limited by a CA. The limit that the caller set is the search's. */
  pathLength: number | undefined;
}

/** Judges a path by every rule of the profile, step by step.
 * @returns every check, from the leaf to the anchor. */
export function validatePath(path: Path, question: Question, context: PathContext): readonly Check[] {
  const { certificates, anchor } = path;
  const state: State = { issuer: undefined, pathLength: undefined };
  const byDepth: Check[][] = [];
  // §6.1.2: initialization, with what the anchor's certificate restricts (RFC 5937 §3).
  if (anchor !== undefined) {
    const issuer = issuerOf(anchor);
    if (issuer.certificate !== undefined) {
      const place = placeOf(issuer.certificate, certificates.length, true, state, question);
      byDepth.push(judge(place));
      state.pathLength = pathLenOf(issuer.certificate);
    }
    state.issuer = issuer;
  }
  for (let depth = certificates.length - 1; depth >= 0; depth--) {
    const certificate = certificates[depth];
    // §6.1.3, and §6.1.4 or, for the leaf, §6.1.5: every rule of this place.
    const made = state.issuer && context.signed(certificate, state.issuer);
    byDepth.push(judge({ ...placeOf(certificate, depth, false, state, question), signed: made }));
    prepare(state, certificate);
  }
  const steps = judgeSteps(path, question, context);
  return byDepth.toReversed().flatMap((checks, depth) => [...checks, ...(steps.get(depth) ?? [])]);
}

const pathLenOf = (certificate: Certificate): number | undefined =>
  certificate.version === 3 ? certificate.extension('basicConstraints')?.pathLenConstraint : undefined;

/** §6.1.4: preparation for the next certificate. */
function prepare(state: State, certificate: Certificate): void {
  const { subject, issuer } = certificate;
  // (a) to (j): the name and the key of the subject are the next issuer's.
  state.issuer = issuerOf(certificate);
  // (l): a CA that is not self-issued uses one up.
  if (state.pathLength !== undefined && !sameName(subject, issuer)) {
    state.pathLength = Math.max(0, state.pathLength - 1);
  }
  // (m): pathLenConstraint may only lower it.
  const limit = pathLenOf(certificate);
  if (limit !== undefined && (state.pathLength === undefined || limit < state.pathLength)) state.pathLength = limit;
}

function placeOf(
  certificate: Certificate,
  depth: number,
  isAnchor: boolean,
  { issuer, pathLength }: State,
  question: Question,
): Place {
  return { certificate, depth, isAnchor, issuer, signed: undefined, pathLength, question };
}

function applies({ code, of, severity }: Rule, { depth, isAnchor, question: { profile, off } }: Place): boolean {
  if (severity[profile] === 'off' || off.includes(code)) return false;
  if (of === 'leaf') return depth === 0;
  if (of === 'issuers' && depth === 0) return false;
  return !isAnchor || ANCHOR_RULES[profile].has(code);
}

function judge(place: Place): Check[] {
  const { certificate, depth, question } = place;
  const subject = displayName(certificate.subject);
  const checks: Check[] = [];
  for (const rule of RULES) {
    if (!applies(rule, place)) continue;
    const finding = rule.judge(place);
    if (finding === undefined) continue;
    const { code, source, advice } = rule;
    const { detail, rule: own = source } = finding;
    const isNote = finding.outcome === 'fail' && rule.severity[question.profile] === 'note';
    const outcome = isNote ? 'note' : finding.outcome;
    const check = { code, rule: own, depth, subject, outcome, detail };
    checks.push(outcome === 'fail' ? { ...check, advice } : check);
  }
  return checks;
}
