/** Private and public keys of every kind: PKCS #1, PKCS #8, SubjectPublicKeyInfo, PEM. */
export {
  type AlgorithmIdentifier,
  algorithmIdentifier,
  NULL_PARAMETERS,
} from './algorithm.ts';
export { type Attribute, attribute } from './attribute.ts';
export { type KeyCode, KeyError, type PemCode, PemError } from './errors.ts';
export { type PemBlock, type PemOptions, pemDecode, pemEncode } from './pem.ts';
export { readPrivateKeyPem, readPublicKeyPem, writePrivateKeyPem, writePublicKeyPem } from './pem-keys.ts';
export {
  decodePrivateKey,
  encodePrivateKey,
  type PrivateKey,
  type PrivateKeyFormat,
  type PrivateKeyInfo,
  privateKeyInfo,
  publicKeyOf,
} from './private-key.ts';
export {
  decodePublicKey,
  encodePublicKey,
  keyIdentifier,
  type PublicKey,
  type PublicKeyFormat,
  publicKeyFromSpki,
  type SubjectPublicKeyInfo,
  subjectPublicKeyInfo,
  toSpki,
} from './public-key.ts';
export { rsaPrivateKey, rsaPublicKey } from './rsa.ts';
