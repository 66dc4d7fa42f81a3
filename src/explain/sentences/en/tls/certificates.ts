/** The messages about certificates. */
import type { SentencesOfFields } from '../../sentence.ts';

export const CERTIFICATES = {
  Certificate: {
    certificateRequestContext: 'Repeats the request that is answered; empty in a handshake.',
    certificateList:
      'The sender’s own certificate first, then those of its issuers; an empty list from a client says that it has none.',
  },
  CertificateEntry: {
    '*': 'One certificate, with what belongs to it.',
    certData: 'The certificate, in DER.',
    extensions: 'Additions to this certificate, such as an OCSP response.',
  },
  'ASN.1Cert': { '*': 'One certificate, in DER.' },
  CertificateRequest: {
    certificateRequestContext: 'Tells several requests of one connection apart; empty in a handshake.',
    certificateTypes: 'The kinds of keys that the server accepts.',
    supportedSignatureAlgorithms: 'The signature schemes that the server can verify, the preferred one first.',
    certificateAuthorities: 'The names of the authorities that the server trusts; an empty list says nothing.',
    extensions: 'What the client’s certificate should be like; signature_algorithms is always there.',
  },
  ClientCertificateType: {
    '*': 'A kind of key for the client’s certificate: rsa_sign (1), ecdsa_sign (64); the others are history.',
  },
  DistinguishedName: { '*': 'The name of an authority, in DER as in its certificate’s subject.' },
  SignatureAndHashAlgorithm: {
    '*': 'A signature scheme: the algorithm, its padding or curve, and the hash, in one number.',
  },
  CertificateStatus: {
    '*': 'Proof by the authority that the certificate was not revoked, brought along by the server (stapling).',
    statusType: 'The kind of proof: 1 is OCSP, the only one.',
    response: 'An OCSP response, in DER.',
  },
  CertificateStatusRequest: {
    statusType: 'The kind of proof that the client can read: 1 is OCSP.',
    request: 'Which responders the client knows, and extensions for them; nearly always two empty lists.',
  },
  CertificateStatusPromised: { '*': 'Empty: the server will send a CertificateStatus message.' },
  CertificateStatusRequested: { '*': 'Empty: the server asks for an OCSP response about the client’s certificate.' },
  OCSPStatusRequest: {
    responderIdList: 'The responders that the client trusts; an empty list leaves the choice to the server.',
    requestExtensions: 'Extensions for the responder, in DER; mostly none.',
  },
} as const satisfies SentencesOfFields;
