import { VitrineError } from '../bytes/index.ts';
import type { Validation } from '../x509/index.ts';
import type { AlertName, ReceivedAlert } from './alerts.ts';

/** What can go wrong between two peers. */
export type TlsErrorCode =
  | 'alert-received'
  | 'bad-record-mac'
  | 'certificate-malformed'
  | 'certificate-missing'
  | 'certificate-refused'
  | 'certificate-unsuitable'
  | 'closed-early'
  | 'duplicate-extension'
  | 'empty-fragment'
  | 'extended-master-secret-missing'
  | 'finished-wrong'
  | 'internal'
  | 'malformed-message'
  | 'message-too-large'
  | 'no-common-protocol'
  | 'no-common-suite'
  | 'no-common-version'
  | 'null-compression-missing'
  | 'not-offered'
  | 'record-overflow'
  | 'record-version'
  | 'renegotiation-info-wrong'
  | 'renegotiation-refused'
  | 'sequence-exhausted'
  | 'server-name-syntax'
  | 'signature-wrong'
  | 'too-many-certificates'
  | 'too-many-useless-records'
  | 'truncated'
  | 'unexpected-message'
  | 'unknown-record-type'
  | 'unsolicited-extension';

export interface TlsErrorDetails extends ErrorOptions {
  /** Where the code alone does not say which alert it is. */
  readonly alert?: ReceivedAlert;
  /** Of the certificate chain that was refused: every check, good and bad alike. */
  readonly validation?: Validation;
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
    super(code, alert === undefined ? code : `${code}: alert ${alert} ${direction}`, rule, details);
    this.alert = alert;
    this.direction = direction;
    this.validation = details.validation;
  }
}

function directionOf(code: TlsErrorCode): 'sent' | 'received' | 'none' {
  if (code === 'truncated') return 'none';
  return code === 'alert-received' || code === 'closed-early' ? 'received' : 'sent';
}

/** The one place that gives each error its alert (RFC 5246 §7.2.2).
 * @returns undefined where the code does not decide it. */
export function alertFor(code: TlsErrorCode): AlertName | undefined {
  switch (code) {
    case 'bad-record-mac':
      return 'bad_record_mac';
    case 'record-overflow':
      return 'record_overflow';
    case 'empty-fragment':
    case 'too-many-useless-records':
    case 'unexpected-message':
    case 'unknown-record-type':
      return 'unexpected_message';
    case 'no-common-version':
    case 'record-version':
      return 'protocol_version';
    case 'certificate-missing':
    case 'extended-master-secret-missing':
    case 'no-common-suite':
    case 'renegotiation-info-wrong':
    case 'renegotiation-refused':
      return 'handshake_failure';
    case 'certificate-malformed':
    case 'certificate-refused':
    case 'too-many-certificates':
      return 'bad_certificate';
    case 'certificate-unsuitable':
      return 'unsupported_certificate';
    case 'duplicate-extension':
    case 'message-too-large':
    case 'not-offered':
    case 'null-compression-missing':
    case 'server-name-syntax':
      return 'illegal_parameter';
    case 'malformed-message':
      return 'decode_error';
    case 'finished-wrong':
    case 'signature-wrong':
      return 'decrypt_error';
    case 'no-common-protocol':
      return 'no_application_protocol';
    case 'unsolicited-extension':
      return 'unsupported_extension';
    case 'internal':
    case 'sequence-exhausted':
      return 'internal_error';
    case 'closed-early':
      return 'close_notify';
    // The one is the peer's choice, the other has none.
    case 'alert-received':
    case 'truncated':
      return undefined;
  }
}
