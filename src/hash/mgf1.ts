import { assertBytes, assertInteger, type Bytes, concat, i2osp } from '../bytes/index.ts';
import { assertHash, type Hash } from './hash.ts';

/** The longest mask: far more than any modulus has, far less than the standard's 2^32 digests. */
const MAX_LENGTH = 2 ** 20; // bytes

/** MGF1, the mask generation function of PSS and OAEP (RFC 8017 §B.2.1).
 * @param seed - any length. Secret where the mask is.
 * @param length - bytes of mask, 0 to 2^20.
 * @returns a fresh array.
 * @throws UsageError `wrong-type`, `out-of-range`. Timing: depends on the lengths only (as far as the JIT allows). */
export function mgf1(hash: Hash, seed: Uint8Array, length: number): Bytes {
  assertHash(hash, 'hash');
  assertBytes(seed, 'seed');
  // RFC 8017 §B.2.1 step 1.
  assertInteger(length, 'length', 0, MAX_LENGTH);
  const T = new Uint8Array(length);
  const input = concat(seed, new Uint8Array(4));
  // Step 3: T = T || Hash(mgfSeed || C) for each counter C; step 4 truncates.
  for (let at = 0, counter = 0; at < length; at += hash.outputLength, counter++) {
    input.set(i2osp(BigInt(counter), 4), seed.length);
    T.set(hash.digest(input).subarray(0, length - at), at);
  }
  return T;
}
