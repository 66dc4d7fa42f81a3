/** Certificates and revocation lists with everything that RFC 5280 allows: every extension, string type, form of GeneralName and kind of
 * key. Only their form is valid: their contents are random, and may be meaningless. */
import fc from 'fast-check';
import { boolean, integer } from '../asn1/index.ts';
import { OTHER_NAME_OIDS } from '../asn1/internal.ts';
import { type Codec, encode, toEncoded } from '../codec/index.ts';
import { type PrivateKey, publicKeyOf, toSpki } from '../keys/index.ts';
import { usualSchemeFor } from '../signatures/index.ts';
import {
  ATTRIBUTE_TYPES,
  attributeTypeAndValue,
  attributeValue,
  type Certificate,
  type CertificateList,
  certificateList,
  DESCRIBED_EXTENSIONS,
  decodeCertificateList,
  EXTENSIONS,
  type Extension,
  encodedName,
  generalNames,
  type MakableExtensionKind,
  makeExtension,
  name,
  type RevokedCertificate,
  signTbs,
  tbsCertList,
  toTime,
} from '../x509/index.ts';
import { arbitraryOf, arbitraryWith } from './arbitrary.ts';
import { blinding } from './certificates.ts';
import type { KeyPool } from './key-pool.ts';
import { keysOfEveryKind } from './keys-of-every-kind.ts';

/** Extensions that only lists have, and those of their entries (RFC 5280 §5.2, §5.3). */
const OF_LISTS = ['cRLNumber', 'deltaCRLIndicator', 'issuingDistributionPoint'] as const;
const OF_ENTRIES = ['cRLReason', 'invalidityDate', 'certificateIssuer'] as const;
const OF_BOTH = ['authorityKeyIdentifier', 'issuerAltName', 'freshestCRL', 'authorityInfoAccess'] as const;

const ALL = { ...EXTENSIONS, ...DESCRIBED_EXTENSIONS };
const KINDS = Object.keys(ALL) as readonly MakableExtensionKind[];
const isOf = (kinds: readonly string[]): ((kind: string) => boolean) => {
  const set = new Set(kinds);
  return (kind) => set.has(kind);
};
const isOfList = isOf([...OF_LISTS, ...OF_ENTRIES]);
const OF_CERTIFICATES = KINDS.filter((kind) => !isOfList(kind));

/** Maximum number of extensions of one certificate, list or entry, since each is large. */
const MOST_EXTENSIONS = 5;
const MOST_ENTRIES = 4;

/** Unassigned object identifiers. */
const strange = fc
  .tuple(fc.nat({ max: 2 }), fc.array(fc.nat(), { maxLength: 4 }))
  .map(([top, arcs]) => [top, 39, ...arcs].join('.'));
const types = fc.oneof(fc.constantFrom(...ATTRIBUTE_TYPES.map(({ type }) => type)), strange);
const identifiers = fc.oneof(
  fc.constantFrom(...Object.values(ALL).map(({ id }) => id), ...Object.values(OTHER_NAME_OIDS)),
  types,
);
/** The string types of RFC 5280's attributes (appendix A), and those that X.520 adds. */
const TEXTS = [
  ...(['utf8String', 'printableString', 'teletexString', 'bmpString', 'universalString', 'ia5String'] as const),
  ...(['numericString', 'bitString'] as const),
];
const texts = arbitraryOf(attributeValue).filter(({ kind }) => TEXTS.some((one) => one === kind));
const attributes = fc.record({ type: types, value: texts }, { noNullPrototype: true });
/** One element of any type whose content is of that type. */
const elements = fc.oneof(
  arbitraryOf(attributeValue).map((value) => encode(attributeValue, value)),
  arbitraryOf(integer).map((value) => encode(integer, value)),
  arbitraryOf(boolean).map((value) => encode(boolean, value)),
  arbitraryOf(generalNames).map((value) => encode(generalNames, value)),
);
const leaves = { 'OBJECT IDENTIFIER': identifiers, any: elements };
const drawn = <T>(codec: Codec<T>): fc.Arbitrary<T> =>
  arbitraryWith(codec, leaves, new Map([[attributeTypeAndValue, attributes]]));

