/** Validity (RFC 5280 §4.1.2.5, BR §6.3.2). */
import { PURPOSE_OIDS } from '../../asn1/internal.ts';
import { ANY_CERTIFICATE, at, atIf, LEAF, type LintRule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const DAY = 86_400_000; // ms
const YEAR_2050 = Date.UTC(2050, 0, 1);

/** Maximum validity of a server certificate in days, by its notBefore, the latest date first (BR §6.3.2; 39 months were at most 1186
 * days). */
const LIMITS: readonly (readonly [from: string, days: number])[] = [
  ['2029-03-15', 47],
  ['2027-03-15', 100],
  ['2026-03-15', 200],
  ['2020-09-01', 398],
  ['2018-03-01', 825],
  ['2016-07-01', 1186],
];
/** The limit that was in force when a certificate was issued. */
const limitOf = ({ issued }: Subject): number | undefined =>
  issued && LIMITS.find(([from]) => issued.getTime() >= Date.parse(from))?.[1];

const times = (it: Subject) => [it.field('validity', 'notBefore'), it.field('validity', 'notAfter')];
const rounded = (days: number): string => days.toFixed(5).replace(/\.?0+$/, '');

export const VALIDITY_RULES: readonly LintRule[] = [
  {
    code: 'validity-negative',
    source: 'RFC 5280 §4.1.2.5',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'the certificate ends before it begins',
    advice: 'Set notAfter to a time after notBefore.',
    judge: (it) => atIf((it.days ?? 1) <= 0, it.field('validity'), 'notAfter is before notBefore'),
  },
  {
    code: 'time-not-utc-time',
    source: 'RFC 5280 §4.1.2.5, §5.1.2.4',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ['root', 'intermediate', 'leaf', 'crl'],
    what: 'a time through the year 2049 is a GeneralizedTime',
    advice: 'Write it as UTCTime.',
    judge: (it) =>
      [...times(it), it.field('thisUpdate'), it.field('nextUpdate')].flatMap((part) =>
        atIf(
          part?.kind === 'generalizedTime' && part.value instanceof Date && part.value.getTime() < YEAR_2050,
          part,
          'a GeneralizedTime before 2050',
        ),
      ),
  },
  {
    code: 'validity-too-long',
    source: 'BR 2.2.6 §6.3.2',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2016-07-01',
    what: 'a server certificate is valid for longer than allowed when it was issued: 398 days; from 2026-03-15 200, from 2027-03-15 100, from 2029-03-15 47',
    advice: 'Issue for a shorter time, and renew automatically.',
    when: (it) => it.isForServers,
    judge(it) {
      const limit = limitOf(it);
      return atIf(
        limit !== undefined && (it.days ?? 0) > limit,
        it.field('validity'),
        `${rounded(it.days ?? 0)} days of at most ${limit}`,
      );
    },
  },
  {
    code: 'validity-near-limit',
    source: 'BR 2.2.6 §6.3.2',
    severity: 'warning',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2020-09-01',
    what: 'a server certificate is valid for less than a day less than the limit',
    advice: 'Issue for a day less: time zones and leap seconds have made certificates too long.',
    when: (it) => it.isForServers,
    judge(it) {
      const [limit = Number.POSITIVE_INFINITY, days = 0] = [limitOf(it), it.days];
      return atIf(
        days > limit - 1 && days <= limit,
        it.field('validity'),
        `${rounded(days)} days; the limit is ${limit}`,
      );
    },
  },
  {
    code: 'validity-leaf-long',
    source: 'Not in a standard: Apple, Requirements for trusted certificates (HT210176)',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: LEAF,
    from: '2019-07-01',
    what: 'a server certificate is valid for more than 825 days, which Apple refuses under private roots too',
    advice: 'Issue for at most 825 days.',
    when: (it) => it.purposes?.includes(PURPOSE_OIDS.serverAuth) === true,
    judge: (it) => atIf((it.days ?? 0) > 825, it.field('validity'), `${rounded(it.days ?? 0)} days`),
  },
  {
    code: 'validity-root',
    source: 'BR 2.2.6 §7.1.2.1.1',
    severity: 'error',
    profile: 'webpki',
    appliesTo: ['root'],
    from: '2023-09-15',
    what: 'a root is valid for under 2922 or over 9132 days',
    advice: 'Make a root for 8 to 25 years.',
    judge: (it) =>
      atIf(
        it.days !== undefined && (it.days < 2922 || it.days > 9132),
        it.field('validity'),
        `${rounded(it.days ?? 0)} days`,
      ),
  },
  {
    code: 'validity-no-end',
    source: 'RFC 5280 §4.1.2.5',
    severity: 'notice',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'the certificate has no end: 99991231235959Z, or beyond 2100',
    advice: 'Settle how it is withdrawn, or give it an end.',
    judge(it) {
      const year = it.expires?.getUTCFullYear() ?? 0;
      return atIf(year >= 2100, it.field('validity', 'notAfter'), `ends in ${year}`);
    },
  },
  {
    code: 'not-before-backdated',
    source: 'BR 2.2.6 §7.1.2.7',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2023-09-15',
    what: 'notBefore is more than 48 hours before the certificate was logged',
    advice: 'Set notBefore to the time of issuance.',
    judge(it) {
      const { issued } = it;
      const first = Math.min(...timestampsOf(it));
      if (issued === undefined || !Number.isFinite(first)) return [];
      const hours = (first - issued.getTime()) / (DAY / 24);
      return hours > 48 ? at(it.field('validity', 'notBefore'), `logged ${Math.floor(hours)} hours later`) : [];
    },
  },
];

/** Milliseconds since 1970, of each embedded SCT. */
function timestampsOf(it: Subject): number[] {
  const list = it.valueOf('signedCertificateTimestamps');
  return Array.isArray(list) ? list.slice(0, 1000).map(({ timestamp }) => Number(timestamp)) : [];
}
