/** certificatePolicies, policyMappings, policyConstraints, inhibitAnyPolicy (RFC 5280 §4.2.1.4, .5, .11, .14; RFC 6818; BR §7.1.2.7.9). */

import { POLICY_OIDS } from '../../asn1/internal.ts';
import { isInNormalForm } from '../../x509/internal.ts';
import { shown } from '../names/texts.ts';
import { field, type Part } from '../reading/part.ts';
import { ANY_CERTIFICATE, at, atIf, CA, LEAF, type LintRule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const ANY_POLICY = POLICY_OIDS.anyPolicy;
const CPS: string = POLICY_OIDS.cps;
const NOTICE: string = POLICY_OIDS.userNotice;
/** Extended, domain, organization and individual validated (BR §7.1.6.1). */
const RESERVED = [
  POLICY_OIDS.extendedValidation,
  POLICY_OIDS.domainValidated,
  POLICY_OIDS.organizationValidated,
  '2.23.140.1.2.3',
];

const policies = (it: Subject): readonly Part[] => it.extension('certificatePolicies')?.value?.children ?? [];
const idOf = (policy: Part): string | undefined => field(policy, 'policyIdentifier')?.value as string | undefined;
const ids = (it: Subject): (string | undefined)[] => policies(it).map(idOf);
const qualifiers = (policy: Part): readonly Part[] => field(policy, 'policyQualifiers')?.children ?? [];
const qualifierId = (qualifier: Part): string | undefined =>
  field(qualifier, 'policyQualifierId')?.value as string | undefined;
const notices = (it: Subject): Part[] =>
  policies(it)
    .flatMap(qualifiers)
    .flatMap((qualifier) =>
      qualifierId(qualifier) === NOTICE ? [field(qualifier, 'qualifier')].filter((one) => one !== undefined) : [],
    );
const explicitTexts = (it: Subject): { part: Part; text: string }[] =>
  notices(it).flatMap((notice) => {
    const part = field(notice, 'explicitText');
    return part !== undefined && typeof part.value === 'string' ? [{ part, text: part.value }] : [];
  });
const mappings = (it: Subject): readonly Part[] => it.extension('policyMappings')?.value?.children ?? [];
const CONTROLS = ['policyMappings', 'policyConstraints', 'inhibitAnyPolicy'];

export const POLICY_RULES: readonly LintRule[] = [
  {
    code: 'policies-missing',
    source: 'BR 2.2.6 §7.1.2.7.6, §7.1.2.6',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ['intermediate', 'leaf'],
    from: '2012-07-01',
    what: 'a server certificate or an intermediate CA has no certificatePolicies',
    advice: 'Add it, with one of the reserved policies of the CA/Browser Forum.',
    when: (it) => it.isForServers,
    judge: (it) =>
      atIf(it.extension('certificatePolicies') === undefined, it.extensionList ?? it.signed, 'no certificatePolicies'),
  },
  {
    code: 'policies-critical',
    source: 'BR 2.2.6 §7.1.2.7.6',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2023-09-15',
    what: 'certificatePolicies is critical',
    advice: 'Mark it not critical.',
    judge: (it) =>
      atIf(it.extension('certificatePolicies')?.critical, it.extension('certificatePolicies')?.part, 'critical'),
  },
  {
    code: 'policy-duplicate',
    source: 'RFC 5280 §4.2.1.4',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'certificatePolicies has a policy twice',
    advice: 'Keep one, with the qualifiers of both.',
    judge(it) {
      const seen = new Set<string>();
      return policies(it).flatMap((policy) => {
        const id = idOf(policy);
        if (id === undefined) return [];
        if (seen.has(id)) return at(policy, `${id} again`);
        seen.add(id);
        return [];
      });
    },
  },
  {
    code: 'policy-reserved',
    source: 'BR 2.2.6 §7.1.2.7.9',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2023-09-15',
    what: 'a server certificate has not exactly one of the reserved policies of the CA/Browser Forum',
    advice: 'Write the one by which it was validated: 2.23.140.1.1, .1.2.1, .1.2.2 or .1.2.3.',
    when: (it) => it.isForServers && it.extension('certificatePolicies')?.value !== undefined,
    judge(it) {
      const count = ids(it).filter((id) => RESERVED.includes(id ?? '')).length;
      return atIf(count !== 1, it.extension('certificatePolicies')?.part, `${count} reserved policies`);
    },
  },
  {
    code: 'policy-any-in-leaf',
    source: 'BR 2.2.6 §7.1.2.7.9',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2023-09-15',
    what: 'a leaf has anyPolicy',
    advice: 'Name the policies that it is issued under.',
    when: (it) => it.isForServers,
    judge: (it) => policies(it).flatMap((policy) => atIf(idOf(policy) === ANY_POLICY, policy, 'anyPolicy')),
  },
  {
    code: 'policy-any-qualifier',
    source: 'RFC 5280 §4.2.1.4',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'anyPolicy has a qualifier other than CPS and userNotice',
    advice: 'Leave it out.',
    judge: (it) =>
      policies(it)
        .filter((policy) => idOf(policy) === ANY_POLICY)
        .flatMap(qualifiers)
        .flatMap((qualifier) =>
          atIf(![CPS, NOTICE].includes(qualifierId(qualifier) ?? CPS), qualifier, qualifierId(qualifier) ?? ''),
        ),
  },
  {
    code: 'policy-qualifier-web',
    source: 'BR 2.2.6 §7.1.2.7.9',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ANY_CERTIFICATE,
    from: '2023-09-15',
    what: 'a policy has a qualifier other than CPS',
    advice: 'Leave it out.',
    judge: (it) =>
      policies(it)
        .flatMap(qualifiers)
        .flatMap((qualifier) => atIf((qualifierId(qualifier) ?? CPS) !== CPS, qualifier, qualifierId(qualifier) ?? '')),
  },
  {
    code: 'policy-cps-uri',
    source: 'RFC 5280 §4.2.1.4; BR 2.2.6 §7.1.2.7.9',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'the CPS of a policy is no URI',
    advice: 'Write the http or https URI of the practice statement.',
    judge: (it) =>
      policies(it)
        .flatMap(qualifiers)
        .flatMap((qualifier) => {
          const part = field(qualifier, 'qualifier');
          const isCps = qualifierId(qualifier) === CPS && typeof part?.value === 'string';
          return atIf(
            isCps && !/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(part!.value as string),
            part,
            shown(String(part?.value)),
          );
        }),
  },
  {
    code: 'policy-text-type',
    source: 'RFC 6818 §3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    from: '2013-01-01',
    what: 'explicitText is an IA5String',
    advice: 'Write it as UTF8String.',
    judge: (it) => explicitTexts(it).flatMap(({ part }) => atIf(part.kind === 'ia5String', part, 'an IA5String')),
  },
  {
    code: 'policy-text-not-utf8',
    source: 'RFC 6818 §3',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    from: '2013-01-01',
    what: 'explicitText is a VisibleString or BMPString',
    advice: 'Write it as UTF8String.',
    judge: (it) =>
      explicitTexts(it).flatMap(({ part }) =>
        atIf(part.kind === 'visibleString' || part.kind === 'bmpString', part, `a ${part.kind}`),
      ),
  },
  {
    code: 'policy-text-long',
    source: 'RFC 5280 §4.2.1.4',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'explicitText has over 200 characters',
    advice: 'Shorten it; the practice statement has room.',
    judge: (it) =>
      explicitTexts(it).flatMap(({ part, text }) => {
        let length = 0;
        for (const _ of text) length++;
        return atIf(length > 200, part, `${length} characters`);
      }),
  },
  {
    code: 'policy-text-control',
    source: 'RFC 6818 §3',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'explicitText has a control character, or is not normalized (NFC)',
    advice: 'Leave control characters out, and normalize the text.',
    judge: (it) =>
      explicitTexts(it).flatMap(({ part, text }) =>
        atIf(/\p{Cc}/u.test(text) || (part.kind === 'utf8String' && !isInNormalForm(text, 'NFC')), part, shown(text)),
      ),
  },
  {
    code: 'policy-notice-reference',
    source: 'RFC 5280 §4.2.1.4',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'a notice has noticeRef, which CAs should not use',
    advice: 'Leave it out.',
    judge: (it) => notices(it).flatMap((notice) => at(field(notice, 'noticeRef'), 'noticeRef')),
  },
  {
    code: 'policy-mapping-any',
    source: 'RFC 5280 §4.2.1.5',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'anyPolicy is mapped from or to',
    advice: 'Leave the pair out.',
    judge: (it) =>
      mappings(it).flatMap((pair) =>
        atIf(
          pair.children.some(({ value }) => value === ANY_POLICY),
          pair,
          'anyPolicy is mapped',
        ),
      ),
  },
  {
    code: 'policy-mapping-not-critical',
    source: 'RFC 5280 §4.2.1.5',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'policyMappings is not critical',
    advice: 'Mark it critical.',
    judge: (it) =>
      atIf(it.extension('policyMappings')?.critical === false, it.extension('policyMappings')?.part, 'not critical'),
  },
  {
    code: 'policy-mapping-foreign',
    source: 'RFC 5280 §4.2.1.5',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'a policy is mapped that certificatePolicies does not have',
    advice: 'Add the policy to certificatePolicies.',
    judge(it) {
      const known = new Set(ids(it));
      return mappings(it).flatMap((pair) => {
        const from = field(pair, 'issuerDomainPolicy')?.value as string | undefined;
        return atIf(
          from !== undefined && from !== ANY_POLICY && !known.has(from) && !known.has(ANY_POLICY),
          pair,
          `${from} is not in certificatePolicies`,
        );
      });
    },
  },
  {
    code: 'policy-constraints-empty',
    source: 'RFC 5280 §4.2.1.11',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'policyConstraints has neither field',
    advice: 'Leave the extension out.',
    judge(it) {
      const part = it.extension('policyConstraints')?.value;
      return atIf(part !== undefined && part.contentStart === part.end, part, 'no field');
    },
  },
  {
    code: 'policy-constraints-not-critical',
    source: 'RFC 5280 §4.2.1.11, §4.2.1.14',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'policyConstraints or inhibitAnyPolicy is not critical',
    advice: 'Mark it critical.',
    judge: (it) =>
      ['policyConstraints', 'inhibitAnyPolicy'].flatMap((kind) =>
        atIf(it.extension(kind)?.critical === false, it.extension(kind)?.part, `${kind} is not critical`),
      ),
  },
  {
    code: 'policy-skip-negative',
    source: 'RFC 5280 §4.2.1.11, §4.2.1.14',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CA,
    what: 'a number of certificates to skip is negative',
    advice: 'Write 0 or more.',
    judge: (it) =>
      [
        ...(it.extension('policyConstraints')?.value?.children ?? []),
        ...[it.extension('inhibitAnyPolicy')?.value].filter((part) => part !== undefined),
      ].flatMap((part) => atIf(typeof part.value === 'bigint' && part.value < 0n, part, 'negative')),
  },
  {
    code: 'policy-control-in-leaf',
    source: 'RFC 5280 §4.2.1.5, §4.2.1.11, §4.2.1.14',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: LEAF,
    what: 'policyMappings, policyConstraints or inhibitAnyPolicy stands in a leaf',
    advice: 'Leave it out: it is for CAs.',
    judge: (it) => CONTROLS.flatMap((kind) => at(it.extension(kind)?.part, `${kind} in a leaf`)),
  },
];
