/** The structures of certification requests (PKCS #10, RFC 2986) as codecs. */
import {
  anyElement,
  byteAlignedBitString,
  type Element,
  implicit,
  oid,
  sequence,
  setOf,
  smallInteger,
} from '../../asn1/index.ts';
import { PKCS9_OIDS } from '../../asn1/internal.ts';
import { constant, encoded, openType, type ValueOf } from '../../codec/index.ts';
import { algorithmIdentifier, subjectPublicKeyInfo } from '../../keys/index.ts';
import { extensions } from '../extensions/index.ts';
import { name } from '../names/name.ts';

const INFO = 'RFC 2986 §4.1';
const EXTENSION_REQUEST = PKCS9_OIDS.extensionRequest;

const describedRequestAttribute = sequence('Attribute', INFO, {
  type: oid,
  values: openType(
    'type',
    { extensionRequest: { id: EXTENSION_REQUEST, codec: setOf(extensions, 1, 1) } },
    setOf(anyElement, 1),
  ),
});
export interface RequestAttribute extends ValueOf<typeof describedRequestAttribute> {}
/** Attribute of a request: `extensionRequest` (RFC 2985 §5.4.2) is decoded, others keep their bytes. */
export const requestAttribute: Element<RequestAttribute> = describedRequestAttribute;

const describedCertificationRequestInfo = sequence('CertificationRequestInfo', INFO, {
  version: constant(smallInteger(0, 0, INFO), 0, INFO),
  subject: encoded(name),
  subjectPKInfo: subjectPublicKeyInfo,
  attributes: implicit(0, setOf(requestAttribute)),
});
export interface CertificationRequestInfo extends ValueOf<typeof describedCertificationRequestInfo> {}
export const certificationRequestInfo: Element<CertificationRequestInfo> = describedCertificationRequestInfo;

const describedCertificationRequest = sequence('CertificationRequest', 'RFC 2986 §4.2', {
  certificationRequestInfo: encoded(certificationRequestInfo),
  signatureAlgorithm: algorithmIdentifier,
  signature: byteAlignedBitString,
});
export interface CertificationRequestFields extends ValueOf<typeof describedCertificationRequest> {}
export const certificationRequest: Element<CertificationRequestFields> = describedCertificationRequest;
