/** PBES2 (RFC 8018 §6.2): encryption under a password, by a key derivation and a block cipher in CBC mode. */

import { octetString } from '../../asn1/index.ts';
import { PBE_OIDS } from '../../asn1/internal.ts';
import { type Bytes, type Random, randomBytes, UsageError } from '../../bytes/index.ts';
import { aes, cbcEncrypt, padPkcs7 } from '../../cipher/index.ts';
import { encode } from '../../codec/index.ts';
import type { TurnOptions } from '../../hash/index.ts';
import type { AlgorithmIdentifier } from '../algorithm.ts';
import { AES_CBC_CIPHERS, CBC_CIPHERS, decryptPadded } from './ciphers.ts';
import type { Derivations } from './derivations.ts';
import { algorithmName, unsupported, wrongParameters } from './faults.ts';
import { deriveKey, deriveNewKey, type KeyDerivation, readParameters } from './kdf.ts';
import { pbes2Parameters } from './parameters.ts';

/** A cipher that we can encrypt keys with. */
export type EncryptionCipher = 'aes-128-cbc' | 'aes-192-cbc' | 'aes-256-cbc';

/** id-PBES2. */
export const PBES2 = PBE_OIDS.pbes2;

/** A ciphertext and its algorithm. */
export interface Encrypted {
  readonly encryptionAlgorithm: AlgorithmIdentifier;
  readonly encryptedData: Uint8Array;
}

/** How to encrypt. */
export interface Pbes2Options extends TurnOptions {
  readonly cipher: EncryptionCipher;
  readonly kdf: KeyDerivation;
  readonly random: Random;
}

/** Encrypts under a derived key, which `forget` overwrites. */
export interface Encryption {
  (plaintext: Uint8Array): Encrypted;
  forget(): void;
}

/** Encrypts, with a new salt and a new IV.
 * @throws UsageError on wrong options; KdfError for a cost above the default limits of reading; RandomError.
 * Timing: that of the key derivation, then that of AES with tables. */
export function* pbes2Encrypt(
  plaintext: Uint8Array,
  password: Uint8Array,
  options: Pbes2Options,
): Generator<void, Encrypted> {
  const encrypt = yield* pbes2Encryption(password, options);
  try {
    return encrypt(plaintext);
  } finally {
    encrypt.forget();
  }
}

/** Derives a key with a new salt. The result encrypts any number of plaintexts with that key, each under a new IV.
 * @throws as `pbes2Encrypt`. Timing: as `pbes2Encrypt`. */
export function* pbes2Encryption(
  password: Uint8Array,
  { cipher: cipherName, kdf, random, onProgress, signal }: Pbes2Options,
): Generator<void, Encryption> {
  const scheme = AES_CBC_CIPHERS.find(({ name }) => name === cipherName);
  const names = AES_CBC_CIPHERS.map(({ name }) => name).join(', ');
  if (scheme === undefined) throw new UsageError('out-of-range', 'options.cipher', `must be one of ${names}`);
  const { keyLength, blockLength, algorithm } = scheme;
  const derived = yield* deriveNewKey(kdf, password, keyLength, { random, onProgress, signal });
  const encrypt = (plaintext: Uint8Array): Encrypted => {
    const iv = randomBytes(random, blockLength);
    const parameters = encode(pbes2Parameters, {
      keyDerivationFunc: derived.algorithm,
      encryptionScheme: { algorithm, parameters: encode(octetString, iv) },
    });
    const encryptedData = cbcEncrypt(aes(derived.key), iv, padPkcs7(plaintext, blockLength));
    return { encryptionAlgorithm: { algorithm: PBES2, parameters }, encryptedData };
  };
  return Object.assign(encrypt, { forget: () => void derived.key.fill(0) });
}

/** Decrypts. The result is not authenticated: for a wrong password the padding is valid with a probability of 1/256, and only decoding the
 * plaintext fails.
 * @throws KeyError `unsupported-algorithm`, `encryption-parameters`, `decryption-failed`; KdfError above a limit.
 * Timing: as `pbes2Encrypt`. */
export function* pbes2Decrypt(
  { encryptionAlgorithm: { parameters }, encryptedData }: Encrypted,
  derivations: Derivations,
): Generator<void, Bytes> {
  const { keyDerivationFunc, encryptionScheme } = readParameters(pbes2Parameters, parameters, 'RFC 8018 §A.4');
  const scheme = CBC_CIPHERS.find((row) => row.algorithm === encryptionScheme.algorithm);
  if (scheme === undefined) {
    throw unsupported(`PBES2 with the cipher ${algorithmName(encryptionScheme.algorithm)}`, 'RFC 8018 §B.2');
  }
  const iv = readParameters(octetString, encryptionScheme.parameters, 'RFC 8018 §B.2.5');
  // All other checks come before the key derivation, which takes long.
  if (iv.length !== scheme.blockLength) throw wrongParameters(`the IV has ${iv.length} bytes`, 'RFC 8018 §B.2');
  const key = yield* deriveKey(keyDerivationFunc, scheme.keyLength, derivations);
  return decryptPadded(scheme, key, iv, encryptedData);
}
