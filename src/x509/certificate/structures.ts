/** Certificate (RFC 5280 §4.1), as its ASN.1 module has it. */
import {
  bitString,
  byteAlignedBitString,
  choice,
  type Element,
  explicit,
  generalizedTime,
  implicit,
  integer,
  optional,
  sequence,
  smallInteger,
  utcTime,
  withDefault,
} from '../../asn1/index.ts';
import { assertDate } from '../../bytes/index.ts';
import { cite, encoded, type ValueOf } from '../../codec/index.ts';
import { algorithmIdentifier, subjectPublicKeyInfo } from '../../keys/index.ts';
import { extensions } from '../extensions/index.ts';
import { name } from '../names/name.ts';

/** Time. The choice of UTCTime or GeneralizedTime is kept, since RFC 5280 §4.1.2.5 has a rule for it. */
export const time = choice('Time', 'RFC 5280 §4.1.2.5', { utcTime, generalizedTime });
export type Time = ValueOf<typeof time>;

/** The Time for a date: UTCTime from 1950 through 2049, GeneralizedTime otherwise (RFC 5280 §4.1.2.5). */
export function toTime(date: Date): Time {
  assertDate(date, 'date');
  const year = date.getUTCFullYear();
  return { kind: year >= 1950 && year <= 2049 ? 'utcTime' : 'generalizedTime', value: date };
}

export const validity = sequence('Validity', 'RFC 5280 §4.1.2.5', { notBefore: time, notAfter: time });

const describedTbsCertificate = sequence('TBSCertificate', 'RFC 5280 §4.1.2', {
  /** v1 is 0, v3 is 2 (§4.1.2.1). */
  version: withDefault(explicit(0, smallInteger(0, 2, 'RFC 5280 §4.1.2.1')), 0),
  serialNumber: cite('RFC 5280 §4.1.2.2', integer),
  signature: cite('RFC 5280 §4.1.2.3', algorithmIdentifier),
  issuer: cite('RFC 5280 §4.1.2.4', encoded(name)),
  validity,
  subject: cite('RFC 5280 §4.1.2.6', encoded(name)),
  subjectPublicKeyInfo,
  issuerUniqueID: optional(implicit(1, bitString)),
  subjectUniqueID: optional(implicit(2, bitString)),
  extensions: optional(explicit(3, extensions)),
});
export interface TBSCertificate extends ValueOf<typeof describedTbsCertificate> {}
/** TBSCertificate, the signed part. Names keep their encoding, since they are compared by it first. */
export const tbsCertificate: Element<TBSCertificate> = describedTbsCertificate;

const describedCertificate = sequence('Certificate', 'RFC 5280 §4.1.1', {
  tbsCertificate: encoded(tbsCertificate),
  signatureAlgorithm: algorithmIdentifier,
  signature: byteAlignedBitString,
});
export interface CertificateFields extends ValueOf<typeof describedCertificate> {}
/** Certificate. The signed part keeps its encoding, since the signature covers those bytes and never a re-encoding. */
export const certificate: Element<CertificateFields> = describedCertificate;
