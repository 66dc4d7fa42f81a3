/** Certificate policies as OpenSSL prints them (crypto/x509/v3_cpols.c). */
import { assertArray, utf8ToBytes } from '../../bytes/index.ts';
import type { CertificatePolicies, PolicyOutcome, QualifiedPolicy } from '../../x509/index.ts';
import { visible, visibleToZero } from '../document/visible.ts';
import { integerText } from './hex-columns.ts';
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
      return `${blanks(indent)}CPS: ${visibleToZero(qualifier.value)}`;
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
      `${blanks(indent)}Organization: ${displayText(organization)}`,
      `${blanks(indent)}Number${noticeNumbers.length > 1 ? 's' : ''}: ${noticeNumbers.map(integerText).join(', ')}`,
    );
  }
  if (explicitText !== undefined) lines.push(`${blanks(indent)}Explicit Text: ${displayText(explicitText)}`);
  return lines.join('\n');
}

/** OpenSSL prints the bytes of any string as text, up to the first zero byte. In a BMPString each Latin letter contains a zero byte. */
function displayText({ kind, value }: NonNullable<UserNotice['explicitText']>): string {
  const bytes = kind === 'bmpString' ? utf16Bytes(value) : utf8ToBytes(value);
  const end = bytes.indexOf(0);
  return visible(new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)));
}

/** UTF-16, the high byte first. */
const utf16Bytes = (text: string): Uint8Array =>
  Uint8Array.from(
    Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)).flatMap((unit) => [unit >> 8, unit & 0xff]),
  );
