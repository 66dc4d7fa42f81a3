/** PBES2 (RFC 8018 §6.2): encryption under a password, by a key derivation and a block cipher in CBC mode. */
import { octetString } from '../../asn1/index.ts';
import { type Bytes, type Random, randomBytes, UsageError } from '../../bytes/index.ts';
import { aes, cbcEncrypt, padPkcs7 } from '../../cipher/index.ts';
import { encode } from '../../codec/index.ts';
import type { AlgorithmIdentifier } from '../algorithm.ts';
import { AES_CBC_CIPHERS, CBC_CIPHERS, decryptPadded } from './ciphers.ts';
import { unsupported, wrongParameters } from './faults.ts';
import { deriveKey, deriveNewKey, type KeyDerivation, readParameters } from './kdf.ts';
import { pbes2Parameters } from './parameters.ts';
import type { DerivationLimits } from './password.ts';

/** What encrypts a key that we write. */
export type EncryptionCipher = 'aes-128-cbc' | 'aes-192-cbc' | 'aes-256-cbc';

const PBES2 = '1.2.840.113549.1.5.13';

/** What exists besides, and is refused by name: schemes under PBES2, and other encryption under a password. */
const OTHER_ALGORITHMS: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.1.6': 'AES-128-GCM',
  '2.16.840.1.101.3.4.1.26': 'AES-192-GCM',
  '2.16.840.1.101.3.4.1.46': 'AES-256-GCM',
  '1.3.14.3.2.7': 'DES-CBC',
  '1.2.840.113549.3.2': 'RC2-CBC',
  '1.2.840.113549.3.9': 'RC5-CBC',
  '1.2.840.113549.1.5.1': 'pbeWithMD2AndDES-CBC',
  '1.2.840.113549.1.5.3': 'pbeWithMD5AndDES-CBC',
  '1.2.840.113549.1.5.4': 'pbeWithMD2AndRC2-CBC',
  '1.2.840.113549.1.5.6': 'pbeWithMD5AndRC2-CBC',
  '1.2.840.113549.1.5.10': 'pbeWithSHA1AndDES-CBC',
  '1.2.840.113549.1.5.11': 'pbeWithSHA1AndRC2-CBC',
  '1.2.840.113549.1.5.14': 'PBMAC1, which authenticates and does not encrypt,',
  '1.2.840.113549.1.12.1.1': 'pbeWithSHAAnd128BitRC4',
  '1.2.840.113549.1.12.1.2': 'pbeWithSHAAnd40BitRC4',
  '1.2.840.113549.1.12.1.3': 'pbeWithSHAAnd3-KeyTripleDES-CBC',
  '1.2.840.113549.1.12.1.4': 'pbeWithSHAAnd2-KeyTripleDES-CBC',
  '1.2.840.113549.1.12.1.5': 'pbeWithSHAAnd128BitRC2-CBC',
  '1.2.840.113549.1.12.1.6': 'pbeWithSHAAnd40BitRC2-CBC',
};
const nameOf = (oid: string): string =>
  Object.hasOwn(OTHER_ALGORITHMS, oid) ? `${OTHER_ALGORITHMS[oid]} (${oid})` : oid;

/** What is encrypted, and how. */
export interface Encrypted {
  readonly encryptionAlgorithm: AlgorithmIdentifier;
  readonly encryptedData: Uint8Array;
}

/** Encrypts, under a new salt and IV.
 * @throws UsageError on wrong options; KdfError for a cost that reading would refuse; RandomError.
 * Timing: as the key derivation, and AES with tables. */
export function pbes2Encrypt(
  plaintext: Uint8Array,
  password: Uint8Array,
  cipherName: EncryptionCipher,
  kdf: KeyDerivation,
  random: Random,
): Encrypted {
  const scheme = AES_CBC_CIPHERS.find(({ name }) => name === cipherName);
  const names = AES_CBC_CIPHERS.map(({ name }) => name).join(', ');
  if (scheme === undefined) throw new UsageError('out-of-range', 'options.cipher', `must be ${names}`);
  const { key, algorithm: keyDerivationFunc } = deriveNewKey(kdf, password, scheme.keyLength, random);
  const iv = randomBytes(random, scheme.blockLength);
  const encryptedData = cbcEncrypt(aes(key), iv, padPkcs7(plaintext, scheme.blockLength));
  key.fill(0);
  const parameters = encode(pbes2Parameters, {
    keyDerivationFunc,
    encryptionScheme: { algorithm: scheme.algorithm, parameters: encode(octetString, iv) },
  });
  return { encryptionAlgorithm: { algorithm: PBES2, parameters }, encryptedData };
}

/** Decrypts. Nothing authenticates the result: a wrong password passes for a right one once in 256 times, until what reads the
 * plaintext refuses it.
 * @throws KeyError `unsupported-algorithm`, `encryption-parameters`, `decryption-failed`; KdfError above a limit.
 * Timing: as `pbes2Encrypt`. */
export function pbes2Decrypt(
  { encryptionAlgorithm: { algorithm, parameters }, encryptedData }: Encrypted,
  password: Uint8Array,
  limits: DerivationLimits,
): Bytes {
  if (algorithm !== PBES2) throw unsupported(`the encryption ${nameOf(algorithm)}`, 'RFC 8018 §A.4');
  const { keyDerivationFunc, encryptionScheme } = readParameters(pbes2Parameters, parameters, 'RFC 8018 §A.4');
  const scheme = CBC_CIPHERS.find((row) => row.algorithm === encryptionScheme.algorithm);
  if (scheme === undefined) {
    throw unsupported(`PBES2 with the cipher ${nameOf(encryptionScheme.algorithm)}`, 'RFC 8018 §B.2');
  }
  const iv = readParameters(octetString, encryptionScheme.parameters, 'RFC 8018 §B.2.5');
  // What can be refused is refused before the key derivation, which takes long.
  if (iv.length !== scheme.blockLength) throw wrongParameters(`the IV has ${iv.length} bytes`, 'RFC 8018 §B.2');
  const key = deriveKey(keyDerivationFunc, password, scheme.keyLength, limits);
  return decryptPadded(scheme, key, iv, encryptedData);
}
