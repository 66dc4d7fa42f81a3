import { VitrineError } from '../bytes/index.ts';

/** A key that may be well-formed but cannot be used: encrypted, of an unknown algorithm, or not what the caller asked for. A wrong password
 * is `decryption-failed`, and so is whatever else keeps what was encrypted from being a key. */
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

/** Text that is not the PEM that it says it is. */
export class PemError extends VitrineError {
  /** Line of the text, from 1. */
  readonly line: number;
  constructor(code: PemCode, line: number, message: string) {
    super(code, `${message} in line ${line}`, 'RFC 7468 §3');
    this.line = line;
  }
}
export type PemCode = 'pem-base64' | 'pem-label' | 'pem-too-large' | 'pem-too-many-blocks' | 'pem-unfinished';
