/** The object identifiers that several rooms use, each defined once. An OID that only one file uses is defined in that file. */

/** Attribute types of names (X.520; RFC 4519; RFC 2985 §5.2.1; CA/Browser Forum EV guidelines §7.1.4.2). */
export const ATTRIBUTE_OIDS = {
  commonName: '2.5.4.3',
  surname: '2.5.4.4',
  serialNumber: '2.5.4.5',
  countryName: '2.5.4.6',
  localityName: '2.5.4.7',
  stateOrProvinceName: '2.5.4.8',
  streetAddress: '2.5.4.9',
  organizationName: '2.5.4.10',
  organizationalUnitName: '2.5.4.11',
  title: '2.5.4.12',
  businessCategory: '2.5.4.15',
  postalCode: '2.5.4.17',
  name: '2.5.4.41',
  givenName: '2.5.4.42',
  initials: '2.5.4.43',
  generationQualifier: '2.5.4.44',
  dnQualifier: '2.5.4.46',
  pseudonym: '2.5.4.65',
  domainComponent: '0.9.2342.19200300.100.1.25',
  emailAddress: '1.2.840.113549.1.9.1',
  jurisdictionCountry: '1.3.6.1.4.1.311.60.2.1.3',
} as const;

/** Extensions of certificates, CRLs, CRL entries and OCSP (RFC 5280 §4.2 and §5.2; RFC 6960; RFC 6962; RFC 7633; RFC 9608; Netscape). */
export const EXTENSION_OIDS = {
  subjectDirectoryAttributes: '2.5.29.9',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  privateKeyUsagePeriod: '2.5.29.16',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  cRLNumber: '2.5.29.20',
  cRLReason: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  deltaCRLIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  certificateIssuer: '2.5.29.29',
  nameConstraints: '2.5.29.30',
  cRLDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extKeyUsage: '2.5.29.37',
  freshestCRL: '2.5.29.46',
  inhibitAnyPolicy: '2.5.29.54',
  noRevAvail: '2.5.29.56',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  subjectInfoAccess: '1.3.6.1.5.5.7.1.11',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
  signedCertificateTimestamps: '1.3.6.1.4.1.11129.2.4.2',
  precertificatePoison: '1.3.6.1.4.1.11129.2.4.3',
  netscapeCertType: '2.16.840.1.113730.1.1',
  netscapeBaseUrl: '2.16.840.1.113730.1.2',
  netscapeRevocationUrl: '2.16.840.1.113730.1.3',
  netscapeCaRevocationUrl: '2.16.840.1.113730.1.4',
  netscapeRenewalUrl: '2.16.840.1.113730.1.7',
  netscapeCaPolicyUrl: '2.16.840.1.113730.1.8',
  netscapeSslServerName: '2.16.840.1.113730.1.12',
  ocspNonce: '1.3.6.1.5.5.7.48.1.2',
  netscapeComment: '2.16.840.1.113730.1.13',
} as const;

/** Purposes of keys (RFC 5280 §4.2.1.12). */
export const PURPOSE_OIDS = {
  anyExtendedKeyUsage: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  OCSPSigning: '1.3.6.1.5.5.7.3.9',
} as const;

/** Further purposes that x509v3_config(5) has names for. */
export const OTHER_PURPOSE_OIDS = {
  ipsecIKE: '1.3.6.1.5.5.7.3.17',
  msCodeInd: '1.3.6.1.4.1.311.2.1.21',
  msCodeCom: '1.3.6.1.4.1.311.2.1.22',
  msCTLSign: '1.3.6.1.4.1.311.10.3.1',
  msEFS: '1.3.6.1.4.1.311.10.3.4',
  msSmartcardLogin: '1.3.6.1.4.1.311.20.2.2',
} as const;

/** Certificate policies and their qualifiers (RFC 5280 §4.2.1.4; CA/Browser Forum). */
export const POLICY_OIDS = {
  anyPolicy: '2.5.29.32.0',
  cps: '1.3.6.1.5.5.7.2.1',
  userNotice: '1.3.6.1.5.5.7.2.2',
  extendedValidation: '2.23.140.1.1',
  domainValidated: '2.23.140.1.2.1',
  organizationValidated: '2.23.140.1.2.2',
} as const;

/** Access methods (RFC 5280 §4.2.2.1), and the basic OCSP response (RFC 6960 §4.2.1). */
export const ACCESS_OIDS = {
  ocsp: '1.3.6.1.5.5.7.48.1',
  ocspBasic: '1.3.6.1.5.5.7.48.1.1',
  caIssuers: '1.3.6.1.5.5.7.48.2',
} as const;

