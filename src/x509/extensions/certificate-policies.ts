import {
  anyElement,
  bmpString,
  choice,
  ia5String,
  integer,
  oid,
  optional,
  sequence,
  sequenceOf,
  utf8String,
  visibleString,
} from '../../asn1/index.ts';
import { POLICY_OIDS } from '../../asn1/internal.ts';
import { named, openType, type ValueOf } from '../../codec/index.ts';

const RULE = 'RFC 5280 §4.2.1.4';

const displayText = choice('DisplayText', RULE, { ia5String, visibleString, bmpString, utf8String });
const noticeReference = sequence('NoticeReference', RULE, {
  organization: displayText,
  noticeNumbers: sequenceOf(integer),
});
const userNotice = sequence('UserNotice', RULE, {
  noticeRef: optional(noticeReference),
  explicitText: optional(displayText),
});

/** The qualifiers that RFC 5280 defines: a link to the practice statement, and a notice for the user. */
const QUALIFIERS = {
  cPSuri: { id: POLICY_OIDS.cps, codec: ia5String },
  userNotice: { id: POLICY_OIDS.userNotice, codec: userNotice },
};
const policyQualifierInfo = sequence('PolicyQualifierInfo', RULE, {
  policyQualifierId: oid,
  qualifier: openType('policyQualifierId', QUALIFIERS, anyElement),
});
const policyInformation = sequence('PolicyInformation', RULE, {
  policyIdentifier: oid,
  policyQualifiers: optional(sequenceOf(policyQualifierInfo, 1)),
});

/** CertificatePolicies: in an end-entity certificate, the policies it was issued under; in a CA's, the policies allowed for paths
 * through it. */
export const certificatePolicies = named('CertificatePolicies', sequenceOf(policyInformation, 1));
export type CertificatePolicies = ValueOf<typeof certificatePolicies>;
