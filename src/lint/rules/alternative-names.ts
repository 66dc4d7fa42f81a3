/** subjectAltName and issuerAltName, except DNS names (RFC 5280 §4.2.1.6, §4.2.1.7; RFC 9598). */

import { utf8String } from '../../asn1/index.ts';
import { OTHER_NAME_OIDS } from '../../asn1/internal.ts';
import { bytesToHex } from '../../bytes/index.ts';
import { DecodeError, decode } from '../../codec/index.ts';
import { formatIpAddress } from '../../x509/index.ts';
import { isSpecialAddress } from '../names/special-addresses.ts';
import { alternativesOfKind, shown } from '../names/texts.ts';
import { field, type Part } from '../reading/part.ts';
import { ANY_CERTIFICATE, at, atIf, LEAF, type LintRule, SUBJECTS } from '../rule.ts';
import type { Subject } from '../subject.ts';

const addresses = ({ alternativeNames }: Subject): { part: Part; address: Uint8Array }[] =>
  alternativeNames.flatMap((part) =>
    part.kind === 'iPAddress' && part.value instanceof Uint8Array ? [{ part, address: part.value }] : [],
  );
const isEmpty = ({ kind, value }: Part): boolean =>
  (typeof value === 'string' && kind !== 'registeredID' && value.length === 0) ||
  (value instanceof Uint8Array && kind === 'iPAddress' && value.length === 0);
const MAPPED = '00000000000000000000ffff';
/** The text by which a name is compared: DNS names case-insensitively. */
const identityOf = ({ kind, value }: Part): string | undefined => {
  if (typeof value === 'string') return `${kind} ${kind === 'dNSName' ? value.toLowerCase() : value}`;
  return value instanceof Uint8Array ? `${kind} ${bytesToHex(value)}` : undefined;
};
const SMTP_UTF8_MAILBOX = OTHER_NAME_OIDS.smtpUtf8Mailbox;

