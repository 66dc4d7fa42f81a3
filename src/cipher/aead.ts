import type { Bytes } from '../bytes/index.ts';

/** An AEAD (RFC 5116) under one key. */
export interface Aead {
  /** Bytes of the usual nonce. */
  readonly nonceLength: number;
  /** Bytes that sealing adds. */
  readonly tagLength: number;
  /** Encrypts and authenticates.
   * @param nonce - never use one twice with a key: that reveals plaintexts and allows forgeries.
   * @param additionalData - authenticated, not encrypted; may be empty.
   * @returns the ciphertext with the tag after it. */
  seal(nonce: Uint8Array, plaintext: Uint8Array, additionalData: Uint8Array): Bytes;
  /** Verifies the tag, then decrypts: no plaintext exists before the tag is verified.
   * @throws CipherError `authentication-failed` for any fault. */
  open(nonce: Uint8Array, sealed: Uint8Array, additionalData: Uint8Array): Bytes;
}
