/** Specimens of extensions: key identifiers, usages, locations, constraints, transparency. */
import {
  attribute,
  bits,
  boolean,
  context,
  dns,
  integer,
  ip,
  NULL,
  octets,
  oid,
  primitive,
  raw,
  sequence,
  tlv,
  uri,
  utf8,
} from './der.ts';
import { bytesOf, keyOf, numberOf, rsaKey } from './keys.ts';
import type { CertificateParts } from './parts.ts';
import {
  access,
  authorityKey,
  CERT_AND_CRL_SIGN,
  DIGITAL_SIGNATURE,
  point,
  policy,
  purposes,
  sct,
  sctList,
} from './sound.ts';
import { type Base, type SpecimenRow, specimen } from './specimen.ts';

type Options = NonNullable<Parameters<typeof specimen<'leaf'>>[3]>;
type CertificateBase = Extract<Base, 'leaf' | 'intermediate' | 'root'>;
/** A specimen with an extension replaced. */
const exchanged = (
  code: string,
  base: CertificateBase,
  [extension, critical, value]: readonly [string, boolean, Uint8Array],
  options: Options = {},
): SpecimenRow => specimen(code, base, (c) => c.extensions.set(extension, critical, value), options);
/** A specimen without an extension. */
const without = (code: string, base: CertificateBase, extension: string, options: Options = {}): SpecimenRow =>
  specimen(
    code,
    base,
    (c) => {
      c.extensions.delete(extension);
      return c.extensionField;
    },
    options,
  );

const GENERAL: readonly SpecimenRow[] = [
  specimen('extension-duplicate', 'leaf', (c) =>
    c.extensions.put('again', c.extensions.set('keyUsage', true, DIGITAL_SIGNATURE)),
  ),
  exchanged('extension-critical', 'leaf', ['authorityKeyIdentifier', true, authorityKey()]),
  specimen('extension-critical-unknown', 'leaf', (c) => c.extensions.set('1.2.3.4', true, NULL, '1.2.3.4')),
  exchanged('extension-obsolete', 'leaf', ['netscapeCertType', false, bits(6, raw(0x40))]),
];

const ISSUER = context(1, context(4, sequence(attribute('2.5.4.3', utf8('Example')))));
const KEY_IDENTIFIERS: readonly SpecimenRow[] = [
  without('aki-missing', 'leaf', 'authorityKeyIdentifier'),
  exchanged('aki-half', 'leaf', ['authorityKeyIdentifier', false, sequence(primitive(0, bytesOf(20)), ISSUER)]),
  exchanged('aki-issuer-serial', 'leaf', [
    'authorityKeyIdentifier',
    false,
    sequence(primitive(0, bytesOf(20)), ISSUER, primitive(2, raw(5))),
  ]),
  exchanged('root-aki-differs', 'root', ['authorityKeyIdentifier', false, authorityKey()]),
  without('ski-missing-ca', 'intermediate', 'subjectKeyIdentifier'),
  without('ski-missing-leaf', 'leaf', 'subjectKeyIdentifier', {
    twin: (c) => {
      c.extensions.set('extKeyUsage', false, purposes(2));
      c.extensions.set('subjectKeyIdentifier', false, octets(bytesOf(20)));
    },
  }),
  exchanged('ski-empty', 'leaf', ['subjectKeyIdentifier', false, octets()]),
  exchanged('ski-underived', 'leaf', ['subjectKeyIdentifier', false, octets(new Uint8Array(20))]),
];

const usage = (bytes: readonly number[], unused: number): readonly [string, boolean, Uint8Array] => [
  'keyUsage',
  true,
  bits(unused, raw(...bytes)),
];
const withKey = (key: () => Uint8Array): Options => ({
  twin: (c) => (c.publicKey = key() as CertificateParts['publicKey']),
});
const RSA = withKey(() => rsaKey(numberOf(2048)));
const KEY_USAGE: readonly SpecimenRow[] = [
  without('ku-missing-ca', 'intermediate', 'keyUsage'),
  exchanged('ku-not-critical', 'leaf', ['keyUsage', false, DIGITAL_SIGNATURE]),
  exchanged('ku-not-critical-ca', 'intermediate', ['keyUsage', false, CERT_AND_CRL_SIGN]),
  exchanged('ku-cert-sign-without-ca', 'leaf', usage([0x84], 2)),
  exchanged('ku-only-without-agreement', 'leaf', usage([0x81], 0)),
  exchanged('ku-rsa', 'leaf', usage([0x88], 3), RSA),
  exchanged('ku-ec', 'leaf', usage([0xa0], 5)),
  exchanged(
    'ku-eddsa',
    'leaf',
    usage([0xa0], 5),
    withKey(() => keyOf('1.3.101.112', bytesOf(32))),
  ),
  specimen('ku-xdh', 'leaf', (c) => c.extensions.set(...usage([0x88], 3)), {
    twin: (c) => {
      c.publicKey = keyOf('1.3.101.110', bytesOf(32));
      c.extensions.set(...usage([0x08], 3));
    },
  }),
  exchanged('ku-eku-inconsistent', 'leaf', usage([0x02], 1)),
  exchanged('ku-tls13', 'leaf', usage([0x20], 5), RSA),
  exchanged('ku-web-rsa', 'leaf', usage([0xc0], 6), RSA),
  exchanged('ku-web-ec', 'leaf', usage([0xc0], 6)),
  specimen('ca-cert-sign-missing', 'intermediate', (c) => c.extensions.set(...usage([0x02], 1)), {
    twin: (c) => c.extensions.set('basicConstraints', true, sequence(boolean(true))),
  }),
  exchanged('ca-crl-sign-missing', 'intermediate', usage([0x04], 2)),
  exchanged('ca-key-usage-other', 'intermediate', usage([0x46], 1)),
  exchanged('ca-key-encipherment', 'intermediate', usage([0x26], 1), RSA),
];

