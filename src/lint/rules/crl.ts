/** CRLs: the list itself (RFC 5280 §5.1, §5.2; BR §7.2). */
import { fullNamesOf, uriOf } from '../locations.ts';
import { field, type Part } from '../reading/part.ts';
import { at, atIf, CRL, type LintRule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const scope = (it: Subject): Part | undefined => it.extension('issuingDistributionPoint')?.value;
const flag = (it: Subject, name: string): boolean => field(scope(it), name)?.value === true;
const number = (it: Subject): bigint | undefined => it.valueOf('cRLNumber') as bigint | undefined;
const ONLY = ['onlyContainsUserCerts', 'onlyContainsCACerts', 'onlyContainsAttributeCerts'];
/** What RFC 5280 §5.2 has, and authorityInfoAccess. */
const LIST_EXTENSIONS = new Set([
  'authorityKeyIdentifier',
  'issuerAltName',
  'cRLNumber',
  'deltaCRLIndicator',
  'issuingDistributionPoint',
  'freshestCRL',
  'authorityInfoAccess',
  'other',
]);

export const CRL_RULES: readonly LintRule[] = [
  {
    code: 'crl-version-missing',
    source: 'RFC 5280 §5.1.2.1',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'a CRL with extensions is of version 1',
    advice: 'Write version 2.',
    judge(it) {
      const hasEntryExtensions = (it.field('revokedCertificates')?.children ?? []).some(
        (entry) => field(entry, 'crlEntryExtensions') !== undefined,
      );
      const wrong = it.field('version') === undefined && (it.extensionList !== undefined || hasEntryExtensions);
      return atIf(wrong, it.field('signature') ?? it.signed, 'version 1, with extensions');
    },
  },
  {
    code: 'crl-next-update-missing',
    source: 'RFC 5280 §5.1.2.5',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'a CRL does not say when the next one comes',
    advice: 'Add nextUpdate.',
    judge: (it) => atIf(it.field('nextUpdate') === undefined, it.field('thisUpdate') ?? it.signed, 'no nextUpdate'),
  },
  {
    code: 'crl-times',
    source: 'RFC 5280 §5.1.2.5',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'nextUpdate is not after thisUpdate',
    advice: 'Set nextUpdate to a later time.',
    judge(it) {
      const { issued, expires } = it;
      return atIf(
        issued !== undefined && expires !== undefined && expires <= issued,
        it.field('nextUpdate'),
        'not after thisUpdate',
      );
    },
  },
  {
    code: 'crl-too-long',
    source: 'BR 2.2.6 §7.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: CRL,
    from: '2023-07-15',
    what: 'nextUpdate is over 10 days after thisUpdate (for CRLs of CAs over 12 months)',
    advice: 'Issue CRLs more often.',
    judge(it) {
      const [days, most] = [(it.days ?? 0) - 1 / 86_400, flag(it, 'onlyContainsCACerts') ? 366 : 10];
      return atIf(days > most, it.field('nextUpdate'), `${Math.ceil(days)} days of at most ${most}`);
    },
  },
  {
    code: 'crl-number-missing',
    source: 'RFC 5280 §5.2.3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'a CRL has no cRLNumber',
    advice: 'Number the CRLs, each higher than the one before.',
    judge: (it) => atIf(it.extension('cRLNumber') === undefined, it.extensionList ?? it.signed, 'no cRLNumber'),
  },
  {
    code: 'crl-number-range',
    source: 'RFC 5280 §5.2.3; BR 2.2.6 §7.2.2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'cRLNumber is negative, or takes over 20 bytes',
    advice: 'Count from 1.',
    judge(it) {
      const value = number(it);
      return atIf(
        value !== undefined && (value < 0n || value >= 1n << 159n),
        it.extension('cRLNumber')?.value,
        value! < 0n ? 'negative' : 'over 20 bytes',
      );
    },
  },
  {
    code: 'crl-entries-empty',
    source: 'RFC 5280 §5.1.2.6',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'revokedCertificates is there and has no entry',
    advice: 'Leave the field out while nothing is revoked.',
    judge(it) {
      const list = it.field('revokedCertificates');
      return atIf(list !== undefined && list.contentStart === list.end, list, 'an empty list');
    },
  },
  {
    code: 'crl-idp-critical',
    source: 'RFC 5280 §5.2.5',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'issuingDistributionPoint is not critical: a reader that passes it over takes the list for all',
    advice: 'Mark it critical.',
    judge: (it) =>
      atIf(
        it.extension('issuingDistributionPoint')?.critical === false,
        it.extension('issuingDistributionPoint')?.part,
        'not critical',
      ),
  },
  {
    code: 'crl-idp-empty',
    source: 'RFC 5280 §5.2.5',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'issuingDistributionPoint says nothing',
    advice: 'Leave the extension out.',
    judge: (it) => atIf(scope(it) !== undefined && scope(it)!.contentStart === scope(it)!.end, scope(it), 'no field'),
  },
  {
    code: 'crl-idp-scope',
    source: 'RFC 5280 §5.2.5',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'issuingDistributionPoint has several of onlyContainsUserCerts, onlyContainsCACerts, onlyContainsAttributeCerts',
    advice: 'Set at most one.',
    judge(it) {
      const set = ONLY.filter((name) => flag(it, name));
      return atIf(set.length > 1, scope(it), set.join(', '));
    },
  },
  {
    code: 'crl-idp-attribute-certificates',
    source: 'BR 2.2.6 §7.2.2.1',
    severity: 'error',
    profile: 'webpki',
    appliesTo: CRL,
    from: '2024-03-15',
    what: 'a CRL is for attribute certificates',
    advice: 'Leave onlyContainsAttributeCerts out.',
    judge: (it) =>
      atIf(
        flag(it, 'onlyContainsAttributeCerts'),
        field(scope(it), 'onlyContainsAttributeCerts'),
        'onlyContainsAttributeCerts',
      ),
  },
  {
    code: 'crl-idp-indirect',
    source: 'BR 2.2.6 §7.2.2.1',
    severity: 'error',
    profile: 'webpki',
    appliesTo: CRL,
    from: '2024-03-15',
    what: 'a CRL is indirect',
    advice: 'Let each CA sign its own CRL.',
    judge: (it) => atIf(flag(it, 'indirectCRL'), field(scope(it), 'indirectCRL'), 'indirectCRL'),
  },
  {
    code: 'crl-idp-full-name',
    source: 'BR 2.2.6 §7.2.2.1',
    severity: 'error',
    profile: 'webpki',
    appliesTo: CRL,
    from: '2024-03-15',
    what: 'issuingDistributionPoint has a name that is not an http URI, or is relative to the issuer',
    advice: 'Write the http URI of the certificates’ cRLDistributionPoints.',
    judge(it) {
      const point = field(scope(it), 'distributionPoint');
      if (point?.kind === 'nameRelativeToCRLIssuer') return at(point, 'a relative name');
      return fullNamesOf(scope(it)).flatMap((name) =>
        atIf(!/^http:\/\//i.test(uriOf(name) ?? ''), name, uriOf(name) ?? `a ${name.kind}`),
      );
    },
  },
  {
    code: 'crl-delta-not-critical',
    source: 'RFC 5280 §5.2.4',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'deltaCRLIndicator is not critical: a reader that passes it over takes the list for complete',
    advice: 'Mark it critical.',
    judge: (it) =>
      atIf(
        it.extension('deltaCRLIndicator')?.critical === false,
        it.extension('deltaCRLIndicator')?.part,
        'not critical',
      ),
  },
  {
    code: 'crl-delta-freshest',
    source: 'RFC 5280 §5.2.6',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'a delta CRL has freshestCRL',
    advice: 'Leave freshestCRL out: it belongs into the complete CRL.',
    judge: (it) =>
      atIf(
        it.extension('deltaCRLIndicator') !== undefined,
        it.extension('freshestCRL')?.part,
        'beside deltaCRLIndicator',
      ),
  },
  {
    code: 'crl-delta-number',
    source: 'RFC 5280 §5.2.4',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'the number of the complete CRL that a delta CRL extends is negative, or above its own',
    advice: 'Write the number of an earlier complete CRL.',
    judge(it) {
      const [base, own] = [it.valueOf('deltaCRLIndicator') as bigint | undefined, number(it)];
      return atIf(
        base !== undefined && (base < 0n || (own !== undefined && base > own)),
        it.extension('deltaCRLIndicator')?.value,
        'no earlier number',
      );
    },
  },
  {
    code: 'crl-extension-foreign',
    source: 'RFC 5280 §5.2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'a CRL has an extension of certificates',
    advice: 'Leave it out.',
    judge: (it) => it.extensions.flatMap(({ kind, part }) => atIf(!LIST_EXTENSIONS.has(kind), part, kind)),
  },
];
