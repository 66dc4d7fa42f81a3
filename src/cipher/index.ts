/** Symmetric encryption: a block cipher as a value, and the modes that take one. */
export type { Aead } from './aead.ts';
export { aes } from './aes.ts';
export type { BlockCipher } from './block-cipher.ts';
export { cbcDecrypt, cbcEncrypt } from './cbc.ts';
export { chacha20Poly1305 } from './chacha20-poly1305.ts';
export { type CipherCode, CipherError } from './errors.ts';
export { gcm } from './gcm.ts';
export { padPkcs7, unpadPkcs7 } from './pkcs7.ts';