export const ALTERNATIVE_NAME_RULES: readonly LintRule[] = [
  {
    code: 'san-missing',
    source: 'BR 2.2.6 §7.1.2.7.12',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2012-07-01',
    what: 'a server certificate has no subjectAltName',
    advice: 'Name the hosts in subjectAltName.',
    when: (it) => it.isForServers,
    judge: (it) =>
      atIf(it.extension('subjectAltName') === undefined, it.extensionList ?? it.signed, 'no subjectAltName'),
  },
  {
    code: 'san-name-empty',
    source: 'RFC 5280 §4.2.1.6',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'subjectAltName has an entry without a value',
    advice: 'Leave the entry out.',
    judge: (it) => it.alternativeNames.flatMap((part) => atIf(isEmpty(part), part, `an empty ${part.kind}`)),
  },
  {
    code: 'san-not-critical',
    source: 'RFC 5280 §4.2.1.6',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'the subject is empty, and the subjectAltName that stands for it is not critical',
    advice: 'Mark subjectAltName critical.',
    judge(it) {
      const names = it.extension('subjectAltName');
      return atIf(it.subject?.children.length === 0 && names?.critical === false, names?.part, 'not critical');
    },
  },
  {
    code: 'san-critical',
    source: 'RFC 5280 §4.2.1.6',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: ANY_CERTIFICATE,
    what: 'the subject has a name, and subjectAltName is critical',
    advice: 'Mark it not critical.',
    judge(it) {
      const names = it.extension('subjectAltName');
      return atIf((it.subject?.children.length ?? 0) > 0 && names?.critical, names?.part, 'critical');
    },
  },
  {
    code: 'san-type-web',
    source: 'BR 2.2.6 §7.1.2.7.12',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2012-07-01',
    what: 'subjectAltName has a name that is neither a dNSName nor an iPAddress',
    advice: 'Leave the name out: a server is named by DNS name or address.',
    when: (it) => it.isForServers,
    judge: (it) =>
      it.alternativeNames.flatMap((part) =>
        atIf(part.kind !== undefined && part.kind !== 'dNSName' && part.kind !== 'iPAddress', part, `a ${part.kind}`),
      ),
  },
  {
    code: 'san-duplicate',
    source: 'Not in a standard: the second says nothing',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'subjectAltName has a name twice',
    advice: 'Leave one out.',
    judge(it) {
      const seen = new Set<string>();
      return it.alternativeNames.flatMap((part) => {
        const identity = identityOf(part);
        if (identity === undefined) return [];
        if (seen.has(identity)) return at(part, `${shown(identity)} again`);
        seen.add(identity);
        return [];
      });
    },
  },
  {
    code: 'ip-reserved',
    source: 'BR 2.2.6 §7.1.2.7.12',
    severity: 'error',
    profile: 'webpki',
    appliesTo: LEAF,
    from: '2015-11-01',
    what: 'an address is private or in a special block of the registries of IANA',
    advice: 'Use a public address, or a CA of your own.',
    when: (it) => it.isForServers,
    judge: (it) =>
      addresses(it).flatMap(({ part, address }) =>
        atIf(isSpecialAddress(address), part, `${formatIpAddress(address)} is reserved`),
      ),
  },
  {
    code: 'ip-mapped',
    source: 'Not in a standard: programs differ whether such an address is the IPv4 one',
    severity: 'warning',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'an IPv4 address is written as IPv6 (::ffff:a.b.c.d)',
    advice: 'Write its 4 bytes.',
    judge: (it) =>
      addresses(it).flatMap(({ part, address }) =>
        atIf(address.length === 16 && bytesToHex(address.subarray(0, 12)) === MAPPED, part, formatIpAddress(address)),
      ),
  },
  {
    code: 'email-syntax',
    source: 'RFC 5280 §4.2.1.6',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'an rfc822Name is not a mailbox: a local part, one "@", a domain',
    advice: 'Write the address alone, without angle brackets, name or comment.',
    judge: (it) =>
      alternativesOfKind(it, 'rfc822Name').flatMap(({ part, text }) =>
        atIf(text !== '' && !isMailbox(text), part, `${shown(text)} is not a mailbox`),
      ),
  },
  {
    code: 'email-international',
    source: 'RFC 9598 §3',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    from: '2018-05-01',
    what: 'a SmtpUTF8Mailbox has a local part in ASCII, which rfc822Name is for',
    advice: 'Write the address as rfc822Name.',
    judge: (it) =>
      it.alternativeNames.flatMap((part) => {
        const text = mailboxOf(part);
        return atIf(text !== undefined && /^[\0-\x7f]*@/.test(text), part, `${shown(text ?? '')} fits into rfc822Name`);
      }),
  },
  {
    code: 'uri-relative',
    source: 'RFC 5280 §4.2.1.6',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'a URI has no scheme, or nothing after it',
    advice: 'Write an absolute URI.',
    judge: (it) =>
      alternativesOfKind(it, 'uniformResourceIdentifier').flatMap(({ part, text }) =>
        atIf(text !== '' && !/^[A-Za-z][A-Za-z0-9+.-]*:./.test(text), part, `${shown(text)} is not absolute`),
      ),
  },
  {
    code: 'uri-host',
    source: 'RFC 5280 §4.2.1.6',
    severity: 'error',
    profile: 'rfc5280',
    appliesTo: SUBJECTS,
    what: 'a URI has "//" and no full domain name or address after it',
    advice: 'Write the host with its domain.',
    judge: (it) =>
      alternativesOfKind(it, 'uniformResourceIdentifier').flatMap(({ part, text }) => {
        const host = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/.exec(text)?.[1];
        return atIf(
          host !== undefined && !/^\[.+\]$|^[^.]+\..*[^.]$/.test(host) && !text.startsWith('spiffe:'),
          part,
          `${shown(text)} names no host`,
        );
      }),
  },
];

const isMailbox = (text: string): boolean => {
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  const isLocal = /^"[^"]*"$/.test(local) || /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$/.test(local);
  return at > 0 && isLocal && (/^\[[^\]]+\]$/.test(domain) || domain.split('.').every(isLabel));
};
const isLabel = (label: string): boolean => /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label);

/** The UTF8String of an otherName that is a SmtpUTF8Mailbox. */
function mailboxOf(part: Part): string | undefined {
  if (part.kind !== 'otherName' || field(part, 'typeId')?.value !== SMTP_UTF8_MAILBOX) return undefined;
  const value = field(part, 'value')?.value;
  if (!(value instanceof Uint8Array)) return undefined;
  try {
    return decode(utf8String, value);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
