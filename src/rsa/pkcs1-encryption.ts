/** RSAES-PKCS1-v1_5 (RFC 8017 §7.2), decrypted without revealing whether the padding was valid: an attacker who learns it can decrypt any ciphertext
 * (Bleichenbacher 1998; Kario 2023, "Marvin"). There are two ways to hide it: return a substitute message that is derived from the
 * ciphertext (draft-irtf-cfrg-rsa-guidance-04 §7), or one that the caller drew beforehand (RFC 5246 §7.4.7.1). */
import {
  assertBytes,
  type Bytes,
  concat,
  ctEq,
  ctLessThan,
  ctSelect,
  ctSelectBytes,
  i2osp,
  os2ip,
  type Random,
  RandomError,
  randomBytes,
  UsageError,
  utf8ToBytes,
} from '../bytes/index.ts';
import { type HmacKey, hmacKey, sha256 } from '../hash/index.ts';
import { RsaError } from './errors.ts';
import { type AnyRsaPrivateKey, modulusLength, type RsaPublicComponents } from './key.ts';
import { rsadp, rsaep } from './primitives.ts';

/** Bytes around a message: 00 02, at least eight of padding, 00. */
const OVERHEAD = 11;

/** RSAES-PKCS1-V1_5-ENCRYPT (RFC 8017 §7.2.1).
 * @param message - at most k − 11 bytes. Secret.
 * @returns k bytes, fresh.
 * @throws RsaError `message-too-long`; those of `rsaep`; RandomError when the source is short or gives only zeros.
 * Timing: depends on the length of the message, and on sizes inside bigint. */
export function encryptPkcs1(key: RsaPublicComponents, message: Uint8Array, random: Random): Bytes {
  assertBytes(message, 'message');
  const k = modulusLength(key);
  // RFC 8017 §7.2.1 step 1.
  if (message.length > k - OVERHEAD) {
    throw new RsaError('message-too-long', `at most ${k - OVERHEAD} bytes fit this key`, 'RFC 8017 §7.2.1');
  }
  // Step 2.
  const PS = nonZeroBytes(random, k - message.length - 3);
  const EM = concat(new Uint8Array([0x00, 0x02]), PS, new Uint8Array([0x00]), message);
  // Step 3.
  return i2osp(rsaep(key, os2ip(EM)), k);
}

/** Random bytes without zeros: zero bytes are drawn again. */
function nonZeroBytes(random: Random, length: number): Bytes {
  const bytes = randomBytes(random, length);
  for (let draws = 0; draws < 64; draws++) {
    const zeros = [...bytes.keys()].filter((i) => bytes[i] === 0);
    if (zeros.length === 0) return bytes;
    const fresh = randomBytes(random, zeros.length);
    for (let i = 0; i < zeros.length; i++) bytes[zeros[i]] = fresh[i];
  }
  throw new RandomError('stuck-random', 'the source keeps giving zeros', 'RFC 8017 §7.2.1');
}

/** Decryption with implicit rejection (draft-irtf-cfrg-rsa-guidance-04 §7.2; OpenSSL 3.2 and later give the same bytes):
 * a ciphertext with bad padding decrypts to a message of pseudorandom length and content, always the same for one key and
 * ciphertext, so neither an error nor the length or content reveals bad padding. Protocols detect it later, by a MAC or a checksum.
 * @param ciphertext - k bytes.
 * @param random - draws the blinding factor only.
 * @returns the message, fresh, 0..k − 11 bytes.
 * @throws RsaError `ciphertext` when its length is not k, or its number is not below the modulus; both are public.
 * Timing: the padding is read without branches; the slice at the end depends on the returned length, whether the padding was valid or not;
 * the private operation is as `rsadp`, and turning its result into bytes depends on leading zeros. */
export function decryptPkcs1(key: AnyRsaPrivateKey, ciphertext: Uint8Array, random: Random): Bytes {
  const k = modulusLength(key);
  const EM = openCiphertext(key, ciphertext, random);
  if (EM === undefined) {
    throw new RsaError(
      'ciphertext',
      'the ciphertext must have the length of the modulus and be below it',
      'RFC 8017 §7.2.2',
    );
  }
  const kdk = keyDerivationKey(key, ciphertext);
  const synthetic = irprf(kdk, 'message', k);
  const syntheticLength = chooseLength(irprf(kdk, 'length', 2 * LENGTH_CANDIDATES), k);
  const { good, separator } = findSeparator(EM);
  const start = ctSelect(good, separator + 1, k - syntheticLength);
  return ctSelectBytes(good, EM, synthetic).slice(start);
}

