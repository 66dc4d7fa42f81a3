import { choice, explicit, implicit, namedBits, optional, sequence, sequenceOf } from '../../asn1/index.ts';
import { named, type ValueOf } from '../../codec/index.ts';
import { generalNames } from '../names/general-name.ts';
import { relativeDistinguishedName } from '../names/name.ts';

const RULE = 'RFC 5280 §4.2.1.13';

/** DistributionPointName: a full name, or a name relative to the CRL issuer. */
export const distributionPointName = choice('DistributionPointName', RULE, {
  fullName: implicit(0, generalNames),
  nameRelativeToCRLIssuer: implicit(1, relativeDistinguishedName),
});
export type DistributionPointName = ValueOf<typeof distributionPointName>;

/** The bits of ReasonFlags, in order. */
export const REASON_FLAGS = [
  'unused',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
] as const;
export type ReasonFlag = (typeof REASON_FLAGS)[number];
/** ReasonFlags: the reasons for revocation that a CRL covers. */
export const reasonFlags = namedBits<ReasonFlag>('ReasonFlags', RULE, REASON_FLAGS);

const distributionPoint = sequence('DistributionPoint', RULE, {
  distributionPoint: optional(explicit(0, distributionPointName)),
  reasons: optional(implicit(1, reasonFlags)),
  cRLIssuer: optional(implicit(2, generalNames)),
});

/** CRLDistributionPoints: where to fetch the CRL that covers this certificate. FreshestCRL has the same form (§4.2.1.15). */
export const cRLDistributionPoints = named('CRLDistributionPoints', sequenceOf(distributionPoint, 1));
export type CRLDistributionPoints = ValueOf<typeof cRLDistributionPoints>;

/** Whether a point says neither where a list is nor whose it is: "either distributionPoint or cRLIssuer MUST be present". */
export const isNowhere = ({ distributionPoint, cRLIssuer }: CRLDistributionPoints[number]): boolean =>
  distributionPoint === undefined && cRLIssuer === undefined;
