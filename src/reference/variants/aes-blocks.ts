/** The interface that all variants of AES share. */
import type { Bytes } from '../../bytes/index.ts';

/** AES under one key: whole blocks one by one, as ECB does. Both give fresh arrays. */
export interface AesBlocks {
  /** CIPHER (FIPS 197 §5.1) of each block. */
  encrypt(blocks: Uint8Array): Bytes;
  /** INVCIPHER (FIPS 197 §5.3), or EQINVCIPHER (§5.3.5), of each block. */
  decrypt(blocks: Uint8Array): Bytes;
}

/** Expands a key.
 * @param key - 16, 24 or 32 bytes. Secret. */
export type Aes = (key: Uint8Array) => AesBlocks;
