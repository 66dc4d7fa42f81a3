/** Certificates and requests for programs: the values of `-json`. */
import { bitLength, bytesToHex } from '../bytes/index.ts';
import { objectName } from '../explain/index.ts';
import { sha256 } from '../hash/index.ts';
import type { PublicKey } from '../keys/index.ts';
import {
  type Certificate,
  type CertificateList,
  type CertificateRequest,
  type Extension,
  formatGeneralName,
  formatRfc4514,
  type Validation,
} from '../x509/index.ts';

export const certificateJson = (certificate: Certificate): object => ({
  version: certificate.version,
  serialNumber: serialHex(certificate.serialNumber),
  issuer: formatRfc4514(certificate.issuer.value),
  subject: formatRfc4514(certificate.subject.value),
  notBefore: certificate.notBefore.toISOString(),
  notAfter: certificate.notAfter.toISOString(),
  signatureAlgorithm: objectName(certificate.fields.signatureAlgorithm.algorithm),
  publicKey: publicKeyJson(certificate.publicKey),
  isCA: certificate.isCA,
  subjectAltNames: certificate.subjectAltNames.map(formatGeneralName),
  keyUsage: certificate.keyUsage ?? null,
  extKeyUsage: certificate.extKeyUsage ?? null,
  extensions: certificate.extensions.map(extensionJson),
  sha256Fingerprint: bytesToHex(sha256.digest(certificate.der)),
});

export const requestJson = (request: CertificateRequest): object => ({
  subject: formatRfc4514(request.subject.value),
  signatureAlgorithm: objectName(request.fields.signatureAlgorithm.algorithm),
  publicKey: publicKeyJson(request.publicKey),
  subjectAltNames: request.requestedExtensions.flatMap(({ extnValue }) =>
    extnValue.kind === 'subjectAltName' ? extnValue.value.map(formatGeneralName) : [],
  ),
  requestedExtensions: request.requestedExtensions.map(extensionJson),
});

/** The entries are left out, since a list may have a million. */
export const certificateListJson = (list: CertificateList): object => ({
  version: list.version,
  issuer: formatRfc4514(list.issuer.value),
  thisUpdate: list.thisUpdate.toISOString(),
  nextUpdate: list.nextUpdate?.toISOString() ?? null,
  number: list.number === undefined ? null : `${list.number}`,
  baseNumber: list.baseNumber === undefined ? null : `${list.baseNumber}`,
  entries: list.entries.size,
  extensions: list.extensions.map(extensionJson),
});

/** A serial number as OpenSSL writes it: whole bytes, upper case. */
export function serialHex(serial: bigint): string {
  const digits = (serial < 0n ? -serial : serial).toString(16).toUpperCase();
  return `${serial < 0n ? '-' : ''}${digits.length % 2 === 1 ? '0' : ''}${digits}`;
}

function publicKeyJson(key: PublicKey): object {
  if (key.type === 'unknown') return { type: key.type, algorithm: key.algorithm, spki: bytesToHex(key.spki) };
  if (key.type === 'ec') return { type: key.type, curve: key.curve, point: bytesToHex(key.point) };
  if (key.type === 'ed25519' || key.type === 'x25519') return { type: key.type, publicKey: bytesToHex(key.publicKey) };
  return {
    type: key.type,
    bits: bitLength(key.modulus),
    modulus: key.modulus.toString(16),
    publicExponent: `${key.publicExponent}`,
    ...(key.type === 'rsa-pss' && { restriction: key.restriction ?? null }),
  };
}

const extensionJson = ({ extnID, critical, extnValue }: Extension): object => ({
  oid: extnID,
  name: objectName(extnID),
  critical,
  ...(extnValue.kind === 'other' && { value: bytesToHex(extnValue.value) }),
});

export const validationJson = ({ ok, chain, checks, time, policies }: Validation): object => ({
  ok,
  time: time.toISOString(),
  chain: chain.map(({ subject }) => formatRfc4514(subject.value)),
  checks,
  policies: policies?.userConstrained.map(({ policy }) => policy),
});
