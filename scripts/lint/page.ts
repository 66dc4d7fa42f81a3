/** `docs/lint.md`, from the table of rules. */
import { LINT_GROUPS, LINT_RULES, type LintRule } from '../../src/lint/index.ts';

const HEAD = `# Rules of \`vitrine lint\`

Written by \`npm run rules\` from the table in \`src/lint/rules/\`.

A certificate with cA TRUE is a *root* if its issuer is its subject, byte by byte, and its own key has signed it; otherwise it is an *intermediate*. Every other certificate is a *leaf*. An **error** is
forbidden by a standard, or fails for everybody; a **warning** is advised against, or fails for some; a **notice** is worth knowing.

The profile \`rfc5280\` has the rules of RFC 5280 and of the RFCs of algorithms, and what breaks for everybody. \`webpki\` has in addition those of the CA/Browser Forum
(Baseline Requirements 2.2.6, "BR") and of browsers for public TLS; they are marked with **web**. A date is the first day of issuance that a rule judges.

A finding names bytes of the DER by offset and length. Where something is missing, they are those of the structure that it is missing from. An input is read field by
field: what cannot be read is a finding, and the rest is judged. Signatures are verified only of what is signed with its own key: what needs a chain is a matter of
\`vitrine verify\`.
`;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('*', '\\*').replaceAll('<', '&lt;');
const ALL = ['root', 'intermediate', 'leaf', 'request', 'crl'];
const isAll = (roles: readonly string[], all: readonly string[]): boolean =>
  roles.length === all.length && all.every((role) => roles.includes(role));

/** What a rule applies to, in few words. */
function rolesOf({ appliesTo }: LintRule): string {
  if (isAll(appliesTo, ALL)) return 'everything';
  const parts: string[] = appliesTo
    .filter((role) => role === 'request' || role === 'crl')
    .map((role) => (role === 'crl' ? 'CRL' : role));
  const certificates = appliesTo.filter((role) => role !== 'request' && role !== 'crl');
  const words = isAll(certificates, ALL.slice(0, 3))
    ? ['certificate']
    : isAll(certificates, ALL.slice(0, 2))
      ? ['CA']
      : certificates;
  return [...words, ...parts].join(', ');
}

const rowOf = (rule: LintRule): string => {
  const { code, severity, profile, from, what, advice, source } = rule;
  const judged = [severity, ...(profile === 'webpki' ? ['**web**'] : []), ...(from === undefined ? [] : [from])].join(
    '<br>',
  );
  return `| \`${code}\` | ${judged} | ${rolesOf(rule)} | ${cell(what)} | ${cell(advice)} | ${cell(source)} |`;
};

/** The text of the page. */
export function lintPage(): string {
  const count = (severity: string): number => LINT_RULES.filter((rule) => rule.severity === severity).length;
  const numbers = `${LINT_RULES.length} rules: ${count('error')} errors, ${count('warning')} warnings, ${count('notice')} notices.`;
  const groups = Object.entries(LINT_GROUPS).map(
    ([title, rules]) =>
      `## ${title}\n\n| code | severity | of | what is wrong | what to do | source |\n| --- | --- | --- | --- | --- | --- |\n${rules.map(rowOf).join('\n')}\n`,
  );
  return [HEAD, `${numbers}\n`, ...groups].join('\n');
}
