import { VitrineError } from '../bytes/index.ts';
import type { Validation } from '../x509/index.ts';
import type { AlertName, ReceivedAlert } from './messages/alerts.ts';

/** What can go wrong between two peers, and the one place that gives each its alert (RFC 5246 §7.2.2). */
const ALERT_OF = {
  // The peer's choice.
  'alert-received': undefined,
  'bad-record-mac': 'bad_record_mac',
  'certificate-malformed': 'bad_certificate',
  'certificate-missing': 'handshake_failure',
  'certificate-refused': 'bad_certificate',
  'certificate-unsuitable': 'unsupported_certificate',
  'closed-early': 'close_notify',
  'duplicate-extension': 'illegal_parameter',
  'early-data-too-long': 'unexpected_message',
  'empty-fragment': 'unexpected_message',
  'extended-master-secret-missing': 'handshake_failure',
  'extension-missing': 'missing_extension',
  'finished-wrong': 'decrypt_error',
  'inappropriate-fallback': 'inappropriate_fallback',
  internal: 'internal_error',
  'key-share-wrong': 'illegal_parameter',
  'malformed-message': 'decode_error',
  'message-too-large': 'illegal_parameter',
  'downgrade-detected': 'illegal_parameter',
  'no-common-group': 'handshake_failure',
  'no-common-protocol': 'no_application_protocol',
  'no-common-scheme': 'handshake_failure',
  'no-common-suite': 'handshake_failure',
  'no-common-version': 'protocol_version',
  'not-offered': 'illegal_parameter',
  'null-compression-missing': 'illegal_parameter',
  'point-format-missing': 'illegal_parameter',
  'record-overflow': 'record_overflow',
  'record-version': 'protocol_version',
  'renegotiation-info-wrong': 'handshake_failure',
  'renegotiation-refused': 'handshake_failure',
  'sequence-exhausted': 'internal_error',
  'server-name-syntax': 'illegal_parameter',
  'signature-wrong': 'decrypt_error',
  'too-many-certificates': 'bad_certificate',
  'too-many-useless-records': 'unexpected_message',
  // The transport ended without one.
  truncated: undefined,
  'unexpected-message': 'unexpected_message',
  'unknown-record-type': 'unexpected_message',
  'unsolicited-extension': 'unsupported_extension',
} as const satisfies Readonly<Record<string, AlertName | undefined>>;

export type TlsErrorCode = keyof typeof ALERT_OF;

/** The alert of an error; undefined where the code does not decide it. */
export const alertFor = (code: TlsErrorCode): AlertName | undefined =>
  typeof code === 'string' && Object.hasOwn(ALERT_OF, code) ? ALERT_OF[code] : undefined;

export interface TlsErrorDetails extends ErrorOptions {
  /** Where the code alone does not say which alert it is. */
  readonly alert?: ReceivedAlert;
  /** Of the certificate chain that was refused: every check, good and bad alike. */
  readonly validation?: Validation;
  /** For a person: what it is, and what to do about it. */
  readonly advice?: string | undefined;
}

/** The end of a connection: by an alert of ours, by one of the peer's, or for lack of a proper end. */
export class TlsError extends VitrineError {
  declare readonly code: TlsErrorCode;
  /** The alert that went with it; undefined where the transport ended without one. */
  readonly alert: ReceivedAlert | undefined;
  /** Who sent the alert; `none` where nobody did. */
  readonly direction: 'sent' | 'received' | 'none';
  /** Set for `certificate-refused`: the whole report. */
  readonly validation: Validation | undefined;

  constructor(code: TlsErrorCode, rule: string, details: TlsErrorDetails = {}) {
    const alert = details.alert ?? alertFor(code);
    const direction = directionOf(code);
    const what = details.advice === undefined ? code : `${code}: ${details.advice}`;
    super(code, alert === undefined ? what : `${what}: alert ${alert} ${direction}`, rule, details);
    this.alert = alert;
    this.direction = direction;
    this.validation = details.validation;
  }
}

function directionOf(code: TlsErrorCode): 'sent' | 'received' | 'none' {
  if (code === 'truncated') return 'none';
  return code === 'alert-received' || code === 'closed-early' ? 'received' : 'sent';
}
