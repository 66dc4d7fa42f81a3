/** Extensions in general (RFC 5280 §4.2), and which of them may be critical. */
import { EXTENSION_OIDS } from '../../asn1/internal.ts';
import { at, EVERYTHING, type LintRule, SUBJECTS } from '../rule.ts';

/** Extensions that must not be critical, with the section that says so. */
const NEVER_CRITICAL = new Map([
  ['authorityKeyIdentifier', '§4.2.1.1'],
  ['subjectKeyIdentifier', '§4.2.1.2'],
  ['subjectDirectoryAttributes', '§4.2.1.8'],
  ['freshestCRL', '§4.2.1.15'],
  ['authorityInfoAccess', '§4.2.2.1'],
  ['subjectInfoAccess', '§4.2.2.2'],
  ['cRLNumber', '§5.2.3'],
]);
/** Extensions that are known although x509/ has no codec for them: noRevAvail, and obsolete ones. */
const NO_REV_AVAIL = EXTENSION_OIDS.noRevAvail;
const OBSOLETE = new Map<string, string>([
  [EXTENSION_OIDS.privateKeyUsagePeriod, 'privateKeyUsagePeriod'],
  [EXTENSION_OIDS.netscapeCertType, "Netscape's certificate type"],
  [EXTENSION_OIDS.netscapeBaseUrl, "Netscape's base URL"],
  [EXTENSION_OIDS.netscapeRevocationUrl, "Netscape's revocation URL"],
  [EXTENSION_OIDS.netscapeCaRevocationUrl, "Netscape's CA revocation URL"],
  [EXTENSION_OIDS.netscapeRenewalUrl, "Netscape's renewal URL"],
  [EXTENSION_OIDS.netscapeCaPolicyUrl, "Netscape's CA policy URL"],
  [EXTENSION_OIDS.netscapeSslServerName, "Netscape's server name"],
  [EXTENSION_OIDS.netscapeComment, "Netscape's comment"],
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
