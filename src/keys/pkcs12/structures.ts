/** The structures of PKCS #12 (RFC 7292 §4), and the PKCS #7 structures that contain them (RFC 2315 §7, §13). */

import {
  anyElement,
  type Element,
  explicit,
  implicit,
  integer,
  octetString,
  oid,
  optional,
  sequence,
  sequenceOf,
  setOf,
  smallInteger,
  withDefault,
} from '../../asn1/index.ts';
import { CONTENT_OIDS, PKCS9_OIDS } from '../../asn1/internal.ts';
import { openType, secret, type ValueOf } from '../../codec/index.ts';
import { algorithmIdentifier } from '../algorithm.ts';
import { attribute } from '../attribute.ts';
import { encryptedPrivateKeyInfo } from '../encrypted-private-key.ts';

/** RFC 2315 §14. */
export const CONTENT_TYPE = {
  data: CONTENT_OIDS.data,
  signedData: CONTENT_OIDS.signedData,
  envelopedData: CONTENT_OIDS.envelopedData,
  encryptedData: CONTENT_OIDS.encryptedData,
} as const;

/** RFC 7292 §4.2.1 to §4.2.6. */
export const BAG = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  crl: '1.2.840.113549.1.12.10.1.4',
  secret: '1.2.840.113549.1.12.10.1.5',
  safeContents: '1.2.840.113549.1.12.10.1.6',
} as const;

/** EncryptedData, with what it encrypts. */
const encryptedData = sequence('EncryptedData', 'RFC 2315 §13', {
  version: smallInteger(0, 0, 'RFC 2315 §13'),
  encryptedContentInfo: sequence('EncryptedContentInfo', 'RFC 2315 §10.1', {
    contentType: oid,
    contentEncryptionAlgorithm: algorithmIdentifier,
    encryptedContent: implicit(0, octetString),
  }),
});

/** ContentInfo. The content is optional in PKCS #7, but required here. */
const contentInfo = sequence('ContentInfo', 'RFC 2315 §7', {
  contentType: oid,
  content: openType(
    'contentType',
    {
      data: { id: CONTENT_TYPE.data, codec: explicit(0, octetString) },
      encryptedData: { id: CONTENT_TYPE.encryptedData, codec: explicit(0, encryptedData) },
    },
    anyElement,
  ),
});
export interface ContentInfo extends ValueOf<typeof contentInfo> {}

/** DigestInfo, of any algorithm. */
const macDigest = sequence('DigestInfo', 'RFC 7292 §4', { digestAlgorithm: algorithmIdentifier, digest: octetString });

/** MacData. */
const macData = sequence('MacData', 'RFC 7292 §4', {
  mac: macDigest,
  macSalt: octetString,
  iterations: withDefault(integer, 1n),
});
export interface MacData extends ValueOf<typeof macData> {}

const describedPfx = sequence('PFX', 'RFC 7292 §4', {
  version: smallInteger(3, 3, 'RFC 7292 §4'),
  authSafe: contentInfo,
  macData: optional(macData),
});
export interface Pfx extends ValueOf<typeof describedPfx> {}
/** PFX: a whole PKCS #12 file. */
export const pfx: Element<Pfx> = describedPfx;

/** AuthenticatedSafe: what the PFX's content holds. */
export const authenticatedSafe = sequenceOf(contentInfo);

/** CertBag, of an X.509 certificate: its DER in an OCTET STRING. */
const certBag = sequence('CertBag', 'RFC 7292 §4.2.3', {
  certId: oid,
  certValue: openType(
    'certId',
    { x509: { id: PKCS9_OIDS.x509Certificate, codec: explicit(0, octetString) } },
    anyElement,
  ),
});
export interface CertBag extends ValueOf<typeof certBag> {}

const describedSafeBag = sequence('SafeBag', 'RFC 7292 §4.2', {
  bagId: oid,
  bagValue: openType(
    'bagId',
    {
      key: { id: BAG.key, codec: explicit(0, secret(anyElement)) },
      shroudedKey: { id: BAG.shroudedKey, codec: explicit(0, encryptedPrivateKeyInfo) },
      certificate: { id: BAG.certificate, codec: explicit(0, certBag) },
      safeContents: { id: BAG.safeContents, codec: explicit(0, anyElement) },
    },
    // The value of another kind of bag, which may be secret.
    explicit(0, secret(anyElement)),
  ),
  bagAttributes: optional(setOf(attribute)),
});
export interface SafeBag extends ValueOf<typeof describedSafeBag> {}
/** SafeBag. The contents of other kinds of bags are not decoded. */
export const safeBag: Element<SafeBag> = describedSafeBag;

/** SafeContents: a list of bags. Nested bags are not decoded here. */
export const safeContents = sequenceOf(safeBag);
