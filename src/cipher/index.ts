/** Symmetric encryption: a block cipher as a value, with tables or without; the modes that take one; and ChaCha20-Poly1305. */
export type { Aead } from './aead.ts';
export { aes } from './aes.ts';
export { aesBitsliced } from './aes-bitsliced.ts';
export type { BlockCipher } from './block-cipher.ts';
export { cbcDecrypt, cbcEncrypt } from './cbc.ts';
export { chacha20Poly1305 } from './chacha20-poly1305.ts';
export { ctr } from './ctr.ts';
export { type CipherCode, CipherError } from './errors.ts';
export { gcm } from './gcm.ts';
export { unwrapKey, unwrapKeyPadded, wrapKey, wrapKeyPadded } from './key-wrap.ts';
export { padPkcs7, unpadPkcs7 } from './pkcs7.ts';
