/** The structures of the Online Certificate Status Protocol (RFC 6960 §4, appendix B), as its ASN.1 module has them. */

import {
  anyElement,
  byteAlignedBitString,
  choice,
  type Element,
  explicit,
  generalizedTime,
  implicit,
  integer,
  namedEnumerated,
  nullElement,
  octetString,
  octetStringContaining,
  oid,
  optional,
  sequence,
  sequenceOf,
  smallInteger,
  withDefault,
} from '../../asn1/index.ts';
import { ACCESS_OIDS, EXTENSION_OIDS } from '../../asn1/internal.ts';
import { cite, encoded, named, openType, type ValueOf } from '../../codec/index.ts';
import { algorithmIdentifier } from '../../keys/index.ts';
import { cRLReason } from '../extensions/crl-extensions.ts';
import { extensions } from '../extensions/index.ts';
import { generalName } from '../names/general-name.ts';
import { name } from '../names/name.ts';

const describedCertId = sequence('CertID', 'RFC 6960 §4.1.1', {
  hashAlgorithm: algorithmIdentifier,
  issuerNameHash: octetString,
  issuerKeyHash: octetString,
  serialNumber: integer,
});
export interface CertId extends ValueOf<typeof describedCertId> {}
/** CertID: a certificate, by its serial number and by hashes of its issuer's name and key. */
export const certId: Element<CertId> = describedCertId;

const version = withDefault(explicit(0, smallInteger(0, 0, 'RFC 6960 §4.1.1')), 0);

const request = sequence('Request', 'RFC 6960 §4.1.1', {
  reqCert: certId,
  singleRequestExtensions: optional(explicit(0, extensions)),
});

const describedTbsRequest = sequence('TBSRequest', 'RFC 6960 §4.1.1', {
  version,
  requestorName: optional(explicit(1, generalName)),
  requestList: sequenceOf(request, 1),
  requestExtensions: optional(explicit(2, extensions)),
});
export interface TBSRequest extends ValueOf<typeof describedTbsRequest> {}
export const tbsRequest: Element<TBSRequest> = describedTbsRequest;

/** Each certificate is kept as bytes, so that an unreadable one does not invalidate a response that does not need it. */
const certificates = optional(explicit(0, sequenceOf(named('Certificate', anyElement))));

const requestSignature = sequence('Signature', 'RFC 6960 §4.1.1', {
  signatureAlgorithm: algorithmIdentifier,
  signature: byteAlignedBitString,
  certs: certificates,
});

const describedOcspRequest = sequence('OCSPRequest', 'RFC 6960 §4.1.1', {
  tbsRequest: encoded(tbsRequest),
  optionalSignature: optional(explicit(0, requestSignature)),
});
export interface OcspRequestFields extends ValueOf<typeof describedOcspRequest> {}
/** OCSPRequest: asks for the status of certificates. */
export const ocspRequest: Element<OcspRequestFields> = describedOcspRequest;

const revokedInfo = sequence('RevokedInfo', 'RFC 6960 §4.2.1', {
  revocationTime: generalizedTime,
  revocationReason: optional(explicit(0, cRLReason)),
});

/** CertStatus. */
export const certStatus = choice('CertStatus', 'RFC 6960 §4.2.1', {
  good: implicit(0, nullElement),
  revoked: implicit(1, revokedInfo),
  unknown: implicit(2, nullElement),
});
export type CertStatus = ValueOf<typeof certStatus>;

const singleResponse = sequence('SingleResponse', 'RFC 6960 §4.2.1', {
  certID: certId,
  certStatus,
  thisUpdate: generalizedTime,
  nextUpdate: optional(explicit(0, generalizedTime)),
  singleExtensions: optional(explicit(1, extensions)),
});
export interface SingleResponse extends ValueOf<typeof singleResponse> {}

/** ResponderID: the signer, by name or by the SHA-1 of its key's bits (§4.2.1), whatever hash the certIDs have. */
export const responderId = choice('ResponderID', 'RFC 6960 §4.2.1', {
  byName: explicit(1, encoded(name)),
  byKey: explicit(2, octetString),
});
export type ResponderId = ValueOf<typeof responderId>;

const describedResponseData = sequence('ResponseData', 'RFC 6960 §4.2.1', {
  version,
  responderID: responderId,
  producedAt: generalizedTime,
  responses: sequenceOf(singleResponse),
  responseExtensions: optional(explicit(1, extensions)),
});
export interface ResponseData extends ValueOf<typeof describedResponseData> {}
export const responseData: Element<ResponseData> = describedResponseData;

const describedBasicOcspResponse = sequence('BasicOCSPResponse', 'RFC 6960 §4.2.1', {
  tbsResponseData: encoded(responseData),
  signatureAlgorithm: algorithmIdentifier,
  signature: byteAlignedBitString,
  certs: certificates,
});
export interface BasicOcspResponse extends ValueOf<typeof describedBasicOcspResponse> {}
/** BasicOCSPResponse: the signed answer. The signed part keeps its encoding, and so do the certificates. */
export const basicOcspResponse: Element<BasicOcspResponse> = describedBasicOcspResponse;

/** OCSPResponseStatus, by number; 4 is not used. */
export const OCSP_STATUSES = {
  successful: 0,
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const;
export type OcspStatus = keyof typeof OCSP_STATUSES;

const responseBytes = sequence('ResponseBytes', 'RFC 6960 §4.2.1', {
  responseType: oid,
  response: openType(
    'responseType',
    { basic: { id: ACCESS_OIDS.ocspBasic, codec: octetStringContaining(basicOcspResponse) } },
    octetString,
  ),
});

const describedOcspResponse = sequence('OCSPResponse', 'RFC 6960 §4.2.1', {
  responseStatus: namedEnumerated('OCSPResponseStatus', 'RFC 6960 §4.2.1', OCSP_STATUSES),
  responseBytes: optional(explicit(0, responseBytes)),
});
export interface OcspResponseFields extends ValueOf<typeof describedOcspResponse> {}
/** OCSPResponse: a signed answer, or an error without a signature. */
export const ocspResponse: Element<OcspResponseFields> = describedOcspResponse;

/** The nonce, in requests and responses: an OCTET STRING of 1 to 128 bytes (RFC 9654 §2.1). */
export const OCSP_NONCE = { id: EXTENSION_OIDS.ocspNonce, codec: cite('RFC 9654 §2.1', octetString) };
