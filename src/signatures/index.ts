/** Signature schemes: one table that maps the names in certificates and in TLS to keys, hashes and signing. */

export { ECDSA_SHA1, ECDSA_SHA224, ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512 } from './ecdsa.ts';
export { type EcdsaSigValue, ecdsaFromDer, ecdsaSigValue, ecdsaToDer } from './ecdsa-sig-value.ts';
export { ED25519 } from './ed25519.ts';
export { signDetachedHs256, verifyDetachedHs256 } from './jws.ts';
export {
  JWS_ALGORITHMS,
  type JwsAlgorithm,
  type JwsKey,
  jwsAlgorithmOf,
  type SignJwsOptions,
  signJws,
  type VerifiedJws,
  type VerifyJwsOptions,
  verifyJws,
} from './jws-compact.ts';
export { type JwsCode, JwsError } from './jws-errors.ts';
export { type JwtClaims, type VerifyJwtOptions, verifyJwt } from './jwt.ts';
export {
  RSA_PKCS1_SHA1,
  RSA_PKCS1_SHA224,
  RSA_PKCS1_SHA256,
  RSA_PKCS1_SHA384,
  RSA_PKCS1_SHA512,
} from './rsa-pkcs1.ts';
export { RSA_PSS_SHA224, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, rsaPss } from './rsa-pss.ts';
export type { CodePoint, SignatureScheme, SigningKeyType, TlsVersion } from './scheme.ts';
export {
  anySchemeFor,
  anySchemeOf,
  assertScheme,
  SIGNATURE_SCHEMES,
  schemeFor,
  schemeOf,
  schemesFor,
  type TlsScheme,
  tlsSchemes,
  usualSchemeFor,
  type WeakAlgorithm,
  weakAlgorithmOf,
} from './schemes.ts';
