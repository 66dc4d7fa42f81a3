/** Whether a list covers a certificate (RFC 5280 §6.3.3 (b), (d)), and what makes a list unusable for all certificates. */
import { equalBytes } from '../../../bytes/index.ts';
import { DecodeError, encode } from '../../../codec/index.ts';
import { algorithmIdentifier } from '../../../keys/index.ts';
import type { Certificate } from '../../certificate/certificate.ts';
import type { CertificateList } from '../../crl/certificate-list.ts';
import { ALL_REASONS } from '../../crl/reasons.ts';
import {
  CRL_DISTRIBUTION_POINTS,
  CRL_NUMBER,
  DELTA_CRL_INDICATOR,
  FRESHEST_CRL,
  ISSUER_ALT_NAME,
  ISSUING_DISTRIBUTION_POINT,
  valueByOid,
} from '../../extensions/by-oid.ts';
import type { CRLDistributionPoints, ReasonFlag } from '../../extensions/crl-distribution-points.ts';
import { ruleOfNowhere } from '../../extensions/empty-list.ts';
import { EXTENSIONS } from '../../extensions/index.ts';
import { sameName } from '../../names/name.ts';
import { type Rejection, rejection } from './finding.ts';
import { directoryName, fullNames, includesName, sharesName } from './names.ts';

export type DistributionPoint = CRLDistributionPoints[number];

/** The distribution points of a certificate, followed by the one that RFC 5280 §6.3.3 assumes for lists that no distribution point names:
 * "assume a DP with both the reasons and the cRLIssuer fields omitted and a distribution point name of the certificate issuer. That
 * is, the sequence of names in fullName is generated from the certificate issuer field as well as the certificate issuerAltName
 * extension."
 * @throws DecodeError for a malformed extension. */
export function distributionPointsOf(certificate: Certificate): DistributionPoint[] {
  const named = valueByOid(certificate.extensions, CRL_DISTRIBUTION_POINTS) ?? [];
  const alternatives = valueByOid(certificate.extensions, ISSUER_ALT_NAME) ?? [];
  const names = [directoryName(certificate.issuer), ...alternatives];
  const assumed: DistributionPoint = {
    distributionPoint: { kind: 'fullName', value: names },
    reasons: undefined,
    cRLIssuer: undefined,
  };
  return [...named, assumed];
}

/** Whether a list's issuer is the one that a distribution point names (RFC 5280 §6.3.3 (b) (1)). */
export function isIssuerNamed(
  list: CertificateList,
  { cRLIssuer }: DistributionPoint,
  certificate: Certificate,
): boolean {
  // "If the DP includes cRLIssuer, then verify that the issuer field in the complete CRL matches cRLIssuer in the DP …
  if (cRLIssuer !== undefined) return includesName(cRLIssuer, list.issuer);
  // Otherwise, verify that the CRL issuer matches the certificate issuer."
  return sameName(list.issuer, certificate.issuer);
}

const SCOPE = 'RFC 5280 §6.3.3 (b)';
const fetchRight = 'give the list that the certificate’s cRLDistributionPoints names';

/** The reason that a list of the right issuer does not cover the certificate by this distribution point; undefined if it does. */
export function outsideScope(
  list: CertificateList,
  point: DistributionPoint,
  certificate: Certificate,
): Rejection | undefined {
  const refuse = (detail: string): Rejection => rejection('crl-scope', SCOPE, detail, 'verifier', fetchRight);
  const scope = list.issuingDistributionPoint;
  // (b) (1): "… and that the complete CRL contains an issuing distribution point extension with the indirectCRL boolean asserted."
  if (point.cRLIssuer !== undefined && !scope?.indirectCRL) return refuse('the list is not an indirect one');
  if (scope === undefined) return undefined;
  // (b) (2) (i): one of the names in the IDP matches one of the names in the DP, or of its cRLIssuer where it has no name.
  if (scope.distributionPoint !== undefined) {
    const own = fullNames(scope.distributionPoint, [directoryName(list.issuer)]);
    const issuers = point.cRLIssuer ?? [directoryName(certificate.issuer)];
    const wanted = point.distributionPoint ? fullNames(point.distributionPoint, issuers) : (point.cRLIssuer ?? []);
    if (!sharesName(own, wanted)) return refuse('the list is for another distribution point');
  }
  const isCA = certificate.extension('basicConstraints')?.cA === true;
  // (b) (2) (ii), (iii), (iv)
  if (scope.onlyContainsUserCerts && isCA) return refuse('the list is for certificates that are no CA’s');
  if (scope.onlyContainsCACerts && !isCA) return refuse('the list is for certificates of CAs');
  if (scope.onlyContainsAttributeCerts) return refuse('the list is for attribute certificates');
  return undefined;
}

