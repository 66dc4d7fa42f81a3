import { VitrineError } from '../bytes/index.ts';

/** A name, general name, request or certificate that cannot be made or read as asked. */
export class X509Error extends VitrineError {
  constructor(code: X509Code, message: string, rule: string) {
    super(code, message, rule);
  }
}
export type X509Code =
  | 'attribute-length'
  | 'attribute-type'
  | 'duplicate-extension'
  | 'general-name-syntax'
  | 'issuer-not-ca'
  | 'key-mismatch'
  | 'name-syntax'
  | 'no-certificate'
  | 'no-request'
  | 'request-signature'
  | 'serial-number'
  | 'unsupported-signature-algorithm'
  | 'validity';

/** A chain that does not lead from a leaf to a trust anchor as it should: the first check that failed. */
export class PathError extends VitrineError {
  /** Position in the chain of the certificate at fault: 0 is the leaf. */
  readonly depth: number;
  constructor(code: string, depth: number, message: string, rule: string) {
    super(code, message, rule);
    this.depth = depth;
  }
}
