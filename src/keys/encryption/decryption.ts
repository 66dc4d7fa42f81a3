/** Decryption of keys, as an argument of `keyReader`: a reader without it bundles no cipher and no key derivation. */
import type { Bytes } from '../../bytes/index.ts';
import { PKCS12_CIPHERS, pkcs12PbeDecrypt } from '../legacy/pkcs12-pbe.ts';
import { decryptProcType } from '../legacy/proc-type.ts';
import type { Derivations } from './derivations.ts';
import { algorithmName, unsupported } from './faults.ts';
import { type Encrypted, PBES2, pbes2Decrypt } from './pbes2.ts';

/** How a reader decrypts keys. */
export interface KeyDecryption {
  /** Decrypts an EncryptedPrivateKeyInfo. @throws KeyError; KdfError. */
  decryptInfo(encrypted: Encrypted, derivations: Derivations): Generator<void, Bytes>;
  /** Decrypts the content of a PEM block with a `Proc-Type` header. @throws KeyError. */
  decryptProcType(headers: readonly string[], ciphertext: Uint8Array, password: Uint8Array): Bytes;
}

/** Decrypts PBES2, or PKCS #12's older encryption. The result is not authenticated: for a wrong password the padding is valid with a
 * probability of 1/256, and only decoding the plaintext fails.
 * @throws KeyError `unsupported-algorithm`, `encryption-parameters`, `decryption-failed`; KdfError above a limit.
 * Timing: as the key derivation, and AES, DES or RC2 with tables. */
export function* decryptUnderPassword(encrypted: Encrypted, derivations: Derivations): Generator<void, Bytes> {
  const { algorithm } = encrypted.encryptionAlgorithm;
  if (algorithm === PBES2) return yield* pbes2Decrypt(encrypted, derivations);
  if (Object.hasOwn(PKCS12_CIPHERS, algorithm)) return yield* pkcs12PbeDecrypt(encrypted, derivations);
  throw unsupported(`the encryption ${algorithmName(algorithm)}`, 'RFC 8018 §A.4');
}

/** PBES2, PKCS #12's old encryption, and OpenSSL's legacy PEM encryption (Proc-Type): `keyReader([rsaKeys], passwordDecryption)`. */
export const passwordDecryption: KeyDecryption = { decryptInfo: decryptUnderPassword, decryptProcType };
