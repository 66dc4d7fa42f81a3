/** extKeyUsage (RFC 5280 §4.2.1.12, RFC 3161 §2.3, BR §7.1.2.7.10, §7.1.2.10.6). */
import { PRECERTIFICATE_SIGNING_OID, PURPOSE_OIDS } from '../../asn1/internal.ts';
import type { Part } from '../reading/part.ts';
import { at, atIf, LEAF, LEAF_OR_REQUEST, type LintRule, SUBJECTS } from '../rule.ts';
import type { Subject } from '../subject.ts';

const PKIX = '1.3.6.1.5.5.7.3.';
const [SERVER, CLIENT, CODE, EMAIL, TIME, OCSP] = ['1', '2', '3', '4', '8', '9'].map((arc) => `${PKIX}${arc}`);
const ANY = PURPOSE_OIDS.anyExtendedKeyUsage;
const PRECERTIFICATE_SIGNING = PRECERTIFICATE_SIGNING_OID;
const NAMES = new Map([
  [ANY, 'anyExtendedKeyUsage'],
  [CODE, 'codeSigning'],
  [EMAIL, 'emailProtection'],
  [TIME, 'timeStamping'],
  [OCSP, 'OCSPSigning'],
]);

const value = (it: Subject): Part | undefined => it.extension('extKeyUsage')?.value;
const entries = (it: Subject, purposes: readonly string[]): Part[] =>
  (value(it)?.children ?? []).filter((part) => purposes.includes(part.value as string));
const has = (it: Subject, purpose: string): boolean => it.purposes?.includes(purpose) === true;

export const EXTENDED_KEY_USAGE_RULES: readonly LintRule[] = [
  {
    code: 'eku-duplicate',
    source: 'Not in a standard: the second says nothing',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'extKeyUsage has a purpose twice',
    advice: 'Leave one out.',
    judge(it) {
      const seen = new Set<unknown>();
      return (value(it)?.children ?? []).flatMap((part) => {
        if (part.value !== undefined && seen.has(part.value)) return at(part, `${part.value} again`);
        seen.add(part.value);
        return [];
      });
    },
  },
  {
    code: 'eku-any-beside',
    source: 'RFC 5280 §4.2.1.12; Mozilla root policy 3.1 §5.2',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: LEAF_OR_REQUEST,
    what: 'anyExtendedKeyUsage stands beside other purposes, which then restrict nothing',
    advice: 'Leave anyExtendedKeyUsage out.',
    judge: (it) =>
      (it.purposes?.length ?? 0) > 1 ? entries(it, [ANY]).flatMap((part) => at(part, 'any, beside others')) : [],
  },
  {
    code: 'eku-any-critical',
    source: 'RFC 5280 §4.2.1.12',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'extKeyUsage is critical and has anyExtendedKeyUsage',
    advice: 'Mark it not critical, or leave anyExtendedKeyUsage out.',
    judge: (it) =>
      atIf(
        it.extension('extKeyUsage')?.critical && has(it, ANY),
        it.extension('extKeyUsage')?.part,
        'critical, with any',
      ),
  },
  {
    code: 'eku-time-stamping',
    source: 'RFC 3161 §2.3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: LEAF,
    from: '2001-08-01',
    what: 'timeStamping is not the only purpose, or extKeyUsage not critical',
    advice: 'Give the time stamping authority a certificate of its own, with extKeyUsage critical.',
    judge(it) {
      const extension = it.extension('extKeyUsage');
      const wrong = has(it, TIME) && (it.purposes!.length > 1 || !extension?.critical);
      return atIf(wrong, extension?.part, it.purposes?.length === 1 ? 'not critical' : 'beside other purposes');
    },
  },
  {
    code: 'leaf-eku-missing',
    source: 'BR 2.2.6 §7.1.2.7.6, §7.1.2.7.10; Mozilla root policy 3.1 §5.2',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: LEAF,
    what: 'a leaf has no extKeyUsage: it is good for every purpose',
    advice: 'Say what it is for.',
    judge: (it) => atIf(it.extension('extKeyUsage') === undefined, it.extensionList ?? it.signed, 'no extKeyUsage'),
  },
  {
    code: 'leaf-eku-web',
    source: 'BR 2.2.6 §7.1.2.7.10',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2023-09-15',
    what: 'a server certificate has a forbidden purpose besides serverAuth and clientAuth',
    advice: 'Leave the other purposes out: each needs a certificate of its own.',
    when: (it) => has(it, SERVER),
    judge: (it) =>
      entries(it, [...NAMES.keys(), PRECERTIFICATE_SIGNING]).flatMap((part) =>
        at(part, NAMES.get(part.value as string) ?? 'signs precertificates'),
      ),
  },
  {
    code: 'leaf-eku-critical',
    source: 'BR 2.2.6 §7.1.2.7.6',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2023-09-15',
    what: 'extKeyUsage of a server certificate is critical',
    advice: 'Mark it not critical.',
    when: (it) => has(it, SERVER),
    judge: (it) => atIf(it.extension('extKeyUsage')?.critical, it.extension('extKeyUsage')?.part, 'critical'),
  },
  {
    code: 'leaf-client-auth',
    source: 'Chrome root program policy 1.8 §1.3.2',
    severity: 'warning',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2027-03-15',
    what: 'a server certificate has clientAuth too, which public roots no longer issue',
    advice: 'Get client certificates from a CA of your own.',
    when: (it) => has(it, SERVER),
    judge: (it) => entries(it, [CLIENT]).flatMap((part) => at(part, 'clientAuth beside serverAuth')),
  },
  {
    code: 'root-extended-key-usage',
    source: 'BR 2.2.6 §7.1.2.1.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ['root'],
    from: '2012-07-01',
    what: 'a root has extKeyUsage, which restricts all that is below it',
    advice: 'Leave it out.',
    judge: (it) => at(it.extension('extKeyUsage')?.part, 'extKeyUsage in a root'),
  },
  {
    code: 'sub-extended-key-usage',
    source: 'BR 2.2.6 §7.1.2.6.1; Mozilla root policy 3.1 §5.3',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ['intermediate'],
    from: '2019-01-01',
    what: 'an intermediate CA has no extKeyUsage',
    advice: 'Give it serverAuth.',
    judge: (it) => atIf(it.extension('extKeyUsage') === undefined, it.extensionList, 'no extKeyUsage'),
  },
  {
    code: 'sub-eku-any',
    source: 'BR 2.2.6 §7.1.2.10.6; Mozilla root policy 3.1 §5.3',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ['intermediate'],
    from: '2020-08-20',
    what: 'an intermediate CA for servers has a purpose that does not go with it',
    advice: 'Leave the other purposes out: each needs a CA of its own.',
    judge: (it) => [
      ...entries(it, [ANY]).flatMap((part) => at(part, 'anyExtendedKeyUsage')),
      ...(has(it, SERVER)
        ? entries(it, [EMAIL, CODE, TIME, OCSP]).flatMap((part) => at(part, NAMES.get(part.value as string)!))
        : []),
    ],
  },
  {
    code: 'precertificate-ca',
    source: 'BR 2.2.6 §7.1.2.4',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ['intermediate'],
    from: '2026-03-15',
    what: 'a CA is for signing precertificates',
    advice: 'Sign precertificates with the CA itself.',
    judge: (it) => entries(it, [PRECERTIFICATE_SIGNING]).flatMap((part) => at(part, 'signs precertificates')),
  },
];
