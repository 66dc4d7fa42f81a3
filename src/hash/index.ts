/** Hash functions and extendable-output functions, and the algorithms built on them: HMAC, key derivation, mask generation, and the seeded random generator. */
export { type KdfCode, KdfError } from './errors.ts';
export { assertHash, type Hash, type HashState } from './hash.ts';
export { hkdf, hkdfExpand, hkdfExtract } from './hkdf.ts';
export { createHmac, type HmacKey, hmac, hmacKey } from './hmac.ts';
export { type HmacDrbg, type HmacDrbgOptions, hmacDrbg, seededRandom } from './hmac-drbg.ts';
export { mgf1 } from './mgf1.ts';
export { type Pbkdf2Options, pbkdf2, pbkdf2Async } from './pbkdf2.ts';
export { type ScryptOptions, scrypt, scryptAsync } from './scrypt.ts';
export { sha1 } from './sha1.ts';
export { sha3_256, sha3_512, shake128, shake256 } from './sha3.ts';
export { sha224, sha256 } from './sha256.ts';
export { sha384, sha512, sha512_256 } from './sha512.ts';
export type { Progress, TurnOptions } from './turns.ts';
export type { Xof, XofState } from './xof.ts';
