import { VitrineError } from '../bytes/index.ts';

/** A connection that this side gave up for a reason of its own, and not for what TLS says. */
export class ConnectionError extends VitrineError {
  declare readonly code: ConnectionErrorCode;
  constructor(code: ConnectionErrorCode, message: string) {
    super(code, message, 'Not in the RFC: what an unfinished handshake may cost');
  }
}
export type ConnectionErrorCode = 'closed' | 'handshake-timeout' | 'too-many-handshakes';

/** A file or folder that another process is at work on. What the system refuses stays the system's error. */
export class FileError extends VitrineError {
  declare readonly code: FileErrorCode;
  /** The file or folder that was asked for. */
  readonly path: string;
  constructor(code: FileErrorCode, path: string, message: string) {
    super(code, `${path}: ${message}`, 'Not in a standard: one process at a time writes a file');
    this.path = path;
  }
}
export type FileErrorCode = 'in-use';
