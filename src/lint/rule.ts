/** What a rule is: a row of data, with the function that judges. */
import type { LintRole } from './kinds.ts';
import type { Range } from './reading/part.ts';
import type { Subject } from './subject.ts';

/** `error`: a standard forbids it, or it fails for everybody. `warning`: a standard advises against it, or it fails for some.
 * `notice`: worth knowing. */
export type LintSeverity = 'error' | 'warning' | 'notice';

/** Which rules are applied. `rfc5280`: those of RFC 5280 and the RFCs of algorithms, and what breaks for everybody. `webpki`: in
 * addition those of the CA/Browser Forum and of browsers for publicly trusted TLS server certificates. */
export type LintProfile = 'rfc5280' | 'webpki';

/** One thing that a rule found. */
export interface Violation extends Range {
  /** What is wrong in this input, one sentence. */
  readonly detail: string;
}

/** A rule. */
export interface LintRule {
  /** Stable. Where path validation has a rule for the same matter, it has the same code. */
  readonly code: string;
  /** Standard and section; what is not from a standard begins with `Not in a standard: `. */
  readonly source: string;
  readonly severity: LintSeverity;
  /** The profile that it belongs to; one of `rfc5280` is applied in `webpki` too. */
  readonly profile: LintProfile;
  readonly appliesTo: readonly LintRole[];
  /** What is issued before this day (`YYYY-MM-DD`; notBefore or thisUpdate decides) is not judged. */
  readonly from?: string;
  /** What is wrong, in general. */
  readonly what: string;
  /** What to do about it. */
  readonly advice: string;
  /** A further condition of its being applied. */
  when?(subject: Subject): boolean;
  /** Everything that is wrong; empty for nothing. */
  judge(subject: Subject): Iterable<Violation>;
}

/** A violation at a place. Nothing for a place that is not there: the field's absence is another rule's. */
export const at = (place: Range | undefined, detail: string): Violation[] =>
  place === undefined ? [] : [{ start: place.start, end: place.end, detail }];

/** A violation at a place, if a condition holds. */
export const atIf = (condition: boolean | undefined, place: Range | undefined, detail: string): Violation[] =>
  condition ? at(place, detail) : [];

/** A violation at a place, if there is something to say. */
export const atWhy = (place: Range | undefined, detail: string | undefined): Violation[] =>
  detail === undefined ? [] : at(place, detail);

/** For which roles rules are; see `LintRule.appliesTo`. */
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
