/** Certificate policies as OpenSSL prints them (crypto/x509/v3_cpols.c). */
import { assertArray } from '../../bytes/index.ts';
import type { CertificatePolicies, PolicyOutcome, QualifiedPolicy } from '../../x509/index.ts';
import { visible } from '../document/visible.ts';
import { objectName } from './object-names.ts';

/** The policies that a chain is valid for, as `openssl verify -policy_print` prints them. */
export function constrainedPoliciesText(outcome: PolicyOutcome): string {
  const { explicitPolicy, authorityConstrained, userConstrained } = outcome ?? {};
  assertArray(authorityConstrained, 'outcome.authorityConstrained');
  assertArray(userConstrained, 'outcome.userConstrained');
  const list = (who: string, policies: readonly QualifiedPolicy[]): string =>
    policies.length === 0 ? `${who} Policies: <empty>\n` : `${who} Policies:\n${policies.map(policyLines).join('')}`;
  const required = explicitPolicy ? 'True' : 'False';
  return `Require explicit Policy: ${required}\n${list('Authority', authorityConstrained)}${list('User', userConstrained)}`;
}

function policyLines({ policy, critical, qualifiers }: QualifiedPolicy): string {
  const shown =
    qualifiers.length === 0 ? '    No Qualifiers\n' : qualifiers.map((one) => `${qualifierText(one, 4)}\n`).join('');
  return `  Policy: ${objectName(policy)}\n    ${critical ? 'Critical' : 'Non Critical'}\n${shown}`;
}

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
