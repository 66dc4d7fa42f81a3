/** Decrypting keys: what a reader of keys is given, so that one that needs none brings no cipher and no derivation along. */
import type { Bytes } from '../../bytes/index.ts';
import { PKCS12_CIPHERS, pkcs12PbeDecrypt } from '../legacy/pkcs12-pbe.ts';
import { decryptProcType } from '../legacy/proc-type.ts';
import type { Derivations } from './derivations.ts';
import { algorithmName, unsupported } from './faults.ts';
import { type Encrypted, PBES2, pbes2Decrypt } from './pbes2.ts';

/** How a reader decrypts keys. */
export interface KeyDecryption {
  /** What an EncryptedPrivateKeyInfo holds. @throws KeyError; KdfError. */
  decryptInfo(encrypted: Encrypted, derivations: Derivations): Generator<void, Bytes>;
  /** What a PEM block with a `Proc-Type` header holds. @throws KeyError. */
  decryptProcType(headers: readonly string[], ciphertext: Uint8Array, password: Uint8Array): Bytes;
}

/** Decrypts by PBES2, or as PKCS #12 did before it. Nothing authenticates the result: a wrong password passes for a right one once in 256
 * times, until what reads the plaintext refuses it.
 * @throws KeyError `unsupported-algorithm`, `encryption-parameters`, `decryption-failed`; KdfError above a limit.
 * Timing: as the key derivation, and AES, DES or RC2 with tables. */
export function* decryptUnderPassword(encrypted: Encrypted, derivations: Derivations): Generator<void, Bytes> {
  const { algorithm } = encrypted.encryptionAlgorithm;
  if (algorithm === PBES2) return yield* pbes2Decrypt(encrypted, derivations);
  if (Object.hasOwn(PKCS12_CIPHERS, algorithm)) return yield* pkcs12PbeDecrypt(encrypted, derivations);
  throw unsupported(`the encryption ${algorithmName(algorithm)}`, 'RFC 8018 §A.4');
}

/** PBES2, PKCS #12's old encryption, and OpenSSL's inside of PEM: `keyReader([rsaKeys], passwordDecryption)`. */
export const passwordDecryption: KeyDecryption = { decryptInfo: decryptUnderPassword, decryptProcType };
