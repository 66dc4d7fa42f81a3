import { VitrineError } from '../bytes/index.ts';
import { plain, rowOf } from '../bytes/internal.ts';

/** This side closed the connection for a reason outside TLS, such as a time limit. */
export class ConnectionError extends VitrineError {
  declare readonly code: ConnectionErrorCode;
  constructor(code: ConnectionErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, 'Not in the RFC: limits on unfinished handshakes', options);
  }
}
export type ConnectionErrorCode = 'closed' | 'handshake-timeout' | 'key-unavailable' | 'too-many-handshakes';

/** A list or response could not be fetched. */
export class FetchError extends VitrineError {
  declare readonly code: FetchErrorCode;
  /** The URL to fetch. */
  readonly url: string;
  constructor(code: FetchErrorCode, url: string, message: string, options?: ErrorOptions) {
    super(
      code,
      plain`${url}: ${message}`,
      'Not in RFC 5280: limits on what a certificate can make a program fetch',
      options,
    );
    this.url = url;
  }
}
export type FetchErrorCode =
  | 'fetch-failed'
  | 'fetch-private'
  | 'fetch-redirects'
  | 'fetch-scheme'
  | 'fetch-status'
  | 'fetch-timeout'
  | 'fetch-too-large'
  | 'fetch-too-many';

/** A peer did not answer a request of HTTP as it must. */
export class HttpError extends VitrineError {
  declare readonly code: HttpErrorCode;
  /** The requested URL. */
  readonly url: string;
  /** The message without the URL. */
  readonly reason: string;
  constructor(code: HttpErrorCode, url: string, reason: string, options?: ErrorOptions) {
    super(code, plain`${url}: ${reason}`, rowOf(HTTP_RULES, code), options);
    this.url = url;
    this.reason = reason;
  }
}
const LIMITS = 'Not in RFC 9110: limits on what a peer can make a program wait for and read';
const HTTP_RULES = {
  'http-cut': 'RFC 9112 §8',
  'http-malformed': 'RFC 9112 §2',
  'http-timeout': LIMITS,
  'http-tls': 'RFC 9110 §4.2.2',
  'http-too-large': LIMITS,
  'http-unexpected': 'RFC 9110 §15.3',
  'http-upgrade': 'RFC 9110 §15.2.2',
} as const;
export type HttpErrorCode = keyof typeof HTTP_RULES;

/** Another process is using the file or folder, or its expected content is missing. Errors of the operating system are passed on
 * as they are. */
export class FileError extends VitrineError {
  declare readonly code: FileErrorCode;
  /** The requested file or folder. */
  readonly path: string;
  constructor(code: FileErrorCode, path: string, message: string) {
    super(code, plain`${path}: ${message}`, rowOf(FILE_RULES, code));
    this.path = path;
  }
}
const FILE_RULES = {
  'folder-not-writable': 'Not in a standard: a file is replaced as a whole',
  'mount-point': 'Not in a standard: a file is replaced as a whole',
  'in-use': 'Not in a standard: only one process may write a file at a time',
  'no-system-roots': 'RFC 5280 §6.1.1 (d)',
} as const;
export type FileErrorCode = 'folder-not-writable' | 'in-use' | 'mount-point' | 'no-system-roots';
