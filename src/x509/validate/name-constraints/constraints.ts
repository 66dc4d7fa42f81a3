/** The nameConstraints of a CA, parsed once for many comparisons. */
import { ATTRIBUTE_OIDS, OTHER_NAME_OIDS } from '../../../asn1/internal.ts';
import type { Certificate } from '../../certificate/certificate.ts';
import { DESCRIBED_EXTENSIONS, describedValue } from '../../extensions/described.ts';
import type { NameConstraints } from '../../extensions/name-constraints.ts';
import type { GeneralName } from '../../names/general-name.ts';
import { formatGeneralName } from '../../names/general-name-text.ts';
import { type AnyNameForm, nameFormOf } from './forms.ts';

/** The reason that the constraints of a form of names cannot be applied. */
export interface Obstacle {
  readonly code: 'name-constraints-malformed' | 'name-constraints-unsupported' | 'nc-empty' | 'nc-minimum-maximum';
  readonly detail: string;
}

/** The constraints of one CA on one form of names. */
export interface FormConstraints {
  readonly form: AnyNameForm;
  readonly permitted: readonly unknown[];
  /** Some of the permitted subtrees that are texts, for display. */
  readonly permittedTexts: readonly string[];
  readonly excluded: readonly unknown[];
  /** The cost of comparing one name with all of them. */
  readonly cost: number;
  /** Set if names of this form cannot be checked: the reason. */
  readonly obstacle: Obstacle | undefined;
}

/** The constraints of one CA by form of name; or the reason that they cannot be read. */
export type ConstraintsOfCa = ReadonlyMap<string, FormConstraints> | Obstacle;

/** The key of a name's form. The meaning of an otherName depends on its type, so each type is a form of its own (RFC 5280 §4.2.1.6). */
export const formKey = (of: { readonly kind: string; readonly value: unknown }): string =>
  of.kind === 'otherName' ? `otherName ${(of.value as { readonly typeId: string }).typeId}` : of.kind;

/** The constraints that a certificate imposes on those below it, critical or not; undefined where it has none. */
export const constraintsOf = (certificate: Certificate): ConstraintsOfCa | undefined =>
  certificate.derive(readConstraints);

function readConstraints({ extensions }: Certificate): ConstraintsOfCa | undefined {
  const { id } = DESCRIBED_EXTENSIONS.nameConstraints;
  const extension = extensions.find(({ extnID }) => extnID === id);
  if (extension === undefined) return undefined;
  const value = describedValue(extension)?.value as NameConstraints | undefined;
  if (value === undefined) return malformed('the value of nameConstraints is malformed');
  const { permittedSubtrees = [], excludedSubtrees = [] } = value;
  // RFC 5280 §4.2.1.10: "either the permittedSubtrees field or the excludedSubtrees MUST be present".
  if (permittedSubtrees.length + excludedSubtrees.length === 0)
    return { code: 'nc-empty', detail: 'nameConstraints names no subtree' };
  const byForm = new Map<string, Collected>();
  for (const subtree of permittedSubtrees) collect(byForm, 'permitted', subtree);
  for (const subtree of excludedSubtrees) collect(byForm, 'excluded', subtree);
  return byForm;
}

const malformed = (detail: string): Obstacle => ({ code: 'name-constraints-malformed', detail });

interface Collected extends FormConstraints {
  readonly permitted: unknown[];
  readonly permittedTexts: string[];
  readonly excluded: unknown[];
  cost: number;
  obstacle: Obstacle | undefined;
}
type Subtree = NonNullable<NameConstraints['permittedSubtrees']>[number];

/** Placeholder for a form that is not processed. It is never used, since its obstacle is checked first. */
const NO_FORM: AnyNameForm = { readBase: () => undefined, readSubject: () => undefined, contains: () => false };

const MOST_SHOWN = 3;

