/** Signature algorithms of certificates and requests: one table from OID to hash, signing and verifying (RFC 4055 §5, RFC 8017 §A.2.4). */
import { type Bytes, equalBytes, type Random } from '../bytes/index.ts';
import { type Hash, sha256 } from '../hash/index.ts';
import { type AlgorithmIdentifier, NULL_PARAMETERS, type PrivateKey, type PublicKey } from '../keys/index.ts';
import { signPkcs1, verifyPkcs1 } from '../rsa/index.ts';
import { X509Error } from './errors.ts';

export interface SignatureAlgorithm {
  readonly algorithm: string;
  /** As the standard and OpenSSL call it. */
  readonly name: string;
  /** The kind of key that it goes with. */
  readonly key: PublicKey['type'];
  /** The name of its hash. */
  readonly hashName: string;
  /** Absent where the algorithm is only known by name: forgeable ones, which are never computed. */
  readonly hash?: Hash;
  /** Collisions of its hash are within reach, so that a signature proves nothing (RFC 9155 §1, RFC 6151 §2). */
  readonly weak: boolean;
}

const rsa = (algorithm: string, name: string, hashName: string, hash?: Hash): SignatureAlgorithm => ({
  algorithm,
  name,
  key: 'rsa',
  hashName,
  ...(hash !== undefined && { hash }),
  weak: hash === undefined,
});

export const SIGNATURE_ALGORITHMS: readonly SignatureAlgorithm[] = [
  rsa('1.2.840.113549.1.1.2', 'md2WithRSAEncryption', 'md2'),
  rsa('1.2.840.113549.1.1.4', 'md5WithRSAEncryption', 'md5'),
  rsa('1.2.840.113549.1.1.5', 'sha1WithRSAEncryption', 'sha1'),
  rsa('1.2.840.113549.1.1.11', 'sha256WithRSAEncryption', 'sha256', sha256),
];

/** The row of an identifier, or undefined for one that is unknown or has parameters that its algorithm does not
 * (NULL or none, RFC 4055 §5). */
export function signatureAlgorithmOf(identifier: AlgorithmIdentifier): SignatureAlgorithm | undefined {
  if (identifier.parameters !== undefined && !equalBytes(identifier.parameters, NULL_PARAMETERS)) return undefined;
  return SIGNATURE_ALGORITHMS.find(({ algorithm }) => algorithm === identifier.algorithm);
}

/** The identifier under which a key signs with a hash.
 * @throws X509Error `unsupported-signature-algorithm`. */
export function signatureIdentifier(hash: Hash, key: PublicKey['type']): AlgorithmIdentifier {
  const row = SIGNATURE_ALGORITHMS.find((one) => one.hash?.name === hash.name && one.key === key);
  if (row === undefined) throw unsupported(`${hash.name} with ${key}`);
  return { algorithm: row.algorithm, parameters: NULL_PARAMETERS };
}

/** Signs bytes, as `signatureIdentifier` of the same hash and key names it. Timing: as `signPkcs1`. */
export const sign = (hash: Hash, key: PrivateKey, message: Uint8Array, random: Random): Bytes =>
  signPkcs1(hash, key, message, random);

/** Whether a signature is this key's over these bytes. False too where the key is of another kind than the algorithm.
 * @throws X509Error `unsupported-signature-algorithm` for an algorithm that is unknown, or too weak to mean anything;
 * RsaError for a key that is none, or too short for any signature. */
export function verifySignature(
  identifier: AlgorithmIdentifier,
  publicKey: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const row = signatureAlgorithmOf(identifier);
  if (row?.hash === undefined) throw unsupported(row?.name ?? identifier.algorithm);
  return publicKey.type === 'rsa' && verifyPkcs1(row.hash, publicKey, message, signature);
}

const unsupported = (what: string): X509Error =>
  new X509Error(
    'unsupported-signature-algorithm',
    `no signatures are made or verified with ${what}`,
    'RFC 5280 §4.1.1.2',
  );
