import { bitLength, VitrineError } from '../../bytes/index.ts';
import { DecodeError } from '../../codec/index.ts';
import type { PublicKey } from '../../keys/index.ts';
import type { RsaPublicComponents, RsaPublicKey } from '../../rsa/index.ts';
import { type Certificate, decodeCertificate } from '../../x509/index.ts';
import { ruleOf, TlsError } from '../errors.ts';
import type { TlsVersion } from './signature-schemes.ts';

/** Not in the RFC: chains in use have two to four certificates. */
const MAX_CERTIFICATES = 16;
/** Not in the RFC: bounds the cost of verifying signatures, since an unauthenticated peer can cause it.
 * Go has the same limits (CVE-2023-29409; crypto/rsa accepts exponents below 2^31). */
const MAX_MODULUS_BITS = 8192;
const MAX_EXPONENT_BITS = 31;

/** @returns the certificates of a Certificate message, decoded but not validated.
 * @throws TlsError `too-many-certificates`, `certificate-malformed`; `certificate-unsuitable` if the first has a key of an
 * unknown type, or if any key exceeds the limits above. */
export function readCertificates(certificateList: readonly Uint8Array[], version: TlsVersion): Certificate[] {
  if (certificateList.length > MAX_CERTIFICATES) {
    throw new TlsError('too-many-certificates', 'Not in the RFC: local limit');
  }
  const certificates = certificateList.map(readCertificate);
  for (const [i, certificate] of certificates.entries()) checkKey(certificate, i === 0, version);
  return certificates;
}

function readCertificate(der: Uint8Array): Certificate {
  try {
    return decodeCertificate(der);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new TlsError('certificate-malformed', error.rule, { cause: error });
  }
}

/** The leaf's key must be of a known type (RFC 5246 §7.4.2, §7.4.6; RFC 8446 §4.4.2.2, §4.4.2.3). Unknown keys in other certificates are harmless. */
function checkKey(certificate: Certificate, isLeaf: boolean, version: TlsVersion): void {
  const key = keyOrFault(certificate);
  if (!(key instanceof Error) && (key.type === 'rsa' || key.type === 'rsa-pss')) checkCost(key);
  const isUsable = !(key instanceof Error) && key.type !== 'unknown';
  if (isLeaf && !isUsable) {
    const cause = key instanceof Error ? { cause: key } : {};
    throw new TlsError('certificate-unsuitable', ruleOf(version, 'RFC 5246 §7.4.2', 'RFC 8446 §4.4.2.2'), cause);
  }
}

/** The key, or the reason that it cannot be used. */
function keyOrFault(certificate: Certificate): PublicKey | VitrineError {
  try {
    return certificate.publicKey;
  } catch (error) {
    if (error instanceof VitrineError) return error;
    throw error;
  }
}

/** @throws TlsError `certificate-unsuitable` unless the key is an RSA key, which RSA key transport requires (RFC 5246 §7.4.2). */
export function rsaKeyOf({ publicKey }: Certificate): RsaPublicKey {
  if (publicKey.type === 'rsa') return publicKey;
  throw new TlsError('certificate-unsuitable', 'RFC 5246 §7.4.2');
}

function checkCost({ modulus, publicExponent }: RsaPublicComponents): void {
  if (bitLength(modulus) > MAX_MODULUS_BITS || bitLength(publicExponent) > MAX_EXPONENT_BITS) {
    throw new TlsError('certificate-unsuitable', 'Not in the RFC: local limit');
  }
}
