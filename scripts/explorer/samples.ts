/** The samples that the explorer opens with: made by the engine from a seed, so that they are the same whenever they are made. */
import { resolve } from 'node:path';
import { bytesToBase64, utf8ToBytes } from '../../src/bytes/index.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { generateKey, type PrivateKey, pemEncode, writePrivateKeyPem } from '../../src/keys/index.ts';
import { usualSchemeFor } from '../../src/signatures/index.ts';
import {
  type Certificate,
  caExtensions,
  certIdOf,
  certificateListPem,
  certificatePem,
  createCertificateList,
  createOcspResponse,
  createRequest,
  type Extension,
  issueFromRequest,
  KEY_PURPOSES,
  makeExtension,
  makeName,
  type Name,
  parseGeneralNames,
  requestPem,
  selfSign,
} from '../../src/x509/index.ts';

/** Where the module is written. */
export const SAMPLES = resolve(import.meta.dirname, '../../src/explorer/samples/embedded.ts');

const random = (of: string) => seededRandom(`explorer/${of}`);
const keyOf = (owner: string): PrivateKey =>
  generateKey({ type: 'ec', curve: 'P-256', random: random(`${owner} key`) });
const day = (text: string): Date => new Date(`${text}T00:00:00Z`);
const LONG = { notBefore: day('2026-01-01'), notAfter: day('2036-01-01') };
const SHORT = { notBefore: day('2026-01-01'), notAfter: day('2027-01-01') };

function authority(name: string, names: Name): { readonly key: PrivateKey; readonly certificate: Certificate } {
  const key = keyOf(name);
  const scheme = usualSchemeFor(key);
  return {
    key,
    certificate: selfSign({
      subject: names,
      key,
      scheme,
      random: random(name),
      validity: LONG,
      extensions: caExtensions(),
    }),
  };
}

const CA = authority('ca', makeName(['CN', 'kubernetes']));

function leaf(owner: string, subject: Name, validity: typeof SHORT, extensions: readonly Extension[]): Certificate {
  const key = keyOf(owner);
  const scheme = usualSchemeFor(key);
  const request = createRequest({ subject, key, scheme, random: random(`${owner} request`), extensions: [] });
  return issueFromRequest({
    ...{
      request,
      issuer: CA.certificate,
      issuerKey: CA.key,
      scheme: usualSchemeFor(CA.key),
      random: random(owner),
      validity,
    },
    extensions: () => [
      makeExtension('basicConstraints', true, { cA: false }),
      makeExtension('keyUsage', true, ['digitalSignature']),
      ...extensions,
    ],
  });
}

const SERVER_NAMES = parseGeneralNames('DNS:kubernetes, DNS:kubernetes.default.svc, IP:10.96.0.1');
const server = leaf('server', makeName(['CN', 'kube-apiserver']), SHORT, [
  makeExtension('extKeyUsage', false, [KEY_PURPOSES.serverAuth]),
  makeExtension('subjectAltName', false, SERVER_NAMES),
]);
const administrator = leaf('client', makeName(['O', 'kubeadm:cluster-admins'], ['CN', 'kubernetes-admin']), SHORT, [
  makeExtension('extKeyUsage', false, [KEY_PURPOSES.clientAuth]),
]);

function request(): string {
  const key = keyOf('request');
  return requestPem(
    createRequest({
      ...{ subject: makeName(['O', 'system:nodes'], ['CN', 'system:node:worker-1']), key, scheme: usualSchemeFor(key) },
      random: random('request'),
      extensions: [makeExtension('subjectAltName', false, parseGeneralNames('DNS:worker-1, IP:192.0.2.11'))],
    }),
  );
}

const list = (): string =>
  certificateListPem(
    createCertificateList({
      ...{
        issuer: CA.certificate,
        issuerKey: CA.key,
        scheme: usualSchemeFor(CA.key),
        random: random('crl'),
        number: 7n,
      },
      thisUpdate: day('2026-06-01'),
      nextUpdate: day('2026-07-01'),
      revoked: [
        { serialNumber: administrator.serialNumber, revocationDate: day('2026-05-20'), reason: 'keyCompromise' },
      ],
    }),
  );

function answer(): string {
  const { der } = createOcspResponse({
    ...{ responder: CA.certificate, responderKey: CA.key, scheme: usualSchemeFor(CA.key), responderId: 'key' },
    producedAt: day('2026-06-01'),
    answers: [
      {
        certId: certIdOf(server, CA.certificate, 'sha256'),
        ...{ status: { kind: 'good' }, thisUpdate: day('2026-06-01'), nextUpdate: day('2026-06-08') },
      },
    ],
    random: random('ocsp'),
  });
  return pemEncode('OCSP RESPONSE', der);
}

const data = (pem: string): string => bytesToBase64(utf8ToBytes(pem));

const kubeconfig = (): string => `apiVersion: v1
kind: Config
clusters:
- name: demo
  cluster:
    server: https://kubernetes:6443
    certificate-authority-data: ${data(certificatePem(CA.certificate))}
users:
- name: kubernetes-admin
  user:
    client-certificate-data: ${data(certificatePem(administrator))}
    client-key-data: ${data(writePrivateKeyPem(keyOf('client'), 'pkcs8'))}
contexts:
- name: kubernetes-admin@demo
  context: { cluster: demo, user: kubernetes-admin }
current-context: kubernetes-admin@demo
`;

/** The samples by name. */
const makeSamples = (): Readonly<Record<string, string>> => ({
  server: certificatePem(server) + certificatePem(CA.certificate),
  ca: certificatePem(CA.certificate),
  request: request(),
  crl: list() + certificatePem(CA.certificate),
  ocsp: answer() + certificatePem(CA.certificate),
  key: writePrivateKeyPem(keyOf('client'), 'pkcs8'),
  kubeconfig: kubeconfig(),
});

/** The module's whole text. */
export function samplesModule(): string {
  const rows = Object.entries(makeSamples()).map(([name, text]) => `  ${name}: \`${text}\`,\n`);
  return `// Generated by scripts/explorer/samples.ts; do not edit. \`npm run explore:samples\` writes it anew.

/** Files to begin with. The keys in them come from a seed that everybody can read: they protect nothing. */
export const SAMPLES = {
${rows.join('')}} as const;
export type SampleName = keyof typeof SAMPLES;
`;
}
