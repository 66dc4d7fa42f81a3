import type { CheckCode, Validation } from '../x509/index.ts';
import type { AlertName } from './messages/alerts.ts';

/** The alert for each failed check (RFC 5246 §7.2.2), most serious first; only the most serious failure is sent. */
const ALERT_OF: Readonly<Record<CheckCode, AlertName>> = {
  'trust-anchor': 'unknown_ca',
  signature: 'bad_certificate',
  validity: 'certificate_expired',
  revoked: 'certificate_revoked',
  name: 'bad_certificate',
  'extended-key-usage': 'unsupported_certificate',
  'key-usage': 'unsupported_certificate',
  'critical-extensions': 'unsupported_certificate',
  'basic-constraints': 'bad_certificate',
  'authority-key-identifier': 'bad_certificate',
  'basic-constraints-critical': 'bad_certificate',
  'duplicate-extensions': 'bad_certificate',
  'empty-name': 'bad_certificate',
  'key-identifier': 'bad_certificate',
  'key-strength': 'bad_certificate',
  'key-usage-missing': 'bad_certificate',
  'name-chaining': 'bad_certificate',
  'path-length': 'bad_certificate',
  'path-length-misplaced': 'bad_certificate',
  'serial-number': 'bad_certificate',
  'signature-algorithm': 'bad_certificate',
  'subject-alt-name-empty': 'bad_certificate',
  'subject-key-identifier': 'bad_certificate',
  'subject-missing': 'bad_certificate',
  'time-encoding': 'bad_certificate',
  version: 'bad_certificate',
  'must-staple': 'bad_certificate_status_response',
  'revocation-unknown': 'certificate_unknown',
  'crl-critical-extension': 'certificate_unknown',
  'crl-expired': 'certificate_unknown',
  'crl-malformed': 'certificate_unknown',
  'crl-not-yet-valid': 'certificate_unknown',
  'crl-scope': 'certificate_unknown',
  'crl-signature': 'certificate_unknown',
  'crl-signer': 'certificate_unknown',
  'ocsp-expired': 'certificate_unknown',
  'ocsp-malformed': 'certificate_unknown',
  'ocsp-nonce': 'certificate_unknown',
  'ocsp-not-yet-valid': 'certificate_unknown',
  'ocsp-signature': 'certificate_unknown',
  'ocsp-signer': 'certificate_unknown',
  'ocsp-status': 'certificate_unknown',
  'work-limit': 'certificate_unknown',
};

/** The alert for a validation that failed. */
export function alertForValidation({ checks }: Validation): AlertName {
  const failed = new Set(checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code));
  const weightiest = Object.entries(ALERT_OF).find(([code]) => failed.has(code as CheckCode));
  return weightiest?.[1] ?? 'certificate_unknown';
}