/** Decryption of a message whose length is known, for TLS's premaster secret (RFC 5246 §7.4.7.1): for any fault of the ciphertext, the
 * fallback is returned in place of the message, without an exception.
 * @param fallback - as long as the message must be; the caller draws it at random *before* the call, each time afresh.
 * @param random - draws the blinding factor only.
 * @returns a fresh array of `fallback.length` bytes.
 * @throws UsageError `out-of-range` when the fallback could not be a message of this key.
 * Timing: branch-free in the padding; as `rsadp` in the rest. A ciphertext of another length than the modulus, or not below it,
 * returns early: this is public. */
export function decryptPkcs1OrFallback(
  key: AnyRsaPrivateKey,
  ciphertext: Uint8Array,
  fallback: Uint8Array,
  random: Random,
): Bytes {
  assertBytes(fallback, 'fallback');
  const k = modulusLength(key);
  const start = k - fallback.length;
  if (start < OVERHEAD) throw new UsageError('out-of-range', 'fallback', `must have at most ${k - OVERHEAD} bytes`);
  const EM = openCiphertext(key, ciphertext, random);
  if (EM === undefined) return new Uint8Array(fallback);
  const { good, separator } = findSeparator(EM);
  return ctSelectBytes(good & ctEq(separator, start - 1), EM.subarray(start), fallback);
}

/** Steps 1 and 2 of RFC 8017 §7.2.2; undefined if they find the ciphertext to be publicly invalid. */
function openCiphertext(key: AnyRsaPrivateKey, ciphertext: Uint8Array, random: Random): Bytes | undefined {
  assertBytes(ciphertext, 'ciphertext');
  const k = modulusLength(key);
  if (ciphertext.length !== k || k < OVERHEAD) return undefined;
  const c = os2ip(ciphertext);
  return c < key.modulus ? i2osp(rsadp(key, c, random), k) : undefined;
}

/** Step 3 of RFC 8017 §7.2.2 in one pass without branches.
 * @returns `good`: a mask, set if EM is 00 02 ‖ PS ‖ 00 ‖ M, with at least eight nonzero bytes in PS. `separator`: the index of the 00 after
 * PS, or 0 if there is none. */
function findSeparator(EM: Uint8Array): { good: number; separator: number } {
  let found = 0;
  let separator = 0;
  for (let i = 2; i < EM.length; i++) {
    const isZero = ctEq(EM[i], 0);
    separator = ctSelect(isZero & ~found, i, separator);
    found |= isZero;
  }
  const good = ctEq(EM[0], 0) & ctEq(EM[1], 2) & ~ctLessThan(separator, 10);
  return { good, separator };
}

/** KDK = HMAC-SHA256(SHA256(I2OSP(d, k)), C) (the draft's §7.2): known only to the holder of the key. */
function keyDerivationKey(key: AnyRsaPrivateKey, ciphertext: Uint8Array): HmacKey {
  const DH = sha256.digest(i2osp(key.privateExponent, modulusLength(key)));
  return hmacKey(sha256, hmacKey(sha256, DH).mac(ciphertext));
}

/** IRPRF (the draft's §7.1): P_i = HMAC-SHA256(KDK, I || label || bits), with the counter and the length in two bytes each.
 * @param length - bytes of the result. */
function irprf(kdk: HmacKey, label: 'length' | 'message', length: number): Bytes {
  const blocks: Bytes[] = [];
  for (let i = 0; i * kdk.outputLength < length; i++) {
    blocks.push(kdk.mac(i2osp(BigInt(i), 2), utf8ToBytes(label), i2osp(BigInt(8 * length), 2)));
  }
  return concat(...blocks).slice(0, length);
}

/** The number of candidates: all of them are too large with a probability of 2^−128 (the draft's §7.2). */
const LENGTH_CANDIDATES = 128;

/** The last candidate below k − 10, after each is cut to the bit length of k − 10; 0 if there is none. Without branches. */
function chooseLength(candidates: Uint8Array, k: number): number {
  const bound = k - 10;
  const mask = 2 ** (32 - Math.clz32(bound)) - 1;
  let chosen = 0;
  for (let i = 0; i < 2 * LENGTH_CANDIDATES; i += 2) {
    const candidate = ((candidates[i] << 8) | candidates[i + 1]) & mask;
    chosen = ctSelect(ctLessThan(candidate, bound), candidate, chosen);
  }
  return chosen;
}
