/** Signature schemes: one table that binds what certificates and TLS call a scheme to keys, hashes and signing. */
export {
  RSA_PKCS1_SHA1,
  RSA_PKCS1_SHA224,
  RSA_PKCS1_SHA256,
  RSA_PKCS1_SHA384,
  RSA_PKCS1_SHA512,
} from './rsa-pkcs1.ts';
export type { CodePoint, SignatureScheme, SigningKeyType, TlsVersion } from './scheme.ts';
export {
  anySchemeFor,
  assertScheme,
  SIGNATURE_SCHEMES,
  schemeFor,
  schemeOf,
  schemesFor,
  type TlsScheme,
  tlsSchemes,
  usualSchemeFor,
  weakAlgorithmOf,
} from './schemes.ts';
