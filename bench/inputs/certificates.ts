/** A cluster's CA, its API server's certificate (the one that is parsed) and a client's, each with a key of its own. */

import { X509Certificate } from 'node:crypto';
import { seededRandom } from '../../src/hash/index.ts';
import { type PrivateKey, writePrivateKeyPem } from '../../src/keys/index.ts';
import { generateRsaKey } from '../../src/rsa/index.ts';
import { RSA_PKCS1_SHA256 } from '../../src/signatures/index.ts';
import {
  type Certificate,
  type CertificateRequest,
  caExtensions,
  certificatePem,
  createRequest,
  type Extension,
  issueFromRequest,
  KEY_PURPOSES,
  makeExtension,
  makeName,
  parseGeneralNames,
  selfSign,
} from '../../src/x509/index.ts';
import { once } from '../rows.ts';

/** Long enough for peers that ask the clock whether a certificate is valid. */
const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };
/** When everything here is valid. */
export const TIME: Date = new Date('2030-01-01T00:00:00Z');

/** A certificate and its key, in the forms that implementations take. */
export interface Identity {
  readonly certificate: Certificate;
  readonly key: PrivateKey;
  /** What certified it asked for; a root asked nobody. */
  readonly request?: CertificateRequest;
  readonly pem: string;
  readonly keyPem: string;
}

const random = once(() => seededRandom('bench/certificates'));
const newKey = (): PrivateKey => generateRsaKey({ modulusBits: 2048, random: random() });
/** Of every certificate here, its issuer excepted. */
export const issuing = () => ({ scheme: RSA_PKCS1_SHA256, validity, random: random() });

const identity = (certificate: Certificate, key: PrivateKey, request?: CertificateRequest): Identity => ({
  certificate,
  key,
  pem: certificatePem(certificate),
  keyPem: writePrivateKeyPem(key, 'pkcs1'),
  ...(request && { request }),
});

export const ca: () => Identity = once(() => {
  const key = newKey();
  const subject = makeName(['CN', 'kubernetes']);
  return identity(selfSign({ subject, key, extensions: caExtensions(), ...issuing() }), key);
});

function issue(name: string, extensions: readonly Extension[]): Identity {
  const key = newKey();
  const { scheme } = issuing();
  const request = createRequest({ subject: makeName(['CN', name]), key, scheme, extensions, random: random() });
  const by = { issuer: ca().certificate, issuerKey: ca().key };
  return identity(issueFromRequest({ request, ...by, extensions: (all) => all, ...issuing() }), key, request);
}

/** Five names, as a cluster's API server has. */
const NAMES = [
  'DNS:kubernetes',
  'DNS:kubernetes.default',
  'DNS:kubernetes.default.svc',
  'DNS:kubernetes.default.svc.cluster.local',
  'IP:10.96.0.1',
];

export const server: () => Identity = once(() =>
  issue('kube-apiserver', [
    makeExtension('keyUsage', true, ['digitalSignature', 'keyEncipherment']),
    makeExtension('extKeyUsage', false, [KEY_PURPOSES.serverAuth]),
    makeExtension('basicConstraints', true, { cA: false }),
    makeExtension('subjectAltName', false, parseGeneralNames(NAMES.join(','))),
  ]),
);

export const client: () => Identity = once(() =>
  issue('kubernetes-admin', [
    makeExtension('keyUsage', true, ['digitalSignature']),
    makeExtension('extKeyUsage', false, [KEY_PURPOSES.clientAuth]),
  ]),
);

export const PARSE_ROW = 'certificate-parse/names and SAN/RSA-2048';
export const ENCODE_ROW = 'certificate-encode/names and SAN/RSA-2048';

/** What everybody must have read, in words that all can be brought to. */
export interface ReadCertificate {
  /** The common names. */
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: bigint;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DNS names as they are; an IP address as text. */
  readonly names: readonly string[];
}

const commonName = (text: string): string => text.split('CN=')[1];

/** node:crypto's text of a certificate in those words. */
export const fromNode = (read: Readonly<Record<keyof ReadCertificate, string>>): ReadCertificate => ({
  subject: commonName(read.subject),
  issuer: commonName(read.issuer),
  serialNumber: BigInt(`0x${read.serialNumber}`),
  notBefore: new Date(read.notBefore),
  notAfter: new Date(read.notAfter),
  names: read.names.split(', ').map((name) => name.split(':')[1]),
});

/** What node:crypto reads; its parse is in the getters too. */
export function readByNode(der: Uint8Array): Readonly<Record<keyof ReadCertificate, string>> {
  const { subject, issuer, serialNumber, validFrom, validTo, subjectAltName } = new X509Certificate(der);
  return { subject, issuer, serialNumber, notBefore: validFrom, notAfter: validTo, names: subjectAltName ?? '' };
}

/** What the server's certificate says, by node:crypto's word. */
export const expectedRead: () => ReadCertificate = once(() => fromNode(readByNode(server().certificate.der)));
