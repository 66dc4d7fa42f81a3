/** Extensions in general (RFC 5280 §4.2), and which of them may be critical. */
import { at, EVERYTHING, type LintRule, SUBJECTS } from '../rule.ts';

/** Never critical, by the section of each. */
const NEVER_CRITICAL = new Map([
  ['authorityKeyIdentifier', '§4.2.1.1'],
  ['subjectKeyIdentifier', '§4.2.1.2'],
  ['subjectDirectoryAttributes', '§4.2.1.8'],
  ['freshestCRL', '§4.2.1.15'],
  ['authorityInfoAccess', '§4.2.2.1'],
  ['subjectInfoAccess', '§4.2.2.2'],
  ['cRLNumber', '§5.2.3'],
]);
/** Known, though x509/ has no codec: noRevAvail, and those that are obsolete. */
const NO_REV_AVAIL = '2.5.29.56';
const OBSOLETE = new Map([
  ['2.5.29.16', 'privateKeyUsagePeriod'],
  ['2.16.840.1.113730.1.1', "Netscape's certificate type"],
  ['2.16.840.1.113730.1.2', "Netscape's base URL"],
  ['2.16.840.1.113730.1.3', "Netscape's revocation URL"],
  ['2.16.840.1.113730.1.4', "Netscape's CA revocation URL"],
  ['2.16.840.1.113730.1.7', "Netscape's renewal URL"],
  ['2.16.840.1.113730.1.8', "Netscape's CA policy URL"],
  ['2.16.840.1.113730.1.12', "Netscape's server name"],
  ['2.16.840.1.113730.1.13', "Netscape's comment"],
]);

export const EXTENSION_RULES: readonly LintRule[] = [
  {
    code: 'extension-duplicate',
    source: 'RFC 5280 §4.2',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: EVERYTHING,
    what: 'the same extension is there twice',
    advice: 'Keep one, with what both say.',
    judge({ extensions }) {
      const seen = new Set<string>();
      return extensions.flatMap(({ oid, kind, part }) => {
        if (oid === undefined) return [];
        if (seen.has(oid)) return at(part, `${kind === 'other' ? oid : kind} again`);
        seen.add(oid);
        return [];
      });
    },
  },
  {
    code: 'extension-critical',
    source: 'RFC 5280 §4.2.1.1, §4.2.1.2, §4.2.1.8, §4.2.1.15, §4.2.2.1, §4.2.2.2, §5.2.3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: EVERYTHING,
    what: 'an extension is critical that must not be',
    advice: 'Mark it not critical.',
    judge: ({ extensions }) =>
      extensions.flatMap(({ kind, critical, part }) =>
        critical && NEVER_CRITICAL.has(kind) ? at(part, `${kind} is critical (${NEVER_CRITICAL.get(kind)})`) : [],
      ),
  },
  {
    code: 'extension-critical-unknown',
    source: 'RFC 5280 §4.2',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: EVERYTHING,
    what: 'an extension that few know is critical: every other program refuses it',
    advice: 'Mark it not critical, unless it must be refused by who does not know it.',
    judge: ({ extensions }) =>
      extensions.flatMap(({ kind, oid, critical, part }) =>
        critical && kind === 'other' && oid !== NO_REV_AVAIL
          ? at(part, `${oid ?? 'an unreadable OID'} is critical`)
          : [],
      ),
  },
  {
    code: 'extension-obsolete',
    source: 'Not in a standard: no program that is kept up looks at them',
    severity: 'notice',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'an extension is obsolete',
    advice: 'Leave it out.',
    judge: ({ extensions }) =>
      extensions.flatMap(({ oid, part }) => (OBSOLETE.has(oid ?? '') ? at(part, OBSOLETE.get(oid!)!) : [])),
  },
];
