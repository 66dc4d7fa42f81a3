/** RSA: keys and their checks, key generation, the primitive, signatures by PKCS #1 v1.5 and PSS, encryption by PKCS #1 v1.5 and OAEP. No
 * scheme is a default. */
export { type DigestInfo, digestInfo } from './digest-info.ts';
export { type RsaCode, RsaError } from './errors.ts';
export type { CandidateFault, RsaEvent } from './events.ts';
export {
  AnyRsaPrivateKey,
  checkPrivateKey,
  checkPublicKey,
  GeneratedRsaKey,
  MAX_MODULUS_BITS,
  MAX_PUBLIC_EXPONENT_BITS,
  modulusLength,
  type RsaPrivateComponents,
  RsaPrivateKey,
  type RsaPublicComponents,
  type RsaPublicKey,
} from './key.ts';
export {
  generateRsaKey,
  generateRsaKeyAsync,
  type RsaKeygenOptions,
  type RsaKeygenProgress,
} from './keygen.ts';
export { decryptOaep, encryptOaep, type OaepParameters } from './oaep.ts';
export { decryptPkcs1, decryptPkcs1OrFallback, encryptPkcs1 } from './pkcs1-encryption.ts';
export {
  recoverEncodedMessage,
  signPkcs1,
  signPkcs1Digest,
  verifyPkcs1,
  verifyPkcs1Digest,
} from './pkcs1-signature.ts';
export { rsadp, rsaep } from './primitives.ts';
export { type PssParameters, type PssVerification, signPss, signPssDigest, verifyPss, verifyPssDigest } from './pss.ts';
