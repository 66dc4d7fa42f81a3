/** RSASSA-PSS (RFC 8017 §8.1) with any hash, any mask and any length of salt. */
import {
  assertBytes,
  assertInteger,
  type Bytes,
  bitLength,
  concat,
  equalBytes,
  i2osp,
  os2ip,
  type Random,
  randomBytes,
  UsageError,
  xor,
} from '../bytes/index.ts';
import { assertHash, type Hash, mgf1 } from '../hash/index.ts';
import { RsaError } from './errors.ts';
import { type AnyRsaPrivateKey, checkPublicKey, modulusLength, type RsaPublicComponents } from './key.ts';
import { rsadp, rsaep } from './primitives.ts';

/** What both ends must agree on. None of it is a default. */
export interface PssParameters {
  /** The hash of the message and of M'. */
  readonly hash: Hash;
  /** The hash of the mask generation function MGF1. */
  readonly mgfHash: Hash;
  /** Bytes of salt, usually the length of the digest. */
  readonly saltLength: number;
}

/** The parameters that a verifier requires. */
export interface PssVerification extends Omit<PssParameters, 'saltLength'> {
  /** Bytes of salt. `any`: the length is taken from the signature. */
  readonly saltLength: number | 'any';
}

/** Signs a message: RSASSA-PSS-SIGN (RFC 8017 §8.1.1).
 * @param random - draws the salt, and the blinding factor.
 * @returns k bytes, fresh.
 * @throws RsaError `modulus-too-short` when digest and salt do not fit; those of `rsadp`. Timing: as `rsadp`. */
export const signPss = (parameters: PssParameters, key: AnyRsaPrivateKey, message: Uint8Array, random: Random): Bytes =>
  signPssDigest(parameters, key, checked(parameters).hash.digest(message), random);

/** Signs a digest that was computed elsewhere.
 * @param digest - `hash.outputLength` bytes. @throws as `signPss`; UsageError `out-of-range` on another length. Timing: as `rsadp`. */
export function signPssDigest(
  parameters: PssParameters,
  key: AnyRsaPrivateKey,
  digest: Uint8Array,
  random: Random,
): Bytes {
  const k = modulusLength(key);
  // RFC 8017 §8.1.1 step 1.
  const EM = encodePss(checked(parameters), digest, bitLength(key.modulus) - 1, random);
  // Step 2.
  return i2osp(rsadp(key, os2ip(EM), random), k);
}

/** Whether the signature is this key's for this message: RSASSA-PSS-VERIFY (RFC 8017 §8.1.2). The salt must have the length that the
 * parameters say, unless that is `any`.
 * @returns false for a signature that is wrong, of another length than the modulus, or not below it.
 * @throws RsaError for an invalid key, or one too short for any such signature. Timing: nothing is secret. */
export const verifyPss = (
  parameters: PssVerification,
  key: RsaPublicComponents,
  message: Uint8Array,
  signature: Uint8Array,
): boolean => verifyPssDigest(parameters, key, checkedVerification(parameters).hash.digest(message), signature);

/** Verifies a signature over a digest that was computed elsewhere. @param digest - `hash.outputLength` bytes. @throws as `verifyPss`.
 * Timing: nothing is secret. */
export function verifyPssDigest(
  parameters: PssVerification,
  key: RsaPublicComponents,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  checkPublicKey(key);
  assertBytes(signature, 'signature');
  assertDigest(checkedVerification(parameters).hash, digest);
  const emBits = bitLength(key.modulus) - 1;
  const { hash, saltLength } = parameters;
  assertRoom({ hash, saltLength: saltLength === 'any' ? 0 : saltLength }, emBits);
  // RFC 8017 §8.1.2 steps 1 and 2.
  if (signature.length !== modulusLength(key)) return false;
  const s = os2ip(signature);
  if (s >= key.modulus) return false;
  const m = rsaep(key, s);
  // Step 2.c: for a modulus of 8·x + 1 bits, EM is a byte shorter than the modulus, and a greater m is not a valid encoding.
  const emLen = Math.ceil(emBits / 8);
  return bitLength(m) <= 8 * emLen && isPssEncoding(parameters, digest, i2osp(m, emLen), emBits);
}

