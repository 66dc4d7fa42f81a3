/** Specimens of encodings that are not DER, and of fields that are not of their type. */
import { concat } from '../../bytes/index.ts';
import {
  attribute,
  bits,
  boolean,
  context,
  dns,
  integer,
  latin1,
  octets,
  oid,
  primitive,
  printable,
  raw,
  sequence,
  set,
  tlv,
  utcTime,
  utf8,
} from './der.ts';
import { revoked } from './parts.ts';
import { CRL_DAY, DIGITAL_SIGNATURE, purposes, SOME_SIGNATURE } from './sound.ts';
import { type SpecimenRow, specimen } from './specimen.ts';

/** The same element with its length in one byte more than it needs. */
const longLength = (element: Uint8Array) => concat(element.subarray(0, 1), raw(0x81), element.subarray(1));

const FIELDS: readonly SpecimenRow[] = [
  specimen('ip-length', 'leaf', (c) =>
    c.extensions.set('subjectAltName', false, sequence(dns('www.example.com'), primitive(7, raw(1, 2, 3, 4, 5)))),
  ),
  specimen('nc-ip-length', 'intermediate', (c) =>
    c.extensions.set('nameConstraints', true, sequence(context(0, sequence(primitive(7, raw(10, 0, 0, 0)))))),
  ),
  specimen('nc-list-empty', 'intermediate', (c) => c.extensions.set('nameConstraints', true, sequence(context(0)))),
  specimen('san-empty', 'leaf', (c) => c.extensions.set('subjectAltName', false, sequence())),
  specimen('ku-empty', 'leaf', (c) => c.extensions.set('keyUsage', true, bits(0))),
  specimen('ku-length', 'leaf', (c) => c.extensions.set('keyUsage', true, bits(6, raw(0x80, 0x40)))),
  specimen('sct-list', 'leaf', (c) => c.extensions.set('signedCertificateTimestamps', false, octets(raw(0, 0)))),
  specimen('bc-path-length-range', 'intermediate', (c) =>
    c.extensions.set('basicConstraints', true, sequence(boolean(true), integer(-1))),
  ),
  specimen('version-unknown', 'leaf', (c) => (c.version = context(0, integer(3)))),
  specimen('crl-version', 'crl', (c) => (c.version = integer(2))),
  specimen('csr-version', 'request', (c) => (c.version = integer(2))),
  specimen(
    'csr-attributes-missing',
    'request',
    (c) => {
      c.extensions.delete('subjectAltName');
      c.attributeField = raw();
      return c.signed();
    },
    { twin: (c) => c.extensions.delete('subjectAltName') },
  ),
  specimen('crl-reason-unknown', 'crl', (c) => {
    const reason = sequence(oid('2.5.29.21'), octets(tlv(10, raw(11))));
    c.entries = [revoked(integer(7), CRL_DAY, reason)];
    return reason;
  }),
  specimen('csr-extension-request', 'request', (c) => {
    const list = sequence(sequence(oid('2.5.29.17'), octets(sequence(dns('www.example.com')))));
    c.extensions.delete('subjectAltName');
    const asked = sequence(oid('1.2.840.113549.1.9.14'), set(list, list));
    c.attributes = [asked];
    return asked;
  }),
  specimen('dns-not-ascii', 'leaf', (c) =>
    c.extensions.set('subjectAltName', false, sequence(dns('z\xfcrich.example.com'))),
  ),
  specimen('time-form', 'leaf', (c) => (c.notBefore = utcTime('2704010000Z'))),
  specimen('time-value', 'leaf', (c) => (c.notBefore = utcTime('270230000000Z'))),
  specimen('serial-undecodable', 'leaf', (c) => (c.serialNumber = raw(2, 9, 0, 0x5a, 1, 2, 3, 4, 5, 6, 7))),
];

