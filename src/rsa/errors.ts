import { VitrineError } from '../bytes/index.ts';

/** A key, message or ciphertext that RSA cannot process, or an operation that failed. No message carries a value of the key. */
export class RsaError extends VitrineError {
  constructor(code: RsaCode, message: string, rule: string) {
    super(code, message, rule);
  }
}

export type RsaCode =
  /** `checkPublicKey`: what is wrong with a public key. */
  | 'modulus-even'
  | 'modulus-size'
  | 'public-exponent'
  /** `checkPrivateKey`: the relation that does not hold. */
  | 'coefficient'
  | 'exponent1'
  | 'exponent2'
  | 'modulus-product'
  | 'not-prime'
  | 'primes'
  | 'private-exponent'
  /** Operations. */
  | 'ciphertext'
  | 'decryption'
  | 'fault-detected'
  | 'message-too-long'
  | 'modulus-too-short'
  | 'no-prime'
  | 'representative-range'
  | 'signature'
  | 'unknown-hash';
