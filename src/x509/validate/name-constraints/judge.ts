/** Name constraints along a path (RFC 5280 §6.1.3 (b), (c), §6.1.4 (g)). */
import type { Certificate } from '../../certificate/certificate.ts';
import type { GeneralName } from '../../names/general-name.ts';
import { formatGeneralName } from '../../names/general-name-text.ts';
import { sameName } from '../../names/name.ts';
import { displaySubject } from '../display-name.ts';
import {
  type ConstrainedName,
  type ConstraintsOfCa,
  constrainedNames,
  constraintsOf,
  type FormConstraints,
} from './constraints.ts';

/** The remaining number of comparisons of names with constraints in one validation. Shared by all its paths. */
export interface ComparisonBudget {
  left: number;
}

/** The default number of comparisons in one validation: enough for 500 names under 500 constraints. */
export const DEFAULT_COMPARISONS = 250_000;

export type NameConstraintsCode =
  | 'comparison-limit'
  | 'name-constraints'
  | 'name-constraints-malformed'
  | 'name-constraints-unsupported'
  | 'nc-empty'
  | 'nc-minimum-maximum';

/** The finding about one certificate. */
export interface NameConstraintsFinding {
  readonly code: NameConstraintsCode;
  /** Standard and section. */
  readonly rule: string;
  /** The certificate at fault: the one with the names, or the CA whose constraints cannot be applied. */
  readonly certificate: Certificate;
  readonly outcome: 'pass' | 'fail';
  /** Bounded in length. */
  readonly detail: string;
}

/** Checks the names of each certificate of a path against the constraints of all CAs above it.
 * @param anchor - its constraints apply, but its own names are not checked; undefined if it consists only of a name and a key, or if its
 * constraints shall not apply.
 * @param certificates - from the one that the anchor issued down to the leaf.
 * @param budget - reduced by the number of names times the number of constraints of their form, before they are compared.
 * @returns a finding for each certificate that constraints apply to: the first fault, or a pass. */
export function judgeNameConstraints(
  anchor: Certificate | undefined,
  certificates: readonly Certificate[],
  budget: ComparisonBudget,
): readonly NameConstraintsFinding[] {
  const above: Certificate[] = [];
  const add = (ca: Certificate): void => void (constraintsOf(ca) && above.push(ca));
  if (anchor !== undefined) add(anchor);
  const findings: NameConstraintsFinding[] = [];
  for (const [i, certificate] of certificates.entries()) {
    // §6.1.3 (b), (c): "If certificate i is self-issued and it is not the final certificate in the path, skip this step".
    const isFinal = i === certificates.length - 1;
    if (above.length > 0 && (isFinal || !sameName(certificate.issuer, certificate.subject))) {
      findings.push(judgeOne(certificate, above, budget));
    }
    if (!isFinal) add(certificate);
  }
  return findings;
}

/** The name must be in a permitted subtree of each CA, which means their intersection, and in no excluded subtree of any CA, which means
 * their union (§6.1.4 (g)). */
function judgeOne(
  certificate: Certificate,
  above: readonly Certificate[],
  budget: ComparisonBudget,
): NameConstraintsFinding {
  const names = constrainedNames(certificate);
  for (const ca of above) {
    const fault = judgeAgainst(certificate, names, ca, constraintsOf(ca)!, budget);
    if (fault !== undefined) return fault;
  }
  const cas = above.length === 1 ? 'one CA' : `${above.length} CAs`;
  return {
    code: 'name-constraints',
    rule: PERMITTED,
    certificate,
    outcome: 'pass',
    detail: `its names are within the constraints of ${cas}`,
  };
}

const PERMITTED = 'RFC 5280 §6.1.3 (b)';
const EXCLUDED = 'RFC 5280 §6.1.3 (c)';
const CONSTRAINTS = 'RFC 5280 §4.2.1.10';

function judgeAgainst(
  certificate: Certificate,
  names: readonly ConstrainedName[],
  ca: Certificate,
  constraints: ConstraintsOfCa,
  budget: ComparisonBudget,
): NameConstraintsFinding | undefined {
  if ('code' in constraints) return failure(ca, constraints.code, CONSTRAINTS, constraints.detail);
  const cost = names.reduce((sum, { key }) => sum + (constraints.get(key)?.cost ?? 0), 0);
  if (cost > budget.left) {
    const detail = `its names under the constraints need ${cost} comparisons, and ${budget.left} are left`;
    return failure(certificate, 'comparison-limit', 'Not in RFC 5280: the limit that the caller set', detail);
  }
  budget.left -= cost;
  for (const name of names) {
    const found = constraints.get(name.key);
    if (found?.obstacle !== undefined) return failure(ca, found.obstacle.code, CONSTRAINTS, found.obstacle.detail);
    const fault = found && faultOf(name, found, ca);
    if (fault !== undefined) {
      const [code, rule, detail] = fault;
      return failure(certificate, code, name.rule ?? rule, detail);
    }
  }
  return undefined;
}

type Fault = readonly [code: NameConstraintsCode, rule: string, detail: string];

/** What is wrong with one name under one CA's constraints of its form. */
function faultOf(
  name: ConstrainedName,
  { form, permitted, excluded, permittedTexts }: FormConstraints,
  ca: Certificate,
): Fault | undefined {
  if (name.value === undefined) {
    const detail = 'SmtpUTF8Mailbox is not compared with constraints of rfc822Name (RFC 9598 §6)';
    return ['name-constraints-unsupported', CONSTRAINTS, detail];
  }
  const subject = form.readSubject(name.value);
  if (subject === undefined) {
    return ['name-constraints', PERMITTED, `${shown(name)} is malformed, so that no constraint can hold it`];
  }
  const meets = form.meets ?? form.contains;
  if (excluded.some((base) => meets(base, subject))) {
    return ['name-constraints', EXCLUDED, `${shown(name)} is excluded by ${displaySubject(ca)}`];
  }
  if (permitted.length > 0 && !permitted.some((base) => form.contains(base, subject))) {
    const which = permittedTexts.length === 0 ? '' : `, which permits ${permittedTexts.join(', ')}`;
    const more = permitted.length > permittedTexts.length && which !== '' ? ' and others' : '';
    return ['name-constraints', PERMITTED, `${shown(name)} is not permitted by ${displaySubject(ca)}${which}${more}`];
  }
  return undefined;
}

const failure = (
  certificate: Certificate,
  code: NameConstraintsCode,
  rule: string,
  detail: string,
): NameConstraintsFinding => ({ code, rule, certificate, outcome: 'fail', detail });

const SHOWN = 100;
/** A name as text, short enough to read; later RDNs and characters would be cut off anyway. */
function shown({ kind, value }: ConstrainedName): string {
  const short = Array.isArray(value)
    ? value.slice(0, SHOWN)
    : typeof value === 'string'
      ? value.slice(0, SHOWN)
      : value;
  return formatGeneralName({ kind, value: short } as GeneralName).slice(0, SHOWN);
}
