import { VitrineError } from '../bytes/index.ts';
import { rowOf } from '../bytes/internal.ts';

/** The connection to the server failed outside TLS. */
export class WebError extends VitrineError {
  declare readonly code: WebErrorCode;
  constructor(code: WebErrorCode, message: string) {
    super(code, message, rowOf(RULES, code));
  }
}
const RULES = {
  closed: 'RFC 8446 §6.1',
  'handshake-timeout': 'Not in the RFC: limits on unfinished handshakes',
  'relay-closed': 'RFC 6455 §7.4.1',
  'relay-refused': 'RFC 6455 §4.1',
} as const;
export type WebErrorCode = keyof typeof RULES;
