/** Private and public keys of every type: PKCS #1, PKCS #8 plain and encrypted, PKCS #12, SEC 1, SubjectPublicKeyInfo, PEM, JWK, OpenSSH's
 * public keys, WebCrypto's keys; and the table of key types. */
export { agree } from './agree.ts';
export {
  type AlgorithmIdentifier,
  algorithmIdentifier,
  NULL_PARAMETERS,
} from './algorithm.ts';
export { type Attribute, attribute } from './attribute.ts';
export {
  type Curve25519KeygenOptions,
  Curve25519PrivateKey,
  type Curve25519PublicKey,
  type Ed25519PrivateKey,
  type Ed25519PublicKey,
  ed25519Keys,
  type X25519PrivateKey,
  type X25519PublicKey,
  x25519Keys,
} from './curve25519.ts';
export {
  type EcKeygenOptions,
  type EcPrivateComponents,
  EcPrivateKey,
  type EcPublicKey,
  ecKeys,
} from './ec.ts';
export { type EcPrivateKeyFields, ecPrivateKey } from './ec-private-key.ts';
export {
  type EncryptionOptions,
  encryptPrivateKey,
  encryptPrivateKeyAsync,
  writeEncryptedPrivateKeyPem,
  writeEncryptedPrivateKeyPemAsync,
} from './encrypted-keys.ts';
export { type EncryptedPrivateKeyInfo, encryptedPrivateKeyInfo } from './encrypted-private-key.ts';
export { type KeyDecryption, passwordDecryption } from './encryption/decryption.ts';
export type { KeyDerivation } from './encryption/kdf.ts';
export {
  type PbeParameters,
  type Pbes2Parameters,
  type Pbkdf2Parameters,
  pbeParameters,
  pbes2Parameters,
  pbkdf2Parameters,
  type ScryptParameters,
  scryptParameters,
} from './encryption/parameters.ts';
export type { DecryptionOptions, DerivationLimits, Password } from './encryption/password.ts';
export type { EncryptionCipher } from './encryption/pbes2.ts';
export { type KeyCode, KeyError, type PemCode, PemError } from './errors.ts';
export { generateKey, generateKeyAsync, type KeygenOptions } from './generate.ts';
export {
  jwkThumbprint,
  privateKeyFromJwk,
  privateKeyToJwk,
  publicKeyFromJwk,
  publicKeyToJwk,
} from './jwk/jwk.ts';
export type { Jwk } from './jwk/members.ts';
export {
  type PrivateKeyInfo,
  privateKeyInfo,
  type SubjectPublicKeyInfo,
  subjectPublicKeyInfo,
} from './key-infos.ts';
export type { AnyKeyType, KeyContent, KeyType, TraditionalForm } from './key-type.ts';
export { KEY_TYPES, type KnownPublicKey, type PrivateKey, type PublicKey } from './key-types.ts';
export {
  decodePrivateKey,
  decodePublicKey,
  decryptPrivateKey,
  decryptPrivateKeyAsync,
  describePublicKey,
  encodePrivateKey,
  encodePublicKey,
  keyIdentifier,
  publicKeyFromSpki,
  publicKeyOf,
  readPrivateKeyPem,
  readPrivateKeyPemAsync,
  readPublicKeyPem,
  securityStrength,
  toSpki,
  writePrivateKeyPem,
  writePublicKeyPem,
} from './keys.ts';
export { type OpenSshOptions, writeOpenSshPublicKey } from './openssh.ts';
export { type PemBlock, type PemOptions, pemDecode, pemEncode, pemText } from './pem.ts';
export type { BagAttributes } from './pkcs12/attributes.ts';
export type {
  Pkcs12,
  Pkcs12Bag,
  Pkcs12Certificate,
  Pkcs12Key,
  Pkcs12Other,
  Pkcs12Safe,
  Pkcs12UnknownKey,
} from './pkcs12/bags.ts';
export type { Pkcs12Mac } from './pkcs12/mac.ts';
export { type Pkcs12ReadOptions, readPkcs12, readPkcs12Async } from './pkcs12/read.ts';
export { authenticatedSafe, type Pfx, pfx, type SafeBag, safeContents } from './pkcs12/structures.ts';
export { type Pkcs12Contents, type Pkcs12WriteOptions, writePkcs12, writePkcs12Async } from './pkcs12/write.ts';
export {
  decodePssParameters,
  encodePssParameters,
  type NamedPssParameters,
  type PssParametersFields,
  pssParameters,
} from './pss-parameters.ts';
export {
  type KeyReader,
  keyReader,
  type PrivateKeyFormat,
  type PrivateKeyPemOptions,
  type PublicKeyFormat,
  type UnknownPublicKey,
} from './reader.ts';
export { rsaKeys } from './rsa.ts';
export { type RsaPssKeygenOptions, RsaPssPrivateKey, type RsaPssPublicKey, rsaPssKeys } from './rsa-pss.ts';
export { rsaPrivateKey, rsaPublicKey } from './rsa-structures.ts';
export { fromTransferable, type TransferableKey, toTransferable } from './transferable.ts';
export {
  type CryptoKeyLike,
  type CryptoKeyOptions,
  fromCryptoKey,
  type SubtleKeys,
  toCryptoKey,
} from './web-crypto.ts';
