/** The type of a signature scheme: a row of the table in `schemes.ts`. */
import type { Bytes, Random } from '../bytes/index.ts';
import type { CurveName } from '../ec/index.ts';
import type { Hash } from '../hash/index.ts';
import type { AlgorithmIdentifier, PrivateKey, PublicKey } from '../keys/index.ts';

/** Key types that can sign. */
export type SigningKeyType = Exclude<PrivateKey['type'], 'x25519'>;

export interface SignatureScheme {
  /** The name in TLS 1.3, without the curve unless the scheme requires one: `rsa_pkcs1_sha256`. */
  readonly name: string;
  /** The algorithm identifier in certificates, requests and CMS. */
  readonly algorithm: AlgorithmIdentifier;
  /** The standard's and OpenSSL's name of `algorithm`: `sha256WithRSAEncryption`. */
  readonly algorithmName: string;
  /** The key types that it can be used with. */
  readonly keyTypes: readonly SigningKeyType[];
  /** Its hash; absent if the scheme has a built-in hash (Ed25519). */
  readonly hash?: Hash;
  /** Its hash has practical collisions: refused, unless the caller accepts weak schemes (RFC 9155 §1). */
  readonly weak: boolean;
  /** Whether it fits a key of these types; absent if it fits all of them. */
  accepts?(key: PrivateKey | PublicKey): boolean;
  /** Its code points in TLS; may be empty. */
  readonly codePoints: readonly CodePoint[];

  /** Signs a message.
   * @param random - blinds RSA, hedges ECDSA, salts PSS.
   * @returns the signature as certificates and TLS carry it, fresh.
   * @throws UsageError `wrong-type` for a key of another type; errors of the key type's room. Timing: as that room's signing. */
  sign(key: PrivateKey, message: Uint8Array, random: Random): Bytes;
  /** Whether a signature by this key over this message is valid. No signature causes an exception.
   * @returns false also for a key of another type.
   * @throws errors of the key type's room for an invalid or too short key. Timing: nothing is secret. */
  verify(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean;
  /** Signs a digest. Absent if the scheme has a built-in hash.
   * @param digest - `hash.outputLength` bytes. @throws as `sign`. */
  signDigest?(key: PrivateKey, digest: Uint8Array, random: Random): Bytes;
  /** Verifies a signature over a digest. @throws as `verify`. */
  verifyDigest?(key: PublicKey, digest: Uint8Array, signature: Uint8Array): boolean;
}

export type TlsVersion = 'TLSv1.2' | 'TLSv1.3';

/** A SignatureScheme of TLS (RFC 8446 §4.2.3), which in TLS 1.2 is a SignatureAndHashAlgorithm (RFC 5246 §7.4.1.4.1). */
export interface CodePoint {
  readonly id: number;
  /** The name in TLS 1.3: `rsa_pss_rsae_sha256`. */
  readonly name: string;
  /** The key type: two code points of one scheme differ in it. */
  readonly keyType: SigningKeyType;
  /** The curve that TLS 1.3 requires; TLS 1.2 allows any. */
  readonly curve?: CurveName;
  /** The versions whose handshakes it may sign (RFC 8446 §4.2.3: not PKCS #1 v1.5 in TLS 1.3). */
  readonly versions: readonly TlsVersion[];
}
