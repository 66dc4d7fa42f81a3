/** The request for a certificate (PKCS #10, RFC 2986). */
import type { SentencesOfFields } from '../../sentence.ts';

export const REQUEST = {
  CertificationRequest: {
    '*': 'A request for a certificate, signed with the key that it is for.',
    certificationRequestInfo: 'What is asked for, and what is signed.',
    signatureAlgorithm: 'How the request is signed.',
    signature: 'The applicant’s signature: it proves that he has the private key.',
  },
  CertificationRequestInfo: {
    version: 'Always v1 (0).',
    subject: 'The name that the applicant would like.',
    subjectPKInfo: 'The public key to be certified.',
    attributes: 'What else is asked for: mostly extensionRequest, with the wanted extensions.',
  },
  'Extensions[]': { '*': 'The extensions that the applicant would like; the authority decides.' },
  Attribute: {
    '*': 'One attribute.',
    type: 'Which attribute it is.',
    values: 'Its values, in the form that the attribute defines.',
  },
} as const satisfies SentencesOfFields;