const extensionOf = (kind: MakableExtensionKind): fc.Arbitrary<Extension> =>
  fc
    .tuple(fc.boolean(), drawn(ALL[kind].codec as (typeof EXTENSIONS)['keyUsage']['codec']))
    .map(([critical, value]) => makeExtension(kind as 'keyUsage', critical, value));

/** Some extensions of these kinds, each at most once; none where the field is absent. */
const extensionsOf = (kinds: readonly MakableExtensionKind[]): fc.Arbitrary<readonly Extension[] | undefined> =>
  fc
    .uniqueArray(fc.constantFrom(...kinds), { maxLength: MOST_EXTENSIONS })
    .chain((chosen) => fc.tuple(...chosen.map(extensionOf)))
    .map((all) => (all.length === 0 ? undefined : all));

const names = drawn(name).map(encodedName);
/** Whole seconds from 1951 to 2100. */
const times = fc.integer({ min: -599_616_000, max: 4_102_444_800 }).map((second) => toTime(new Date(second * 1000)));
const serialNumbers = fc.oneof(fc.bigInt({ min: 1n, max: 300n }), fc.bigInt({ min: 1n, max: (1n << 159n) - 1n }));

/** Certificates with every kind of key and with any contents that RFC 5280 allows: for testing programs that display certificates, or
 * decode and encode them. They have version 3, and most of them could not be used.
 * @param pool - the RSA keys; keys of other kinds are generated. @throws UsageError `wrong-type` for a value that is not a pool. */
export function certificatesOfEveryKind(pool: KeyPool): fc.Arbitrary<Certificate> {
  const keys = keysOfEveryKind(pool);
  return fc
    .record({
      ...{ issuer: names, subject: names, serialNumber: serialNumbers },
      ...{ notBefore: times, notAfter: times },
      ...{ extensions: extensionsOf(OF_CERTIFICATES), subjectKey: keys, signer: keys.filter(signs) },
    })
    .map(({ issuer, subject, serialNumber, notBefore, notAfter, extensions, subjectKey, signer }) => {
      const scheme = usualSchemeFor(signer);
      const subjectPublicKeyInfo = toSpki(publicKeyOf(subjectKey));
      const fields = { version: 2, serialNumber, signature: scheme.algorithm, issuer, subject, subjectPublicKeyInfo };
      const validity = { notBefore, notAfter };
      return signTbs({ ...fields, validity, ...(extensions && { extensions }) }, signer, scheme, blinding);
    });
}

const signs = ({ type }: PrivateKey): boolean => type !== 'x25519';

const entries: fc.Arbitrary<RevokedCertificate> = fc
  .record({ userCertificate: serialNumbers, revocationDate: times, own: extensionsOf(OF_ENTRIES) })
  .map(({ own, ...entry }) => ({ ...entry, ...(own && { crlEntryExtensions: own }) }));

/** Revocation lists of version 2 with every extension of lists and of entries; otherwise as `certificatesOfEveryKind`.
 * @throws UsageError `wrong-type` for what is no pool. */
export function certificateListsOfEveryKind(pool: KeyPool): fc.Arbitrary<CertificateList> {
  return fc
    .record({
      ...{ issuer: names, thisUpdate: times, nextUpdate: fc.option(times, { nil: undefined }) },
      ...{
        revoked: fc.array(entries, { maxLength: MOST_ENTRIES }),
        extensions: extensionsOf([...OF_LISTS, ...OF_BOTH]),
      },
      signer: keysOfEveryKind(pool).filter(signs),
    })
    .map(({ issuer, thisUpdate, nextUpdate, revoked, extensions, signer }) => {
      const scheme = usualSchemeFor(signer);
      const signed = toEncoded(tbsCertList, {
        ...{ version: 1, signature: scheme.algorithm, issuer, thisUpdate },
        ...(nextUpdate && { nextUpdate }),
        ...(revoked.length > 0 && { revokedCertificates: revoked }),
        ...(extensions && { crlExtensions: extensions }),
      });
      const signature = scheme.sign(signer, signed.bytes, blinding);
      const { algorithm } = scheme;
      return decodeCertificateList(
        encode(certificateList, { tbsCertList: signed, signatureAlgorithm: algorithm, signature }),
      );
    });
}
