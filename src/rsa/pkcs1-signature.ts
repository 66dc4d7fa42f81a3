/** RSASSA-PKCS1-v1_5 (RFC 8017 §8.2). Signatures are deterministic: the randomness is used only for blinding. */
import { assertBytes, type Bytes, concat, equalBytes, i2osp, os2ip, type Random, UsageError } from '../bytes/index.ts';
import { assertHash, type Hash } from '../hash/index.ts';
import { digestInfoPrefix } from './digest-info.ts';
import { RsaError } from './errors.ts';
import { type AnyRsaPrivateKey, checkPublicKey, modulusLength, type RsaPublicComponents } from './key.ts';
import { rsadp, rsaep } from './primitives.ts';

/** Signs a message: RSASSA-PKCS1-V1_5-SIGN (RFC 8017 §8.2.1).
 * @returns k bytes, fresh.
 * @throws RsaError `modulus-too-short` when the encoded digest does not fit; `unknown-hash`; those of `rsadp`.
 * Timing: as `rsadp`. */
export function signPkcs1(hash: Hash, key: AnyRsaPrivateKey, message: Uint8Array, random: Random): Bytes {
  assertHash(hash, 'hash');
  return signPkcs1Digest(hash, key, hash.digest(message), random);
}

/** Signs a digest that was computed elsewhere, for instance piece by piece.
 * @param digest - `hash.outputLength` bytes. @throws as `signPkcs1`; UsageError `out-of-range` on another length. Timing: as `rsadp`. */
export function signPkcs1Digest(hash: Hash, key: AnyRsaPrivateKey, digest: Uint8Array, random: Random): Bytes {
  const k = modulusLength(key);
  // RFC 8017 §8.2.1 step 1.
  const EM = encodePkcs1(hash, digest, k);
  // Step 2.
  return i2osp(rsadp(key, os2ip(EM), random), k);
}

/** Whether the signature is this key's for this message: RSASSA-PKCS1-V1_5-VERIFY (RFC 8017 §8.2.2), the variant that parses nothing. The
 * only valid encoding is built and compared with the recovered one as a whole.
 * @returns false for a signature that is wrong, of another length than the modulus, or not below it.
 * @throws RsaError for an invalid key, or one too short for any signature of this hash. Timing: nothing is secret. */
export function verifyPkcs1(hash: Hash, key: RsaPublicComponents, message: Uint8Array, signature: Uint8Array): boolean {
  assertHash(hash, 'hash');
  return verifyPkcs1Digest(hash, key, hash.digest(message), signature);
}

/** Verifies a signature over a digest that was computed elsewhere. @param digest - `hash.outputLength` bytes. @throws as `signPkcs1Digest`.
 * Timing: nothing is secret. */
export function verifyPkcs1Digest(
  hash: Hash,
  key: RsaPublicComponents,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  // RFC 8017 §8.2.2 step 3, done first, so that a key that is too short throws for any signature.
  // Deviation: the encoding without NULL parameters, which §9.2 note 1 lets a verifier accept, is refused.
  const expected = encodePkcs1(hash, digest, modulusLength(key));
  const recovered = openSignature(key, signature);
  // Step 4.
  return recovered !== undefined && equalBytes(recovered, expected);
}

/** The encoded message inside a signature, 00 01 FF … FF 00 DigestInfo if it is valid, for display beside the expected one. Never verify by
 * parsing it: that allows forgeries (CVE-2006-4339). Use `verifyPkcs1`.
 * @returns k bytes, fresh. @throws RsaError `signature` when its length is not k or it is not below the modulus. */
export function recoverEncodedMessage(key: RsaPublicComponents, signature: Uint8Array): Bytes {
  const EM = openSignature(key, signature);
  if (EM === undefined)
    throw new RsaError('signature', 'the signature must have the length of the modulus and be below it', RULE);
  return EM;
}

const RULE = 'RFC 8017 §8.2.2';

/** Steps 1 and 2 of §8.2.2; undefined where they find the signature invalid. */
function openSignature(key: RsaPublicComponents, signature: Uint8Array): Bytes | undefined {
  checkPublicKey(key);
  assertBytes(signature, 'signature');
  const k = modulusLength(key);
  if (signature.length !== k) return undefined;
  const s = os2ip(signature);
  return s < key.modulus ? i2osp(rsaep(key, s), k) : undefined;
}

/** EMSA-PKCS1-v1_5 (RFC 8017 §9.2) from step 2 on; reference implementation: `reference/emsa-pkcs1`.
 * @param emLen - bytes of the result. @throws RsaError `modulus-too-short` or `unknown-hash`; UsageError `out-of-range`. */
function encodePkcs1(hash: Hash, digest: Uint8Array, emLen: number): Bytes {
  assertHash(hash, 'hash');
  assertBytes(digest, 'digest');
  if (digest.length !== hash.outputLength) {
    throw new UsageError('out-of-range', 'digest', `must have ${hash.outputLength} bytes, got ${digest.length}`);
  }
  // Step 2.
  const T = concat(digestInfoPrefix(hash), digest);
  // Step 3.
  if (emLen < T.length + 11) {
    throw new RsaError(
      'modulus-too-short',
      `${emLen} bytes cannot hold a signature with ${hash.name}`,
      'RFC 8017 §9.2',
    );
  }
  // Steps 4 and 5.
  const PS = new Uint8Array(emLen - T.length - 3).fill(0xff);
  return concat(new Uint8Array([0x00, 0x01]), PS, new Uint8Array([0x00]), T);
}
