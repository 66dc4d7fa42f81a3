/** CRL distribution points as OpenSSL prints them (crypto/x509/v3_crld.c), with the same line breaks. */
import {
  type CRLDistributionPoints,
  type DistributionPointName,
  formatOneline,
  type GeneralName,
  type IssuingDistributionPoint,
  type ReasonFlag,
} from '../../x509/index.ts';
import { visible } from '../document/visible.ts';
import { loneNameText } from './general-name-text.ts';

const blanks = (count: number): string => ' '.repeat(count);

export const distributionPointsText = (points: CRLDistributionPoints, indent: number): string =>
  points
    .map(({ distributionPoint, reasons, cRLIssuer }) =>
      [
        distributionPoint === undefined ? '' : pointNameText(distributionPoint, indent),
        reasons === undefined ? '' : reasonsText('Reasons', reasons, indent),
        cRLIssuer === undefined ? '' : `${blanks(indent)}CRL Issuer:\n${namesText(cRLIssuer, indent)}`,
      ].join(''),
    )
    .join('\n');

export function issuingDistributionPointText(of: IssuingDistributionPoint, indent: number): string {
  const flag = (is: boolean, text: string): string => (is ? `${blanks(indent)}${text}\n` : '');
  const text = [
    of.distributionPoint === undefined ? '' : pointNameText(of.distributionPoint, indent),
    flag(of.onlyContainsUserCerts, 'Only User Certificates'),
    flag(of.onlyContainsCACerts, 'Only CA Certificates'),
    flag(of.indirectCRL, 'Indirect CRL'),
    of.onlySomeReasons === undefined ? '' : reasonsText('Only Some Reasons', of.onlySomeReasons, indent),
    flag(of.onlyContainsAttributeCerts, 'Only Attribute Certificates'),
  ].join('');
  return text === '' ? `${blanks(indent)}<EMPTY>\n` : text;
}

function pointNameText({ kind, value }: DistributionPointName, indent: number): string {
  if (kind === 'fullName') return `${blanks(indent)}Full Name:\n${namesText(value, indent)}`;
  return `${blanks(indent)}Relative Name:\n${blanks(indent + 2)}${visible(formatOneline([value]))}\n`;
}

/** The names, without a line break after the last. */
const namesText = (names: readonly GeneralName[], indent: number): string =>
  names.map((name) => `${blanks(indent + 2)}${loneNameText(name)}`).join('\n');

const REASONS: Readonly<Record<ReasonFlag, string>> = {
  unused: 'Unused',
  keyCompromise: 'Key Compromise',
  cACompromise: 'CA Compromise',
  affiliationChanged: 'Affiliation Changed',
  superseded: 'Superseded',
  cessationOfOperation: 'Cessation Of Operation',
  certificateHold: 'Certificate Hold',
  privilegeWithdrawn: 'Privilege Withdrawn',
  aACompromise: 'AA Compromise',
};

const reasonsText = (label: string, reasons: readonly ReasonFlag[], indent: number): string =>
  `${blanks(indent)}${label}:\n${blanks(indent + 2)}${reasons.map((one) => REASONS[one]).join(', ') || '<EMPTY>'}\n`;
