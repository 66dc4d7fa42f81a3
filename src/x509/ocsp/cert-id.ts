/** CertID (RFC 6960 §4.1.1): identifies a certificate in a request. */
import { anyElement, byteAlignedBitString, hashNameOf, hashOid, sequence } from '../../asn1/index.ts';
import { equalBytes, UsageError } from '../../bytes/index.ts';
import { decode, encode } from '../../codec/index.ts';
import { type Hash, sha1, sha256, sha384, sha512 } from '../../hash/index.ts';
import { NULL_PARAMETERS, type SubjectPublicKeyInfo, subjectPublicKeyInfo } from '../../keys/index.ts';
import { assertCertificate, type Certificate } from '../certificate/certificate.ts';
import { sameName } from '../names/name.ts';
import type { CertId } from './structures.ts';

/** The hashes supported in certIDs: SHA-1 (RFC 6960's original; collisions do not matter here), and SHA-2 (RFC 9919 §3.1.1 asks for
 * SHA-256). */
const HASHES: Readonly<Record<string, Hash>> = { sha1, sha256, sha384, sha512 };
export type CertIdHash = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** The certID of a certificate.
 * @param issuer - the certificate of its issuer, whose key is hashed. @param hash - there is no default: RFC 9919 §3.1.1 asks for SHA-256,
 * but only SHA-1 is supported by every responder.
 * @throws UsageError `out-of-range` for another hash, or an issuer of another name (compared by RFC 5280 §7.1). */
export function certIdOf(certificate: Certificate, issuer: Certificate, hash: CertIdHash): CertId {
  assertCertificate(certificate, 'certificate');
  assertCertificate(issuer, 'issuer');
  assertCertIdHash(hash);
  if (!sameName(certificate.issuer, issuer.subject)) {
    throw new UsageError('out-of-range', 'issuer', 'must have the name that the certificate gives as its issuer');
  }
  // "calculated over the DER encoding of the issuer's name field in the certificate being checked"
  return certIdWith(certificate.serialNumber, certificate.issuer.bytes, issuer, hash);
}

/** The certID for an issuer and a serial number, if the certificate itself is not available.
 * @throws UsageError `wrong-type`, `out-of-range`. */
export function certIdOfSerial(serialNumber: bigint, issuer: Certificate, hash: CertIdHash): CertId {
  if (typeof serialNumber !== 'bigint') throw new UsageError('wrong-type', 'serialNumber', 'must be a bigint');
  assertCertificate(issuer, 'issuer');
  assertCertIdHash(hash);
  return certIdWith(serialNumber, issuer.subject.bytes, issuer, hash);
}

function assertCertIdHash(hash: unknown): asserts hash is CertIdHash {
  if (typeof hash === 'string' && Object.hasOwn(HASHES, hash)) return;
  throw new UsageError('out-of-range', 'hash', `must be one of ${Object.keys(HASHES).join(', ')}`);
}

function certIdWith(serialNumber: bigint, issuerName: Uint8Array, issuer: Certificate, hash: CertIdHash): CertId {
  const { digest } = HASHES[hash];
  return {
    hashAlgorithm: { algorithm: hashOid(hash)!, parameters: NULL_PARAMETERS },
    issuerNameHash: digest(issuerName),
    issuerKeyHash: digest(keyBits(issuer.tbs.subjectPublicKeyInfo)),
    serialNumber,
  };
}

/** Whether a certID is of this certificate. False for an unsupported hash. */
export function isCertIdOf(id: CertId, certificate: Certificate, issuerKey: SubjectPublicKeyInfo): boolean {
  const hash = HASHES[hashNameOf(id.hashAlgorithm.algorithm) ?? ''];
  if (hash === undefined || id.serialNumber !== certificate.serialNumber) return false;
  return (
    equalBytes(id.issuerNameHash, hash.digest(certificate.issuer.bytes)) &&
    equalBytes(id.issuerKeyHash, hash.digest(keyBits(issuerKey)))
  );
}

/** ResponderID's KeyHash (RFC 6960 §4.2.1): "SHA-1 hash of responder's public key (excluding the tag and length fields)". */
export const keyHash = (spki: SubjectPublicKeyInfo): Uint8Array => sha1.digest(keyBits(spki));

const spkiParts = sequence('SubjectPublicKeyInfo', 'RFC 5280 §4.1.2.7', {
  algorithm: anyElement,
  subjectPublicKey: byteAlignedBitString,
});

/** The value of the BIT STRING subjectPublicKey, without tag, length and number of unused bits. */
const keyBits = (spki: SubjectPublicKeyInfo): Uint8Array =>
  decode(spkiParts, encode(subjectPublicKeyInfo, spki)).subjectPublicKey;
