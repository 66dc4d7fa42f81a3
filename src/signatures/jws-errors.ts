import { VitrineError } from '../bytes/index.ts';

/** An invalid JSON Web Signature or Token. */
export class JwsError extends VitrineError {
  constructor(code: JwsCode, message: string, rule: string) {
    super(code, message, rule);
  }
}
export type JwsCode =
  | 'jws-algorithm'
  | 'jws-audience'
  | 'jws-claims'
  | 'jws-critical'
  | 'jws-expired'
  | 'jws-issuer'
  | 'jws-malformed'
  | 'jws-not-yet-valid'
  | 'jws-signature'
  | 'jws-unknown-key';
