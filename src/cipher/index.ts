/** Symmetric encryption: AES by lookup tables (`aes`) or without (`aesBitsliced`); CBC, CTR, GCM and key wrap; the padding of PKCS #7; ChaCha20-Poly1305. */
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
