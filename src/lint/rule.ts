/** The type of a rule: a row of data with a checking function. */
import type { LintRole } from './kinds.ts';
import type { Range } from './reading/part.ts';
import type { Subject } from './subject.ts';

/** `error`: a standard forbids it, or it fails with all implementations. `warning`: a standard advises against it, or it fails with some
 * implementations. `notice`: worth knowing. */
export type LintSeverity = 'error' | 'warning' | 'notice';

/** Which rules are applied. `rfc5280`: those of RFC 5280 and the RFCs of algorithms, and faults that fail with all implementations.
 * `webpki`: in addition those of the CA/Browser Forum and of browsers for publicly trusted TLS server certificates. */
export type LintProfile = 'rfc5280' | 'webpki';

/** One thing that a rule found. */
export interface Violation extends Range {
  /** What is wrong in this input, one sentence. */
  readonly detail: string;
}

/** A rule. */
export interface LintRule {
  /** Stable. If path validation has the same rule, the code is the same. */
  readonly code: string;
  /** Standard and section; if there is no standard, it begins with `Not in a standard: `. */
  readonly source: string;
  readonly severity: LintSeverity;
  /** Its profile; rules of `rfc5280` are applied in `webpki` too. */
  readonly profile: LintProfile;
  readonly appliesTo: readonly LintRole[];
  /** The rule applies only to objects issued on or after this day (`YYYY-MM-DD`), by notBefore or thisUpdate. */
  readonly from?: string;
  /** What is wrong, in general. */
  readonly what: string;
  /** What to do about it. */
  readonly advice: string;
  /** A further condition for applying the rule. */
  when?(subject: Subject): boolean;
  /** All violations; empty if there are none. */
  judge(subject: Subject): Iterable<Violation>;
}

/** A violation at a place. None if the place is undefined: another rule reports the missing field. */
export const at = (place: Range | undefined, detail: string): Violation[] =>
  place === undefined ? [] : [{ start: place.start, end: place.end, detail }];

/** A violation at a place, if a condition holds. */
export const atIf = (condition: boolean | undefined, place: Range | undefined, detail: string): Violation[] =>
  condition ? at(place, detail) : [];

/** A violation at a place, if there is something to say. */
export const atWhy = (place: Range | undefined, detail: string | undefined): Violation[] =>
  detail === undefined ? [] : at(place, detail);

/** Common values of `LintRule.appliesTo`. */
export const ANY_CERTIFICATE = ['root', 'intermediate', 'leaf'] as const;
export const CA = ['root', 'intermediate'] as const;
export const ISSUED = ['intermediate', 'leaf'] as const;
export const LEAF = ['leaf'] as const;
export const SUBJECTS = ['root', 'intermediate', 'leaf', 'request'] as const;
export const LEAF_OR_REQUEST = ['leaf', 'request'] as const;
export const CRL = ['crl'] as const;
export const REQUEST = ['request'] as const;
export const SIGNED = ['root', 'intermediate', 'leaf', 'crl'] as const;
export const EVERYTHING = ['root', 'intermediate', 'leaf', 'request', 'crl'] as const;