const NOT_DER: readonly SpecimenRow[] = [
  specimen('trailing-data', 'leaf', (c) => {
    c.finish = (whole) => concat(whole, raw(0xde, 0xad, 0xbe));
    return raw(0xde, 0xad, 0xbe);
  }),
  specimen(
    'length-not-minimal',
    'leaf',
    (c) => (c.subject = longLength(sequence(attribute('2.5.4.6', printable('FR'))))),
  ),
  specimen(
    'indefinite-length',
    'leaf',
    (c) => (c.subject = concat(raw(0x30, 0x80), attribute('2.5.4.6', printable('FR')), raw(0, 0))),
  ),
  specimen(
    'tag-not-minimal',
    'leaf',
    (c) => (c.subject = concat(raw(0x3f, 0x10), sequence(attribute('2.5.4.6', printable('FR'))).subarray(1))),
  ),
  specimen(
    'constructed-string',
    'leaf',
    (c) => (c.subject = sequence(attribute('2.5.4.6', tlv(0x33, printable('DE'))))),
  ),
  specimen('boolean-not-canonical', 'leaf', (c) =>
    c.extensions.put('keyUsage', sequence(oid('2.5.29.15'), tlv(1, raw(1)), octets(DIGITAL_SIGNATURE))),
  ),
  specimen('integer-not-minimal', 'intermediate', (c) =>
    c.extensions.set('basicConstraints', true, sequence(boolean(true), tlv(2, raw(0, 0)))),
  ),
  specimen('oid-malformed', 'leaf', (c) =>
    c.extensions.set('extKeyUsage', false, sequence(...[tlv(6, raw(0x2b, 0x80, 1))].concat(oid('1.3.6.1.5.5.7.3.1')))),
  ),
  specimen(
    'null-not-empty',
    'leaf',
    (c) => {
      c.outerAlgorithm = sequence(oid('1.2.840.113549.1.1.11'), raw(5, 1, 0));
      c.signatureAlgorithm = c.outerAlgorithm;
      return c.outerAlgorithm;
    },
    { implies: ['signature-rsa-parameters'] },
  ),
  specimen('named-bits-not-canonical', 'leaf', (c) => c.extensions.set('keyUsage', true, bits(0, raw(0x80)))),
  specimen('bit-string-not-canonical', 'leaf', (c) => c.extensions.set('keyUsage', true, bits(7, raw(0x81)))),
  specimen('bit-string-not-bytes', 'leaf', (c) => (c.signature = bits(1, SOME_SIGNATURE.subarray(0, -1), raw(0x42)))),
  specimen('default-encoded', 'leaf', (c) =>
    c.extensions.put('extKeyUsage', sequence(oid('2.5.29.37'), boolean(false), octets(purposes(1)))),
  ),
  specimen('set-not-sorted', 'leaf', (c) => {
    const [o, l] = [sequence(oid('2.5.4.10'), utf8('Example')), sequence(oid('2.5.4.7'), utf8('Berlin'))];
    return (c.subject = sequence(set(o, l)));
  }),
  specimen('string-character', 'leaf', (c) => (c.subject = sequence(attribute('2.5.4.10', printable('a@b'))))),
];

const TYPES: readonly SpecimenRow[] = [
  specimen('sequence-empty', 'leaf', (c) => c.extensions.set('authorityInfoAccess', false, sequence())),
  specimen('extension-undecodable', 'leaf', (c) => c.extensions.set('keyUsage', true, integer(1))),
  specimen('general-name-undecodable', 'leaf', (c) =>
    c.extensions.set('subjectAltName', false, sequence(dns('www.example.com'), tlv(0x89, latin1('x')))),
  ),
  specimen('field-missing', 'leaf', (c) => {
    c.publicKey = raw();
    return c.signed();
  }),
  specimen('field-type', 'leaf', (c) => (c.serialNumber = octets(raw(1, 2, 3)))),
  specimen('field-unexpected', 'leaf', (c) => (c.more = tlv(0xa7, raw(5, 0)))),
  specimen('der-unreadable', 'leaf', (c) => {
    c.finish = (whole) => whole.subarray(0, whole.length - 9) as typeof whole;
    return c.encode();
  }),
  specimen(
    'input-limit',
    'crl',
    (c) => {
      c.entries = Array.from({ length: 300 }, (_, i) => revoked(integer(1000 + i), utcTime('270101000000Z')));
      return c.signed();
    },
    { limits: { nodes: 500 } },
  ),
];

export const ENCODING_SPECIMENS: readonly SpecimenRow[] = [...FIELDS, ...NOT_DER, ...TYPES];
