import { VitrineError } from '../bytes/index.ts';

/** A ciphertext that is refused. Deliberately without a detail: why it was refused could be an oracle. */
export class CipherError extends VitrineError {
  constructor(code: CipherCode, rule: string) {
    super(code, code, rule);
  }
}
export type CipherCode = 'authentication-failed' | 'invalid-padding' | 'partial-block';
