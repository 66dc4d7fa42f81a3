/** CertificateList (RFC 5280 §5.1), as its ASN.1 module has it. */
import {
  byteAlignedBitString,
  explicit,
  integer,
  optional,
  sequence,
  sequenceOf,
  smallInteger,
} from '../../asn1/index.ts';
import { cite, type ValueOf } from '../../codec/index.ts';
import { algorithmIdentifier } from '../../keys/index.ts';
import { time } from '../certificate/structures.ts';
import { extensions } from '../extensions/index.ts';
import { name } from '../names/name.ts';

const revokedCertificate = sequence('RevokedCertificate', 'RFC 5280 §5.1.2.6', {
  userCertificate: integer,
  revocationDate: time,
  crlEntryExtensions: optional(extensions),
});

/** TBSCertList, the signed part. */
export const tbsCertList = sequence('TBSCertList', 'RFC 5280 §5.1.2', {
  /** v2 is 1; absent means v1. */
  version: optional(smallInteger(1, 1, 'RFC 5280 §5.1.2.1')),
  signature: cite('RFC 5280 §5.1.2.2', algorithmIdentifier),
  issuer: cite('RFC 5280 §5.1.2.3', name),
  thisUpdate: cite('RFC 5280 §5.1.2.4', time),
  nextUpdate: optional(time),
  revokedCertificates: optional(sequenceOf(revokedCertificate)),
  crlExtensions: optional(explicit(0, extensions)),
});

/** CertificateList: the serial numbers of an issuer's revoked certificates. */
export const certificateList = sequence('CertificateList', 'RFC 5280 §5.1', {
  tbsCertList,
  signatureAlgorithm: algorithmIdentifier,
  signature: byteAlignedBitString,
});
export interface CertificateListFields extends ValueOf<typeof certificateList> {}
