/** The main facts of a certificate, a request or an OCSP response, shown before its bytes. */
import { bitLength } from '../../bytes/index.ts';
import { isSameDescription } from '../../codec/index.ts';
import { sha256 } from '../../hash/index.ts';
import type { SubjectPublicKeyInfo } from '../../keys/index.ts';
import {
  type CertificateFields,
  type CertificationRequestFields,
  certificate,
  certificationRequest,
  type Extension,
  extensionValue,
  formatGeneralName,
  type Name,
  type OcspResponseFields,
  ocspResponse,
} from '../../x509/index.ts';
import { formatReadable } from '../../x509/internal.ts';
import type { Fact, Facts } from '../document/exhibit.ts';
import { spanHasSecrets } from '../document/secrets.ts';
import { objectName } from '../openssl-text/object-names.ts';
import type { Recognised } from './recognise.ts';
import { responseFacts } from './response-facts.ts';

/** The kind of a structure, its size, and its most important values. */
export function factsOf({ title, span, value }: Recognised, der: Uint8Array): Facts {
  const more =
    value === undefined
      ? []
      : isSameDescription(span.codec, certificate)
        ? certificateFacts(value as CertificateFields, der)
        : isSameDescription(span.codec, certificationRequest)
          ? requestFacts(value as CertificationRequestFields)
          : isSameDescription(span.codec, ocspResponse)
            ? responseFacts(value as OcspResponseFields)
            : [];
  // A name may hold what is hidden among the fields.
  const hides = spanHasSecrets(span);
  const rows = more.map((row) => (hides && NAMES.has(row.label) ? { ...row, secret: true as const } : row));
  return { kind: 'facts', title, rows: [fact('Bytes', der.length, ''), ...rows] };
}

const NAMES: ReadonlySet<string> = new Set(['Subject', 'Issuer', 'Names']);
const fact = (label: string, value: Fact['value'], rule: string): Fact => ({ label, value, rule });

function certificateFacts(of: CertificateFields, der: Uint8Array): Fact[] {
  const tbs = of.tbsCertificate.value;
  const { notBefore, notAfter } = tbs.validity;
  const extensions = tbs.extensions ?? [];
  const isCA = tbs.version === 2 && extensionValue(extensions, 'basicConstraints')?.cA === true;
  return [
    fact('Subject', nameText(tbs.subject.value), 'RFC 5280 §4.1.2.6'),
    fact('Issuer', nameText(tbs.issuer.value), 'RFC 5280 §4.1.2.4'),
    fact('Serial number', tbs.serialNumber, 'RFC 5280 §4.1.2.2'),
    fact('Not before', notBefore.value.toISOString(), 'RFC 5280 §4.1.2.5'),
    fact('Not after', notAfter.value.toISOString(), 'RFC 5280 §4.1.2.5'),
    keyFact(tbs.subjectPublicKeyInfo),
    ...nameFacts(extensions),
    fact('CA', isCA ? 'yes' : 'no', 'RFC 5280 §4.2.1.9'),
    fact('SHA-256 fingerprint', sha256.digest(der), ''),
  ];
}

function requestFacts(of: CertificationRequestFields): Fact[] {
  const { subject, subjectPKInfo, attributes } = of.certificationRequestInfo.value;
  const requested = attributes.flatMap(({ values }) => (values.kind === 'extensionRequest' ? values.value.flat() : []));
  return [fact('Subject', nameText(subject.value), 'RFC 2986 §4.1'), keyFact(subjectPKInfo), ...nameFacts(requested)];
}

/** Characters of a name at the head: fewer than a value may have on a page, which says by itself how much it leaves out. */
const MOST_OF_NAME = 2000;

/** A name may have megabytes, all of which are among the fields. */
function nameText(name: Name): string {
  const text = formatReadable(name, MOST_OF_NAME + 1);
  return text.length <= MOST_OF_NAME ? text : `${formatReadable(name, MOST_OF_NAME)}…`;
}

function keyFact({ algorithm, subjectPublicKey }: SubjectPublicKeyInfo): Fact {
  const bits = subjectPublicKey.kind === 'rsa' ? `, ${bitLength(subjectPublicKey.value.modulus)} bits` : '';
  return fact('Public key', `${objectName(algorithm.algorithm)}${bits}`, 'RFC 5280 §4.1.2.7');
}

function nameFacts(extensions: readonly Extension[]): Fact[] {
  const names = extensionValue(extensions, 'subjectAltName') ?? [];
  return names.length === 0 ? [] : [fact('Names', names.map(formatGeneralName).join(', '), 'RFC 5280 §4.2.1.6')];
}
