import { VitrineError } from '../bytes/index.ts';

/** A refused ciphertext. Deliberately without details: the reason could be an oracle. */
export class CipherError extends VitrineError {
  constructor(code: CipherCode, rule: string) {
    super(code, code, rule);
  }
}
export type CipherCode = 'authentication-failed' | 'invalid-padding' | 'partial-block';
