/** Entries of CRLs (RFC 5280 §5.1.2.6, §5.3; BR §7.2.2). */
import { field, type Part } from '../reading/part.ts';
import { at, atIf, CRL, type LintRule, type Violation } from '../rule.ts';
import { type ExtensionPart, extensionsIn, type Subject } from '../subject.ts';

const entries = (it: Subject): readonly Part[] => it.field('revokedCertificates')?.children ?? [];
const isIndirect = (it: Subject): boolean =>
  field(it.extension('issuingDistributionPoint')?.value, 'indirectCRL')?.value === true;
const isDelta = (it: Subject): boolean => it.extension('deltaCRLIndicator') !== undefined;
const REMOVE_FROM_CRL = 8;
/** keyCompromise, affiliationChanged, superseded, cessationOfOperation, privilegeWithdrawn (BR §7.2.2). */
const WEB_REASONS = [1, 3, 4, 5, 9];
const ENTRY_EXTENSIONS = new Set(['cRLReason', 'invalidityDate', 'certificateIssuer', 'other']);

const NO_EXTENSION: readonly ExtensionPart[] = [];
const EXTENSIONS = new WeakMap<Subject, readonly (readonly ExtensionPart[])[]>();

/** The extensions of each entry; collected once, since many rules ask for them, and a CRL may have many entries. */
function entryExtensions(it: Subject): readonly (readonly ExtensionPart[])[] {
  const known = EXTENSIONS.get(it);
  if (known !== undefined) return known;
  const found = entries(it).map((entry) => {
    const list = field(entry, 'crlEntryExtensions');
    return list === undefined ? NO_EXTENSION : extensionsIn(list);
  });
  EXTENSIONS.set(it, found);
  return found;
}

/** @param wrong - what is wrong with an entry's extension. */
function eachExtension(it: Subject, wrong: (extension: ExtensionPart) => Violation[]): Violation[] {
  const found: Violation[] = [];
  for (const list of entryExtensions(it)) for (const extension of list) found.push(...wrong(extension));
  return found;
}
/** @param wrong - whether a reason is wrong. */
const eachReason = (it: Subject, wrong: (reason: number) => string | false): Violation[] =>
  eachExtension(it, ({ kind, value }) => {
    const detail = kind === 'cRLReason' && typeof value?.value === 'number' && wrong(value.value);
    return detail ? at(value, detail) : [];
  });

const serialOf = (entry: Part): string | undefined => {
  const value = field(entry, 'userCertificate')?.value;
  return typeof value === 'bigint' ? value.toString(16) : undefined;
};

