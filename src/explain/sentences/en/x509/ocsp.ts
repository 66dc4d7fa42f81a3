/** OCSP: questions about revocation, and answers (RFC 6960). */
import type { SentencesOfFields } from '../../sentence.ts';

export const OCSP = {
  OCSPRequest: {
    '*': 'A question to a responder: are these certificates revoked?',
    tbsRequest: 'The question.',
    optionalSignature: 'Who asks, signed; hardly any responder wants it.',
  },
  TBSRequest: {
    version: 'Always v1 (0), and so never written.',
    requestorName: 'Who asks.',
    requestList: 'The certificates that are asked about.',
    requestExtensions: 'Mostly a nonce, which the answer repeats.',
  },
  Request: {
    '*': 'One certificate that is asked about.',
    reqCert: 'Which certificate it is.',
    singleRequestExtensions: 'Extensions for this one question.',
  },
  Signature: {
    signatureAlgorithm: 'How the question is signed.',
    signature: 'The signature over tbsRequest.',
    certs: 'Certificates that help to verify it.',
  },
  CertID: {
    '*': 'A certificate, by hashes of its issuer and its serial number.',
    hashAlgorithm: 'The hash of the next two fields; mostly SHA-1, which only finds and protects nothing here.',
    issuerNameHash: 'The hash of the issuer’s name, in DER.',
    issuerKeyHash: 'The hash of the issuer’s public key.',
    serialNumber: 'The certificate’s serial number.',
  },
  OCSPResponse: {
    '*': 'A responder’s answer.',
    responseStatus:
      'Whether there is an answer: 0 successful, 1 malformedRequest, 2 internalError, 3 tryLater, 5 sigRequired, 6 unauthorized; only 0 is about a certificate.',
    responseBytes: 'The answer; only if it was successful.',
  },
  ResponseBytes: {
    '*': 'An answer, after the name of its form.',
    responseType: 'The form of the answer: id-pkix-ocsp-basic, the only one.',
    response: 'The answer in that form, in DER.',
  },
  BasicOCSPResponse: {
    '*': 'The answer, signed.',
    tbsResponseData: 'What is signed.',
    signatureAlgorithm: 'How it is signed.',
    signature: 'The responder’s signature: of the issuer itself, or of one whom the issuer certified for it.',
    certs: 'The responder’s certificate, if it is not the issuer.',
  },
  ResponseData: {
    version: 'Always v1 (0), and so never written.',
    responderID: 'Who answers.',
    producedAt: 'When the answer was signed.',
    responses: 'One answer for each certificate.',
    responseExtensions: 'Mostly the nonce of the question.',
  },
  ResponderID: {
    '*': 'A responder, in DER.',
    byName: 'The responder, by the subject of its certificate.',
    byKey: 'The responder, by the SHA-1 hash of its public key.',
  },
  SingleResponse: {
    '*': 'The answer about one certificate.',
    certID: 'Which certificate it is about.',
    certStatus: 'What the responder knows.',
    thisUpdate: 'When this was known to be right.',
    nextUpdate: 'When newer information will be there at the latest: after that this answer proves nothing.',
    singleExtensions: 'Extensions of this one answer.',
  },
  CertStatus: {
    good: 'Not revoked, as far as the responder knows; it need not mean that the certificate was ever issued.',
    revoked: 'Revoked: when, and perhaps why.',
    unknown: 'The responder does not know this certificate.',
  },
  RevokedInfo: {
    revocationTime: 'When it was revoked.',
    revocationReason: 'Why it was revoked.',
  },
} as const satisfies SentencesOfFields;
