/** The scene of pasted certificates. */
import { bytesToHex, equalBytes, UsageError } from '../../bytes/index.ts';
import { type Certificate, decodeCertificate } from '../../x509/index.ts';
import type { SceneCertificate } from './scene.ts';

/** Maximum certificates of a scene: a picture of more would be unreadable. */
export const MOST_CERTIFICATES = 24;

/** Makes a scene of certificates. Self-issued ones are trusted roots; those that signed no other are leaves, and the first leaf
 * is validated.
 * @throws UsageError `out-of-range` for none, or too many; DecodeError. */
export function ownScene(ders: readonly Uint8Array[]): readonly SceneCertificate[] {
  if (ders.length === 0 || ders.length > MOST_CERTIFICATES) {
    throw new UsageError('out-of-range', 'input', `must have 1 to ${MOST_CERTIFICATES} certificates`);
  }
  const different = ders.filter((der, i) => ders.findIndex((other) => equalBytes(other, der)) === i);
  const certificates = different.map((der) => decodeCertificate(der));
  const issuerOf = (certificate: Certificate, i: number): number =>
    isRoot(certificate) ? i : certificates.findIndex((other, j) => j !== i && seemsSignedBy(certificate, other));
  const issuers = certificates.map(issuerOf);
  return certificates.map((certificate, i): SceneCertificate => {
    const isIssuer = issuers.some((issuer, j) => issuer === i && j !== i);
    return {
      ...{ id: `c${i + 1}`, certificate, issuerKey: undefined },
      role: isRoot(certificate) ? 'root' : isIssuer ? 'intermediate' : 'leaf',
      issuer: issuers[i] === -1 ? undefined : `c${issuers[i] + 1}`,
    };
  });
}

const isRoot = ({ subject, issuer }: Certificate): boolean => equalBytes(subject.bytes, issuer.bytes);

/** Compares the names and, if both are present, the key identifiers. */
function seemsSignedBy(certificate: Certificate, other: Certificate): boolean {
  const wanted = certificate.extension('authorityKeyIdentifier')?.keyIdentifier;
  const own = other.subjectKeyIdentifier;
  const isKey = wanted === undefined || own === undefined || bytesToHex(wanted) === bytesToHex(own);
  return isKey && equalBytes(certificate.issuer.bytes, other.subject.bytes);
}
