/** Hash functions and what is built on any of them: HMAC, and the seeded source of randomness. */
export type { Hash, HashState } from './hash.ts';
export { createHmac, type HmacKey, hmac, hmacKey } from './hmac.ts';
export { type HmacDrbg, type HmacDrbgOptions, hmacDrbg, seededRandom } from './hmac-drbg.ts';
export { sha1 } from './sha1.ts';
export { sha256 } from './sha256.ts';
