/** The interface of a NIST curve: keys, points, ECDH and ECDSA. */
import type { Bytes, Random } from '../bytes/index.ts';
import type { Hash } from '../hash/index.ts';

export type CurveName = 'P-256' | 'P-384' | 'P-521';

/** Affine coordinates, big-endian, of `fieldLength` bytes each. */
export interface AffinePoint {
  readonly x: Uint8Array;
  readonly y: Uint8Array;
}

export type PointForm = 'uncompressed' | 'compressed';

/** The source of a signature's number k. Exactly one of the two must be given. */
export type NonceSource =
  /** Hedged (RFC 6979 §3.6): from the key, the digest and fresh randomness. A random source that repeats its output does no harm. Two
   * signatures of one message differ. */
  | { readonly random: Random; readonly deterministic?: undefined }
  /** RFC 6979 §3.2: from the key and the digest alone, so that signing is reproducible. */
  | { readonly deterministic: true; readonly random?: undefined };

/** A public key whose multiples are tabulated. */
export interface PreparedPublicKey {
  /** As `Curve.verify`. */
  verify(hash: Hash, message: Uint8Array, signature: Uint8Array): boolean;
  /** As `Curve.verifyDigest`. */
  verifyDigest(digest: Uint8Array, signature: Uint8Array): boolean;
}

/** A curve y² = x³ − 3x + b over a prime field, of prime order n (SP 800-186 §3.2.1).
 *
 * A private key is d in 1…n − 1, big-endian, of `orderLength` bytes. A public key is a point in SEC 1's encoding (§2.3.3), uncompressed or compressed as input,
 * uncompressed as output. The identity, hybrid forms, and points not on the curve are refused.
 * Timing: functions of a private key run one sequence of operations, read whole tables, and use no bigint. They reveal whether the key is in range. */
export interface Curve {
  /** Its name in SP 800-186 and JWK (RFC 7518 §6.2.1.1). */
  readonly name: CurveName;
  /** Bytes of a coordinate. */
  readonly fieldLength: number;
  /** Bytes of a private key, and of each half of a signature. */
  readonly orderLength: number;

  /** d by rejection sampling (FIPS 186-5 §A.2.2).
   * @throws EcError `random-exhausted` if none of 128 draws is in range: the source is broken. Timing: depends on the number of rejected draws. */
  generatePrivateKey(random: Random): Bytes;
  /** @throws EcError `private-key` unless it is in 1…n − 1, of `orderLength` bytes. */
  checkPrivateKey(privateKey: Uint8Array): void;
  /** d·G, uncompressed. The first few calls cost five times as much as later ones, which use a table. @throws EcError `private-key`. */
  publicKey(privateKey: Uint8Array): Bytes;
  /** The affine coordinates of a public point, compressed or not, on the curve (SEC 1 §2.3.4).
   * @throws EcError `point-encoding`, `point-hybrid`, `point-identity`, `point-not-on-curve`. Timing: nothing is secret. */
  decodePoint(encoded: Uint8Array): { readonly x: Bytes; readonly y: Bytes };
  /** The encoding of a public point on the curve (SEC 1 §2.3.3).
   * @throws EcError `point-encoding`, `point-not-on-curve`; UsageError for another form. Timing: nothing is secret. */
  encodePoint(point: AffinePoint, form: PointForm): Bytes;
  /** The x-coordinate of d·Q (SP 800-56A §5.7.1.2; RFC 8446 §7.4.2): `fieldLength` bytes. Secret. @throws EcError for a bad key of either kind. */
  ecdh(privateKey: Uint8Array, publicKey: Uint8Array): Bytes;
  /** Signs a message (FIPS 186-5 §6.4.1).
   * @param hash - hashes the message, and is the hash in RFC 6979's HMAC.
   * @returns r ‖ s, of `orderLength` bytes each.
   * @throws EcError `private-key`; UsageError `missing-option` or `misuse` unless exactly one source of k is given. */
  sign(hash: Hash, privateKey: Uint8Array, message: Uint8Array, source: NonceSource): Bytes;
  /** Signs a digest. @param digest - any length; only the leftmost bits are used. @throws as `sign`. */
  signDigest(hash: Hash, privateKey: Uint8Array, digest: Uint8Array, source: NonceSource): Bytes;
  /** Whether r ‖ s is a signature by this key over this message (FIPS 186-5 §6.4.2). Both s and n − s are accepted.
   * @returns false for an invalid signature, one of another length, or one with a half outside 1…n − 1.
   * @throws EcError for a bad public key. Timing: nothing is secret. */
  verify(hash: Hash, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** Verifies a digest. @param digest - any length; only the leftmost bits are used. @throws as `verify`. Timing: nothing is secret. */
  verifyDigest(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean;
  /** Tabulates multiples of a public key that is used often. This costs as much as 13 verifications; each one then takes 2/5 of the time.
   * @throws EcError for a bad public key. Timing: nothing is secret. */
  prepare(publicKey: Uint8Array): PreparedPublicKey;
}
