/** Signature schemes: the only place that binds their numbers to algorithms (RFC 5246 §7.4.1.4.1, under RFC 8446's names). */
import { type Hash, sha256 } from '../../hash/index.ts';

export interface SignatureScheme {
  readonly id: number;
  readonly name: string;
  readonly hash: Hash;
}

export const RSA_PKCS1_SHA256: SignatureScheme = { id: 0x0401, name: 'rsa_pkcs1_sha256', hash: sha256 };
