import { VitrineError } from '../bytes/index.ts';
import { plain } from '../bytes/internal.ts';
import { DecodeError } from '../codec/index.ts';
import type { Validation } from '../x509/index.ts';
import type { AlertName, ReceivedAlert } from './messages/alerts.ts';
import type { TlsVersion } from './negotiation/signature-schemes.ts';

/** The ways a connection can fail, and the one table that maps each to its alert (RFC 5246 §7.2.2). */
const ALERT_OF = {
  // Caused by the peer.
  'alert-received': undefined,
  'bad-record-mac': 'bad_record_mac',
  'binder-wrong': 'decrypt_error',
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
  'ocsp-response-malformed': 'bad_certificate_status_response',
  'record-overflow': 'record_overflow',
  'record-version': 'protocol_version',
  'renegotiation-info-wrong': 'handshake_failure',
  'renegotiation-refused': 'handshake_failure',
  'sequence-exhausted': 'internal_error',
  'server-name-syntax': 'illegal_parameter',
  'signature-wrong': 'decrypt_error',
  'too-many-certificates': 'bad_certificate',
  'too-many-useless-records': 'unexpected_message',
  'too-much-held': 'internal_error',
  // The transport ended without an alert.
  truncated: undefined,
  'unexpected-message': 'unexpected_message',
  'unknown-record-type': 'unexpected_message',
  'unsolicited-extension': 'unsupported_extension',
} as const satisfies Readonly<Record<string, AlertName | undefined>>;

export type TlsErrorCode = keyof typeof ALERT_OF;

/** The alert of an error; undefined if the code does not determine it. */
export const alertFor = (code: TlsErrorCode): AlertName | undefined =>
  typeof code === 'string' && Object.hasOwn(ALERT_OF, code) ? ALERT_OF[code] : undefined;

export interface TlsErrorDetails extends ErrorOptions {
  /** Set if the code alone does not determine the alert. */
  readonly alert?: ReceivedAlert;
  /** The validation report of the refused certificate chain: every check, passed or failed. */
  readonly validation?: Validation;
  /** Human-readable: what happened, and what to do about it. */
  readonly advice?: string | undefined;
}

/** The abnormal end of a connection: by an alert that we sent, by one that the peer sent, or without any. */
export class TlsError extends VitrineError {
  declare readonly code: TlsErrorCode;
  /** The alert that was sent or received; undefined if the transport ended without one. */
  readonly alert: ReceivedAlert | undefined;
  /** The side that sent the alert; `none` if there was no alert. */
  readonly direction: 'sent' | 'received' | 'none';
  /** Set for `certificate-refused`: the full validation report. */
  readonly validation: Validation | undefined;
  /** What to do about it, where the other end speaks another protocol. */
  readonly advice: string | undefined;

  constructor(code: TlsErrorCode, rule: string, details: TlsErrorDetails = {}) {
    // Callers without types pass null as well, as Error itself takes.
    const { alert = alertFor(code), validation, advice } = details ?? {};
    const direction = directionOf(code);
    const what = advice === undefined ? code : plain`${code}: ${advice}`;
    super(code, alert === undefined ? what : plain`${what}: alert ${alert} ${direction}`, rule, details);
    this.alert = alert;
    this.direction = direction;
    this.validation = validation;
    this.advice = advice;
  }
}

function directionOf(code: TlsErrorCode): 'sent' | 'received' | 'none' {
  if (code === 'truncated') return 'none';
  return code === 'alert-received' || code === 'closed-early' ? 'received' : 'sent';
}

/** Which of two rules that say the same holds: that of TLS 1.2 also where no version is chosen yet. */
export const ruleOf = (version: TlsVersion | undefined, of12: string, of13: string): string =>
  version === 'TLSv1.3' ? of13 : of12;

/** Both versions share descriptions of structures, which name the sections of RFC 5246; these are the same in RFC 8446. */
const SECTIONS_OF_13: Readonly<Record<string, string | undefined>> = {
  'RFC 5246 §4.3': 'RFC 8446 §3.4',
  'RFC 5246 §4.4': 'RFC 8446 §3.3',
  'RFC 5246 §4.5': 'RFC 8446 §3.5',
  'RFC 5246 §4.6': 'RFC 8446 §3.6',
  'RFC 5246 §6.2.1': 'RFC 8446 §5.1',
  'RFC 5246 §6.2.3': 'RFC 8446 §5.2',
  'RFC 5246 §7.1': 'RFC 8446 §5',
  'RFC 5246 §7.2': 'RFC 8446 §6',
  'RFC 5246 §7.2.2': 'RFC 8446 §6.2',
  'RFC 5246 §7.4': 'RFC 8446 §4',
  'RFC 5246 §7.4.1.2': 'RFC 8446 §4.1.2',
  'RFC 5246 §7.4.1.3': 'RFC 8446 §4.1.3',
  'RFC 5246 §7.4.1.4': 'RFC 8446 §4.2',
  'RFC 5246 §7.4.1.4.1': 'RFC 8446 §4.2.3',
  'RFC 5246 §7.4.4': 'RFC 8446 §4.2.4',
};

/** The section of RFC 8446 in the place of one of RFC 5246; any other rule as it is. */
export const ruleOf13 = (rule: string): string => SECTIONS_OF_13[rule] ?? rule;

/** Any exception while serving the peer ends this connection only. */
export function asTlsError(error: unknown, version: TlsVersion | undefined): TlsError {
  if (error instanceof TlsError) return error;
  if (!(error instanceof DecodeError)) {
    return new TlsError('internal', ruleOf(version, 'RFC 5246 §7.2.2', 'RFC 8446 §6.2'), { cause: error });
  }
  const code = error.code === 'duplicate-extension' ? error.code : 'malformed-message';
  const rule = version === 'TLSv1.3' ? ruleOf13(error.rule) : error.rule;
  return new TlsError(code, rule, { cause: error });
}
