/** Certificates for the attacks on path validation: small CAs with keys on P-256, all at one time. */
import type { Random } from '../bytes/index.ts';
import { generateKey, type PrivateKey } from '../keys/index.ts';
import { schemeOf, usualSchemeFor } from '../signatures/index.ts';
import {
  type Certificate,
  caExtensions,
  createRequest,
  type Extension,
  issueFromRequest,
  makeExtension,
  makeName,
  sameName,
  selfSign,
  type Validation,
  validateChain,
} from '../x509/index.ts';

/** The time at which all of it happens. */
export const NOW = new Date('2026-11-27T12:00:00Z');
const VALIDITY = { notBefore: new Date('2026-11-01T00:00:00Z'), notAfter: new Date('2027-02-01T00:00:00Z') };

/** A certificate and its private key. */
export interface Holder {
  readonly key: PrivateKey;
  readonly certificate: Certificate;
}

/** A self-signed CA. @param more - extensions besides those of a CA. */
export function authority(commonName: string, random: Random, more: readonly Extension[] = []): Holder {
  const key = generateKey({ type: 'ec', curve: 'P-256', random });
  return { key, certificate: selfSigned(commonName, key, random, [...caExtensions(), ...more]) };
}

export function selfSigned(
  commonName: string,
  key: PrivateKey,
  random: Random,
  extensions: readonly Extension[],
): Certificate {
  const scheme = usualSchemeFor(key);
  return selfSign({ key, subject: makeName(['CN', commonName]), extensions, scheme, random, validity: VALIDITY });
}

/** A certificate with a key of its own, issued by a CA. */
export function certified(
  issuer: Holder,
  commonName: string,
  random: Random,
  extensions: readonly Extension[],
): Holder {
  const key = generateKey({ type: 'ec', curve: 'P-256', random });
  const subject = makeName(['CN', commonName]);
  const request = createRequest({ subject, key, scheme: usualSchemeFor(key), random, extensions: [] });
  const parties = { request, issuer: issuer.certificate, issuerKey: issuer.key, extensions: () => extensions };
  const certificate = issueFromRequest({ ...parties, scheme: usualSchemeFor(issuer.key), random, validity: VALIDITY });
  return { key, certificate };
}

/** The extensions of a server's certificate. */
export const serverExtensions = (...dnsNames: readonly string[]): Extension[] => [
  makeExtension('basicConstraints', true, { cA: false }),
  makeExtension('keyUsage', true, ['digitalSignature']),
  ...(dnsNames.length === 0
    ? []
    : [
        makeExtension(
          'subjectAltName',
          false,
          dnsNames.map((value) => ({ kind: 'dNSName', value }) as const),
        ),
      ]),
];

/** Whether every certificate is within its validity, names the next one's subject as its issuer, and is signed by it; the last one by itself. basicConstraints and
 * keyUsage are not checked. */
export function linksHold(chain: readonly Certificate[]): boolean {
  return chain.every((certificate, i) => {
    const issuer = chain[i + 1] ?? certificate;
    const scheme = schemeOf(certificate.fields.signatureAlgorithm, issuer.publicKey);
    return (
      certificate.notBefore <= NOW &&
      NOW <= certificate.notAfter &&
      sameName(certificate.issuer, issuer.subject) &&
      scheme?.verify(issuer.publicKey, certificate.signedBytes, certificate.fields.signature) === true
    );
  });
}

/** The engine's own validation, for a server of that name. */
export function engineValidation(chain: readonly Certificate[], root: Certificate, dns: string): Validation {
  return validateChain({
    leaf: chain[0],
    intermediates: chain.slice(1),
    roots: [root],
    time: NOW,
    purpose: 'serverAuth',
    name: { dns },
    profile: 'rfc5280',
    revocation: { policy: 'off' },
  });
}
