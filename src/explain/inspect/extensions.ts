/** Extensions that x509/ keeps as bytes, since it judges nothing by them: described, so that a viewer can name what is in them
 * (RFC 5280 §4.2, §5.2, §5.3, and what is met besides). */
import {
  anyElement,
  bitString,
  bmpString,
  boolean,
  choice,
  enumerated,
  explicit,
  generalizedTime,
  ia5String,
  implicit,
  integer,
  namedBits,
  nullElement,
  octetStringContaining,
  oid,
  optional,
  sequence,
  sequenceOf,
  smallInteger,
  utf8String,
  visibleString,
  withDefault,
} from '../../asn1/index.ts';
import {
  type AnyCodec,
  cite,
  fixed,
  list,
  named,
  opaque,
  openType,
  struct,
  uint8,
  uint64,
  vector,
} from '../../codec/index.ts';
import { attribute } from '../../keys/index.ts';
import { generalName, generalNames, relativeDistinguishedName, subtreeBase } from '../../x509/index.ts';

const SUBTREE = 'RFC 5280 §4.2.1.10';
const generalSubtree = sequence('GeneralSubtree', SUBTREE, {
  base: subtreeBase,
  minimum: withDefault(implicit(0, integer), 0n),
  maximum: optional(implicit(1, integer)),
});
const nameConstraints = sequence('NameConstraints', SUBTREE, {
  permittedSubtrees: optional(implicit(0, sequenceOf(generalSubtree, 1))),
  excludedSubtrees: optional(implicit(1, sequenceOf(generalSubtree, 1))),
});

const POLICY = 'RFC 5280 §4.2.1.4';
const displayText = choice('DisplayText', POLICY, { ia5String, visibleString, bmpString, utf8String });
const userNotice = sequence('UserNotice', POLICY, {
  noticeRef: optional(
    sequence('NoticeReference', POLICY, { organization: displayText, noticeNumbers: sequenceOf(integer) }),
  ),
  explicitText: optional(displayText),
});
const policyQualifierInfo = sequence('PolicyQualifierInfo', POLICY, {
  policyQualifierId: oid,
  qualifier: openType(
    'policyQualifierId',
    {
      cPSuri: { id: '1.3.6.1.5.5.7.2.1', codec: ia5String },
      userNotice: { id: '1.3.6.1.5.5.7.2.2', codec: userNotice },
    },
    anyElement,
  ),
});
const policyInformation = sequence('PolicyInformation', POLICY, {
  policyIdentifier: oid,
  policyQualifiers: optional(sequenceOf(policyQualifierInfo, 1)),
});
const policyMapping = sequence('PolicyMapping', 'RFC 5280 §4.2.1.5', {
  issuerDomainPolicy: oid,
  subjectDomainPolicy: oid,
});
const policyConstraints = sequence('PolicyConstraints', 'RFC 5280 §4.2.1.11', {
  requireExplicitPolicy: optional(implicit(0, integer)),
  inhibitPolicyMapping: optional(implicit(1, integer)),
});

const POINTS = 'RFC 5280 §4.2.1.13';
const distributionPointName = choice('DistributionPointName', POINTS, {
  fullName: implicit(0, generalNames),
  nameRelativeToCRLIssuer: implicit(1, relativeDistinguishedName),
});
const reasonFlags = namedBits('ReasonFlags', POINTS, [
  'unused',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
]);
const distributionPoint = sequence('DistributionPoint', POINTS, {
  distributionPoint: optional(explicit(0, distributionPointName)),
  reasons: optional(implicit(1, reasonFlags)),
  cRLIssuer: optional(implicit(2, generalNames)),
});
const distributionPoints = named('CRLDistributionPoints', sequenceOf(distributionPoint, 1));

const accessDescriptions = (rule: string): AnyCodec =>
  sequenceOf(sequence('AccessDescription', rule, { accessMethod: oid, accessLocation: generalName }), 1);

