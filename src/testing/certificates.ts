/** Valid names, requests and certificates, signed with keys of a pool. */

import fc from 'fast-check';
import { PURPOSE_OIDS } from '../asn1/internal.ts';
import { seededRandom } from '../hash/index.ts';
import { RSA_PKCS1_SHA256 } from '../signatures/index.ts';
import {
  ATTRIBUTE_TYPES,
  type AttributeText,
  type Certificate,
  type CertificateRequest,
  createRequest,
  type Extension,
  type GeneralName,
  makeExtension,
  makeName,
  type Name,
  selfSign,
} from '../x509/index.ts';
import { type KeyPool, privateKeys } from './key-pool.ts';

/** Random bytes for signing: blinds RSA, hedges ECDSA, salts PSS. */
export const blinding = seededRandom('vitrine/testing');

const letters = 'abcdefghijklmnopqrstuvwxyz';
/** A label of a host name: `kube-apiserver-2` and shorter. */
export const hostLabels: fc.Arbitrary<string> = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 8 }),
    fc.string({ unit: fc.constantFrom(...letters, '0', '9', '-'), maxLength: 6 }),
  )
  .map(([head, tail]) => head + tail.replace(/-+$/, ''));
/** A host name of two to four labels. */
export const hostNames: fc.Arbitrary<string> = fc
  .array(hostLabels, { minLength: 2, maxLength: 4 })
  .map((labels) => labels.join('.'));

const attribute: fc.Arbitrary<AttributeText> = fc
  .constantFrom(...ATTRIBUTE_TYPES.filter(({ string }) => string !== 'printableString'))
  .chain(({ type, string, min, max }) => {
    const unit = string === 'utf8String' ? 'grapheme' : fc.constantFrom(...letters, '.', '@', ' ');
    // A grapheme may consist of several characters, but the bounds count characters.
    const text = fc.string({ unit, minLength: min, maxLength: Math.min(max, 20) });
    return text.map((value): AttributeText => [type, [...value].slice(0, max).join('')]);
  });

/** Names of up to four RDNs, some of them with two values, each within RFC 5280's bounds. */
export const names = (): fc.Arbitrary<Name> =>
  fc
    .array(fc.oneof({ weight: 4, arbitrary: attribute }, fc.array(attribute, { minLength: 2, maxLength: 2 })), {
      minLength: 1,
      maxLength: 4,
    })
    .map((rdns) => makeName(...rdns));

const generalNames: fc.Arbitrary<GeneralName> = fc.oneof(
  hostNames.map((value): GeneralName => ({ kind: 'dNSName', value })),
  fc
    .constantFrom(4, 16)
    .chain((length) =>
      fc
        .uint8Array({ minLength: length, maxLength: length })
        .map((value): GeneralName => ({ kind: 'iPAddress', value })),
    ),
);

const extensions: fc.Arbitrary<readonly Extension[]> = fc.subarray([0, 1, 2]).chain((chosen) =>
  fc
    .tuple(
      fc.subarray(['digitalSignature', 'keyEncipherment', 'keyAgreement'] as const, { minLength: 1 }),
      fc.subarray([PURPOSE_OIDS.serverAuth, PURPOSE_OIDS.clientAuth], { minLength: 1 }),
      fc.array(generalNames, { minLength: 1, maxLength: 4 }),
    )
    .map(([usage, purposes, alternatives]) => {
      const all = [
        makeExtension('keyUsage', true, usage),
        makeExtension('extKeyUsage', false, purposes),
        makeExtension('subjectAltName', false, alternatives),
      ];
      return chosen.map((index) => all[index]);
    }),
);

/** Requests signed by their own key, some of which ask for extensions. */
export const requests = (pool: KeyPool): fc.Arbitrary<CertificateRequest> =>
  fc
    .record({ subject: names(), key: privateKeys(pool), extensions })
    .map((asked) => createRequest({ ...asked, scheme: RSA_PKCS1_SHA256, random: blinding }));

/** A time through 2049, in whole seconds. */
const times = fc.integer({ min: 0, max: 2_500_000_000 }).map((second) => new Date(second * 1000));

/** Certificates signed with their own key: version 3, a positive serial number, validity that ends after it begins. */
export const certificates = (pool: KeyPool): fc.Arbitrary<Certificate> =>
  fc
    .record({
      subject: names(),
      key: privateKeys(pool),
      extensions,
      serialNumber: fc.bigInt({ min: 1n, max: (1n << 159n) - 1n }),
      ends: fc.tuple(times, times).map(([a, b]) => (a < b ? [a, b] : [b, a])),
    })
    .map(({ ends: [notBefore, notAfter], ...asked }) =>
      selfSign({ ...asked, scheme: RSA_PKCS1_SHA256, validity: { notBefore, notAfter }, random: blinding }),
    );
