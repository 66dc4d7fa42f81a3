import type { Bytes } from '../bytes/index.ts';

/** Authenticated encryption with associated data (RFC 5116), with its key. */
export interface Aead {
  /** Bytes of a nonce, as protocols use it. */
  readonly nonceLength: number;
  /** Bytes by which a sealed message is longer. */
  readonly tagLength: number;
  /** Encrypts and authenticates.
   * @param nonce - never twice with one key: that reveals plaintexts and lets others forge.
   * @param additionalData - authenticated, not encrypted; may be empty.
   * @returns the ciphertext with the tag after it. */
  seal(nonce: Uint8Array, plaintext: Uint8Array, additionalData: Uint8Array): Bytes;
  /** Checks, then decrypts: no byte of plaintext exists before the tag is found right.
   * @throws CipherError `authentication-failed`, whatever is wrong. */
  open(nonce: Uint8Array, sealed: Uint8Array, additionalData: Uint8Array): Bytes;
}
