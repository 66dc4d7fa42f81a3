import { VitrineError } from '../bytes/index.ts';

/** A name, general name, request or certificate cannot be made or read as requested. */
export class X509Error extends VitrineError {
  constructor(code: X509Code, message: string, rule: string) {
    super(code, message, rule);
  }
}
export type X509Code =
  | 'attribute-length'
  | 'attribute-type'
  | 'crl-entry'
  | 'crl-too-large'
  | 'duplicate-extension'
  | 'empty-field'
  | 'general-name-syntax'
  | 'issuer-not-ca'
  | 'issuer-not-crl-signer'
  | 'key-mismatch'
  | 'name-syntax'
  | 'no-certificate'
  | 'no-crl'
  | 'no-request'
  | 'request-signature'
  | 'serial-number'
  | 'unsupported-signature-algorithm'
  | 'validity';

/** A certification path is invalid: the first check that failed. */
export class PathError extends VitrineError {
  /** Position of the faulty certificate in the chain; 0 is the leaf. */
  readonly depth: number;
  constructor(code: string, depth: number, message: string, rule: string) {
    super(code, message, rule);
    this.depth = depth;
  }
}
