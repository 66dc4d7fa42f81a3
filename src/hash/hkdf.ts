/** HKDF (RFC 5869): extracts one key from a secret, and expands it to as many keys as needed. */
import { assertBytes, assertInteger, type Bytes } from '../bytes/index.ts';
import { assertHash, type Hash } from './hash.ts';
import { hmac, hmacKey } from './hmac.ts';

/** HKDF-Extract (RFC 5869 §2.2).
 * @param salt - any length; empty counts as a digest's length of zeros. Need not be secret.
 * @param inputKeyingMaterial - the standard's IKM. Secret.
 * @returns the pseudorandom key PRK, `hash.outputLength` bytes, a fresh array.
 * @throws UsageError `wrong-type`. Timing: depends on the lengths only (as far as the JIT allows). */
export function hkdfExtract(hash: Hash, salt: Uint8Array, inputKeyingMaterial: Uint8Array): Bytes {
  assertHash(hash, 'hash');
  assertBytes(salt, 'salt');
  assertBytes(inputKeyingMaterial, 'inputKeyingMaterial');
  // RFC 5869 §2.2: PRK = HMAC-Hash(salt, IKM). HMAC pads its key with zeros, so that an empty salt is HashLen zeros.
  return hmac(hash, salt, inputKeyingMaterial);
}

/** HKDF-Expand (RFC 5869 §2.3).
 * @param pseudorandomKey - the standard's PRK, at least `hash.outputLength` bytes. Secret.
 * @param info - what the output is for; any length.
 * @param length - bytes of output, 0 to 255 · `hash.outputLength`.
 * @returns a fresh array.
 * @throws UsageError `wrong-type`, `out-of-range`. Timing: depends on the lengths only (as far as the JIT allows). */
export function hkdfExpand(hash: Hash, pseudorandomKey: Uint8Array, info: Uint8Array, length: number): Bytes {
  assertHash(hash, 'hash');
  assertBytes(pseudorandomKey, 'pseudorandomKey');
  assertInteger(pseudorandomKey.length, 'pseudorandomKey.length', hash.outputLength);
  assertBytes(info, 'info');
  const HashLen = hash.outputLength;
  assertInteger(length, 'length', 0, 255 * HashLen);
  // T(i) = HMAC-Hash(PRK, T(i − 1) || info || i), and T(0) is empty.
  if (length <= HashLen && length > 0) {
    const input = new Uint8Array(info.length + 1);
    input.set(info);
    input[info.length] = 1;
    const T = hmac(hash, pseudorandomKey, input);
    if (length === HashLen) return T;
    const output = T.slice(0, length);
    T.fill(0);
    return output;
  }
  const input = new Uint8Array(HashLen + info.length + 1);
  input.set(info, HashLen);
  const prepared = hmacKey(hash, pseudorandomKey);
  const output = new Uint8Array(length);
  for (let i = 1; (i - 1) * HashLen < length; i++) {
    input[input.length - 1] = i;
    const T = prepared.mac(i === 1 ? input.subarray(HashLen) : input);
    input.set(T);
    output.set(T.subarray(0, length - (i - 1) * HashLen), (i - 1) * HashLen);
  }
  return output;
}

/** HKDF in one call: `hkdfExpand(hash, hkdfExtract(hash, salt, inputKeyingMaterial), info, length)`. @throws and Timing as these. */
export function hkdf(
  hash: Hash,
  salt: Uint8Array,
  inputKeyingMaterial: Uint8Array,
  info: Uint8Array,
  length: number,
): Bytes {
  return hkdfExpand(hash, hkdfExtract(hash, salt, inputKeyingMaterial), info, length);
}
