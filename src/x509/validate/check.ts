/** The report of a validation, and its events for an observer. */
import { UsageError } from '../../bytes/index.ts';
import type { Certificate } from '../certificate/certificate.ts';
import { PathError } from '../errors.ts';
import type { PolicyOutcome } from './policies/graph.ts';
import type { Advice, RevocationCode } from './revocation/finding.ts';

/** The result of one rule for one certificate. */
export interface Check {
  /** Stable; the same code whether the check passed or failed. */
  readonly code: CheckCode;
  /** Standard and section. */
  readonly rule: string;
  /** Position in the chain: 0 is the leaf. */
  readonly depth: number;
  /** The certificate's subject as text, shortened if long: for display, never for comparison. */
  readonly subject: string;
  /** `note`: worth mentioning, but not a failure. */
  readonly outcome: 'pass' | 'fail' | 'note';
  /** Human-readable finding. */
  readonly detail: string;
  /** On failures of revocation, and notes about it: what to change. */
  readonly advice?: Advice;
}

export type CheckCode =
  | RevocationCode
  | 'authority-key-identifier'
  | 'basic-constraints'
  | 'basic-constraints-critical'
  | 'comparison-limit'
  | 'critical-extensions'
  | 'duplicate-extensions'
  | 'empty-name'
  | 'explicit-policy'
  | 'extended-key-usage'
  | 'key-identifier'
  | 'key-strength'
  | 'key-usage'
  | 'key-usage-missing'
  | 'name'
  | 'name-chaining'
  | 'name-constraints'
  | 'name-constraints-malformed'
  | 'name-constraints-unsupported'
  | 'nc-empty'
  | 'nc-in-leaf'
  | 'nc-minimum-maximum'
  | 'path-length'
  | 'path-length-misplaced'
  | 'policies-malformed'
  | 'policies-unsupported'
  | 'policy-constraints-empty'
  | 'policy-constraints-not-critical'
  | 'policy-duplicate'
  | 'policy-mapping-any'
  | 'serial-number'
  | 'signature'
  | 'signature-algorithm'
  | 'subject-alt-name-empty'
  | 'subject-key-identifier'
  | 'subject-missing'
  | 'time-encoding'
  | 'trust-anchor'
  | 'validity'
  | 'version'
  | 'work-limit';

/** The outcome of validation. */
export interface Validation {
  /** No check failed. */
  readonly ok: boolean;
  /** From the leaf towards the anchor, as far as the chain was found; the anchor, if found, is last. */
  readonly chain: readonly Certificate[];
  /** Every check, passed or failed, in the order of the chain. */
  readonly checks: readonly Check[];
  /** The time that validity was checked at. */
  readonly time: Date;
  /** The policies that the chain is valid for, and how they came about. Absent where neither the certificates nor the caller
   * speak of policies, and where the validation was read from a recording. */
  readonly policies?: PolicyOutcome;
}

/** Events for an observer: each issuer candidate tried, then each path judged, then each check of the reported chain. */
export type X509Event =
  | {
      readonly kind: 'issuer-tried';
      readonly certificate: Certificate;
      readonly candidate: Certificate;
      /** Whether the certificate's signature verifies with the candidate's key; undefined for an unusable algorithm or key. */
      readonly signed: boolean | undefined;
    }
  | {
      readonly kind: 'path';
      /** From the leaf up to an anchor, or to the certificate whose issuer was not found. */
      readonly chain: readonly Certificate[];
      readonly checks: readonly Check[];
      /** Whether this is the reported path. */
      readonly chosen: boolean;
    }
  | { readonly kind: 'check'; readonly check: Check };

/** The chain of a validation in which no check failed.
 * @throws PathError with the code, depth and rule of the first failed check. */
export function requireValid(validation: Validation): readonly Certificate[] {
  const { chain, checks } = validation ?? {};
  if (!Array.isArray(chain) || !Array.isArray(checks) || checks.length === 0) {
    throw new UsageError('wrong-type', 'validation', 'must be what validateChain returned');
  }
  const failed = checks.find(({ outcome }) => outcome === 'fail');
  if (failed === undefined) return chain;
  const { code, depth, subject, detail, rule } = failed;
  throw new PathError(code, depth, `${subject || 'the certificate'} (depth ${depth}): ${detail}`, rule);
}
