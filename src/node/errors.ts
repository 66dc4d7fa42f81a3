import { VitrineError } from '../bytes/index.ts';

/** A connection that this side gave up for a reason of its own, and not for what TLS says. */
export class ConnectionError extends VitrineError {
  declare readonly code: ConnectionErrorCode;
  constructor(code: ConnectionErrorCode, message: string) {
    super(code, message, 'Not in the RFC: what an unfinished handshake may cost');
  }
}
export type ConnectionErrorCode = 'closed' | 'handshake-timeout' | 'too-many-handshakes';
