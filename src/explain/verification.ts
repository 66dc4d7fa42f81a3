/** Why a certificate was accepted or refused: every path that was validated, with the outcome of each rule for each certificate. */
import { assertFields, assertString } from '../bytes/index.ts';
import {
  type Certificate,
  type Check,
  TrustAnchor,
  type Validation,
  type ValidationOptions,
  validateChain,
  type X509Event,
} from '../x509/index.ts';
import { formatReadable } from '../x509/internal.ts';
import type { Checks, Exhibit, Facts, Part, Prose, Section, Table } from './document/exhibit.ts';

export interface ExplainedValidation {
  readonly validation: Validation;
  readonly exhibit: Exhibit;
}

/** Validates a chain as `validateChain` does, and shows how the result came about.
 * @param title - of the exhibit, such as a file name.
 * @throws as `validateChain`. */
export function explainValidation(title: string, options: ValidationOptions): ExplainedValidation {
  assertString(title, 'title');
  assertFields(options, 'options', 'an object');
  const events: X509Event[] = [];
  const validation = validateChain({
    ...options,
    observe(event) {
      events.push(event);
      options.observe?.(event);
    },
  });
  const paths = wholePaths(events.filter((event) => event.kind === 'path'));
  const tried = events.filter((event) => event.kind === 'issuer-tried');
  const parts: Part[] = [
    verdict(validation, paths.length),
    question(options, validation),
    ...(tried.length === 0 ? [] : [issuersTable(tried)]),
    ...paths.map(pathSection),
  ];
  return { validation, exhibit: { title, parts } };
}

type Path = Extract<X509Event, { kind: 'path' }>;
type IssuerTried = Extract<X509Event, { kind: 'issuer-tried' }>;

/** The paths that are not part of a longer one, and always the reported one. */
function wholePaths(paths: readonly Path[]): readonly Path[] {
  const goesOn = ({ chain }: Path, in_: Path): boolean =>
    in_.chain.length > chain.length && chain.every((certificate, i) => certificate === in_.chain[i]);
  return paths.filter((path) => path.chosen || !paths.some((other) => goesOn(path, other)));
}

const failed = (checks: readonly Check[]): Check[] => checks.filter(({ outcome }) => outcome === 'fail');

function verdict({ ok, checks }: Validation, paths: number): Prose {
  const judged = paths === 1 ? 'One path was judged' : `${paths} paths were judged`;
  const reasons = failed(checks).length;
  const text = ok
    ? `Verified. ${judged}; the search ends at the first valid path, which is the last below.`
    : `Not verified. ${judged}, none of them valid; the reported one has the fewest failures: ${reasons} ${reasons === 1 ? 'check' : 'checks'}.`;
  return { kind: 'prose', text };
}

function question(
  { roots, intermediates, purpose, name, profile, revocation }: ValidationOptions,
  { time }: Validation,
): Facts {
  const fact = (label: string, value: string | number, rule: string) => ({ label, value, rule });
  const rows = [
    fact('Judged at', time.toISOString(), 'RFC 5280 §6.1.1 (b)'),
    fact('Profile', profile, ''),
    fact('Revocation', revocation.policy === 'off' ? 'not checked' : revocation.policy, 'RFC 5280 §6.1.3 (a)(3)'),
    fact('Purpose', purpose, 'RFC 5280 §4.2.1.12'),
    fact('Trust anchors', roots.length, 'RFC 5280 §6.1.1 (d)'),
    fact('Intermediate certificates given', intermediates.length, ''),
  ];
  if (name !== undefined && name !== 'unchecked') {
    rows.push(fact('Must name', Object.values(name)[0], 'RFC 9525 §6'));
  }
  return { kind: 'facts', title: 'Validation options', rows };
}

function issuersTable(tried: readonly IssuerTried[]): Table {
  const rows = tried.map(({ certificate, candidate, signed }) => [
    nameOf(certificate),
    candidate instanceof TrustAnchor ? `${formatReadable(candidate.name.value, 100)} [anchor]` : nameOf(candidate),
    signed === undefined ? 'unknown: unusable key or algorithm' : signed ? 'yes' : 'no',
  ]);
  const columns = ['certificate', 'issuer candidate, by name', 'its key made the signature'];
  return { kind: 'table', title: 'Issuers tried', rule: 'RFC 5280 §6.1.3 (a)(1)', columns, rows };
}

function pathSection({ chain, checks, chosen }: Path, i: number): Section {
  const faults = failed(checks);
  const way = chain.map(nameOf).join(' ← ');
  const outcome = faults.length === 0 ? 'verified' : 'refused';
  // `chosen` also marks the reported path when validation failed; a refused path must not be shown as chosen.
  const judged: Checks = { kind: 'checks', title: way, checks, chosen: chosen && faults.length === 0 };
  const parts: Part[] = faults.length === 0 ? [judged] : [reasons(faults), judged];
  return { kind: 'section', title: `Path ${i + 1}, ${outcome}`, parts };
}

function reasons(faults: readonly Check[]): Prose {
  const each = faults.map(
    ({ code, depth, subject, detail, rule }) =>
      `${subject || '(no subject)'} (depth ${depth}) breaks ${code}: ${detail} (${rule})`,
  );
  return { kind: 'prose', text: `Refused because ${each.join('; ')}.` };
}

/** Subject and serial number, since several certificates may have the same subject. */
function nameOf({ subject, serialNumber }: Certificate): string {
  const digits = serialNumber.toString(16);
  const serial = digits.length <= 12 ? digits : `${digits.slice(0, 12)}…`;
  return `${formatReadable(subject.value, 100) || '(no subject)'} [serial ${serial}]`;
}
