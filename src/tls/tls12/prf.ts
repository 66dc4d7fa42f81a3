/** The pseudorandom function of TLS 1.2 (RFC 5246 §5). */
import { type Bytes, concat, utf8ToBytes } from '../../bytes/index.ts';
import { type Hash, type HmacKey, hmacKey } from '../../hash/index.ts';

/** PRF(secret, label, seed) = P_hash(secret, label + seed), its first `length` bytes.
 * @param hash - the hash of the suite's PRF.
 * @param label - ASCII, without length or final zero.
 * Timing: depends on the lengths only (as far as the JIT allows).   Source: RFC 5246 §5 */
export function prf(hash: Hash, secret: Uint8Array, label: string, seed: Uint8Array, length: number): Bytes {
  return pHash(hmacKey(hash, secret), concat(utf8ToBytes(label), seed), length);
}

function pHash(secret: HmacKey, seed: Uint8Array, length: number): Bytes {
  const output = new Uint8Array(length);
  // RFC 5246 §5: A(0) = seed, A(i) = HMAC_hash(secret, A(i-1)).
  let A: Uint8Array = seed;
  for (let at = 0; at < length; at += secret.outputLength) {
    A = secret.mac(A);
    // P_hash(secret, seed) = HMAC_hash(secret, A(1) + seed) + HMAC_hash(secret, A(2) + seed) + …
    output.set(secret.mac(A, seed).subarray(0, length - at), at);
  }
  return output;
}
