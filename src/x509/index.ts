/** X.509 (RFC 5280): names, certificates, requests, issuing, and path validation. */

export { Certificate, certificatePem, decodeCertificate, readCertificatesPem } from './certificate/certificate.ts';
export {
  type CertificateFields,
  certificate,
  type TBSCertificate,
  type Time,
  tbsCertificate,
  time,
  toTime,
  validity,
} from './certificate/structures.ts';
export { TOLERATED, TOLERATED_WHEN_LENIENT } from './certificate/tolerance.ts';
export {
  readTrustStorePem,
  type SkippedCertificate,
  type TrustStore,
  type TrustStoreOptions,
} from './certificate/trust-store.ts';
export {
  CertificateList,
  type CertificateListOptions,
  certificateListPem,
  decodeCertificateList,
  readCertificateListsPem,
  verifyCertificateList,
} from './crl/certificate-list.ts';
export { type CreateCertificateListOptions, createCertificateList, type RevocationDraft } from './crl/create.ts';
export type { RevokedEntries, RevokedEntry } from './crl/entries.ts';
export { CRL_REASONS, type CrlReason } from './crl/reasons.ts';
export {
  type CertificateListFields,
  certificateList,
  type RevokedCertificate,
  revokedCertificate,
  type TBSCertList,
  tbsCertList,
  type UnreadCertificateList,
} from './crl/structures.ts';
export { PathError, type X509Code, X509Error } from './errors.ts';
export {
  type AuthorityInfoAccess,
  authorityInfoAccess,
  subjectInfoAccess,
} from './extensions/authority-info-access.ts';
export { type BasicConstraints, basicConstraints } from './extensions/basic-constraints.ts';
export { type CertificatePolicies, certificatePolicies } from './extensions/certificate-policies.ts';
export {
  type CRLDistributionPoints,
  cRLDistributionPoints,
  type DistributionPointName,
  distributionPointName,
  type ReasonFlag,
  reasonFlags,
} from './extensions/crl-distribution-points.ts';
export {
  certificateIssuer,
  cRLNumber,
  cRLReason,
  deltaCRLIndicator,
  type IssuingDistributionPoint,
  invalidityDate,
  issuingDistributionPoint,
} from './extensions/crl-extensions.ts';
export { DESCRIBED_EXTENSIONS, type DescribedValue, describedValue } from './extensions/described.ts';
export { extKeyUsage, KEY_PURPOSES, type KeyPurpose, type Purpose } from './extensions/ext-key-usage.ts';
export {
  EXTENSIONS,
  type Extension,
  type ExtensionKind,
  type ExtensionValue,
  extension,
  extensions,
  extensionValue,
} from './extensions/index.ts';
export { inhibitAnyPolicy } from './extensions/inhibit-any-policy.ts';
export {
  type AuthorityKeyIdentifier,
  authorityKeyIdentifier,
  subjectKeyIdentifier,
} from './extensions/key-identifier.ts';
export { type KeyUsageBit, keyUsage, keyUsageBits } from './extensions/key-usage.ts';
export {
  type MakableExtensionKind,
  type MakableExtensionValue,
  makeExtension,
} from './extensions/make-extension.ts';
export { type NameConstraints, nameConstraints } from './extensions/name-constraints.ts';
export { netscapeCertType, netscapeComment } from './extensions/netscape.ts';
export { type PolicyConstraints, policyConstraints } from './extensions/policy-constraints.ts';
export { type PolicyMappings, policyMappings } from './extensions/policy-mappings.ts';
export { type PrivateKeyUsagePeriod, privateKeyUsagePeriod } from './extensions/private-key-usage-period.ts';
export {
  type SignedCertificateTimestamps,
  signedCertificateTimestamps,
} from './extensions/signed-certificate-timestamps.ts';
export { subjectAltName } from './extensions/subject-alt-name.ts';
export { tlsFeature } from './extensions/tls-feature.ts';
export {
  caExtensions,
  type IssueFromRequestOptions,
  type IssueOptions,
  issueFromRequest,
  type KeyIdentifierKind,
  randomSerialNumber,
  type SelfSignOptions,
  sameKey,
  selfSign,
  signTbs,
} from './issue/issue.ts';
export { ATTRIBUTE_TYPES, type AttributeType, attributeTypeNamed, attributeTypeOf } from './names/attribute-types.ts';
export { encodedName } from './names/encoded-name.ts';
export { type GeneralName, generalName, generalNames, subtreeBase } from './names/general-name.ts';
export { formatGeneralName, parseGeneralNames } from './names/general-name-text.ts';
export { formatIpAddress, parseIpAddress } from './names/ip-address.ts';
export {
  type AttributeText,
  type AttributeTypeAndValue,
  type AttributeValue,
  attributeTexts,
  attributeTypeAndValue,
  attributeValue,
  makeName,
  type Name,
  name,
  type RelativeDistinguishedName,
  relativeDistinguishedName,
  sameName,
} from './names/name.ts';
export { formatOneline, formatOpensslName, formatRfc4514, parseOpensslName, parseRfc4514 } from './names/name-text.ts';
export { formatCompatible, NAME_STYLES, type NameStyle, printName } from './names/print-name.ts';
export { type CertIdHash, certIdOf, certIdOfSerial } from './ocsp/cert-id.ts';
export { createOcspRequest, decodeOcspRequest, OcspRequest, type OcspRequestOptions } from './ocsp/request.ts';
export {
  createOcspResponse,
  decodeOcspResponse,
  OcspResponse,
  type OcspResponseOptions,
  ocspErrorResponse,
  type SingleAnswer,
  type StatusToTell,
} from './ocsp/response.ts';
export {
  type BasicOcspResponse,
  basicOcspResponse,
  type CertId,
  type CertStatus,
  certId,
  certStatus,
  OCSP_STATUSES,
  type OcspRequestFields,
  type OcspResponseFields,
  type OcspStatus,
  ocspRequest,
  ocspResponse,
  type ResponderId,
  type ResponseData,
  responderId,
  responseData,
  type SingleResponse,
  type TBSRequest,
  tbsRequest,
} from './ocsp/structures.ts';
export {
  CertificateRequest,
  createRequest,
  decodeRequest,
  type RequestOptions,
  readRequestPem,
  requestPem,
  verifyRequest,
} from './request/request.ts';
export {
  type CertificationRequestFields,
  type CertificationRequestInfo,
  certificationRequest,
  certificationRequestInfo,
  type RequestAttribute,
  requestAttribute,
} from './request/structures.ts';
export { verifySignature } from './signing.ts';
export { anchorOf, assertRoots, type Root, TrustAnchor } from './validate/anchor.ts';
export type { PathLimits } from './validate/build/budget.ts';
export {
  type Check,
  type CheckCode,
  type OtherPath,
  requireValid,
  type Validation,
  type X509Event,
} from './validate/check.ts';
export { asciiDnsName, matchesName, type ReferenceIdentifier, type ValidationName } from './validate/identity.ts';
export { assertExpectedName, assertProfile } from './validate/options.ts';
export type { PolicyNode, PolicyOutcome } from './validate/policies/graph.ts';
export type { PolicyInputs } from './validate/policies/inputs.ts';
export type { PolicyQualifiers, QualifiedPolicy } from './validate/policies/step.ts';
export type { ExpectedName, Profile, ValidationOptions } from './validate/question.ts';
export type { Advice, RevocationCode } from './validate/revocation/finding.ts';
export { OCSP_DEFAULTS, type OcspSettings } from './validate/revocation/response-status.ts';
export { assertRevocation, type Revocation, type RevocationChecks } from './validate/revocation/revocation-policy.ts';
export { validateChain } from './validate/validate-chain.ts';
