/** A list of revoked certificates on P-256. */
import { seededRandom } from '../../src/hash/index.ts';
import { generateKey } from '../../src/keys/index.ts';
import { ECDSA_SHA256 } from '../../src/signatures/index.ts';
import { type CertificateList, caExtensions, createCertificateList, makeName, selfSign } from '../../src/x509/index.ts';

/** A list of `count` entries whose serial numbers have 16 bytes. */
export function listOf(count: number): { readonly list: CertificateList; readonly serials: readonly bigint[] } {
  const random = seededRandom('bench/crl');
  const issuerKey = generateKey({ type: 'ec', curve: 'P-256', random });
  const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };
  const made = { scheme: ECDSA_SHA256, random };
  const subject = makeName(['CN', 'root']);
  const issuer = selfSign({ ...made, subject, key: issuerKey, extensions: caExtensions(), validity });
  const revocationDate = new Date('2029-01-01T00:00:00Z');
  const serials = Array.from({ length: count }, (_, i) => (1n << 126n) + BigInt(i) * 0x9e3779b97f4a7c15n);
  const list = createCertificateList({
    ...{ ...made, issuer, issuerKey, number: 1n },
    thisUpdate: new Date('2030-01-01T00:00:00Z'),
    nextUpdate: new Date('2030-02-01T00:00:00Z'),
    revoked: serials.map((serialNumber) => ({ serialNumber, revocationDate, reason: 'keyCompromise' })),
  });
  return { list, serials };
}
