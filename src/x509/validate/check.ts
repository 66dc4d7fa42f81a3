/** The report of a validation, and its events for an observer. */
import { assertFields, UsageError } from '../../bytes/index.ts';
import type { Certificate } from '../certificate/certificate.ts';
import { PathError } from '../errors.ts';
import type { Root, TrustAnchor } from './anchor.ts';
import type { NameConstraintsCode } from './name-constraints/judge.ts';
import type { PolicyOutcome } from './policies/graph.ts';
import type { PolicyCode } from './policies/step.ts';
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
  /** For a failure: who can fix it, and how. */
  readonly advice?: Advice | undefined;
}

export type CheckCode =
  | NameConstraintsCode
  | PolicyCode
  | RevocationCode
  | 'aki-differs'
  | 'aki-missing'
  | 'anchor-version'
  | 'basic-constraints'
  | 'bc-not-critical'
  | 'bc-path-length-idle'
  | 'bc-path-length-without-ca'
  | 'ca-as-server'
  | 'ca-subject-empty'
  | 'common-name-not-in-san'
  | 'critical-extensions'
  | 'depth-limit'
  | 'extended-key-usage'
  | 'extended-key-usage-nesting'
  | 'extension-critical'
  | 'extension-duplicate'
  | 'extension-empty'
  | 'extension-undecodable'
  | 'issuer-empty'
  | 'key-algorithm-web'
  | 'key-identifier'
  | 'key-strength'
  | 'key-usage'
  | 'ku-cert-sign-without-ca'
  | 'ku-missing-ca'
  | 'leaf-eku-critical'
  | 'leaf-eku-missing'
  | 'leaf-eku-web'
  | 'name'
  | 'name-chaining'
  | 'nc-in-leaf'
  | 'path-length'
  | 'path-limit'
  | 'policy-constraints-not-critical'
  | 'root-aki-differs'
  | 'root-extended-key-usage'
  | 'rsa-modulus-bits'
  | 'rsa-modulus-short'
  | 'san-critical'
  | 'san-missing'
  | 'san-name-empty'
  | 'san-not-critical'
  | 'serial-not-positive'
  | 'serial-too-long'
  | 'signature'
  | 'signature-algorithm-mismatch'
  | 'signature-algorithm-unknown'
  | 'signature-algorithm-web'
  | 'signature-hash-weak'
  | 'signature-limit'
  | 'ski-missing-ca'
  | 'subject-empty-without-san'
  | 'time-not-utc-time'
  | 'trust-anchor'
  | 'unique-identifier-version'
  | 'validity'
  | 'validity-too-long'
  | 'version-extensions';

/** A path that was validated, but is not the reported one. */
export interface OtherPath {
  /** As in `Validation`. */
  readonly chain: readonly Certificate[];
  /** As in `Validation`. */
  readonly anchor?: TrustAnchor;
  /** Every check, passed or failed, in the order of the chain. */
  readonly checks: readonly Check[];
}

/** The outcome of validation. */
export interface Validation {
  /** Whether no check failed. */
  readonly ok: boolean;
  /** From the leaf towards the anchor, as far as the chain was found; the anchor's certificate, if there is one, is last. */
  readonly chain: readonly Certificate[];
  /** The anchor that issued the last certificate of the chain, if it consists only of a name and a key. */
  readonly anchor?: TrustAnchor;
  /** Every check, passed or failed, in the order of the chain. */
  readonly checks: readonly Check[];
  /** The time at which validity was checked. */
  readonly time: Date;
  /** The other validated paths, in the order of the search, if the options ask for them. All of them are invalid; paths that were not
   * validated because a valid one was found are not included. */
  readonly otherPaths?: readonly OtherPath[];
  /** The policies that the chain is valid for, and how they came about. Absent if neither the certificates nor the caller mention policies,
   * and if the validation was read from a recording. */
  readonly policies?: PolicyOutcome;
}

/** Events for an observer: each issuer candidate tried, then each validated path, then each check of the reported chain. */
export type X509Event =
  | {
      readonly kind: 'issuer-tried';
      readonly certificate: Certificate;
      readonly candidate: Root;
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
  for (const [i, check] of checks.entries()) assertFields(check, `validation.checks[${i}]`, 'a Check', 'outcome');
  const failed = checks.find(({ outcome }) => outcome === 'fail');
  if (failed === undefined) return chain;
  const { code, depth, subject, detail, rule } = failed;
  throw new PathError(code, depth, `${subject || 'the certificate'} (depth ${depth}): ${detail}`, rule);
}
