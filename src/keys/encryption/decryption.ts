/** Decrypting keys: what a reader of keys is given, so that one that needs none brings no cipher and no derivation along. */
import type { Bytes } from '../../bytes/index.ts';
import { decryptProcType } from '../legacy/proc-type.ts';
import type { DerivationLimits } from './password.ts';
import { type Encrypted, pbes2Decrypt } from './pbes2.ts';

/** How a reader decrypts keys. */
export interface KeyDecryption {
  /** What an EncryptedPrivateKeyInfo holds. @throws KeyError; KdfError. */
  decryptInfo(encrypted: Encrypted, password: Uint8Array, limits: DerivationLimits): Bytes;
  /** What a PEM block with a `Proc-Type` header holds. @throws KeyError. */
  decryptProcType(headers: readonly string[], ciphertext: Uint8Array, password: Uint8Array): Bytes;
}

/** PBES2, and OpenSSL's old encryption inside of PEM: `keyReader([rsaKeys], passwordDecryption)`. */
export const passwordDecryption: KeyDecryption = { decryptInfo: pbes2Decrypt, decryptProcType };
