/** The certificate for an approved request, as the signing controller makes it (kubernetes pkg/controller/certificates/signer/signer.go,
 * authority/policies.go). */
import { assertArray, assertDate, assertFields, assertOptions, os2ip, type Random } from '../../bytes/index.ts';
import { usualSchemeFor } from '../../signatures/index.ts';
import {
  type Certificate,
  type CertificateRequest,
  EXTENSIONS,
  type Extension,
  issueFromRequest,
  makeExtension,
} from '../../x509/index.ts';
import { PkiError } from '../pki/errors.ts';
import type { Authority } from '../pki/issue.ts';
import { usageBits, usagePurposes } from './usages.ts';

export interface SigningSettings {
  /** `spec.usages`. */
  readonly usages: readonly string[];
  /** `spec.expirationSeconds`. Default: the signing duration. */
  readonly expirationSeconds?: number | undefined;
  /** `--cluster-signing-duration`, in seconds: 8760 hours. */
  readonly durationSeconds: number;
  readonly time: Date;
  readonly random: Random;
}

/** Kubernetes' default of `--cluster-signing-duration`, in seconds. */
export const SIGNING_DURATION = 8760 * 3600;
const MINUTE = 60_000;
const BACKDATE = 5 * MINUTE;
/** Below this lifetime, the five minutes of backdating are added to it; from here on they are taken from it. */
const SHORT = 8 * 60 * MINUTE;
const LEAST_SECONDS = 600;

const OPTIONS: Readonly<Record<keyof SigningSettings, true>> = {
  usages: true,
  expirationSeconds: true,
  durationSeconds: true,
  time: true,
  random: true,
};

/** Issues the certificate: subject, names and key are the request's, keyUsage and extKeyUsage are those of `spec.usages`, and every other
 * extension of the request is dropped. It does not expire later than its CA.
 * @throws PkiError `ca-not-valid`; X509Error for a request with an invalid self-signature. Timing: as signing. */
export function issueForSigner(
  request: CertificateRequest,
  authority: Authority,
  settings: SigningSettings,
): Certificate {
  assertFields(authority, 'authority', 'an Authority', 'certificate', 'key');
  assertFields(settings, 'settings', 'an object', 'usages', 'durationSeconds', 'time', 'random');
  assertOptions(settings, 'settings', Object.keys(OPTIONS));
  assertArray(settings.usages, 'settings.usages');
  assertDate(settings.time, 'settings.time');
  return issueFromRequest({
    request,
    issuer: authority.certificate,
    issuerKey: authority.key,
    scheme: usualSchemeFor(authority.key),
    random: settings.random,
    serialNumber: serialBelow128(settings.random),
    validity: validityOf(authority.certificate, settings),
    extensions: (requested) => grantedExtensions(requested, settings.usages),
  });
}

/** authority.go: a positive number below 2^128. */
function serialBelow128(random: Random): bigint {
  for (;;) {
    const serial = os2ip(random.bytes(16));
    if (serial > 0n) return serial;
  }
}

function grantedExtensions(requested: readonly Extension[], usages: readonly string[]): Extension[] {
  const [bits, purposes] = [usageBits(usages), usagePurposes(usages)];
  return [
    makeExtension('basicConstraints', true, { cA: false }),
    ...(bits.length === 0 ? [] : [makeExtension('keyUsage', true, bits)]),
    ...(purposes.length === 0 ? [] : [makeExtension('extKeyUsage', false, purposes)]),
    ...requested.filter(({ extnID }) => extnID === EXTENSIONS.subjectAltName.id),
  ];
}

/** The validity of a certificate, in milliseconds (signer.go, duration). */
function lifetimeOf({ expirationSeconds, durationSeconds }: SigningSettings): number {
  if (expirationSeconds === undefined) return durationSeconds * 1000;
  return Math.min(Math.max(expirationSeconds, LEAST_SECONDS), durationSeconds) * 1000;
}

function validityOf(
  authority: Certificate,
  settings: SigningSettings,
): { readonly notBefore: Date; readonly notAfter: Date } {
  const { time } = settings;
  const now = time.getTime();
  if (time < authority.notBefore || time > authority.notAfter) {
    const message = `is valid from ${authority.notBefore.toISOString()} to ${authority.notAfter.toISOString()}`;
    throw new PkiError('ca-not-valid', 'the signing CA', message, 'RFC 5280 §6.1.3 (a) (2)');
  }
  const lifetime = lifetimeOf(settings);
  const end = now + lifetime - (lifetime < SHORT ? 0 : BACKDATE);
  return { notBefore: new Date(now - BACKDATE), notAfter: new Date(Math.min(end, authority.notAfter.getTime())) };
}
