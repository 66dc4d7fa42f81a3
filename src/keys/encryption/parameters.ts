/** Encryption under a password (RFC 8018): the parameters of its algorithms. */
import { integer, octetString, optional, sequence } from '../../asn1/index.ts';
import type { ValueOf } from '../../codec/index.ts';
import { algorithmIdentifier } from '../algorithm.ts';

/** PBES2-params: how the key is made of the password, and what encrypts under it. */
export const pbes2Parameters = sequence('PBES2-params', 'RFC 8018 §A.4', {
  keyDerivationFunc: algorithmIdentifier,
  encryptionScheme: algorithmIdentifier,
});
export interface Pbes2Parameters extends ValueOf<typeof pbes2Parameters> {}

/** PBKDF2-params, the salt given (`specified`). HMAC with SHA-1 is the default of `prf`, which Java writes all the same. */
export const pbkdf2Parameters = sequence('PBKDF2-params', 'RFC 8018 §A.2', {
  salt: octetString,
  iterationCount: integer,
  keyLength: optional(integer),
  prf: optional(algorithmIdentifier),
});
export interface Pbkdf2Parameters extends ValueOf<typeof pbkdf2Parameters> {}

/** scrypt-params. */
export const scryptParameters = sequence('scrypt-params', 'RFC 7914 §7.1', {
  salt: octetString,
  costParameter: integer,
  blockSize: integer,
  parallelizationParameter: integer,
  keyLength: optional(integer),
});
export interface ScryptParameters extends ValueOf<typeof scryptParameters> {}

/** PBEParameter: of PBES1, and of PKCS #12's own algorithms (RFC 7292 appendix C). */
export const pbeParameters = sequence('PBEParameter', 'RFC 8018 §A.3', { salt: octetString, iterations: integer });
export interface PbeParameters extends ValueOf<typeof pbeParameters> {}
