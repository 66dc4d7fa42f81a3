/** PBES2 (RFC 8018 §6.2): encryption under a password, by a key derivation and a block cipher in CBC mode. */
import { octetString } from '../../asn1/index.ts';
import { type Bytes, type Random, randomBytes, UsageError } from '../../bytes/index.ts';
import {
  aes,
  type BlockCipher,
  CipherError,
  cbcDecrypt,
  cbcEncrypt,
  padPkcs7,
  unpadPkcs7,
} from '../../cipher/index.ts';
import { encode } from '../../codec/index.ts';
import type { AlgorithmIdentifier } from '../algorithm.ts';
import { KeyError } from '../errors.ts';
import { deriveKey, deriveNewKey, type KeyDerivation, readParameters, unsupported, wrongParameters } from './kdf.ts';
import { pbes2Parameters } from './parameters.ts';
import type { DerivationLimits } from './password.ts';

/** What encrypts a key that we write. */
export type EncryptionCipher = 'aes-128-cbc' | 'aes-192-cbc' | 'aes-256-cbc';

const PBES2 = '1.2.840.113549.1.5.13';
const RULE = 'RFC 8018 §6.2';

/** An encryption scheme (RFC 8018 §B.2). Its parameters are the IV, a block, in an OCTET STRING. */
interface Scheme {
  readonly name: string;
  readonly algorithm: string;
  /** Bytes. */
  readonly keyLength: number;
  readonly cipher: (key: Uint8Array) => BlockCipher;
}
const AES_SCHEMES: readonly Scheme[] = [
  { name: 'aes-128-cbc', algorithm: '2.16.840.1.101.3.4.1.2', keyLength: 16, cipher: aes },
  { name: 'aes-192-cbc', algorithm: '2.16.840.1.101.3.4.1.22', keyLength: 24, cipher: aes },
  { name: 'aes-256-cbc', algorithm: '2.16.840.1.101.3.4.1.42', keyLength: 32, cipher: aes },
];

/** What exists besides, and is refused by name: schemes under PBES2, and other encryption under a password. */
const OTHER_ALGORITHMS: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.1.6': 'AES-128-GCM',
  '2.16.840.1.101.3.4.1.26': 'AES-192-GCM',
  '2.16.840.1.101.3.4.1.46': 'AES-256-GCM',
  '1.3.14.3.2.7': 'DES-CBC',
  '1.2.840.113549.3.2': 'RC2-CBC',
  '1.2.840.113549.3.7': 'DES-EDE3-CBC',
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
  const scheme = AES_SCHEMES.find(({ name }) => name === cipherName);
  const names = AES_SCHEMES.map(({ name }) => name).join(', ');
  if (scheme === undefined) throw new UsageError('out-of-range', 'options.cipher', `must be ${names}`);
  const { key, algorithm: keyDerivationFunc } = deriveNewKey(kdf, password, scheme.keyLength, random);
  const cipher = scheme.cipher(key);
  key.fill(0);
  const iv = randomBytes(random, cipher.blockLength);
  const parameters = encode(pbes2Parameters, {
    keyDerivationFunc,
    encryptionScheme: { algorithm: scheme.algorithm, parameters: encode(octetString, iv) },
  });
  return {
    encryptionAlgorithm: { algorithm: PBES2, parameters },
    encryptedData: cbcEncrypt(cipher, iv, padPkcs7(plaintext, cipher.blockLength)),
  };
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
  const scheme = AES_SCHEMES.find((row) => row.algorithm === encryptionScheme.algorithm);
  if (scheme === undefined) {
    throw unsupported(`PBES2 with the cipher ${nameOf(encryptionScheme.algorithm)}`, 'RFC 8018 §B.2');
  }
  const iv = readParameters(octetString, encryptionScheme.parameters, 'RFC 8018 §B.2.5');
  // What can be refused is refused before the key derivation, which takes long.
  const { blockLength } = scheme.cipher(new Uint8Array(scheme.keyLength));
  if (iv.length !== blockLength) throw wrongParameters(`the IV has ${iv.length} bytes`, 'RFC 8018 §B.2.5');
  const key = deriveKey(keyDerivationFunc, password, scheme.keyLength, limits);
  return decryptWith(scheme.cipher(key), iv, encryptedData);
}

/** CBC and its padding; whatever is wrong is one code. */
export function decryptWith(cipher: BlockCipher, iv: Uint8Array, ciphertext: Uint8Array): Bytes {
  try {
    return unpadPkcs7(cbcDecrypt(cipher, iv, ciphertext), cipher.blockLength);
  } catch (error) {
    if (!(error instanceof CipherError)) throw error;
    throw decryptionFailed(RULE);
  }
}

/** The one error for a wrong password, without a detail: what was encrypted could be guessed from why it failed. */
export const decryptionFailed = (rule: string): KeyError =>
  new KeyError('decryption-failed', 'the password is wrong, or what was encrypted with it is no key', rule);
