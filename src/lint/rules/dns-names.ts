/** DNS names in subjectAltName (RFC 5280 §4.2.1.6, RFC 1034 §3.5, RFC 9525 §6.3, BR §7.1.2.7.12). */
import { labelsOf, looksLikeAddress, looksLikeUri } from '../names/dns.ts';
import { decodePunycode } from '../names/punycode.ts';
import { dnsNames, shown } from '../names/texts.ts';
import { at, LEAF, type LintRule, SUBJECTS, type Violation } from '../rule.ts';

/** @param wrong - what is wrong with a name, or undefined. */
const dnsRule = (
  row: Pick<LintRule, 'code' | 'source' | 'severity' | 'what' | 'advice'> & Partial<LintRule>,
  wrong: (name: string) => string | undefined | false,
): LintRule => ({
  profile: 'rfc5280',
  appliesTo: SUBJECTS,
  ...row,
  judge(subject) {
    const found: Violation[] = [];
    for (const { part, text } of dnsNames(subject)) {
      const detail = wrong(text);
      if (detail) found.push(...at(part, `${shown(text)} ${detail}`));
    }
    return found;
  },
});

/** The name after a wildcard. */
const behindWildcard = (name: string): string => (name.startsWith('*.') ? name.slice(2) : name);
/** Names that other rules check: addresses, URIs, and names with non-ASCII characters. */
const isOther = (name: string): boolean => looksLikeAddress(name) || looksLikeUri(name);
/** One label, and the top-level domains that are reserved or were never delegated (RFC 2606, RFC 6762; ICANN for .internal). */
const INTERNAL =
  /^(?:[^.]*|.*\.(?:local|localhost|localdomain|corp|home|lan|intranet|internal|private|test|example|invalid|onion))$/i;
// A short list of common public suffixes. The complete list would have to be kept up to date.
const PUBLIC_SUFFIXES = new Set(
  'co.uk org.uk ac.uk gov.uk com.au net.au org.au co.jp ne.jp or.jp co.nz com.br com.cn co.in co.za com.mx com.tr co.kr'.split(
    ' ',
  ),
);