function checkedVerification(parameters: PssVerification): PssVerification {
  if (parameters?.saltLength === 'any') checked({ ...parameters, saltLength: 0 });
  else checked(parameters as PssParameters);
  return parameters;
}

function checked(parameters: PssParameters): PssParameters {
  const { hash, mgfHash, saltLength } = parameters ?? {};
  assertHash(hash, 'parameters.hash');
  assertHash(mgfHash, 'parameters.mgfHash');
  assertInteger(saltLength, 'parameters.saltLength', 0, 65_535);
  return parameters;
}

function assertDigest({ outputLength }: Hash, digest: Uint8Array): void {
  assertBytes(digest, 'digest');
  if (digest.length !== outputLength) {
    throw new UsageError('out-of-range', 'digest', `must have ${outputLength} bytes, got ${digest.length}`);
  }
}

/** RFC 8017 §9.1.1 step 3. */
function assertRoom({ hash, saltLength }: Pick<PssParameters, 'hash' | 'saltLength'>, emBits: number): void {
  if (Math.ceil(emBits / 8) >= hash.outputLength + saltLength + 2) return;
  const what = `${hash.name} and ${saltLength} bytes of salt`;
  throw new RsaError('modulus-too-short', `${emBits + 1} bits cannot hold a signature with ${what}`, 'RFC 8017 §9.1.1');
}

/** H = Hash(0x00 × 8 || mHash || salt): RFC 8017 §9.1.1 steps 5 and 6. */
const hashOfMessage = (hash: Hash, mHash: Uint8Array, salt: Uint8Array): Bytes =>
  hash.digest(concat(new Uint8Array(8), mHash, salt));

/** Mask of the bits that are used in EM's first byte. EM has one bit less than the modulus, so that its number is below n; the unused leading
 * bits must be 0. */
const firstByteMask = (emBits: number): number => 0xff >> ((8 - (emBits % 8)) % 8);

/** EMSA-PSS-ENCODE (RFC 8017 §9.1.1) from step 3 on. */
function encodePss(
  { hash, mgfHash, saltLength }: PssParameters,
  mHash: Uint8Array,
  emBits: number,
  random: Random,
): Bytes {
  assertDigest(hash, mHash);
  const emLen = Math.ceil(emBits / 8);
  const hLen = hash.outputLength;
  // Step 3.
  assertRoom({ hash, saltLength }, emBits);
  // Step 4.
  const salt = randomBytes(random, saltLength);
  // Steps 5 and 6.
  const H = hashOfMessage(hash, mHash, salt);
  // Steps 7 and 8.
  const DB = concat(new Uint8Array(emLen - saltLength - hLen - 2), new Uint8Array([0x01]), salt);
  // Steps 9 and 10.
  const maskedDB = xor(DB, mgf1(mgfHash, H, emLen - hLen - 1));
  // Step 11.
  maskedDB[0] &= firstByteMask(emBits);
  // Steps 12 and 13.
  return concat(maskedDB, H, new Uint8Array([0xbc]));
}

/** EMSA-PSS-VERIFY (RFC 8017 §9.1.2) from step 4 on. */
function isPssEncoding(
  { hash, mgfHash, saltLength }: PssVerification,
  mHash: Uint8Array,
  EM: Uint8Array,
  emBits: number,
): boolean {
  const hLen = hash.outputLength;
  // Step 4.
  if (EM[EM.length - 1] !== 0xbc) return false;
  // Step 5.
  const maskedDB = EM.subarray(0, EM.length - hLen - 1);
  const H = EM.subarray(EM.length - hLen - 1, EM.length - 1);
  // Step 6.
  if ((maskedDB[0] & ~firstByteMask(emBits)) !== 0) return false;
  // Steps 7 and 8.
  const DB = xor(maskedDB, mgf1(mgfHash, H, maskedDB.length));
  // Step 9.
  DB[0] &= firstByteMask(emBits);
  // Step 10. If any salt length is accepted, PS ends at the first byte that is not zero.
  const PS = saltLength === 'any' ? DB.findIndex((byte) => byte !== 0) : DB.length - saltLength - 1;
  if (DB[PS] !== 0x01 || DB.subarray(0, PS).some((byte) => byte !== 0)) return false;
  // Steps 11 to 14.
  return equalBytes(H, hashOfMessage(hash, mHash, DB.subarray(PS + 1)));
}
