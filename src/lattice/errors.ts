import { VitrineError } from '../bytes/index.ts';

/** An invalid key, or a ciphertext of the wrong length. A ciphertext of the right length is never refused: see `decapsulate`. */
export class LatticeError extends VitrineError {
  constructor(code: LatticeCode, message: string, rule: string) {
    super(code, message, rule);
  }
}
export type LatticeCode = 'invalid-ciphertext' | 'invalid-decapsulation-key' | 'invalid-encapsulation-key';
