/** OCSP stapling (RFC 6066 §8, RFC 8446 §4.4.2.1): the request in a ClientHello, and the response. */
import { cite, constant, list, named, opaque, rest, struct, vector } from '../../codec/index.ts';
import { CERTIFICATE_STATUS_TYPES, certificateStatusType } from './code-points.ts';

const MAX = 2 ** 16 - 1;

/** The content of a request depends on its type; an unknown type is ignored. */
export const certificateStatusRequest = struct('CertificateStatusRequest', 'RFC 6066 §8', {
  statusType: certificateStatusType,
  request: rest(),
});

/** The content of a request for OCSP. An empty list: the responders are known by prior arrangement. */
export const ocspStatusRequest = struct('OCSPStatusRequest', 'RFC 6066 §8', {
  responderIdList: vector(16, 0, MAX, list(cite('RFC 6066 §8', named('ResponderID', opaque(16, 1, MAX))))),
  /** DER of the extensions of an OCSPRequest. */
  requestExtensions: opaque(16, 0, MAX),
});

/** A response, as DER: a message of its own in TLS 1.2, an extension of a certificate's entry in TLS 1.3. */
export const certificateStatus = struct('CertificateStatus', 'RFC 6066 §8', {
  statusType: constant(certificateStatusType, CERTIFICATE_STATUS_TYPES.ocsp, 'RFC 6066 §8'),
  response: cite('RFC 6066 §8', named('OCSPResponse', opaque(24, 1, 2 ** 24 - 1))),
});
