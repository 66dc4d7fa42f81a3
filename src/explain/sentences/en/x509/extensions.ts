/** The extensions of certificates (RFC 5280 §4.2 and others). */
import type { SentencesOfFields } from '../../sentence.ts';

export const CERTIFICATE_EXTENSIONS = {
  Extensions: { '*': 'The extensions, each at most once.' },
  BasicConstraints: {
    '*': 'Says whether the subject is an authority: without it no certificate may sign others.',
    cA: 'Whether the subject may issue certificates.',
    pathLenConstraint:
      'How many further authorities may follow below, the last certificate not counted; 0 means that it issues only to end entities.',
  },
  KeyUsage: {
    '*': 'What the key may be used for: digitalSignature for handshakes, keyEncipherment for RSA key transport, keyCertSign for issuing, cRLSign for revocation lists.',
  },
  ExtKeyUsageSyntax: {
    '*': 'The purposes of the certificate, such as serverAuth or clientAuth; without the extension there is no limit.',
    '0': 'One purpose.',
  },
  GeneralNames: { '*': 'Names: of a server those that a client may ask for.' },
  KeyIdentifier: {
    '*': 'A short name of the key, mostly a SHA-1 hash of it: it helps to find the issuer, and proves nothing.',
  },
  AuthorityKeyIdentifier: {
    '*': 'Which of the issuer’s keys signed.',
    keyIdentifier: 'The subjectKeyIdentifier of the issuer’s certificate.',
    authorityCertIssuer: 'The issuer of the issuer’s certificate.',
    authorityCertSerialNumber: 'The serial number of the issuer’s certificate.',
  },
  NameConstraints: {
    '*': 'The names that certificates below this authority may have.',
    permittedSubtrees: 'Of each kind that is named here, only names inside these subtrees are allowed.',
    excludedSubtrees: 'Names inside these subtrees are forbidden, even if they are permitted above.',
  },
  GeneralSubtree: {
    '*': 'A subtree of names.',
    base: 'Its top: a domain with all below it, a network, the beginning of a distinguished name.',
    minimum: 'Always 0 (RFC 5280).',
    maximum: 'Always absent (RFC 5280).',
  },
  CertificatePolicies: { '*': 'Under which rules the certificate was issued.' },
  PolicyInformation: {
    '*': 'One policy.',
    policyIdentifier: 'Which policy it is; anyPolicy stands for all.',
    policyQualifiers: 'What a person may want to read about it.',
  },
  PolicyQualifierInfo: {
    '*': 'One note on the policy.',
    policyQualifierId: 'Which kind of note it is: the address of a statement, or a text.',
    qualifier: 'The note.',
  },
  UserNotice: {
    '*': 'A text to be shown to a person.',
    noticeRef: 'Where the text stands, by organization and number.',
    explicitText: 'The text itself, at most 200 characters.',
  },
  NoticeReference: {
    organization: 'Who wrote the notices.',
    noticeNumbers: 'Which of them are meant.',
  },
  DisplayText: {
    ia5String: 'Text in ASCII.',
    visibleString: 'Printable ASCII.',
    bmpString: 'Text with two bytes for each character.',
    utf8String: 'Text in UTF-8: what RFC 5280 wants.',
  },
  PolicyMappings: { '*': 'Which policies of the issuer’s domain and of the subject’s mean the same.' },
  PolicyMapping: {
    '*': 'One pair of equivalent policies.',
    issuerDomainPolicy: 'The policy above.',
    subjectDomainPolicy: 'The policy below that counts as the same.',
  },
  PolicyConstraints: {
    '*': 'Whether policies must be named below, and whether they may be mapped.',
    requireExplicitPolicy: 'After this many further certificates each one must name an acceptable policy.',
    inhibitPolicyMapping: 'After this many further certificates mappings no longer count.',
  },
  CRLDistributionPoints: { '*': 'Where the revocation lists for this certificate are.' },
  DistributionPoint: {
    '*': 'One place of revocation lists.',
    distributionPoint: 'Where to fetch the list.',
    reasons: 'Which reasons of revocation the list covers; without the field, all.',
    cRLIssuer: 'Who signs the list, if that is not the certificate’s issuer.',
  },
  DistributionPointName: {
    fullName: 'The list’s addresses: any one of them leads to the same list.',
    nameRelativeToCRLIssuer: 'The end of a distinguished name, to be put after the issuer’s.',
  },
  ReasonFlags: { '*': 'Reasons of revocation, one bit each.' },
  AuthorityInfoAccessSyntax: { '*': 'Where to ask the issuer, and where its certificate is.' },
  SubjectInfoAccessSyntax: { '*': 'Where the subject’s services are.' },
  AccessDescription: {
    '*': 'One service and its address.',
    accessMethod: 'Which service it is: ocsp answers about revocation, caIssuers holds the issuer’s certificate.',
    accessLocation: 'Its address, mostly an http URL.',
  },
  PrivateKeyUsagePeriod: {
    '*': 'When the private key may sign, if that differs from the certificate’s validity.',
    notBefore: 'The first second.',
    notAfter: 'The last second.',
  },
  Features: {
    '*': 'The TLS extensions that the server must use: 5 means that it must staple an OCSP response.',
    '0': 'The number of a TLS extension; 5 is status_request.',
  },
  NetscapeCertType: { '*': 'What the certificate was for in the 1990s; extKeyUsage has replaced it.' },
  SubjectDirectoryAttributes: { '*': 'Attributes of the subject, such as nationality.' },
  SignedCertificateTimestampList: {
    '*': 'Promises by public logs that the certificate is in them, so that a secretly issued one would be noticed.',
  },
  SignedCertificateTimestamp: {
    '*': 'One log’s promise.',
    version: 'Always v1 (0).',
    logID: 'The log: the SHA-256 hash of its public key.',
    timestamp: 'When the log saw the certificate, in milliseconds since 1970.',
    extensions: 'For the future; empty.',
    hashAlgorithm: 'The hash of the log’s signature: sha256 (4).',
    signatureAlgorithm: 'The kind of the log’s signature: ecdsa (3) or rsa (1).',
    signature: 'The log’s signature over the certificate and the timestamp.',
  },
} as const satisfies SentencesOfFields;