function collect(byForm: Map<string, Collected>, list: 'permitted' | 'excluded', subtree: Subtree): void {
  const key = formKey(subtree.base);
  const form = nameFormOf(subtree.base.kind);
  const empty = {
    form: form ?? NO_FORM,
    permitted: [],
    permittedTexts: [],
    excluded: [],
    cost: 0,
    obstacle: undefined,
  };
  const found: Collected = byForm.get(key) ?? empty;
  byForm.set(key, found);
  const base = form?.readBase(subtree.base.value);
  found.obstacle ??= obstacleOf(subtree, form, base, list);
  if (form === undefined || base === undefined) return;
  found[list].push(base);
  const { kind, value } = subtree.base;
  if (list === 'permitted' && typeof value === 'string' && found.permittedTexts.length < MOST_SHOWN) {
    found.permittedTexts.push(formatGeneralName({ kind, value: value.slice(0, 60) } as GeneralName));
  }
  found.cost += form.cost?.(base) ?? 1;
}

function obstacleOf(
  { base: { kind, value }, minimum, maximum }: Subtree,
  form: AnyNameForm | undefined,
  base: unknown,
  list: string,
): Obstacle | undefined {
  if (form === undefined) {
    const detail = `constraints of ${formKey({ kind, value })} are not processed`;
    return { code: 'name-constraints-unsupported', detail };
  }
  // RFC 5280 §4.2.1.10: "the minimum MUST be zero, and maximum MUST be absent".
  if (minimum !== 0n || maximum !== undefined) {
    return { code: 'nc-minimum-maximum', detail: `a ${kind} constraint has a minimum or a maximum` };
  }
  const shown = typeof value === 'string' ? ` ${JSON.stringify(value.slice(0, 100))}` : '';
  return base === undefined ? malformed(`the ${list} ${kind}${shown} is malformed`) : undefined;
}

/** The names of a certificate that constraints apply to, each with its form. */
export function constrainedNames({ subject, subjectAltNames }: Certificate): readonly ConstrainedName[] {
  const names: ConstrainedName[] = subjectAltNames.map((name) => ({ key: formKey(name), ...name }));
  // RFC 5280 §4.2.1.10: directoryName applies to the subject "when the certificate includes a non-empty subject field".
  if (subject.value.length > 0) names.push({ kind: 'directoryName', value: subject.value, key: 'directoryName' });
  // RFC 5280 §4.2.1.10: "When constraints are imposed on the rfc822Name name form, but the certificate does not include a subject alternative
  // name, the rfc822Name constraint MUST be applied to the attribute of type emailAddress in the subject distinguished name."
  // Not in the RFC: the same with a subjectAltName that has no rfc822Name. The CA's constraint would otherwise not hold for programs that take
  // the address from the subject. OpenSSL applies it to emailAddress in any case.
  if (!subjectAltNames.some(({ kind }) => kind === 'rfc822Name')) {
    const rule = subjectAltNames.length === 0 ? undefined : BEYOND_RFC;
    names.push(...addressesIn(subject.value).map((name) => ({ ...name, rule })));
  }
  // RFC 9598 §6: constraints of rfc822Name apply to internationalized mailboxes too.
  const internationalized = subjectAltNames.find((name) => formKey(name) === `otherName ${SMTP_UTF8_MAILBOX}`);
  if (internationalized !== undefined) names.push({ kind: 'rfc822Name', value: undefined, key: 'rfc822Name' });
  return names;
}
/** id-on-SmtpUTF8Mailbox (RFC 9598 §3). */
const SMTP_UTF8_MAILBOX = OTHER_NAME_OIDS.smtpUtf8Mailbox;
const EMAIL_ADDRESS = ATTRIBUTE_OIDS.emailAddress;

export interface ConstrainedName {
  readonly kind: GeneralName['kind'];
  /** undefined: a SmtpUTF8Mailbox, which is not compared. */
  readonly value: unknown;
  readonly key: string;
  /** Set where the RFC does not ask that constraints apply to the name: what to cite. */
  readonly rule?: string | undefined;
}

const BEYOND_RFC = 'Not in RFC 5280, whose §4.2.1.10 asks it without a subjectAltName only; OpenSSL asks it always';

/** The attributes of type emailAddress in the subject, as mailboxes. */
const addressesIn = (subject: Certificate['subject']['value']): ConstrainedName[] =>
  subject
    .flat()
    .filter(({ type }) => type === EMAIL_ADDRESS)
    .map(({ value }) => ({ kind: 'rfc822Name', value: String(value.value), key: 'rfc822Name' }));