export const CRL_ENTRY_RULES: readonly LintRule[] = [
  {
    code: 'crl-entry-duplicate',
    source: 'RFC 5280 §5.1.2.6',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'a serial number is listed twice',
    advice: 'List each certificate once.',
    when: (it) => !isIndirect(it),
    judge(it) {
      const seen = new Set<string>();
      return entries(it).flatMap((entry) => {
        const serial = serialOf(entry);
        if (serial === undefined) return [];
        if (seen.has(serial)) return at(entry, `${serial.slice(0, 40)} again`);
        seen.add(serial);
        return [];
      });
    },
  },
  {
    code: 'crl-entry-serial',
    source: 'RFC 5280 §4.1.2.2',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'a listed serial number is zero or negative',
    advice: 'Check whether a positive number with its top bit set was written without the leading 00.',
    judge: (it) =>
      entries(it).flatMap((entry) => {
        const part = field(entry, 'userCertificate');
        return atIf(typeof part?.value === 'bigint' && part.value <= 0n, part, 'not positive');
      }),
  },
  {
    code: 'crl-entry-future',
    source: 'RFC 5280 §5.1.2.6',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'a certificate is revoked after the CRL was made',
    advice: 'Set revocationDate to when it was revoked.',
    judge(it) {
      const { issued } = it;
      return entries(it).flatMap((entry) => {
        const part = field(entry, 'revocationDate');
        return atIf(
          issued !== undefined && part?.value instanceof Date && part.value > issued,
          part,
          'after thisUpdate',
        );
      });
    },
  },
  {
    code: 'crl-entry-time-not-utc-time',
    source: 'RFC 5280 §5.1.2.6',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'a revocationDate through the year 2049 is a GeneralizedTime',
    advice: 'Write it as UTCTime.',
    judge: (it) =>
      entries(it).flatMap((entry) => {
        const part = field(entry, 'revocationDate');
        const early = part?.value instanceof Date && part.value.getUTCFullYear() < 2050;
        return atIf(part?.kind === 'generalizedTime' && early, part, 'a GeneralizedTime before 2050');
      }),
  },
  {
    code: 'crl-reason-unspecified',
    source: 'RFC 5280 §5.3.1',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'reasonCode is unspecified (0)',
    advice: 'Leave the extension out.',
    judge: (it) => eachReason(it, (reason) => reason === 0 && 'unspecified'),
  },
  {
    code: 'crl-reason-unused',
    source: 'RFC 5280 §5.3.1',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'reasonCode is 7, which is not used',
    advice: 'Use one of 1 to 6 and 8 to 10, or leave the extension out.',
    judge: (it) => eachReason(it, (reason) => reason === 7 && 'value 7'),
  },
  {
    code: 'crl-reason-remove',
    source: 'RFC 5280 §5.3.1',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'reasonCode is removeFromCRL in a CRL that is not a delta CRL',
    advice: 'Leave the entry out.',
    judge: (it) => (isDelta(it) ? [] : eachReason(it, (reason) => reason === REMOVE_FROM_CRL && 'removeFromCRL')),
  },
  {
    code: 'crl-reason-web',
    source: 'BR 2.2.6 §7.2.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: CRL,
    from: '2023-07-15',
    what: 'reasonCode is none of keyCompromise, affiliationChanged, superseded, cessationOfOperation, privilegeWithdrawn',
    advice: 'Use one of them, or leave the extension out.',
    when: (it) => field(it.extension('issuingDistributionPoint')?.value, 'onlyContainsCACerts')?.value !== true,
    judge: (it) =>
      eachReason(it, (reason) => ![0, 7, REMOVE_FROM_CRL, ...WEB_REASONS].includes(reason) && `reason ${reason}`),
  },
  {
    code: 'crl-reason-critical',
    source: 'RFC 5280 §5.3.1; BR 2.2.6 §7.2.2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'reasonCode or invalidityDate is critical',
    advice: 'Mark it not critical.',
    judge: (it) =>
      eachExtension(it, ({ kind, critical, part }) =>
        atIf(critical && (kind === 'cRLReason' || kind === 'invalidityDate'), part, `${kind} is critical`),
      ),
  },
  {
    code: 'crl-entry-issuer',
    source: 'RFC 5280 §5.3.3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'an entry names the issuer of a certificate, and the CRL is not indirect or the extension not critical',
    advice: 'Set indirectCRL, and mark certificateIssuer critical.',
    judge: (it) =>
      eachExtension(it, ({ kind, critical, part }) =>
        atIf(
          kind === 'certificateIssuer' && (!critical || !isIndirect(it)),
          part,
          critical ? 'the CRL is not indirect' : 'not critical',
        ),
      ),
  },
  {
    code: 'crl-entry-extension-foreign',
    source: 'RFC 5280 §5.3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'an entry has an extension of certificates or of CRLs',
    advice: 'Leave it out.',
    judge: (it) => eachExtension(it, ({ kind, part }) => atIf(!ENTRY_EXTENSIONS.has(kind), part, kind)),
  },
  {
    code: 'crl-entry-extension-duplicate',
    source: 'RFC 5280 §5.3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'an entry has the same extension twice',
    advice: 'Keep one.',
    judge: (it) =>
      entryExtensions(it).flatMap((list) => {
        const seen = new Set<string>();
        return list.flatMap(({ oid, part }) => {
          if (oid === undefined) return [];
          if (seen.has(oid)) return at(part, `${oid} again`);
          seen.add(oid);
          return [];
        });
      }),
  },
  {
    code: 'crl-invalidity-after-revocation',
    source: 'RFC 5280 §5.3.2',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: CRL,
    what: 'invalidityDate is after revocationDate',
    advice: 'It is when the key was lost, which is before it was told.',
    judge: (it) =>
      entries(it).flatMap((entry, i) => {
        const revoked = field(entry, 'revocationDate')?.value;
        const invalid = entryExtensions(it)[i].find(({ kind }) => kind === 'invalidityDate')?.value;
        return atIf(
          revoked instanceof Date && invalid?.value instanceof Date && invalid.value > revoked,
          invalid,
          'after revocationDate',
        );
      }),
  },
];
