/** Validation of one path (RFC 5280 §6.1), from the anchor to the leaf. */
import type { Certificate } from '../certificate/certificate.ts';
import { sameName } from '../names/name.ts';
import type { Check } from './check.ts';
import { displaySubject } from './display-name.ts';
import { type Issuer, issuerOf } from './issuer.ts';
import type { Path } from './path.ts';
import { judgeSteps, type StepContext } from './path-steps.ts';
import type { Question } from './question.ts';
import type { Place } from './rules/rule.ts';
import { rulesFor } from './rules/table.ts';

/** The state that is shared by all paths of a validation. */
export interface PathContext extends StepContext {
  /** Whether the issuer's key signed the certificate, as the search has already determined. */
  signed(certificate: Certificate, issuer: Issuer): boolean | undefined;
}

/** The state of §6.1.2, which is passed from certificate to certificate. */
interface State {
  /** working_issuer_name and working_public_key (g), (j). */
  issuer: Issuer | undefined;
  /** max_path_length (k); undefined: not limited by a CA. The caller's limit is applied by the search. */
  pathLength: number | undefined;
}

/** Checks a path by every rule of the profile, step by step.
 * @returns every check, from the leaf to the anchor. */
export function validatePath(path: Path, question: Question, context: PathContext): readonly Check[] {
  const { certificates, anchor } = path;
  const state: State = { issuer: undefined, pathLength: undefined };
  const byDepth: Check[][] = [];
  // §6.1.2: initialization, including the restrictions in the anchor's certificate (RFC 5937 §3).
  if (anchor !== undefined) {
    const issuer = issuerOf(anchor);
    if (issuer.certificate !== undefined) {
      byDepth.push(judge(issuer.certificate, certificates.length, true, undefined, state, question));
      state.pathLength = pathLenOf(issuer.certificate);
    }
    state.issuer = issuer;
  }
  for (let depth = certificates.length - 1; depth >= 0; depth--) {
    const certificate = certificates[depth];
    // §6.1.3, and §6.1.4 or, for the leaf, §6.1.5: every rule of this place.
    const made = state.issuer && context.signed(certificate, state.issuer);
    byDepth.push(judge(certificate, depth, false, made, state, question));
    prepare(state, certificate);
  }
  const steps = judgeSteps(path, question, context);
  const checks: Check[] = [];
  for (let depth = 0; depth < byDepth.length; depth++) {
    checks.push(...byDepth[byDepth.length - 1 - depth], ...(steps.get(depth) ?? []));
  }
  return checks;
}

/** Of any version: one of version 1 that has extensions is refused, unless it is the anchor, whose restrictions apply. */
const pathLenOf = (certificate: Certificate): number | undefined =>
  certificate.extension('basicConstraints')?.pathLenConstraint;

/** §6.1.4: preparation for the next certificate. */
function prepare(state: State, certificate: Certificate): void {
  const { subject, issuer } = certificate;
  // (a) to (j): the name and the key of the subject are the next issuer's.
  state.issuer = issuerOf(certificate);
  // (l): each certificate that is not self-issued lowers max_path_length by one.
  if (state.pathLength !== undefined && !sameName(subject, issuer)) {
    state.pathLength = Math.max(0, state.pathLength - 1);
  }
  // (m): pathLenConstraint may only lower it.
  const limit = pathLenOf(certificate);
  if (limit !== undefined && (state.pathLength === undefined || limit < state.pathLength)) state.pathLength = limit;
}

/** Applies the rules for this position.
 * @param signed - as of `Place`. */
function judge(
  certificate: Certificate,
  depth: number,
  isAnchor: boolean,
  signed: boolean | undefined,
  { issuer, pathLength }: State,
  question: Question,
): Check[] {
  const { profile, off } = question;
  const place: Place = { certificate, depth, isAnchor, issuer, signed, pathLength, question };
  const subject = displaySubject(certificate);
  const checks: Check[] = [];
  for (const rule of rulesFor(profile, depth === 0, isAnchor)) {
    if (off.length > 0 && off.includes(rule.code)) continue;
    const finding = rule.judge(place);
    if (finding === undefined) continue;
    const { code, source } = rule;
    const { detail, outcome, rule: own = source, advice = rule.advice } = finding;
    if (outcome !== 'fail') checks.push({ code, rule: own, depth, subject, outcome, detail });
    else if (rule.severity[profile] === 'note')
      checks.push({ code, rule: own, depth, subject, outcome: 'note', detail });
    else checks.push({ code, rule: own, depth, subject, outcome, detail, advice });
  }
  return checks;
}
