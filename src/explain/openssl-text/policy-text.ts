/** Certificate policies as OpenSSL prints them (crypto/x509/v3_cpols.c). */
import type { CertificatePolicies } from '../../x509/index.ts';
import { visible } from '../document/visible.ts';
import { objectName } from './object-names.ts';

type Qualifier = NonNullable<CertificatePolicies[number]['policyQualifiers']>[number];
type UserNotice = Extract<Qualifier['qualifier'], { readonly kind: 'userNotice' }>['value'];

const blanks = (count: number): string => ' '.repeat(count);

export const policiesText = (policies: CertificatePolicies, indent: number): string =>
  policies
    .map(({ policyIdentifier, policyQualifiers }) => {
      const qualifiers = (policyQualifiers ?? []).map((one) => `\n${qualifierText(one, indent + 2)}`);
      return `${blanks(indent)}Policy: ${objectName(policyIdentifier)}${qualifiers.join('')}`;
    })
    .join('\n');

function qualifierText({ policyQualifierId, qualifier }: Qualifier, indent: number): string {
  switch (qualifier.kind) {
    case 'cPSuri':
      return `${blanks(indent)}CPS: ${visible(qualifier.value)}`;
    case 'userNotice':
      return `${blanks(indent)}User Notice:\n${noticeText(qualifier.value, indent + 2)}`;
    case 'other':
      return `${blanks(indent + 2)}Unknown Qualifier: ${objectName(policyQualifierId)}`;
  }
}

function noticeText({ noticeRef, explicitText }: UserNotice, indent: number): string {
  const lines: string[] = [];
  if (noticeRef !== undefined) {
    const { organization, noticeNumbers } = noticeRef;
    lines.push(
      `${blanks(indent)}Organization: ${visible(organization.value)}`,
      `${blanks(indent)}Number${noticeNumbers.length > 1 ? 's' : ''}: ${noticeNumbers.join(', ')}`,
    );
  }
  if (explicitText !== undefined) lines.push(`${blanks(indent)}Explicit Text: ${visible(explicitText.value)}`);
  return lines.join('\n');
}
