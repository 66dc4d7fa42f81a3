/** Encryption under a password (RFC 8018): the parameters of its algorithms. */
import { type Element, integer, octetString, optional, sequence } from '../../asn1/index.ts';
import type { ValueOf } from '../../codec/index.ts';
import { algorithmIdentifier } from '../algorithm.ts';

const describedPbes2Parameters = sequence('PBES2-params', 'RFC 8018 §A.4', {
  keyDerivationFunc: algorithmIdentifier,
  encryptionScheme: algorithmIdentifier,
});
export interface Pbes2Parameters extends ValueOf<typeof describedPbes2Parameters> {}
/** PBES2-params: the key derivation function and the encryption scheme. */
export const pbes2Parameters: Element<Pbes2Parameters> = describedPbes2Parameters;

const describedPbkdf2Parameters = sequence('PBKDF2-params', 'RFC 8018 §A.2', {
  salt: octetString,
  iterationCount: integer,
  keyLength: optional(integer),
  prf: optional(algorithmIdentifier),
});
export interface Pbkdf2Parameters extends ValueOf<typeof describedPbkdf2Parameters> {}
/** PBKDF2-params with an explicit salt (`specified`). HMAC with SHA-1 is the default of `prf`; Java encodes it nevertheless. */
export const pbkdf2Parameters: Element<Pbkdf2Parameters> = describedPbkdf2Parameters;

const describedScryptParameters = sequence('scrypt-params', 'RFC 7914 §7.1', {
  salt: octetString,
  costParameter: integer,
  blockSize: integer,
  parallelizationParameter: integer,
  keyLength: optional(integer),
});
export interface ScryptParameters extends ValueOf<typeof describedScryptParameters> {}
/** scrypt-params. */
export const scryptParameters: Element<ScryptParameters> = describedScryptParameters;

const describedPbeParameters = sequence('PBEParameter', 'RFC 8018 §A.3', { salt: octetString, iterations: integer });
export interface PbeParameters extends ValueOf<typeof describedPbeParameters> {}
/** PBEParameter: of PBES1, and of PKCS #12's own algorithms (RFC 7292 appendix C). */
export const pbeParameters: Element<PbeParameters> = describedPbeParameters;