const BASIC_CONSTRAINTS: readonly SpecimenRow[] = [
  exchanged('bc-not-critical', 'intermediate', ['basicConstraints', false, sequence(boolean(true), integer(0))]),
  exchanged('bc-path-length-without-ca', 'leaf', ['basicConstraints', true, sequence(integer(3))]),
  exchanged('bc-path-length-idle', 'intermediate', ['basicConstraints', true, sequence(boolean(true), integer(0))], {
    implies: ['ca-cert-sign-missing'],
    twin: (c) => {
      c.extensions.set('basicConstraints', true, sequence(boolean(true)));
      c.extensions.set('keyUsage', true, bits(1, raw(0x02)));
    },
  }),
  specimen('ca-as-server', 'intermediate', (c) => {
    c.extensions.set('subjectAltName', false, sequence(dns('www.example.com')));
    return c.extensions.set('basicConstraints', true, sequence(boolean(true)));
  }),
];

const ANY = oid('2.5.29.37.0');
const EXTENDED_KEY_USAGE: readonly SpecimenRow[] = [
  exchanged('eku-duplicate', 'leaf', ['extKeyUsage', false, purposes(1, 1)]),
  exchanged('eku-any-beside', 'leaf', ['extKeyUsage', false, sequence(ANY, oid('1.3.6.1.5.5.7.3.1'))]),
  exchanged('eku-any-critical', 'leaf', ['extKeyUsage', true, sequence(ANY)]),
  exchanged('eku-time-stamping', 'leaf', ['extKeyUsage', false, purposes(8)], {
    twin: (c) => c.extensions.set('extKeyUsage', true, purposes(8)),
  }),
  without('leaf-eku-missing', 'leaf', 'extKeyUsage'),
  exchanged('leaf-eku-web', 'leaf', ['extKeyUsage', false, sequence(oid('1.3.6.1.5.5.7.3.1'), ANY)]),
  exchanged('leaf-eku-critical', 'leaf', ['extKeyUsage', true, purposes(1)]),
  exchanged('leaf-client-auth', 'leaf', ['extKeyUsage', false, purposes(1, 2)]),
  exchanged('root-extended-key-usage', 'root', ['extKeyUsage', false, purposes(1)]),
  without('sub-extended-key-usage', 'intermediate', 'extKeyUsage'),
  exchanged('sub-eku-any', 'intermediate', ['extKeyUsage', false, sequence(ANY)]),
  exchanged('precertificate-ca', 'intermediate', ['extKeyUsage', false, sequence(oid('1.3.6.1.4.1.11129.2.4.4'))]),
];

const CA_ISSUERS = access(2, uri('http://ca.example.com/sub.cer'));
const OCSP = access(1, uri('http://ocsp.example.com/'));
const DIRECTORY_NAME = context(4, sequence(attribute('2.5.4.3', utf8('Example'))));
const aia = (...accesses: readonly Uint8Array[]): readonly [string, boolean, Uint8Array] => [
  'authorityInfoAccess',
  false,
  sequence(...accesses),
];
const cdp = (...points: readonly Uint8Array[]): readonly [string, boolean, Uint8Array] => [
  'cRLDistributionPoints',
  false,
  sequence(...points),
];
const FULL = context(0, context(0, uri('http://ca.example.com/sub.crl')));
const REASONS = primitive(1, raw(6, 0x40));
const LOCATIONS: readonly SpecimenRow[] = [
  exchanged('aia-issuers-no-uri', 'leaf', aia(OCSP, access(2, DIRECTORY_NAME))),
  exchanged('cdp-no-uri', 'leaf', cdp(point(DIRECTORY_NAME))),
  exchanged('location-https', 'leaf', cdp(point(uri('https://ca.example.com/sub.crl')))),
  exchanged('aia-web-uri', 'leaf', aia(OCSP, access(2, uri('ldap://ca.example.com/cn=Sub?cACertificate')))),
  exchanged('aia-web-method', 'leaf', aia(OCSP, CA_ISSUERS, access(3, uri('http://ca.example.com/')))),
  exchanged('aia-web-duplicate', 'leaf', aia(OCSP, OCSP, CA_ISSUERS)),
  without('aia-missing', 'leaf', 'authorityInfoAccess'),
  exchanged('aia-issuers-missing', 'leaf', aia(OCSP)),
  exchanged('cdp-critical', 'leaf', [
    'cRLDistributionPoints',
    true,
    sequence(point(uri('http://ca.example.com/sub.crl'))),
  ]),
  exchanged('cdp-incomplete', 'leaf', cdp(point(uri('http://ca.example.com/sub.crl')), sequence(REASONS))),
  exchanged('cdp-reasons-partial', 'leaf', cdp(sequence(FULL, REASONS))),
  exchanged(
    'cdp-relative-several-issuers',
    'leaf',
    cdp(
      sequence(
        context(0, tlv(0xa1, sequence(oid('2.5.4.3'), utf8('CRL 1')))),
        context(2, DIRECTORY_NAME, DIRECTORY_NAME),
      ),
    ),
  ),
  exchanged('cdp-web-uri', 'leaf', cdp(point(uri('ldap://ca.example.com/cn=Sub?certificateRevocationList')))),
  exchanged('cdp-web-fields', 'leaf', cdp(point(uri('http://ca.example.com/sub.crl')), sequence(FULL, REASONS))),
  without('cdp-missing', 'intermediate', 'cRLDistributionPoints'),
  exchanged('root-needless', 'root', ['certificatePolicies', false, sequence(policy('1.2.3.4'))]),
];

