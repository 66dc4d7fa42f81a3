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
  /** How a key is made of the password, with its cost. The salt is 16 new bytes. */
  readonly kdf: KeyDerivation;
  /** Of salt and IV. */
  readonly random: Random;
}

/** Writes a private key of any kind as PKCS #8, encrypted by PBES2 (RFC 8018 §6.2). Nothing authenticates it: a change of the file
 * is found only where it leaves no key.
 * @returns an EncryptedPrivateKeyInfo in DER, as safe as the password is hard to guess.
 * @throws UsageError on wrong options, and for values that are not a private key; EncodingError for a password that is no text; KdfError for a cost
 * above what reading allows by default; RandomError.
 * Timing: as the key derivation, and AES with tables. */
export const encryptPrivateKey = (key: PrivateKey, options: EncryptionOptions): Bytes =>
  atOneGo(encrypting(key, options));

/** The same, the event loop having its turns while the key is derived. @throws as `encryptPrivateKey`, as a rejection.
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

/** The same, the event loop having its turns. @throws as `encryptPrivateKey`, as a rejection. Timing: as `encryptPrivateKey`. */
export const writeEncryptedPrivateKeyPemAsync = async (key: PrivateKey, options: EncryptionOptions): Promise<string> =>
  pemEncode('ENCRYPTED PRIVATE KEY', await encryptPrivateKeyAsync(key, options));
