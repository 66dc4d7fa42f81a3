import { VitrineError } from '../bytes/index.ts';

/** This side closed the connection for a reason outside TLS, such as a time limit. */
export class ConnectionError extends VitrineError {
  declare readonly code: ConnectionErrorCode;
  constructor(code: ConnectionErrorCode, message: string) {
    super(code, message, 'Not in the RFC: limits on unfinished handshakes');
  }
}
export type ConnectionErrorCode = 'closed' | 'handshake-timeout' | 'too-many-handshakes';

/** Another process is using the file or folder. Errors of the operating system are passed on as they are. */
export class FileError extends VitrineError {
  declare readonly code: FileErrorCode;
  /** The requested file or folder. */
  readonly path: string;
  constructor(code: FileErrorCode, path: string, message: string) {
    super(code, `${path}: ${message}`, 'Not in a standard: only one process may write a file at a time');
    this.path = path;
  }
}
export type FileErrorCode = 'in-use';