const subtree = (base: Uint8Array, ...more: readonly Uint8Array[]): Uint8Array => sequence(base, ...more);
const permitted = (...subtrees: readonly Uint8Array[]): Uint8Array => sequence(context(0, ...subtrees));
const nc = (value: Uint8Array, critical = true): readonly [string, boolean, Uint8Array] => [
  'nameConstraints',
  critical,
  value,
];
const NETWORK = subtree(ip(10, 0, 0, 0, 255, 0, 0, 0));
const DOMAIN = subtree(dns('example.com'));
const NAME_CONSTRAINTS: readonly SpecimenRow[] = [
  exchanged('nc-in-leaf', 'leaf', nc(permitted(DOMAIN, NETWORK))),
  exchanged('nc-not-critical', 'intermediate', nc(permitted(DOMAIN, NETWORK), false)),
  exchanged('nc-empty', 'intermediate', nc(sequence())),
  exchanged(
    'nc-minimum-maximum',
    'intermediate',
    nc(permitted(subtree(dns('example.com'), primitive(0, raw(1))), NETWORK)),
  ),
  exchanged('nc-ip-mask', 'intermediate', nc(permitted(subtree(ip(10, 0, 0, 0, 255, 0, 255, 0))))),
  exchanged('nc-ip-host-bits', 'intermediate', nc(permitted(subtree(ip(10, 1, 0, 0, 255, 0, 0, 0))))),
  exchanged('nc-dns-form', 'intermediate', nc(permitted(subtree(dns('.example.com')), NETWORK))),
  exchanged('nc-dns-syntax', 'intermediate', nc(permitted(subtree(dns('exa mple.com')), NETWORK))),
  exchanged('nc-uri-host', 'intermediate', nc(permitted(subtree(uri('http://a.example.com/'))))),
  exchanged('nc-ip-open', 'intermediate', nc(permitted(DOMAIN))),
  exchanged('sub-constrained-half', 'intermediate', nc(permitted(DOMAIN, NETWORK))),
];

const TRANSPARENCY: readonly SpecimenRow[] = [
  exchanged('sct-too-few', 'leaf', ['signedCertificateTimestamps', false, sctList(sct(1))]),
  exchanged('sct-one-log', 'leaf', ['signedCertificateTimestamps', false, sctList(sct(1), sct(1))]),
  exchanged('sct-critical', 'leaf', ['signedCertificateTimestamps', true, sctList(sct(1), sct(2))]),
  exchanged('precert-poison', 'leaf', ['precertificatePoison', false, NULL], {
    twin: (c) => {
      c.extensions.delete('signedCertificateTimestamps');
      c.extensions.set('precertificatePoison', true, NULL);
    },
  }),
  exchanged('precert-with-scts', 'leaf', ['signedCertificateTimestamps', false, sctList(sct(1), sct(2))], {
    twin: (c) => {
      c.extensions.delete('signedCertificateTimestamps');
      c.extensions.set('precertificatePoison', true, NULL);
    },
  }),
  exchanged('must-staple-without-ocsp', 'leaf', ['tlsFeature', false, sequence(integer(5))], {
    twin: (c) => c.extensions.set(...aia(CA_ISSUERS)),
  }),
  exchanged('no-rev-avail', 'leaf', ['noRevAvail', false, NULL]),
  exchanged('ocsp-no-check-without-signing', 'leaf', ['ocspNoCheck', false, NULL]),
];

export const EXTENSION_SPECIMENS: readonly SpecimenRow[] = [
  ...[...GENERAL, ...KEY_IDENTIFIERS, ...KEY_USAGE, ...BASIC_CONSTRAINTS],
  ...[...EXTENDED_KEY_USAGE, ...LOCATIONS, ...NAME_CONSTRAINTS, ...TRANSPARENCY],
];
