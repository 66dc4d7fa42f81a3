/** What a signature scheme is: a row of the table of schemes (`schemes.ts`). */
import type { Bytes, Random } from '../bytes/index.ts';
import type { CurveName } from '../ec/index.ts';
import type { Hash } from '../hash/index.ts';
import type { AlgorithmIdentifier, PrivateKey, PublicKey } from '../keys/index.ts';

/** Names of kinds of keys that sign. */
export type SigningKeyType = Exclude<PrivateKey['type'], 'x25519'>;

export interface SignatureScheme {
  /** As TLS 1.3 calls it, without the curve where the scheme does not tie one: `rsa_pkcs1_sha256`. */
  readonly name: string;
  /** How certificates, requests and CMS name it. */
  readonly algorithm: AlgorithmIdentifier;
  /** The standard's and OpenSSL's name of `algorithm`: `sha256WithRSAEncryption`. */
  readonly algorithmName: string;
  /** The kinds of keys that it goes with. */
  readonly keyTypes: readonly SigningKeyType[];
  /** Its hash; absent where the scheme hashes in its own way (Ed25519). */
  readonly hash?: Hash;
  /** Collisions of its hash are within reach: certificates, requests and TLS never use it (RFC 9155 §1). */
  readonly weak: boolean;
  /** Whether it goes with a key of these kinds; absent where it goes with all of them. */
  accepts?(key: PrivateKey | PublicKey): boolean;
  /** Its numbers in TLS; none where TLS has none. */
  readonly codePoints: readonly CodePoint[];

  /** Signs a message.
   * @param random - blinds RSA, hedges ECDSA, salts PSS.
   * @returns the signature as certificates and TLS carry it, fresh.
   * @throws UsageError `wrong-type` for a key of another kind; the error of the kind's room. Timing: as the kind's signing. */
  sign(key: PrivateKey, message: Uint8Array, random: Random): Bytes;
  /** Whether a signature is this key's over this message. Never an exception for a signature, whatever its bytes.
   * @returns false for a key of another kind too.
   * @throws the error of the kind's room for a key that is none, or too short. Timing: nothing is secret. */
  verify(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean;
  /** Signs what was hashed elsewhere, for instance piece by piece. Absent where there is no hash.
   * @param digest - `hash.outputLength` bytes. @throws as `sign`. */
  signDigest?(key: PrivateKey, digest: Uint8Array, random: Random): Bytes;
  /** Verifies what was hashed elsewhere. @throws as `verify`. */
  verifyDigest?(key: PublicKey, digest: Uint8Array, signature: Uint8Array): boolean;
}

export type TlsVersion = 'TLSv1.2' | 'TLSv1.3';

/** A SignatureScheme of TLS (RFC 8446 §4.2.3), which in TLS 1.2 is a SignatureAndHashAlgorithm (RFC 5246 §7.4.1.4.1). */
export interface CodePoint {
  readonly id: number;
  /** As TLS 1.3 calls it: `rsa_pss_rsae_sha256`. */
  readonly name: string;
  /** The kind of key that it goes with: two numbers of one scheme differ in this. */
  readonly keyType: SigningKeyType;
  /** The one curve that it goes with in TLS 1.3; in TLS 1.2 any does. */
  readonly curve?: CurveName;
  /** Where it may sign a handshake (RFC 8446 §4.2.3: PKCS #1 v1.5 no longer does in TLS 1.3). */
  readonly versions: readonly TlsVersion[];
}
