/** Writing private keys under a password: EncryptedPrivateKeyInfo (RFC 5958 §3) by PBES2. */
import { assertOptions, type Bytes, type Random } from '../bytes/index.ts';
import { encode } from '../codec/index.ts';
import type { TurnOptions } from '../hash/index.ts';
import { atOneGo, inTurns } from '../hash/internal.ts';
import { encryptedPrivateKeyInfo } from './encrypted-private-key.ts';
import type { KeyDerivation } from './encryption/kdf.ts';
import { type Password, passwordForms } from './encryption/password.ts';
import { type EncryptionCipher, pbes2Encrypt } from './encryption/pbes2.ts';
import type { PrivateKey } from './key-types.ts';
import { encodePrivateKey } from './keys.ts';
import { pemEncode } from './pem.ts';

export interface EncryptionOptions extends TurnOptions {
  readonly password: Password;
  readonly cipher: EncryptionCipher;
  /** The key derivation function and its cost. The salt is 16 new random bytes. */
  readonly kdf: KeyDerivation;
  /** The source of salt and IV. */
  readonly random: Random;
}

/** Writes a private key of any type as PKCS #8, encrypted by PBES2 (RFC 8018 §6.2). The result is not authenticated: a modification is
 * detected only if decryption no longer gives a valid key.
 * @returns an EncryptedPrivateKeyInfo in DER. Its security depends on the strength of the password.
 * @throws UsageError on wrong options, and for values that are not a private key; EncodingError for a password with a lone surrogate;
 * KdfError for a cost above what reading allows by default; RandomError.
 * Timing: as the key derivation, and AES with tables. */
export const encryptPrivateKey = (key: PrivateKey, options: EncryptionOptions): Bytes =>
  atOneGo(encrypting(key, options));

/** The same asynchronously: yields to the event loop while the key is derived. @throws as `encryptPrivateKey`, as a rejection.
 * Timing: as `encryptPrivateKey`. */
export const encryptPrivateKeyAsync = async (key: PrivateKey, options: EncryptionOptions): Promise<Bytes> =>
  inTurns(encrypting(key, options));

function* encrypting(key: PrivateKey, options: EncryptionOptions): Generator<void, Bytes> {
  assertOptions(options, 'options', ['password', 'cipher', 'kdf', 'random', 'onProgress', 'signal']);
  const { utf8 } = passwordForms(options.password, 'options.password');
  const plaintext = encodePrivateKey(key, 'pkcs8');
  try {
    return encode(encryptedPrivateKeyInfo, yield* pbes2Encrypt(plaintext, utf8, options));
  } finally {
    plaintext.fill(0);
  }
}

/** The same as a PEM text, `ENCRYPTED PRIVATE KEY` (RFC 7468 §11). @throws as `encryptPrivateKey`. Timing: as `encryptPrivateKey`. */
export const writeEncryptedPrivateKeyPem = (key: PrivateKey, options: EncryptionOptions): string =>
  pemEncode('ENCRYPTED PRIVATE KEY', encryptPrivateKey(key, options));

/** The same asynchronously: yields to the event loop while the key is derived. @throws as `encryptPrivateKey`, as a rejection. Timing: as
 * `encryptPrivateKey`. */
export const writeEncryptedPrivateKeyPemAsync = async (key: PrivateKey, options: EncryptionOptions): Promise<string> =>
  pemEncode('ENCRYPTED PRIVATE KEY', await encryptPrivateKeyAsync(key, options));
