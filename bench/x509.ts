import { deepStrictEqual, strictEqual } from 'node:assert';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { encode } from '../src/codec/index.ts';
import { seededRandom, sha256 } from '../src/hash/index.ts';
import { publicKeyOf, writePublicKeyPem } from '../src/keys/index.ts';
import { generateRsaKey } from '../src/rsa/index.ts';
import {
  caExtensions,
  certificate,
  createRequest,
  decodeCertificate,
  issueFromRequest,
  makeExtension,
  makeName,
  parseGeneralNames,
  selfSign,
  validateChain,
} from '../src/x509/index.ts';
import type { BenchRow } from './rows.ts';

const random = seededRandom('bench/x509');
const [caKey, key] = [0, 1].map(() => ({ type: 'rsa' as const, key: generateRsaKey({ modulusBits: 2048, random }) }));
const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };
const issuing = { hash: sha256, validity, random };
const ca = selfSign({ subject: makeName(['CN', 'kubernetes']), key: caKey, extensions: caExtensions(), ...issuing });
const names =
  'DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,IP:10.96.0.1';
const wanted = [
  makeExtension('keyUsage', true, ['digitalSignature', 'keyEncipherment']),
  makeExtension('extKeyUsage', false, ['1.3.6.1.5.5.7.3.1']),
  makeExtension('basicConstraints', true, { cA: false }),
  makeExtension('subjectAltName', false, parseGeneralNames(names)),
];
const request = createRequest({
  subject: makeName(['CN', 'kube-apiserver']),
  key,
  hash: sha256,
  extensions: wanted,
  random,
});
const leaf = issueFromRequest({ request, issuer: ca, issuerKey: caKey, extensions: (all) => all, ...issuing });
const octets = leaf.der.length;

const parse = (): unknown[] => {
  const read = decodeCertificate(leaf.der);
  return [read.subject.value.length, read.subjectAltNames.length, read.serialNumber];
};
const parseNative = (): unknown[] => {
  const read = new X509Certificate(leaf.der);
  return [read.subject.split('\n').length, read.subjectAltName!.split(', ').length, BigInt(`0x${read.serialNumber}`)];
};
const validate = (): boolean =>
  validateChain({
    leaf,
    intermediates: [],
    roots: [ca],
    time: validity.notBefore,
    purpose: 'serverAuth',
    name: { dns: 'kubernetes' },
  }).ok;
const caPublicKey = createPublicKey(writePublicKeyPem(publicKeyOf(caKey), 'spki'));
const [native, nativeCa] = [new X509Certificate(leaf.der), new X509Certificate(ca.der)];
const validateNative = (): boolean =>
  native.checkIssued(nativeCa) && native.verify(caPublicKey) && native.checkHost('kubernetes') !== undefined;

const sameParse = (): void => deepStrictEqual(parse(), parseNative());
const bothValid = (): void => deepStrictEqual([validate(), validateNative()], [true, true]);

export const rows: BenchRow[] = [
  { row: `certificate-parse/names and SAN/${octets}`, implementation: 'vitrine', run: parse, check: sameParse },
  {
    row: `certificate-parse/names and SAN/${octets}`,
    implementation: 'node:crypto',
    run: parseNative,
    check: sameParse,
  },
  {
    row: `certificate-encode/-/${octets}`,
    implementation: 'vitrine',
    run: () => encode(certificate, leaf.fields),
    check: () => deepStrictEqual(encode(certificate, leaf.fields), leaf.der),
  },
  { row: 'chain-validate/two certificates/2048', implementation: 'vitrine', run: validate, check: bothValid },
  /** Node has no validation of its own outside TLS: this is the signature, the names and the host alone. */
  {
    row: 'chain-validate/signature and names alone/2048',
    implementation: 'node:crypto',
    run: validateNative,
    check: bothValid,
  },
  {
    row: 'certificate-issue/from a request/2048',
    implementation: 'vitrine',
    run: () => issueFromRequest({ request, issuer: ca, issuerKey: caKey, extensions: (all) => all, ...issuing }),
    check: () => strictEqual(new X509Certificate(leaf.der).verify(caPublicKey), true),
  },
];