/** Kinds of otherName (RFC 4985 §2; RFC 9598 §3; Microsoft’s user principal name). */
export const OTHER_NAME_OIDS = {
  userPrincipalName: '1.3.6.1.4.1.311.20.2.3',
  srvName: '1.3.6.1.5.5.7.8.7',
  smtpUtf8Mailbox: '1.3.6.1.5.5.7.8.9',
  xmppAddr: '1.3.6.1.5.5.7.8.5',
  naiRealm: '1.3.6.1.5.5.7.8.8',
} as const;

/** Algorithms of keys and signatures (RFC 8017 appendix C; RFC 5480; RFC 5758; RFC 3279; RFC 8410 §3 in `CURVE_OIDS`). */
export const ALGORITHM_OIDS = {
  dhKeyAgreement: '1.2.840.113549.1.3.1',
  dhPublicNumber: '1.2.840.10046.2.1',
  dsa: '1.2.840.10040.4.1',
  ecPublicKey: '1.2.840.10045.2.1',
  ecdsaWithSha1: '1.2.840.10045.4.1',
  ecdsaWithSha224: '1.2.840.10045.4.3.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  ecdsaWithSha384: '1.2.840.10045.4.3.3',
  ecdsaWithSha512: '1.2.840.10045.4.3.4',
  rsaEncryption: '1.2.840.113549.1.1.1',
  md2WithRsa: '1.2.840.113549.1.1.2',
  md5WithRsa: '1.2.840.113549.1.1.4',
  sha1WithRsa: '1.2.840.113549.1.1.5',
  sha224WithRsa: '1.2.840.113549.1.1.14',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  sha384WithRsa: '1.2.840.113549.1.1.12',
  sha512WithRsa: '1.2.840.113549.1.1.13',
  rsaesOaep: '1.2.840.113549.1.1.7',
  mgf1: '1.2.840.113549.1.1.8',
  rsassaPss: '1.2.840.113549.1.1.10',
} as const;

/** Password-based encryption, key derivation and authentication (RFC 8018 appendix A; RFC 7292 appendix C; RFC 7914 §7). */
export const PBE_OIDS = {
  pbeWithMd5AndDes: '1.2.840.113549.1.5.3',
  pbeWithSha1AndDes: '1.2.840.113549.1.5.10',
  pbkdf2: '1.2.840.113549.1.5.12',
  pbes2: '1.2.840.113549.1.5.13',
  pbmac1: '1.2.840.113549.1.5.14',
  pbeWithSha1And128BitRc4: '1.2.840.113549.1.12.1.1',
  pbeWithSha1And40BitRc4: '1.2.840.113549.1.12.1.2',
  pbeWithSha1And2KeyTripleDes: '1.2.840.113549.1.12.1.4',
  pbeWithSha1And128BitRc2: '1.2.840.113549.1.12.1.5',
  pbeWithSha1And3KeyTripleDes: '1.2.840.113549.1.12.1.3',
  pbeWithSha1And40BitRc2: '1.2.840.113549.1.12.1.6',
  scrypt: '1.3.6.1.4.1.11591.4.11',
} as const;

/** HMAC with a hash, as PRF of PBKDF2 (RFC 8018 §B.1.2). */
export const HMAC_OIDS = {
  sha1: '1.2.840.113549.2.7',
  sha224: '1.2.840.113549.2.8',
  sha256: '1.2.840.113549.2.9',
  sha384: '1.2.840.113549.2.10',
  sha512: '1.2.840.113549.2.11',
} as const;

/** Block ciphers in CBC mode (RFC 8018 §B.2; NIST’s Computer Security Objects Register). */
export const CIPHER_OIDS = {
  desEde3Cbc: '1.2.840.113549.3.7',
  aes128Cbc: '2.16.840.1.101.3.4.1.2',
  aes192Cbc: '2.16.840.1.101.3.4.1.22',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
} as const;

/** Content types of PKCS #7 (RFC 2315 §14). */
export const CONTENT_OIDS = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
  encryptedData: '1.2.840.113549.1.7.6',
} as const;

/** Attributes of requests (RFC 2985, and Microsoft's) and of PKCS #12 bags (RFC 2985, and Oracle's trustedKeyUsage, which marks a certificate that Java trusts);
 * and the certificate type of a CertBag (RFC 7292 §4.2.3). */
export const PKCS9_OIDS = {
  unstructuredName: '1.2.840.113549.1.9.2',
  unstructuredAddress: '1.2.840.113549.1.9.8',
  challengePassword: '1.2.840.113549.1.9.7',
  microsoftExtensionRequest: '1.3.6.1.4.1.311.2.1.14',
  extensionRequest: '1.2.840.113549.1.9.14',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  javaTrustedKeyUsage: '2.16.840.1.113894.746875.1.1',
} as const;

/** MD5 (RFC 8018 §B.1.1), which is only named in errors and texts. */
export const MD5_OID = '1.2.840.113549.2.5';
/** The purpose of a CA that signs precertificates (RFC 6962 §3.1). */
export const PRECERTIFICATE_SIGNING_OID = '1.3.6.1.4.1.11129.2.4.4';
