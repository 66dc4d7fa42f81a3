/** Specimens of names: of the subject, and their strings. */
import { attribute, dns, email, ia5, oid, primitive, printable, sequence, set, text, tlv, utf8 } from './der.ts';
import { type SpecimenRow, specimen } from './specimen.ts';

const ORGANIZATION = '2.5.4.10';
const COMMON_NAME = '2.5.4.3';
type Options = NonNullable<Parameters<typeof specimen<'leaf'>>[3]>;
/** The subject of a leaf. */
const subject = (code: string, rdns: readonly Uint8Array[], options: Options = {}): SpecimenRow =>
  specimen(code, 'leaf', (c) => (c.subject = sequence(...rdns)), options);
const organization = (code: string, of: string): SpecimenRow => subject(code, [attribute(ORGANIZATION, utf8(of))]);
/** Removes certificatePolicies, which mark the leaf as domain validated, so that the subject may have more attributes. */
const withoutPolicies = {
  twin: (c: { extensions: { delete(name: string): void } }) => c.extensions.delete('certificatePolicies'),
};
const implied = { implies: ['policies-missing'], ...withoutPolicies };

const STRINGS: readonly SpecimenRow[] = [
  specimen(
    'string-control',
    'leaf',
    (c) => c.extensions.set('subjectAltName', false, sequence(dns('bank.example.com\0.evil.example.net'))),
    { implies: ['dns-syntax'] },
  ),
  organization('string-bidi-control', 'Example\u202eknaB'),
  organization('string-mojibake', 'Z\u00c3\u00bcrich'),
  organization('string-html-entity', 'A &amp; B'),
  organization('string-empty', ''),
  organization('string-surrounding-space', ' Example'),
  subject('string-deprecated-type', [attribute(ORGANIZATION, tlv(0x1e, new Uint8Array([0, 65, 0, 66])))]),
];

const NAMES: readonly SpecimenRow[] = [
  specimen('issuer-empty', 'leaf', (c) => (c.issuer = sequence())),
  specimen('ca-subject-empty', 'intermediate', (c) => (c.subject = sequence())),
  specimen('subject-empty-without-san', 'leaf', (c) => {
    c.extensions.delete('subjectAltName');
    c.subject = sequence();
    return c.signed();
  }),
  specimen(
    'unique-identifier-present',
    'leaf',
    (c) => (c.uniqueIdentifiers = primitive(2, new Uint8Array([0, 0xab, 0xcd]))),
  ),
  subject(
    'rdn-multi-valued',
    [set(sequence(oid('2.5.4.6'), printable('DE')), sequence(oid(ORGANIZATION), utf8('Example')))],
    implied,
  ),
  subject('attribute-duplicate', [
    attribute(COMMON_NAME, utf8('www.example.com')),
    attribute(COMMON_NAME, utf8('www.example.com')),
  ]),
  subject('country-code', [attribute('2.5.4.6', printable('GER'))]),
  subject('attribute-string-type', [attribute('2.5.4.6', utf8('DE'))]),
  organization('attribute-too-long', 'x'.repeat(65)),
  subject('attribute-too-long-web', [attribute('2.5.4.17', utf8('1'.repeat(41)))], implied),
  subject('attribute-placeholder', [attribute('2.5.4.8', utf8('-'))], implied),
  organization('attribute-tool-default', 'Internet Widgits Pty Ltd'),
  subject('email-not-in-san', [attribute('1.2.840.113549.1.9.1', ia5('a@example.com'))]),
  subject('organizational-unit', [attribute('2.5.4.11', utf8('Web'))], implied),
  subject('common-name-discouraged', [attribute(COMMON_NAME, utf8('www.example.com'))]),
  subject('common-name-not-in-san', [attribute(COMMON_NAME, utf8('ftp.example.com'))]),
  specimen('common-name-only', 'leaf', (c) => {
    c.extensions.delete('subjectAltName');
    return (c.subject = sequence(attribute(COMMON_NAME, utf8('www.example.com'))));
  }),
];

const alternative = (code: string, ...names: readonly Uint8Array[]): SpecimenRow =>
  specimen(code, 'leaf', (c) => c.extensions.set('subjectAltName', false, sequence(...names)));
const DNS_NAMES: readonly SpecimenRow[] = [
  alternative('dns-syntax', dns('a!b.example.com')),
  alternative('dns-underscore', dns('a_b.example.com')),
  alternative('dns-underscore-web', dns('a_b.example.com')),
  alternative('dns-long', dns(`${'a'.repeat(64)}.example.com`)),
  alternative('dns-label-empty', dns('.www.example.com')),
  alternative('dns-trailing-dot', dns('www.example.com.')),
  alternative('dns-is-address', dns('192.0.2.1')),
  alternative('dns-is-uri', dns('https://www.example.com:8443/')),
  alternative('dns-internal', dns('server1')),
  alternative('dns-reverse-zone', dns('1.2.0.192.in-addr.arpa')),
  alternative('dns-punycode', dns('xn--a.example.com')),
  alternative('dns-reserved-label', dns('ab--cd.example.com')),
  alternative('wildcard-not-left', dns('www.*.example.com')),
  alternative('wildcard-partial', dns('w*.example.com')),
  alternative('wildcard-wide', dns('*.com')),
];

const SMTP_UTF8_MAILBOX = '1.3.6.1.5.5.7.8.9';
const OTHER_NAMES: readonly SpecimenRow[] = [
  specimen('san-missing', 'leaf', (c) => {
    c.extensions.delete('subjectAltName');
    return c.extensionField;
  }),
  alternative('san-name-empty', dns('www.example.com'), dns('')),
  specimen(
    'san-not-critical',
    'leaf',
    (c) => {
      c.subject = sequence();
      return c.extensions.set('subjectAltName', false, sequence(dns('www.example.com')));
    },
    {
      twin: (c) => {
        c.subject = sequence();
        c.extensions.set('subjectAltName', true, sequence(dns('www.example.com')));
      },
    },
  ),
  specimen('san-critical', 'leaf', (c) => c.extensions.set('subjectAltName', true, sequence(dns('www.example.com')))),
  alternative('san-type-web', dns('www.example.com'), email('a@example.com')),
  alternative('san-duplicate', dns('www.example.com'), dns('WWW.example.com')),
  alternative('ip-reserved', primitive(7, new Uint8Array([10, 0, 0, 1]))),
  alternative('ip-mapped', primitive(7, new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 8, 8, 8, 8]))),
  alternative('email-syntax', email('<a@example.com>')),
  alternative('email-international', tlv(0xa0, oid(SMTP_UTF8_MAILBOX), tlv(0xa0, utf8('a@example.com')))),
  alternative('uri-relative', primitive(6, text('/a/b'))),
  alternative('uri-host', primitive(6, text('http://server/'))),
];

export const NAME_SPECIMENS: readonly SpecimenRow[] = [...STRINGS, ...NAMES, ...DNS_NAMES, ...OTHER_NAMES];
