/** The structures of certification requests (PKCS #10, RFC 2986) as codecs. */
import {
  anyElement,
  byteAlignedBitString,
  type Element,
  implicit,
  oid,
  sequence,
  sequenceOf,
  setOf,
  smallInteger,
} from '../../asn1/index.ts';
import { PKCS9_OIDS } from '../../asn1/internal.ts';
import { codecOf, constant, encoded, named, openType, type ValueOf } from '../../codec/index.ts';
import { algorithmIdentifier, subjectPublicKeyInfo } from '../../keys/index.ts';
import { ATTRIBUTES_MISSING, EXTENSIONS_EMPTY } from '../certificate/tolerance.ts';
import { extension, extensions } from '../extensions/index.ts';
import { name } from '../names/name.ts';

const INFO = 'RFC 2986 §4.1';
const EXTENSION_REQUEST = PKCS9_OIDS.extensionRequest;

const anyExtensions = named('Extensions', sequenceOf(extension));
/** `Extensions`, at least one. A reader may tolerate none. */
const requestedExtensions: typeof extensions = codecOf({
  ...extensions,
  decode(reader) {
    const { at } = reader;
    const found = anyExtensions.decode(reader);
    if (found.length === 0) reader.deviate(EXTENSIONS_EMPTY, 'RFC 5280 §4.1', at);
    return found;
  },
});

const describedRequestAttribute = sequence('Attribute', INFO, {
  type: oid,
  values: openType(
    'type',
    { extensionRequest: { id: EXTENSION_REQUEST, codec: setOf(requestedExtensions, 1, 1) } },
    setOf(anyElement, 1),
  ),
});
export interface RequestAttribute extends ValueOf<typeof describedRequestAttribute> {}
/** Attribute of a request: `extensionRequest` (RFC 2985 §5.4.2) is decoded, others keep their bytes. */
export const requestAttribute: Element<RequestAttribute> = describedRequestAttribute;

const someAttributes = implicit(0, setOf(requestAttribute));
/** `[0] Attributes`: none are written as an empty `[0]`. A reader may tolerate that it is missing. */
const attributes: typeof someAttributes = codecOf({
  ...someAttributes,
  decode(reader) {
    if (reader.left > 0) return someAttributes.decode(reader);
    reader.deviate(ATTRIBUTES_MISSING, INFO);
    return [];
  },
});

const describedCertificationRequestInfo = sequence('CertificationRequestInfo', INFO, {
  version: constant(smallInteger(0, 0, INFO), 0, INFO),
  subject: encoded(name),
  subjectPKInfo: subjectPublicKeyInfo,
  attributes,
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
