/** What validation reports, and what an observer of it is told. */
import { UsageError } from '../../bytes/index.ts';
import type { Certificate } from '../certificate/certificate.ts';
import { PathError } from '../errors.ts';

/** One rule applied to one certificate. */
export interface Check {
  /** Stable, the same for good and bad. */
  readonly code: CheckCode;
  /** Standard and section. */
  readonly rule: string;
  /** Position in the chain: 0 is the leaf. */
  readonly depth: number;
  /** The certificate's subject as text, cut short where it is long: to be shown, never to be compared. */
  readonly subject: string;
  /** `note`: worth saying, but no reason to refuse. */
  readonly outcome: 'pass' | 'fail' | 'note';
  /** What was found, for a person. */
  readonly detail: string;
}

export type CheckCode =
  | 'authority-key-identifier'
  | 'basic-constraints'
  | 'basic-constraints-critical'
  | 'critical-extensions'
  | 'duplicate-extensions'
  | 'empty-name'
  | 'extended-key-usage'
  | 'key-identifier'
  | 'key-strength'
  | 'key-usage'
  | 'key-usage-missing'
  | 'name'
  | 'name-chaining'
  | 'path-length'
  | 'path-length-misplaced'
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
  /** From the leaf towards the anchor, as far as a chain was found; the anchor is last where one was. */
  readonly chain: readonly Certificate[];
  /** Every check made, in the order of the chain, good and bad alike. */
  readonly checks: readonly Check[];
  /** The time that validity was judged at. */
  readonly time: Date;
}

/** What an observer may receive: each certificate tried as an issuer, then each path that was judged, then each check of the chain
 * reported. */
export type X509Event =
  | {
      readonly kind: 'issuer-tried';
      readonly certificate: Certificate;
      readonly candidate: Certificate;
      /** Whether the candidate's key has signed the certificate; undefined where the algorithm or the key is of no use. */
      readonly signed: boolean | undefined;
    }
  | {
      readonly kind: 'path';
      /** From the leaf as far as it leads; to an anchor, or to where no issuer was found. */
      readonly chain: readonly Certificate[];
      readonly checks: readonly Check[];
      /** Whether it is the one that is reported. */
      readonly chosen: boolean;
    }
  | { readonly kind: 'check'; readonly check: Check };

/** The chain of a validation that found nothing wrong.
 * @throws PathError with the first failed check's code, depth and rule. */
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
