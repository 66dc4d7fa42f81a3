/** The certificate (RFC 5280 §4.1). */
import type { SentencesOfFields } from '../../sentence.ts';

export const CERTIFICATE = {
  Certificate: {
    '*': 'A certificate: a statement that a public key belongs to a name, and the issuer’s signature on it.',
    tbsCertificate: 'What is signed: everything but the signature and its algorithm.',
    signatureAlgorithm: 'How the issuer signed; it must equal the field signature inside, which the signature covers.',
    signature: 'The issuer’s signature over tbsCertificate, byte for byte.',
  },
  TBSCertificate: {
    version: 'The version: 2 means v3, the only one with extensions; without the field it is v1.',
    serialNumber:
      'A number that the issuer gives only once; at least 64 of its bits should be random, so that nobody can prepare a collision.',
    signature: 'The algorithm of the signature, here under the signature’s own protection.',
    issuer: 'The name of who signed: it must equal the subject of the issuer’s certificate.',
    validity: 'From when to when the issuer vouches for it.',
    subject: 'Whose key it is; of a server the names in subjectAltName count, and this may be empty.',
    subjectPublicKeyInfo: 'The public key that the certificate is about.',
    issuerUniqueID: 'Told apart issuers of one name in v2; nobody uses it.',
    subjectUniqueID: 'Told apart subjects of one name in v2; nobody uses it.',
    extensions: 'What else holds: names, purposes, constraints, where to ask about revocation.',
  },
  Validity: {
    notBefore: 'The first second at which the certificate is valid.',
    notAfter: 'The last second at which it is valid.',
  },
  Time: {
    utcTime: 'Years up to 2049 are written with two digits: 50 to 99 belong to the 1900s.',
    generalizedTime: 'Years from 2050 on are written with four digits; 99991231235959Z means that there is no end.',
  },
  SubjectPublicKeyInfo: {
    '*': 'A public key with the name of its algorithm.',
    algorithm: 'The kind of key; of an elliptic curve also the curve.',
    subjectPublicKey: 'The key itself, in the form of its algorithm.',
  },
  'Ecdsa-Sig-Value': {
    '*': 'A signature by ECDSA: two numbers, in DER.',
    r: 'The x-coordinate of the point k·G, modulo the order of the curve’s base point G; k is used once and kept secret.',
    s: 'The number that joins r, the digest and the private key; the public key suffices to check it.',
  },
  AlgorithmIdentifier: {
    '*': 'An algorithm, and what is needed to use it.',
    algorithm: 'Which algorithm it is.',
    parameters: 'The algorithm’s parameters: none, NULL, a curve’s name, or a structure.',
  },
  ECPoint: { '*': 'A point on the curve: 04, then x and y; 02 or 03 is x alone, with the parity of y.' },
  'public key': { '*': 'The public key of X25519 or Ed25519: 32 bytes, a coordinate in little-endian order.' },
  namedCurve: { '*': 'The curve, by its name.' },
  Extension: {
    extnID: 'Which extension it is.',
    critical: 'Whether a program that does not understand the extension must refuse the certificate.',
    extnValue: 'The extension’s content: DER inside a byte string.',
  },
} as const satisfies SentencesOfFields;
