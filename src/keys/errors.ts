import { VitrineError } from '../bytes/index.ts';
import { plain } from '../bytes/internal.ts';

/** A key that may be well-formed but cannot be used: encrypted, of an unknown algorithm, or not what the caller asked for. A wrong password
 * is `decryption-failed`, and so is any other reason why the decrypted bytes are not a key. */
export class KeyError extends VitrineError {
  constructor(code: KeyCode, message: string, rule: string) {
    super(code, message, rule);
  }
}
export type KeyCode =
  | 'decryption-failed'
  | 'encrypted'
  | 'encryption-parameters'
  | 'mac-absent'
  | 'mac-mismatch'
  | 'malformed-jwk'
  | 'malformed-pkcs12'
  | 'no-pem-block'
  | 'public-key-mismatch'
  | 'restricted'
  | 'unsupported-algorithm'
  | 'wrong-pem-label';

/** A text with malformed PEM. */
export class PemError extends VitrineError {
  /** Line of the text, from 1. */
  readonly line: number;
  constructor(code: PemCode, line: number, message: string, rule = 'RFC 7468 §3') {
    super(code, plain`${message} in line ${line}`, rule);
    this.line = line;
  }
}
export type PemCode =
  | 'pem-base64'
  | 'pem-headers'
  | 'pem-label'
  | 'pem-too-large'
  | 'pem-too-many-blocks'
  | 'pem-unfinished';