const flag = (number: number) => withDefault(implicit(number, boolean), false);
const issuingDistributionPoint = sequence('IssuingDistributionPoint', 'RFC 5280 §5.2.5', {
  distributionPoint: optional(explicit(0, distributionPointName)),
  onlyContainsUserCerts: flag(1),
  onlyContainsCACerts: flag(2),
  onlySomeReasons: optional(implicit(3, reasonFlags)),
  indirectCRL: flag(4),
  onlyContainsAttributeCerts: flag(5),
});

const privateKeyUsagePeriod = sequence('PrivateKeyUsagePeriod', 'RFC 3280 §4.2.1.4', {
  notBefore: optional(implicit(0, generalizedTime)),
  notAfter: optional(implicit(1, generalizedTime)),
});

const TRANSPARENCY = 'RFC 6962 §3.2';
const signedCertificateTimestamp = struct('SignedCertificateTimestamp', TRANSPARENCY, {
  version: uint8,
  logID: fixed(32),
  timestamp: uint64,
  extensions: opaque(16, 0, 65_535),
  hashAlgorithm: uint8,
  signatureAlgorithm: uint8,
  signature: opaque(16, 0, 65_535),
});
const timestampList = octetStringContaining(
  named(
    'SignedCertificateTimestampList',
    vector(16, 1, 65_535, list(vector(16, 1, 65_535, signedCertificateTimestamp), 1)),
  ),
);

/** What is in `extnValue`, by the extension's OID. */
export const VIEWED_EXTENSIONS: ReadonlyMap<string, AnyCodec> = new Map<string, AnyCodec>([
  ['2.5.29.9', named('SubjectDirectoryAttributes', cite('RFC 5280 §4.2.1.8', sequenceOf(attribute, 1)))],
  ['2.5.29.16', privateKeyUsagePeriod],
  ['2.5.29.18', cite('RFC 5280 §4.2.1.7', generalNames)],
  ['2.5.29.20', named('CRLNumber', cite('RFC 5280 §5.2.3', integer))],
  ['2.5.29.21', named('CRLReason', cite('RFC 5280 §5.3.1', enumerated))],
  ['2.5.29.24', named('InvalidityDate', cite('RFC 5280 §5.3.2', generalizedTime))],
  ['2.5.29.27', named('BaseCRLNumber', cite('RFC 5280 §5.2.4', integer))],
  ['2.5.29.28', issuingDistributionPoint],
  ['2.5.29.29', cite('RFC 5280 §5.3.3', generalNames)],
  ['2.5.29.30', nameConstraints],
  ['2.5.29.31', distributionPoints],
  ['2.5.29.32', named('CertificatePolicies', sequenceOf(policyInformation, 1))],
  ['2.5.29.33', named('PolicyMappings', sequenceOf(policyMapping, 1))],
  ['2.5.29.36', policyConstraints],
  ['2.5.29.46', distributionPoints],
  ['2.5.29.54', named('InhibitAnyPolicy', cite('RFC 5280 §4.2.1.14', integer))],
  ['1.3.6.1.5.5.7.1.1', named('AuthorityInfoAccessSyntax', accessDescriptions('RFC 5280 §4.2.2.1'))],
  ['1.3.6.1.5.5.7.1.11', named('SubjectInfoAccessSyntax', accessDescriptions('RFC 5280 §4.2.2.2'))],
  ['1.3.6.1.5.5.7.1.24', named('TLSFeature', sequenceOf(smallInteger(0, 65_535, 'RFC 7633 §4.1')))],
  ['1.3.6.1.5.5.7.48.1.5', cite('RFC 6960 §4.2.2.2.1', nullElement)],
  ['1.3.6.1.4.1.11129.2.4.2', timestampList],
  ['1.3.6.1.4.1.11129.2.4.3', cite('RFC 6962 §3.1', nullElement)],
  ['2.16.840.1.113730.1.1', named('NetscapeCertType', bitString)],
  ['2.16.840.1.113730.1.13', named('NetscapeComment', ia5String)],
]);
