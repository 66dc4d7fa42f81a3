/** `lint`: applies every applicable rule to an input, and returns the findings with their byte offsets. */
import { assertBytes, assertInteger, assertOptions, UsageError } from '../bytes/index.ts';
import { assertEach } from '../bytes/internal.ts';
import type { LintKind, LintRole } from './kinds.ts';
import { detectKind } from './reading/detect.ts';
import type { Part } from './reading/part.ts';
import { readFields } from './reading/reader.ts';
import type { LintProfile, LintRule, LintSeverity, Violation } from './rule.ts';
import { CODECS, Subject } from './subject.ts';
import { LINT_GROUPS, LINT_RULES } from './table.ts';

export interface LintOptions {
  /** The kind of the input; `detect` determines it from the first fields. */
  readonly kind: LintKind | 'detect';
  readonly profile: LintProfile;
  /** Codes of rules that are not applied. Default: none. */
  readonly off?: readonly string[] | undefined;
  readonly limits?: Partial<LintLimits> | undefined;
}

/** Bounds on hostile input. */
export interface LintLimits {
  /** Maximum bytes of an input; beyond it `input-limit`. Default: 32 MiB. */
  readonly bytes: number;
  /** Maximum number of fields; beyond it `input-limit`. Default: 1,000,000. */
  readonly nodes: number;
  /** Maximum findings of one rule; the rest are counted in `omitted`. Default: 100. */
  readonly findings: number;
}

/** One violation of a rule. */
export interface LintFinding {
  /** The code of the rule. */
  readonly code: string;
  readonly severity: LintSeverity;
  /** Standard and section. */
  readonly source: string;
  /** The first byte that is wrong, counted from the beginning of the DER. */
  readonly offset: number;
  /** The number of faulty bytes. If something is missing, offset and length are those of the structure that lacks it. */
  readonly length: number;
  /** The innermost field that encloses these bytes: `tbsCertificate.extensions.3.extnValue`. */
  readonly field: string;
  /** What is wrong here. */
  readonly detail: string;
  /** What to do. */
  readonly advice: string;
}

export interface LintResult {
  readonly kind: LintKind;
  readonly role: LintRole;
  /** In the order of the bytes. */
  readonly findings: readonly LintFinding[];
  /** How many rules were applied. */
  readonly rules: number;
  /** The codes of these rules; those without a finding are kept. */
  readonly applied: readonly string[];
  /** The number of findings that were omitted because their rule had reached its limit. */
  readonly omitted: number;
}

const DEFAULTS: LintLimits = { bytes: 2 ** 25, nodes: 1_000_000, findings: 100 };
const LIMIT_FAULTS: ReadonlySet<string> = new Set(['too-large', 'too-many-nodes', 'too-many-faults']);
const CODES: ReadonlySet<string> = new Set(LINT_RULES.map(({ code }) => code));

/** Checks a certificate, request or CRL (DER) by every rule that applies. It is read field by field, so that a malformed extension, name or
 * time hides no other fault. If a limit is exceeded, only the encoding is checked. Only self-signatures are verified. Linear in the input.
 * @returns the findings; `der-unreadable` for bytes that are none of the three.
 * @throws UsageError for wrong arguments; no error for any bytes. */
export function lint(bytes: Uint8Array, options: LintOptions): LintResult {
  assertBytes(bytes, 'bytes');
  assertOptions(options, 'options', ['kind', 'profile', 'off', 'limits']);
  const { profile, off = [] } = options;
  const kind = kindOf(bytes, options.kind);
  if (profile !== 'rfc5280' && profile !== 'webpki') throw outOfRange('profile', 'rfc5280 or webpki');
  assertEach(off, 'options.off', (code, place) => {
    if (!CODES.has(code as string)) throw new UsageError('out-of-range', place, 'must be the code of a rule');
  });
  const limits = completeLimits(options.limits);
  const { root, faults } = readFields(CODECS[kind], bytes, limits);
  const whole = root ?? { name: kind, rule: '', start: 0, end: bytes.length, contentStart: 0, children: [] };
  return judge(new Subject(kind, bytes, whole, faults), profile, new Set(off), limits);
}

const outOfRange = (option: string, what: string): UsageError =>
  new UsageError('out-of-range', `options.${option}`, `must be ${what}`);

function kindOf(bytes: Uint8Array, kind: unknown): LintKind {
  if (kind === 'detect') return detectKind(bytes) ?? 'certificate';
  if (kind === 'certificate' || kind === 'request' || kind === 'crl') return kind;
  throw outOfRange('kind', 'certificate, request, crl or detect');
}

function completeLimits(given: LintOptions['limits']): LintLimits {
  if (given === undefined) return DEFAULTS;
  assertOptions(given, 'options.limits', ['bytes', 'nodes', 'findings']);
  const limits = { ...DEFAULTS, ...given };
  for (const name of ['bytes', 'nodes', 'findings'] as const) assertInteger(limits[name], `options.limits.${name}`, 1);
  return limits;
}

function judge(subject: Subject, profile: LintProfile, off: ReadonlySet<string>, limits: LintLimits): LintResult {
  const findings: LintFinding[] = [];
  const applied: string[] = [];
  let omitted = 0;
  for (const rule of isCutShort(subject) ? LINT_GROUPS.Encoding : LINT_RULES) {
    if (off.has(rule.code) || !applies(rule, subject, profile)) continue;
    applied.push(rule.code);
    let left = limits.findings;
    for (const violation of rule.judge(subject)) {
      if (left-- > 0) findings.push(findingOf(rule, violation, subject));
      else omitted++;
    }
  }
  findings.sort((a, b) => a.offset - b.offset);
  return { kind: subject.kind, role: subject.role, findings, rules: applied.length, applied, omitted };
}

/** Whether reading ended at a limit: rules would then treat unread fields as missing. */
const isCutShort = ({ faults }: Subject): boolean => faults.some(({ code }) => LIMIT_FAULTS.has(code));

function applies(rule: LintRule, subject: Subject, profile: LintProfile): boolean {
  if (rule.profile === 'webpki' && profile !== 'webpki') return false;
  if (!rule.appliesTo.includes(subject.role)) return false;
  if (rule.from !== undefined && !((subject.issued?.getTime() ?? Number.POSITIVE_INFINITY) >= Date.parse(rule.from))) {
    return false;
  }
  return rule.when?.(subject) ?? true;
}

function findingOf(rule: LintRule, { start, end, detail }: Violation, subject: Subject): LintFinding {
  const { code, severity, source, advice } = rule;
  return {
    code,
    severity,
    source,
    offset: start,
    length: end - start,
    field: fieldAt(subject.root, start, end),
    detail,
    advice,
  };
}

/** The names of the fields around a range, from the outside in. */
function fieldAt(root: Part, start: number, end: number): string {
  const names: string[] = [];
  let part: Part | undefined = root;
  while (part !== undefined) {
    part = childAround(part.children, start, end);
    if (part !== undefined) names.push(part.kind === undefined ? part.name : `${part.name} (${part.kind})`);
  }
  return names.join('.') || root.name;
}

/** Binary search, since a CRL may have many entries. */
function childAround(children: readonly Part[], start: number, end: number): Part | undefined {
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (children[middle].end <= start && children[middle].end < end) low = middle + 1;
    else high = middle;
  }
  const found = children[low];
  return found !== undefined && found.start <= start && end <= found.end ? found : undefined;
}
