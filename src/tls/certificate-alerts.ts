import { UsageError } from '../bytes/index.ts';
import type { CheckCode, Validation } from '../x509/index.ts';
import type { AlertName } from './messages/alerts.ts';

/** The alert for a failed check (RFC 5246 §7.2.2), most serious first; only the most serious failure is sent. Any other failure is a
 * `bad_certificate`. */
const ALERT_OF: Partial<Readonly<Record<CheckCode, AlertName>>> = {
  'trust-anchor': 'unknown_ca',
  signature: 'bad_certificate',
  validity: 'certificate_expired',
  revoked: 'certificate_revoked',
  name: 'bad_certificate',
  'extended-key-usage': 'unsupported_certificate',
  'extended-key-usage-nesting': 'unsupported_certificate',
  'key-usage': 'unsupported_certificate',
  'critical-extensions': 'unsupported_certificate',
  'name-constraints-unsupported': 'unsupported_certificate',
  'nc-minimum-maximum': 'unsupported_certificate',
  'policies-unsupported': 'unsupported_certificate',
  // RFC 6066 §8.
  'must-staple': 'bad_certificate_status_response',
  'ocsp-expired': 'bad_certificate_status_response',
  'ocsp-malformed': 'bad_certificate_status_response',
  'ocsp-nonce': 'bad_certificate_status_response',
  'ocsp-not-yet-valid': 'bad_certificate_status_response',
  'ocsp-signature': 'bad_certificate_status_response',
  'ocsp-signer': 'bad_certificate_status_response',
  'ocsp-status': 'bad_certificate_status_response',
};
/** The search was ended by a local limit, so nothing is known about the certificate. */
const LIMITS: ReadonlySet<CheckCode> = new Set(['comparison-limit', 'depth-limit', 'path-limit', 'signature-limit']);

/** The alert for the most serious check that failed; `certificate_unknown` if only local limits ended the search. */
export function alertForValidation({ checks }: Validation): AlertName {
  const failed = new Set(checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code));
  const weightiest = Object.entries(ALERT_OF).find(([code]) => failed.has(code as CheckCode));
  const only = [...failed].every((code) => LIMITS.has(code));
  return weightiest?.[1] ?? (only ? 'certificate_unknown' : 'bad_certificate');
}

/** The alerts by which a peer's certificate is refused (RFC 8446 §6.2). */
const CERTIFICATE_ALERTS = [
  'access_denied',
  'bad_certificate',
  'certificate_expired',
  'certificate_revoked',
  'certificate_unknown',
  'unknown_ca',
] as const;
export type CertificateAlert = (typeof CERTIFICATE_ALERTS)[number];

/** @throws UsageError `out-of-range` */
export function assertCertificateAlert(alert: CertificateAlert): void {
  if (CERTIFICATE_ALERTS.includes(alert)) return;
  throw new UsageError('out-of-range', 'alert', `must be one of ${CERTIFICATE_ALERTS.join(', ')}`);
}
