/** The block ciphers in CBC mode that keys are encrypted with, by their names and OIDs. */
import { CIPHER_OIDS } from '../../asn1/internal.ts';
import type { Bytes } from '../../bytes/index.ts';
import { aes, CipherError, cbcDecrypt, unpadPkcs7 } from '../../cipher/index.ts';
import { desEde3CbcDecrypt } from '../legacy/des-ede3.ts';
import { decryptionFailed } from './faults.ts';

/** An encryption scheme (RFC 8018 §B.2). Its parameters are the IV, a block, in an OCTET STRING. */
export interface CbcCipher {
  readonly name: string;
  readonly algorithm: string;
  /** Bytes. */
  readonly keyLength: number;
  /** Bytes, of the IV too. */
  readonly blockLength: number;
  /** Does not remove the padding. @throws CipherError `partial-block`. */
  decrypt(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Bytes;
}

const aesCbc = (bits: number, algorithm: string): CbcCipher => ({
  name: `aes-${bits}-cbc`,
  algorithm,
  keyLength: bits / 8,
  blockLength: 16,
  decrypt: (key, iv, ciphertext) => cbcDecrypt(aes(key), iv, ciphertext),
});

/** The ciphers that we encrypt with. */
export const AES_CBC_CIPHERS: readonly CbcCipher[] = [
  /* @__PURE__ */ aesCbc(128, CIPHER_OIDS.aes128Cbc),
  /* @__PURE__ */ aesCbc(192, CIPHER_OIDS.aes192Cbc),
  /* @__PURE__ */ aesCbc(256, CIPHER_OIDS.aes256Cbc),
];

export const DES_EDE3_CBC: CbcCipher = {
  name: 'des-ede3-cbc',
  algorithm: CIPHER_OIDS.desEde3Cbc,
  keyLength: 24,
  blockLength: 8,
  decrypt: desEde3CbcDecrypt,
};

/** The ciphers that we can decrypt. */
export const CBC_CIPHERS: readonly CbcCipher[] = [...AES_CBC_CIPHERS, DES_EDE3_CBC];

/** Decrypts and removes the padding. @throws KeyError `decryption-failed` for any fault. */
export function decryptPadded(cipher: CbcCipher, key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Bytes {
  try {
    return unpadPkcs7(cipher.decrypt(key, iv, ciphertext), cipher.blockLength);
  } catch (error) {
    if (!(error instanceof CipherError)) throw error;
    throw decryptionFailed('RFC 8018 §6.2');
  }
}
