import type { CheckCode, Validation } from '../x509/index.ts';
import type { AlertName } from './messages/alerts.ts';

/** The alert for each failed check (RFC 5246 §7.2.2), most serious first; only the most serious failure is sent. */
const ALERT_OF: Readonly<Record<CheckCode, AlertName>> = {
  'trust-anchor': 'unknown_ca',
  signature: 'bad_certificate',
  validity: 'certificate_expired',
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
  'work-limit': 'certificate_unknown',
};

/** The alert for a validation that failed. */
export function alertForValidation({ checks }: Validation): AlertName {
  const failed = new Set(checks.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code));
  const weightiest = Object.entries(ALERT_OF).find(([code]) => failed.has(code as CheckCode));
  return weightiest?.[1] ?? 'certificate_unknown';
}
