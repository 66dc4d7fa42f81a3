import { bitLength, VitrineError } from '../../bytes/index.ts';
import { DecodeError } from '../../codec/index.ts';
import type { PublicKey } from '../../keys/index.ts';
import type { RsaPublicComponents, RsaPublicKey } from '../../rsa/index.ts';
import { type Certificate, decodeCertificate } from '../../x509/index.ts';
import { TlsError } from '../errors.ts';

/** Not in the RFC: a chain in use has two to four. */
const MAX_CERTIFICATES = 16;
/** Not in the RFC: bounds on the work of verifying a stranger's signature, since a peer that has proven nothing may cause it.
 * Go draws the same lines (CVE-2023-29409; crypto/rsa takes exponents below 2^31). */
const MAX_MODULUS_BITS = 8192;
const MAX_EXPONENT_BITS = 31;

/** @returns the certificates of a Certificate message, decoded and not verified.
 * @throws TlsError `too-many-certificates`, `certificate-malformed`; `certificate-unsuitable` when the first has a key of no kind
 * that we know, or any has one that is too dear to verify with. */
export function readCertificates(certificateList: readonly Uint8Array[]): Certificate[] {
  if (certificateList.length > MAX_CERTIFICATES) {
    throw new TlsError('too-many-certificates', 'Not in the RFC: a bound of ours');
  }
  const certificates = certificateList.map(readCertificate);
  for (const [i, certificate] of certificates.entries()) checkKey(certificate, i === 0);
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

/** The leaf's key must be one that we know (RFC 5246 §7.4.2, §7.4.6); of the others, one that we do not know costs nothing. */
function checkKey(certificate: Certificate, isLeaf: boolean): void {
  const key = keyOrFault(certificate);
  if (!(key instanceof Error) && (key.type === 'rsa' || key.type === 'rsa-pss')) checkCost(key);
  const isUsable = !(key instanceof Error) && key.type !== 'unknown';
  if (isLeaf && !isUsable) {
    throw new TlsError('certificate-unsuitable', 'RFC 5246 §7.4.2', key instanceof Error ? { cause: key } : {});
  }
}

/** The key, or why there is none that we can use. */
function keyOrFault(certificate: Certificate): PublicKey | VitrineError {
  try {
    return certificate.publicKey;
  } catch (error) {
    if (error instanceof VitrineError) return error;
    throw error;
  }
}

/** @throws TlsError `certificate-unsuitable` unless the key is an RSA key, as RSA key transport needs it (RFC 5246
 * §7.4.2). */
export function rsaKeyOf({ publicKey }: Certificate): RsaPublicKey {
  if (publicKey.type === 'rsa') return publicKey;
  throw new TlsError('certificate-unsuitable', 'RFC 5246 §7.4.2');
}

function checkCost({ modulus, publicExponent }: RsaPublicComponents): void {
  if (bitLength(modulus) > MAX_MODULUS_BITS || bitLength(publicExponent) > MAX_EXPONENT_BITS) {
    throw new TlsError('certificate-unsuitable', 'Not in the RFC: a bound of ours');
  }
}
