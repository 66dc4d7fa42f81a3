/** Extensions of certificate revocation lists and of their entries (RFC 5280 §5.2, §5.3). */
import {
  boolean,
  type Element,
  explicit,
  generalizedTime,
  implicit,
  integer,
  namedEnumerated,
  optional,
  sequence,
  withDefault,
} from '../../asn1/index.ts';
import { cite, named, type ValueOf } from '../../codec/index.ts';
import { CRL_REASONS } from '../crl/reasons.ts';
import { generalNames } from '../names/general-name.ts';
import { distributionPointName, reasonFlags } from './crl-distribution-points.ts';

/** CRLNumber: increases with each CRL. */
export const cRLNumber = named('CRLNumber', cite('RFC 5280 §5.2.3', integer));
/** BaseCRLNumber: the number of the complete CRL that this delta CRL extends. */
export const deltaCRLIndicator = named('BaseCRLNumber', cite('RFC 5280 §5.2.4', integer));

const flag = (number: number) => withDefault(implicit(number, boolean), false);
const describedIssuingDistributionPoint = sequence('IssuingDistributionPoint', 'RFC 5280 §5.2.5', {
  distributionPoint: optional(explicit(0, distributionPointName)),
  onlyContainsUserCerts: flag(1),
  onlyContainsCACerts: flag(2),
  onlySomeReasons: optional(implicit(3, reasonFlags)),
  indirectCRL: flag(4),
  onlyContainsAttributeCerts: flag(5),
});
export interface IssuingDistributionPoint extends ValueOf<typeof describedIssuingDistributionPoint> {}
/** IssuingDistributionPoint: the scope of a CRL. */
export const issuingDistributionPoint: Element<IssuingDistributionPoint> = describedIssuingDistributionPoint;

/** CRLReason. */
export const cRLReason = namedEnumerated('CRLReason', 'RFC 5280 §5.3.1', CRL_REASONS);
/** InvalidityDate: when the key was probably compromised. */
export const invalidityDate = named('InvalidityDate', cite('RFC 5280 §5.3.2', generalizedTime));
/** CertificateIssuer: the issuer of the certificate that an entry of an indirect CRL refers to. */
export const certificateIssuer = cite('RFC 5280 §5.3.3', generalNames);
