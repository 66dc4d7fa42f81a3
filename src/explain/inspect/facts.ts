/** The main facts of a certificate or request, shown before its bytes. */
import { bitLength } from '../../bytes/index.ts';
import { isSameDescription } from '../../codec/index.ts';
import { sha256 } from '../../hash/index.ts';
import type { SubjectPublicKeyInfo } from '../../keys/index.ts';
import {
  Certificate,
  type CertificateFields,
  CertificateRequest,
  type CertificationRequestFields,
  certificate,
  certificationRequest,
  type Extension,
  extensionValue,
  formatGeneralName,
  formatOneline,
} from '../../x509/index.ts';
import type { Fact, Facts } from '../document/exhibit.ts';
import { objectName } from '../openssl-text/object-names.ts';
import type { Recognised } from './recognise.ts';

/** The kind of a structure, its size, and its most important values. */
export function factsOf({ title, span, value }: Recognised, der: Uint8Array): Facts {
  const own = new Uint8Array(der);
  const more =
    value === undefined
      ? []
      : isSameDescription(span.codec, certificate)
        ? certificateFacts(new Certificate(own, value as CertificateFields))
        : isSameDescription(span.codec, certificationRequest)
          ? requestFacts(new CertificateRequest(own, value as CertificationRequestFields))
          : [];
  return { kind: 'facts', title, rows: [fact('Bytes', der.length, ''), ...more] };
}

const fact = (label: string, value: Fact['value'], rule: string): Fact => ({ label, value, rule });

function certificateFacts(of: Certificate): Fact[] {
  const { tbs, der } = of;
  return [
    fact('Subject', formatOneline(tbs.subject.value), 'RFC 5280 §4.1.2.6'),
    fact('Issuer', formatOneline(tbs.issuer.value), 'RFC 5280 §4.1.2.4'),
    fact('Serial number', tbs.serialNumber, 'RFC 5280 §4.1.2.2'),
    fact('Not before', of.notBefore.toISOString(), 'RFC 5280 §4.1.2.5'),
    fact('Not after', of.notAfter.toISOString(), 'RFC 5280 §4.1.2.5'),
    keyFact(tbs.subjectPublicKeyInfo),
    ...nameFacts(of.extensions),
    fact('CA', of.isCA ? 'yes' : 'no', 'RFC 5280 §4.2.1.9'),
    fact('SHA-256 fingerprint', sha256.digest(der), ''),
  ];
}

const requestFacts = ({ info, requestedExtensions }: CertificateRequest): Fact[] => [
  fact('Subject', formatOneline(info.subject.value), 'RFC 2986 §4.1'),
  keyFact(info.subjectPKInfo),
  ...nameFacts(requestedExtensions),
];

function keyFact({ algorithm, subjectPublicKey }: SubjectPublicKeyInfo): Fact {
  const bits = subjectPublicKey.kind === 'rsa' ? `, ${bitLength(subjectPublicKey.value.modulus)} bits` : '';
  return fact('Public key', `${objectName(algorithm.algorithm)}${bits}`, 'RFC 5280 §4.1.2.7');
}

function nameFacts(extensions: readonly Extension[]): Fact[] {
  const names = extensionValue(extensions, 'subjectAltName') ?? [];
  return names.length === 0 ? [] : [fact('Names', names.map(formatGeneralName).join(', '), 'RFC 5280 §4.2.1.6')];
}
