/** The certificate revocation list (RFC 5280 §5). */
import type { SentencesOfFields } from '../../sentence.ts';

export const CRL = {
  CertificateList: {
    '*': 'A list of revoked certificates, signed by their issuer.',
    tbsCertList: 'What is signed.',
    signatureAlgorithm: 'How the list is signed; it must equal the field signature inside.',
    signature: 'The signature over tbsCertList, byte for byte.',
  },
  TBSCertList: {
    version: 'The version: 1 means v2, the one with extensions.',
    signature: 'The algorithm of the signature, under its own protection.',
    issuer: 'Who signed the list.',
    thisUpdate: 'When the list was made.',
    nextUpdate: 'When the next list comes at the latest: after that this one proves nothing.',
    revokedCertificates: 'The revoked certificates; absent if there are none.',
    crlExtensions: 'What else holds for the list, such as its number and its scope.',
  },
  RevokedCertificate: {
    '*': 'One revoked certificate.',
    userCertificate: 'Its serial number.',
    revocationDate: 'When it was revoked.',
    crlEntryExtensions: 'Why, and since when the key may have been compromised.',
  },
  IssuingDistributionPoint: {
    '*': 'Which certificates the list speaks of: about others it says nothing.',
    distributionPoint: 'The list’s own address: it must be one that the certificate names.',
    onlyContainsUserCerts: 'Whether the list is about end entities only.',
    onlyContainsCACerts: 'Whether the list is about authorities only.',
    onlySomeReasons: 'The reasons of revocation that the list covers; without the field, all.',
    indirectCRL: 'Whether the list has certificates of other issuers too.',
    onlyContainsAttributeCerts: 'Whether the list is about attribute certificates only.',
  },
  CRLNumber: { '*': 'Grows with each list, so that the newer of two can be told.' },
  BaseCRLNumber: { '*': 'The number of the full list to which this one adds changes.' },
  CRLReason: {
    '*': 'Why it was revoked: 1 keyCompromise, 2 cACompromise, 3 affiliationChanged, 4 superseded, 5 cessationOfOperation, 6 certificateHold (for now), 8 removeFromCRL.',
  },
} as const satisfies SentencesOfFields;
