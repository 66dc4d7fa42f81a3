/** Rules about extensions in general (RFC 5280 §4.2). */
import { TLS_FEATURE } from '../../extensions/by-oid.ts';
import { DESCRIBED_EXTENSIONS, describedValue } from '../../extensions/described.ts';
import { ruleOfEmptyList, ruleOfNowhere } from '../../extensions/empty-list.ts';
import { EXTENSIONS, type Extension } from '../../extensions/index.ts';
import type { Question } from '../question.ts';
import { ALWAYS, authority, type Finding, fail, type Place, passIf, type Rule, verifier } from './rule.ts';

export const EXTENSION_RULES: readonly Rule[] = [
  {
    code: 'extension-duplicate',
    source: 'RFC 5280 §4.2',
    severity: ALWAYS,
    of: 'all',
    judge: judgeDuplicates,
    advice: authority('issue it with each extension once'),
  },
  {
    code: 'critical-extensions',
    source: 'RFC 5280 §6.1.4 (o), §6.1.5 (f)',
    severity: ALWAYS,
    of: 'all',
    judge: judgeCritical,
    advice: verifier(
      'name the extension in `understood`, if your program processes it; else the CA must issue it without',
    ),
  },
  {
    code: 'extension-empty',
    source: 'RFC 5280 §4.2',
    severity: ALWAYS,
    of: 'all',
    judge: judgeEmpty,
    advice: authority('issue it without the extension, or with what it must name'),
  },
];

function judgeDuplicates({ certificate: { extensions } }: Place): Finding {
  const seen = new Set<string>();
  const twice = extensions.find(({ extnID }) => seen.size === seen.add(extnID).size);
  return passIf(twice === undefined, 'each extension once', `extension ${twice?.extnID} occurs more than once`);
}

/** Extensions that path validation processes, or that need no processing. */
const PROCESSED: ReadonlySet<string> = new Set([
  EXTENSIONS.subjectKeyIdentifier.id,
  EXTENSIONS.keyUsage.id,
  EXTENSIONS.subjectAltName.id,
  EXTENSIONS.basicConstraints.id,
  EXTENSIONS.authorityKeyIdentifier.id,
  EXTENSIONS.extKeyUsage.id,
  DESCRIBED_EXTENSIONS.nameConstraints.id,
  DESCRIBED_EXTENSIONS.certificatePolicies.id,
  DESCRIBED_EXTENSIONS.policyMappings.id,
  DESCRIBED_EXTENSIONS.policyConstraints.id,
  DESCRIBED_EXTENSIONS.inhibitAnyPolicy.id,
]);

/** Whether an extension is processed with the status of the certificate: cRLDistributionPoints where they can be read, as OpenSSL does, and
 * the TLS feature where a stapled response is asked for. */
function isOfRevocation(extension: Extension, { revocation }: Question): boolean {
  if (extension.extnID === DESCRIBED_EXTENSIONS.cRLDistributionPoints.id)
    return describedValue(extension) !== undefined;
  return extension.extnID === TLS_FEATURE.id && revocation.policy !== 'off' && revocation.mustStaple === true;
}

function judgeCritical({ certificate: { extensions }, question }: Place): Finding {
  const unprocessed = extensions.find(
    (one) =>
      one.critical &&
      !PROCESSED.has(one.extnID) &&
      !question.understood.includes(one.extnID) &&
      !isOfRevocation(one, question),
  );
  return passIf(
    unprocessed === undefined,
    'all critical extensions are processed',
    `extension ${unprocessed?.extnID} must be processed, but is not supported`,
  );
}

/** "At least one", as keyUsage needs a bit, critical or not; told only where it is violated. What is processed is judged with its reading.
 * Distribution points are read only where revocation is asked for: one that names nothing is refused here. */
function judgeEmpty({ certificate: { extensions } }: Place): Finding | undefined {
  for (const one of extensions) {
    const rule = PROCESSED.has(one.extnID) ? undefined : ruleOfEmptyList(one);
    if (rule !== undefined) return { ...fail(`extension ${one.extnID} has an empty list`), rule };
    const nowhere = ruleOfNowhere(one);
    if (nowhere === undefined) continue;
    return { ...fail(`a point of extension ${one.extnID} has neither distributionPoint nor cRLIssuer`), rule: nowhere };
  }
  return undefined;
}
