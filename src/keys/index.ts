/** Private and public keys of every kind: PKCS #1, PKCS #8, SubjectPublicKeyInfo, PEM; and the table of the kinds. */
export {
  type AlgorithmIdentifier,
  algorithmIdentifier,
  NULL_PARAMETERS,
} from './algorithm.ts';
export { type Attribute, attribute } from './attribute.ts';
export { type ECPrivateKey, ecPrivateKey } from './ec-private-key.ts';
export { type EncryptedPrivateKeyInfo, encryptedPrivateKeyInfo } from './encrypted-private-key.ts';
export { type KeyCode, KeyError, type PemCode, PemError } from './errors.ts';
export type { AnyKeyType, KeyContent, KeyType, TraditionalForm } from './key-type.ts';
export { KEY_TYPES, type KnownPublicKey, type PrivateKey, type PublicKey } from './key-types.ts';
export {
  decodePrivateKey,
  decodePublicKey,
  describePublicKey,
  encodePrivateKey,
  encodePublicKey,
  keyIdentifier,
  type PrivateKeyInfo,
  privateKeyInfo,
  publicKeyFromSpki,
  publicKeyOf,
  readPrivateKeyPem,
  readPublicKeyPem,
  type SubjectPublicKeyInfo,
  securityStrength,
  subjectPublicKeyInfo,
  toSpki,
  writePrivateKeyPem,
  writePublicKeyPem,
} from './keys.ts';
export {
  type PbeParameters,
  type Pbes2Parameters,
  type Pbkdf2Parameters,
  pbeParameters,
  pbes2Parameters,
  pbkdf2Parameters,
} from './pbes2.ts';
export { type PemBlock, type PemOptions, pemDecode, pemEncode, pemText } from './pem.ts';
export { type PssParameters, pssParameters } from './pss-parameters.ts';
export {
  type KeyReader,
  keyReader,
  type PrivateKeyFormat,
  type PublicKeyFormat,
  type UnknownPublicKey,
} from './reader.ts';
export { rsaKeys, rsaPrivateKey, rsaPublicKey } from './rsa.ts';
