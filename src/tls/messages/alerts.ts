/** The alert protocol (RFC 5246 §7.2). */
import type { Bytes } from '../../bytes/index.ts';
import { type Codec, decode, mapped, struct, uint8, type ValueOf } from '../../codec/index.ts';

/** Alerts by their numbers: RFC 5246 §7.2, RFC 8446 §6, RFC 6066 §9 (`unrecognized_name`), RFC 7507 and RFC 7301 §3.2 (`no_application_protocol`). */
export const ALERTS = {
  close_notify: 0,
  unexpected_message: 10,
  bad_record_mac: 20,
  decryption_failed: 21,
  record_overflow: 22,
  decompression_failure: 30,
  handshake_failure: 40,
  no_certificate: 41,
  bad_certificate: 42,
  unsupported_certificate: 43,
  certificate_revoked: 44,
  certificate_expired: 45,
  certificate_unknown: 46,
  illegal_parameter: 47,
  unknown_ca: 48,
  access_denied: 49,
  decode_error: 50,
  decrypt_error: 51,
  export_restriction: 60,
  protocol_version: 70,
  insufficient_security: 71,
  internal_error: 80,
  inappropriate_fallback: 86,
  user_canceled: 90,
  no_renegotiation: 100,
  missing_extension: 109,
  unsupported_extension: 110,
  unrecognized_name: 112,
  bad_certificate_status_response: 113,
  unknown_psk_identity: 115,
  certificate_required: 116,
  no_application_protocol: 120,
} as const;

export type AlertName = keyof typeof ALERTS;
/** An alert's name; `alert_N` for an unknown number. */
export type ReceivedAlert = AlertName | `alert_${number}`;

const NAMES = new Map<number, AlertName>(Object.entries(ALERTS).map(([name, number]) => [number, name as AlertName]));

const alertLevel: Codec<'warning' | 'fatal'> = mapped(uint8, {
  code: 'unknown-alert-level',
  type: 'AlertLevel',
  rule: 'RFC 5246 §7.2',
  accepts: (level) => level === 1 || level === 2,
  to: (level) => (level === 1 ? 'warning' : 'fatal'),
  from: (level) => (level === 'warning' ? 1 : 2),
});

const alertDescription = mapped<number, ReceivedAlert>(uint8, {
  code: 'unknown-alert',
  type: 'AlertDescription',
  rule: 'RFC 5246 §7.2.2',
  to: (number) => NAMES.get(number) ?? `alert_${number}`,
  from: (name) =>
    typeof name === 'string' ? (ALERTS[name as AlertName] ?? Number(name.slice('alert_'.length))) : undefined,
});

const describedAlertMessage = struct('Alert', 'RFC 5246 §7.2', {
  level: alertLevel,
  description: alertDescription,
});
export interface Alert extends ValueOf<typeof describedAlertMessage> {}
export const alertMessage: Codec<Alert> = describedAlertMessage;

/** RFC 8446 §6: in TLS 1.3 the level "can safely be ignored", one that is neither warning nor fatal too; it is read as fatal.
 * @throws DecodeError */
export function readAlert(bytes: Bytes, version: 'TLSv1.2' | 'TLSv1.3' | undefined): Alert {
  const isIgnored = version === 'TLSv1.3' && bytes.length === 2 && bytes[0] !== 1;
  return decode(alertMessage, isIgnored ? Uint8Array.of(2, bytes[1]) : bytes);
}
