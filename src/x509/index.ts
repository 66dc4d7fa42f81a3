/** X.509: names, certificates, requests, issuing, and whether a certificate is to be believed (RFC 5280). */
export { ATTRIBUTE_TYPES, type AttributeType, attributeTypeNamed, attributeTypeOf } from './attribute-types.ts';
export { Certificate, certificatePem, decodeCertificate, readCertificatesPem } from './certificate.ts';
export { type Check, type CheckCode, requireValid, type Validation, type X509Event } from './check.ts';
export { PathError, type X509Code, X509Error } from './errors.ts';
export { type BasicConstraints, basicConstraints } from './extensions/basic-constraints.ts';
export { extKeyUsage, KEY_PURPOSES, type KeyPurpose, type Purpose } from './extensions/ext-key-usage.ts';
export {
  EXTENSIONS,
  type Extension,
  type ExtensionKind,
  type ExtensionValue,
  extension,
  extensions,
  extensionValue,
  makeExtension,
} from './extensions/index.ts';
export {
  type AuthorityKeyIdentifier,
  authorityKeyIdentifier,
  subjectKeyIdentifier,
} from './extensions/key-identifier.ts';
export { type KeyUsageBit, keyUsage } from './extensions/key-usage.ts';
export { subjectAltName } from './extensions/subject-alt-name.ts';
export { type GeneralName, generalName, generalNames, subtreeBase } from './general-name.ts';
export { formatGeneralName, parseGeneralNames } from './general-name-text.ts';
export { matchesName, type ValidationName } from './identity.ts';
export { formatIpAddress, parseIpAddress } from './ip-address.ts';
export {
  caExtensions,
  type IssueFromRequestOptions,
  type IssueOptions,
  issueFromRequest,
  randomSerialNumber,
  type SelfSignOptions,
  sameKey,
  selfSign,
  signTbs,
} from './issue.ts';
export {
  type AttributeText,
  type AttributeTypeAndValue,
  type AttributeValue,
  attributeTexts,
  attributeTypeAndValue,
  attributeValue,
  encodedName,
  makeName,
  type Name,
  name,
  type RelativeDistinguishedName,
  relativeDistinguishedName,
  sameName,
} from './name.ts';
export { formatOneline, formatOpensslName, formatRfc4514, parseOpensslName, parseRfc4514 } from './name-text.ts';
export { type PathLimits, type ValidationOptions, validateChain } from './path.ts';
export {
  CertificateRequest,
  type CertificationRequestFields,
  type CertificationRequestInfo,
  certificationRequest,
  certificationRequestInfo,
  createRequest,
  decodeRequest,
  type RequestAttribute,
  type RequestOptions,
  readRequestPem,
  requestAttribute,
  requestPem,
  verifyRequest,
} from './request.ts';
export {
  SIGNATURE_ALGORITHMS,
  type SignatureAlgorithm,
  signatureAlgorithmOf,
  signatureIdentifier,
  verifySignature,
} from './signature-algorithm.ts';
export {
  type CertificateFields,
  certificate,
  type TBSCertificate,
  type Time,
  tbsCertificate,
  time,
  toTime,
  validity,
} from './structures.ts';
export { TOLERATED, TOLERATED_IN_TRUST_STORES, TOLERATED_WHEN_LENIENT } from './tolerance.ts';
export { readTrustStorePem, type SkippedCertificate, type TrustStore } from './trust-store.ts';