export const DNS_NAME_RULES: readonly LintRule[] = [
  dnsRule(
    {
      code: 'dns-syntax',
      source: 'RFC 5280 §4.2.1.6; RFC 1034 §3.5',
      severity: 'error',
      what: 'a dNSName has a character besides letters, digits, hyphens and dots, or a label that begins or ends with a hyphen',
      advice: 'Write the name as DNS has it.',
    },
    (name) => {
      if (name === '' || isOther(name)) return undefined;
      if (/[^A-Za-z0-9\-_.*]/.test(name)) return 'has a character that no host name has';
      return (
        labelsOf(name).some((label) => label.startsWith('-') || label.endsWith('-')) &&
        'has a hyphen at an end of a label'
      );
    },
  ),
  dnsRule(
    {
      code: 'dns-underscore',
      source: 'RFC 1034 §3.5',
      severity: 'warning',
      what: 'a dNSName has an underscore, which host names do not have',
      advice: 'Name the host without it.',
    },
    (name) => !isOther(name) && name.includes('_') && 'has an underscore',
  ),
  dnsRule(
    {
      code: 'dns-underscore-web',
      source: 'BR 2.2.6 §7.1.2.7.12',
      severity: 'error',
      profile: 'webpki',
      appliesTo: LEAF,
      from: '2019-04-01',
      what: 'a dNSName of a public certificate has an underscore',
      advice: 'Name the host without it.',
    },
    (name) => !isOther(name) && name.includes('_') && 'has an underscore',
  ),
  dnsRule(
    {
      code: 'dns-long',
      source: 'RFC 1034 §3.1',
      severity: 'error',
      what: 'a dNSName has more than 253 characters, or a label of more than 63',
      advice: 'No host has such a name: look where it comes from.',
    },
    (name) => {
      if (name.length > 253) return `has ${name.length} characters`;
      return labelsOf(name).some((label) => label.length > 63) && 'has a label of more than 63 characters';
    },
  ),
  dnsRule(
    {
      code: 'dns-label-empty',
      source: 'RFC 1034 §3.5',
      severity: 'error',
      what: 'a dNSName begins with a dot, or has two in a row',
      advice: 'A leading dot belongs into nameConstraints at most; name the host.',
    },
    (name) => !isOther(name) && (name.startsWith('.') || name.includes('..')) && 'has an empty label',
  ),
  dnsRule(
    {
      code: 'dns-trailing-dot',
      source: 'RFC 1034 §3.5; BR 2.2.6 §7.1.2.7.12',
      severity: 'error',
      what: 'a dNSName ends in a dot, so that many programs never match it',
      advice: 'Leave the dot out.',
    },
    (name) => name.length > 1 && name.endsWith('.') && !name.endsWith('..') && 'ends in a dot',
  ),
  dnsRule(
    {
      code: 'dns-is-address',
      source: 'RFC 5280 §4.2.1.6',
      severity: 'error',
      what: 'a dNSName is an IP address',
      advice: 'Write it as iPAddress (IP:10.0.0.1): an address is looked for nowhere else.',
    },
    (name) => looksLikeAddress(name) && 'is an address',
  ),
  dnsRule(
    {
      code: 'dns-is-uri',
      source: 'RFC 5280 §4.2.1.6',
      severity: 'error',
      what: 'a dNSName has a scheme, a port, a path or an "@"',
      advice: 'Write the host name alone.',
    },
    (name) => !looksLikeAddress(name) && looksLikeUri(name) && 'is a URI or a part of one',
  ),
  dnsRule(
    {
      code: 'dns-internal',
      source: 'BR 2.2.6 §7.1.2.7.12',
      severity: 'error',
      profile: 'webpki',
      appliesTo: LEAF,
      from: '2015-11-01',
      what: 'a dNSName is not a name of the public DNS: one label, or under a domain that is reserved',
      advice: 'Use a name that you have registered, or a CA of your own.',
    },
    (name) => name !== '' && !isOther(name) && name !== '*' && INTERNAL.test(name) && 'is not in the public DNS',
  ),
  dnsRule(
    {
      code: 'dns-reverse-zone',
      source: 'BR 2.2.6 §4.2.2',
      severity: 'error',
      profile: 'webpki',
      appliesTo: LEAF,
      from: '2026-03-15',
      what: 'a dNSName ends in in-addr.arpa or ip6.arpa',
      advice: 'Name the host, or its address as iPAddress.',
    },
    (name) => /\.(?:in-addr|ip6)\.arpa$/i.test(name) && 'is a name of the reverse zone',
  ),
  dnsRule(
    {
      code: 'dns-punycode',
      source: 'RFC 5280 §7.2; RFC 5891 §4.4',
      severity: 'error',
      what: 'an xn-- label decodes to nothing, or to a text that is not normalized (NFC)',
      advice: 'Convert the name again with a library for IDNA.',
    },
    (name) => (!isOther(name) && labelsOf(name).some(isBadPunycode) ? 'has a label that is no A-label' : undefined),
  ),
  dnsRule(
    {
      code: 'dns-reserved-label',
      source: 'BR 2.2.6 §7.1.2.7.12; RFC 5890 §2.3.1',
      severity: 'error',
      profile: 'webpki',
      appliesTo: LEAF,
      from: '2021-10-01',
      what: 'a label has hyphens at its third and fourth place, and does not begin with xn',
      advice: 'Use another name: such labels are reserved.',
    },
    (name) => labelsOf(name).some((label) => /^..--/.test(label) && !/^xn--/i.test(label)) && 'has a reserved label',
  ),
  dnsRule(
    {
      code: 'wildcard-not-left',
      source: 'RFC 9525 §6.3',
      severity: 'error',
      what: 'a wildcard is not the first label, or is there twice, or stands alone',
      advice: 'Write one "*" as the first label: *.a.example.',
    },
    (name) =>
      (name === '*' ||
        behindWildcard(name)
          .split('.')
          .slice(name.startsWith('*.') ? 0 : 1)
          .some((label) => label.includes('*'))) &&
      'has a wildcard at a wrong place',
  ),
  dnsRule(
    {
      code: 'wildcard-partial',
      source: 'RFC 9525 §6.3',
      severity: 'error',
      what: 'a wildcard is a part of a label: some programs match it, others never do',
      advice: 'Write "*" as a whole label, or the names themselves.',
    },
    (name) => {
      const [first] = labelsOf(name);
      return first !== '*' && first.includes('*') && 'has a wildcard within a label';
    },
  ),
  dnsRule(
    {
      code: 'wildcard-wide',
      source: 'BR 2.2.6 §3.2.2.6',
      severity: 'warning',
      what: 'a wildcard stands directly under a top-level domain or a suffix under which everybody registers',
      advice: 'Name a domain of your own behind the wildcard.',
    },
    (name) => {
      if (!name.startsWith('*.')) return undefined;
      const rest = behindWildcard(name);
      return (
        (!rest.includes('.') || PUBLIC_SUFFIXES.has(rest.toLowerCase())) &&
        rest !== '' &&
        !rest.includes('*') &&
        'is for every domain'
      );
    },
  ),
];

function isBadPunycode(label: string): boolean {
  if (!/^xn--/i.test(label) || label.length > 63) return false;
  const text = decodePunycode(label.slice(4));
  return (
    text === undefined || text.normalize('NFC') !== text || !/[^\0-\x7f]/.test(text) || /[\p{Cc}\p{Cn}]/u.test(text)
  );
}
