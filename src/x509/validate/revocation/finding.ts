/** The findings of revocation checks. */

/** The party that can fix a failure, and how. */
export interface Advice {
  readonly who: 'holder' | 'CA' | 'verifier';
  readonly what: string;
}

export type RevocationCode =
  | 'cdp-web-uri'
  | 'crl-critical-extension'
  | 'crl-entry-duplicate'
  | 'crl-expired'
  | 'crl-idp-full-name'
  | 'crl-idp-indirect'
  | 'crl-malformed'
  | 'crl-not-yet-valid'
  | 'crl-number-missing'
  | 'crl-scope'
  | 'crl-signature'
  | 'crl-signer'
  | 'extension-critical'
  | 'must-staple'
  | 'ocsp-expired'
  | 'ocsp-malformed'
  | 'ocsp-nonce'
  | 'ocsp-not-yet-valid'
  | 'ocsp-signature'
  | 'ocsp-signer'
  | 'ocsp-status'
  | 'revocation-unknown'
  | 'revoked';

/** Codes of evidence that is out of date, or not valid yet; the option `off` accepts them. */
export const TIME_CODES: readonly RevocationCode[] = [
  'crl-expired',
  'crl-not-yet-valid',
  'ocsp-expired',
  'ocsp-not-yet-valid',
];

/** One finding about one certificate. */
export interface RevocationFinding {
  readonly code: RevocationCode;
  /** Standard and section. */
  readonly rule: string;
  readonly outcome: 'pass' | 'fail' | 'note';
  readonly detail: string;
  /** On failures and notes: what to change. */
  readonly advice?: Advice;
}

/** The reason that a list or response was not used. */
export type Rejection = Pick<RevocationFinding, 'code' | 'rule' | 'detail'> & { readonly advice: Advice };

export const rejection = (
  code: RevocationCode,
  rule: string,
  detail: string,
  who: Advice['who'],
  what: string,
): Rejection => ({ code, rule, detail, advice: { who, what } });

/** Not in the RFCs, which do not use evidence that has expired: whether it still counts when it says "revoked" with this reason. A permanent
 * revocation is never taken back, so time makes it no less true: RFC 5280 §3.3 keeps an entry on the lists "until it appears on one regularly
 * scheduled CRL issued beyond the revoked certificate's validity period". A hold may be released, by `removeFromCRL` (§5.3.1). The same for
 * complete lists, delta lists and OCSP responses. */
export const isPermanent = (reason: string | undefined): boolean =>
  reason !== 'certificateHold' && reason !== 'removeFromCRL';

/** A certificate's status as a list or response gives it. */
export type Status =
  | { readonly kind: 'good'; readonly source: string }
  | { readonly kind: 'revoked'; readonly source: string; readonly since: Date; readonly reason: string };