/** RFC 5280 §6.3.3 (d): the reasons that a list covers by this point. */
export function interimReasons(list: CertificateList, { reasons }: DistributionPoint): ReadonlySet<ReasonFlag> {
  const some = list.issuingDistributionPoint?.onlySomeReasons;
  // (d) (1): the intersection. (2), (3): the one that is present. (4): all reasons. The bit `unused` is not a reason.
  return new Set([...ALL_REASONS].filter((one) => (some?.includes(one) ?? true) && (reasons?.includes(one) ?? true)));
}

/** The extensions of a list that are processed here. */
const PROCESSED: ReadonlySet<string> = new Set([
  EXTENSIONS.authorityKeyIdentifier.id,
  CRL_NUMBER.id,
  DELTA_CRL_INDICATOR.id,
  ISSUING_DISTRIBUTION_POINT.id,
  FRESHEST_CRL.id,
]);

const malformed = (rule: string, detail: string): Rejection =>
  rejection('crl-malformed', rule, detail, 'CA', 'issue the list again');

/** An extension that must name something and does not. What such a list revokes can be read: it is to be asked for that. */
export function namesNothing(list: CertificateList): Rejection | undefined {
  const scope = list.extensions.find(({ extnID }) => extnID === ISSUING_DISTRIBUTION_POINT.id)?.extnValue.value;
  // "… MUST NOT issue CRLs where the DER encoding of the issuing distribution point extension is an empty sequence": its fields are all
  // absent or FALSE, which DER leaves out.
  if (scope instanceof Uint8Array && scope.length === 2)
    return malformed('RFC 5280 §5.2.5', 'the issuingDistributionPoint of the list is empty');
  const rule = list.extensions.map(ruleOfNowhere).find((one) => one !== undefined);
  if (rule === undefined) return undefined;
  return malformed(rule, 'a point of freshestCRL in the list has neither distributionPoint nor cRLIssuer');
}

/** Faults of a list that make it unusable for every certificate, other than its time and signature. */
export function unusable(list: CertificateList): Rejection | undefined {
  const { signature } = list.fields.tbsCertList.value;
  if (
    !equalBytes(encode(algorithmIdentifier, signature), encode(algorithmIdentifier, list.fields.signatureAlgorithm))
  ) {
    return malformed('RFC 5280 §5.1.1.2', 'the signature algorithms inside and outside the signed part differ');
  }
  if (list.version === 1 && list.extensions.length > 0) {
    return malformed('RFC 5280 §5.1.2.1', 'a list of version 1 has extensions');
  }
  const ids = list.extensions.map(({ extnID }) => extnID);
  if (new Set(ids).size < ids.length)
    return malformed('RFC 5280 §4.2', 'an extension of the list occurs more than once');
  const critical = list.extensions.find((one) => one.critical && !PROCESSED.has(one.extnID))?.extnID;
  if (critical !== undefined) return unprocessed('RFC 5280 §5.2', `critical extension ${critical}`);
  try {
    const inEntry = list.entries.unprocessed;
    if (inEntry !== undefined) return unprocessed('RFC 5280 §5.3', `critical entry extension ${inEntry}`);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return malformed(error.rule, `an entry cannot be read: ${error.message}`);
  }
  return undefined;
}

const unprocessed = (rule: string, what: string): Rejection =>
  rejection(
    'crl-critical-extension',
    rule,
    `the list has ${what}, which is not supported`,
    'CA',
    'leave the extension out, or let it be not critical',
  );

/** A certificate's time as text: it has no fractions of a second. */
const inSeconds = (time: Date): string => time.toISOString().replace('.000Z', 'Z');

/** Whether the list is current: RFC 5280 §6.3.3 (a). Both ends are inclusive, and a second lasts until the next one begins. */
export function outOfTime(list: CertificateList, time: Date): Rejection | undefined {
  const { thisUpdate, nextUpdate } = list;
  if (time < thisUpdate) {
    const detail = `the list is not valid before ${inSeconds(thisUpdate)}`;
    return rejection(
      'crl-not-yet-valid',
      'RFC 5280 §5.1.2.4',
      detail,
      'verifier',
      'set the clock, or give the list before this one',
    );
  }
  if (nextUpdate === undefined) {
    const detail = 'the list does not say when it expires (no nextUpdate)';
    return rejection('crl-expired', 'RFC 5280 §5.1.2.5', detail, 'CA', 'issue lists with nextUpdate');
  }
  if (time.getTime() < nextUpdate.getTime() + 1000) return undefined;
  const detail = `the list expired after ${inSeconds(nextUpdate)}`;
  return rejection('crl-expired', 'RFC 5280 §6.3.3 (a)', detail, 'verifier', 'fetch the current list of the CA');
}

/** Whether a list claims to cover a certificate, without regard to its signer and time. */
export const claimsToCover = (list: CertificateList, certificate: Certificate): boolean =>
  distributionPointsOf(certificate).some(
    (point) => isIssuerNamed(list, point, certificate) && outsideScope(list, point, certificate) === undefined,
  );
