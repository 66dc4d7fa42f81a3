/** CertificateList (RFC 5280 §5.1), as its ASN.1 module has it. */
import {
  byteAlignedBitString,
  type Element,
  element,
  explicit,
  integer,
  optional,
  sequence,
  sequenceOf,
  smallInteger,
} from '../../asn1/index.ts';
import { cite, encoded, named, rest, type ValueOf } from '../../codec/index.ts';
import { algorithmIdentifier } from '../../keys/index.ts';
import { time } from '../certificate/structures.ts';
import { extensions } from '../extensions/index.ts';
import { name } from '../names/name.ts';

const describedRevokedCertificate = sequence('RevokedCertificate', 'RFC 5280 §5.1.2.6', {
  userCertificate: integer,
  revocationDate: time,
  crlEntryExtensions: optional(extensions),
});
export interface RevokedCertificate extends ValueOf<typeof describedRevokedCertificate> {}
/** An entry of `revokedCertificates`. */
export const revokedCertificate: Element<RevokedCertificate> = describedRevokedCertificate;

const tbsCertListWith = <R>(revokedCertificates: Element<R>) =>
  sequence('TBSCertList', 'RFC 5280 §5.1.2', {
    /** v2 is 1; absent means v1. */
    version: optional(smallInteger(1, 1, 'RFC 5280 §5.1.2.1')),
    signature: cite('RFC 5280 §5.1.2.2', algorithmIdentifier),
    issuer: cite('RFC 5280 §5.1.2.3', encoded(name)),
    thisUpdate: cite('RFC 5280 §5.1.2.4', time),
    nextUpdate: optional(time),
    revokedCertificates: optional(revokedCertificates),
    crlExtensions: optional(explicit(0, extensions)),
  });

const describedTbsCertList = tbsCertListWith(sequenceOf(revokedCertificate));
export interface TBSCertList extends ValueOf<typeof describedTbsCertList> {}
/** TBSCertList, the signed part. */
export const tbsCertList: Element<TBSCertList> = describedTbsCertList;

const describedCertificateList = sequence('CertificateList', 'RFC 5280 §5.1', {
  tbsCertList: encoded(tbsCertList),
  signatureAlgorithm: algorithmIdentifier,
  signature: byteAlignedBitString,
});
export interface CertificateListFields extends ValueOf<typeof describedCertificateList> {}
/** CertificateList: the serial numbers of an issuer's revoked certificates. The signed part keeps its encoding. */
export const certificateList: Element<CertificateListFields> = describedCertificateList;

/** TBSCertList, with the contents octets of `revokedCertificates` kept as bytes. */
export const tbsCertListUnread = tbsCertListWith(element(0x30, named('RevokedCertificates', rest())));

const describedCertificateListUnread = sequence('CertificateList', 'RFC 5280 §5.1', {
  tbsCertList: encoded(tbsCertListUnread),
  signatureAlgorithm: algorithmIdentifier,
  signature: byteAlignedBitString,
});
export interface UnreadCertificateList extends ValueOf<typeof describedCertificateListUnread> {}
/** The same structure, with the contents octets of `revokedCertificates` kept as bytes: a list may have a million entries, of which few are
 * needed. */
export const certificateListUnread: Element<UnreadCertificateList> = describedCertificateListUnread;
