/** Rules of the CA/Browser Forum for the lists of web CAs, which the profile webpki checks. Each has the code of the corresponding lint
 * rule. */
import type { CertificateList } from '../../crl/certificate-list.ts';
import { CRL_NUMBER } from '../../extensions/by-oid.ts';
import type { DistributionPointName } from '../../extensions/crl-distribution-points.ts';
import { type Rejection, type RevocationCode, rejection } from './finding.ts';
import type { DistributionPoint } from './list-scope.ts';

interface Duty {
  readonly code: RevocationCode;
  /** Standard and section. */
  readonly source: string;
  /** What is wrong; undefined: nothing. @param point - the certificate's distribution point by which the list is used. */
  fault(list: CertificateList, point: DistributionPoint): string | undefined;
  /** What the CA should do. */
  readonly advice: string;
}

const DUTIES: readonly Duty[] = [
  {
    code: 'crl-number-missing',
    source: 'RFC 5280 §5.2.3; BR §7.2.2',
    fault: ({ number }) => (number === undefined ? 'the list has no cRLNumber' : undefined),
    advice: 'number the lists',
  },
  {
    code: 'extension-critical',
    source: 'RFC 5280 §5.2.3; BR §7.2.2',
    fault: ({ extensions }) =>
      extensions.some(({ extnID, critical }) => critical && extnID === CRL_NUMBER.id)
        ? 'cRLNumber of the list is critical'
        : undefined,
    advice: 'issue lists whose cRLNumber is not critical',
  },
  {
    code: 'crl-entry-duplicate',
    source: 'RFC 5280 §5.1.2.6',
    fault: ({ entries, issuingDistributionPoint: scope }) =>
      entries.hasDuplicates && !scope?.indirectCRL ? 'the list has a serial number twice' : undefined,
    advice: 'list each certificate once',
  },
  {
    code: 'crl-idp-indirect',
    source: 'BR §7.2.2.1',
    fault: ({ issuingDistributionPoint: scope }) => (scope?.indirectCRL ? 'the list is an indirect one' : undefined),
    advice: 'let each CA sign its own list',
  },
  {
    code: 'crl-idp-full-name',
    source: 'BR §7.2.2.1',
    fault: ({ issuingDistributionPoint: scope }) =>
      isOfWeb(scope?.distributionPoint)
        ? undefined
        : 'the list’s distribution point has a name that is not an http URI',
    advice: 'write the http URI of the certificates’ cRLDistributionPoints into the list',
  },
  {
    code: 'cdp-web-uri',
    source: 'BR §7.1.2.11.2',
    fault: (_, { distributionPoint }) =>
      isOfWeb(distributionPoint)
        ? undefined
        : 'the certificate’s distribution point has a name that is not an http URI',
    advice: 'issue the certificate with http URIs in its cRLDistributionPoints',
  },
];

/** Only http URIs; or no name at all. */
const isOfWeb = (name: DistributionPointName | undefined): boolean =>
  name === undefined ||
  (name.kind === 'fullName' &&
    name.value.every(({ kind, value }) => kind === 'uniformResourceIdentifier' && /^http:\/\//i.test(value)));

/** Codes of the duties, which the option `off` accepts. */
export const WEB_LIST_CODES: readonly RevocationCode[] = DUTIES.map(({ code }) => code);

/** The first duty that a list fails.
 * @param point - the distribution point by which it is used; undefined for the one that RFC 5280 §6.3.3 assumes.
 * @param off - codes that are not judged. */
export function failedDuty(
  list: CertificateList,
  point: DistributionPoint | undefined,
  off: readonly string[],
): Rejection | undefined {
  const asked = point ?? { distributionPoint: undefined, reasons: undefined, cRLIssuer: undefined };
  for (const { code, source, fault, advice } of DUTIES) {
    const detail = off.includes(code) ? undefined : fault(list, asked);
    if (detail !== undefined) return rejection(code, source, detail, 'CA', advice);
  }
  return undefined;
}
