/** Specimens of CRLs and of requests. */
import {
  attribute,
  bits,
  boolean,
  context,
  dns,
  generalizedTime,
  integer,
  octets,
  oid,
  primitive,
  raw,
  sequence,
  set,
  tlv,
  uri,
  utcTime,
  utf8,
} from './der.ts';
import { type CrlParts, revoked } from './parts.ts';
import { authorityKey, point } from './sound.ts';
import { type SpecimenRow, specimen } from './specimen.ts';

type Options = NonNullable<Parameters<typeof specimen<'crl'>>[3]>;
const list = (
  code: string,
  extension: string,
  critical: boolean,
  value: Uint8Array,
  options: Options = {},
): SpecimenRow => specimen(code, 'crl', (c) => c.extensions.set(extension, critical, value), options);
const FULL = context(0, context(0, uri('http://ca.example.com/sub.crl')));
const on = (number: number): Uint8Array => primitive(number, raw(0xff));
const delta = { twin: (c: CrlParts) => c.extensions.set('deltaCRLIndicator', true, integer(3)) };

const LISTS: readonly SpecimenRow[] = [
  specimen('crl-version-missing', 'crl', (c) => {
    c.version = raw();
    return c.signatureAlgorithm;
  }),
  specimen('crl-next-update-missing', 'crl', (c) => {
    c.nextUpdate = raw();
    return c.thisUpdate;
  }),
  specimen('crl-times', 'crl', (c) => (c.nextUpdate = utcTime('270331120000Z'))),
  specimen('crl-too-long', 'crl', (c) => (c.nextUpdate = utcTime('270412000000Z'))),
  specimen('crl-number-missing', 'crl', (c) => {
    c.extensions.delete('cRLNumber');
    return c.extensionField;
  }),
  list('crl-number-range', 'cRLNumber', false, integer(1n << 160n)),
  specimen('crl-entries-empty', 'crl', (c) => {
    c.entryField = sequence();
    return c.signed();
  }),
  list('crl-idp-critical', 'issuingDistributionPoint', false, sequence(FULL)),
  list('crl-idp-empty', 'issuingDistributionPoint', true, sequence()),
  list('crl-idp-scope', 'issuingDistributionPoint', true, sequence(FULL, on(1), on(2))),
  list('crl-idp-attribute-certificates', 'issuingDistributionPoint', true, sequence(FULL, on(5))),
  list('crl-idp-indirect', 'issuingDistributionPoint', true, sequence(FULL, on(4))),
  list('crl-idp-full-name', 'issuingDistributionPoint', true, sequence(context(0, context(0, dns('ca.example.com'))))),
  list('crl-delta-not-critical', 'deltaCRLIndicator', false, integer(3)),
  list('crl-delta-freshest', 'freshestCRL', false, sequence(point(uri('http://ca.example.com/delta.crl'))), delta),
  list('crl-delta-number', 'deltaCRLIndicator', true, integer(9)),
  list('crl-extension-foreign', 'keyUsage', true, bits(7, raw(0x80))),
];

/** An extension of an entry. */
const extension = (id: string, critical: boolean, value: Uint8Array) =>
  sequence(oid(id), critical ? boolean(true) : raw(), octets(value));
const reason = (number: number, critical = false) => extension('2.5.29.21', critical, tlv(10, raw(number)));
const SERIAL = integer(0x654321);
const REVOKED_AT = utcTime('270330000000Z');
/** A CRL with one entry of these extensions. */
const entry = (code: string, extensions: readonly ReturnType<typeof sequence>[], options: Options = {}): SpecimenRow =>
  specimen(
    code,
    'crl',
    (c) => {
      const made = revoked(SERIAL, REVOKED_AT, ...extensions);
      c.entries = [made];
      return made;
    },
    options,
  );
const ISSUER = sequence(context(4, sequence(attribute('2.5.4.3', utf8('Other CA')))));

const ENTRIES: readonly SpecimenRow[] = [
  specimen('crl-entry-duplicate', 'crl', (c) => {
    const made = revoked(SERIAL, REVOKED_AT);
    c.entries = [made, made];
    return made;
  }),
  specimen('crl-entry-serial', 'crl', (c) => {
    const made = revoked(integer(-0x123456), REVOKED_AT);
    c.entries = [made];
    return made;
  }),
  specimen('crl-entry-future', 'crl', (c) => {
    const made = revoked(SERIAL, utcTime('270402000000Z'));
    c.entries = [made];
    return made;
  }),
  specimen('crl-entry-time-not-utc-time', 'crl', (c) => {
    const made = revoked(SERIAL, generalizedTime('20270330000000Z'));
    c.entries = [made];
    return made;
  }),
  entry('crl-reason-unspecified', [reason(0)]),
  entry('crl-reason-unused', [reason(7)]),
  entry('crl-reason-remove', [reason(8)]),
  entry('crl-reason-web', [reason(6)]),
  entry('crl-reason-critical', [reason(1, true)]),
  entry('crl-entry-issuer', [extension('2.5.29.29', true, ISSUER)]),
  entry('crl-entry-extension-foreign', [extension('2.5.29.15', false, bits(7, raw(0x80)))]),
  entry('crl-entry-extension-duplicate', [reason(1), reason(1)]),
  entry('crl-invalidity-after-revocation', [extension('2.5.29.24', false, generalizedTime('20270331000000Z'))]),
];

const request = (code: string, asked: string, critical: boolean, value: Uint8Array): SpecimenRow =>
  specimen(code, 'request', (c) => c.extensions.set(asked, critical, value));
/** A request with one additional attribute. */
const attributed = (code: string, made: ReturnType<typeof sequence>): SpecimenRow =>
  specimen(code, 'request', (c) => {
    c.attributes = [made];
    return made;
  });
const ASKED = sequence(sequence(oid('2.5.29.17'), octets(sequence(dns('www.example.com')))));

const REQUESTS: readonly SpecimenRow[] = [
  attributed('csr-attribute-duplicate', sequence(oid('1.2.840.113549.1.9.14'), set(ASKED))),
  attributed('csr-challenge-password', sequence(oid('1.2.840.113549.1.9.7'), set(utf8('secret')))),
  attributed('csr-unstructured-name', sequence(oid('1.2.840.113549.1.9.2'), set(utf8('Example')))),
  attributed('csr-microsoft-extensions', sequence(oid('1.3.6.1.4.1.311.2.1.14'), set(ASKED))),
  specimen('csr-no-name', 'request', (c) => {
    c.extensions.delete('subjectAltName');
    c.subject = sequence();
    return c.signed();
  }),
  request('csr-asks-ca', 'basicConstraints', true, sequence(boolean(true))),
  request('csr-asks-identifiers', 'authorityKeyIdentifier', false, authorityKey()),
  request('csr-subject-key-identifier', 'subjectKeyIdentifier', false, octets(new Uint8Array(20))),
  specimen('csr-extension-request-missing', 'request', (c) => {
    c.extensions.delete('subjectAltName');
    return c.signed();
  }),
];

export const LIST_AND_REQUEST_SPECIMENS: readonly SpecimenRow[] = [...LISTS, ...ENTRIES, ...REQUESTS];
