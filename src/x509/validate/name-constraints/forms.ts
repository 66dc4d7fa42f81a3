/** The forms of names that name constraints are processed for (RFC 5280 §4.2.1.10), one row each. Other forms cause a failure if they would
 * have to be processed. */
import { hasRow } from '../../../bytes/internal.ts';
import { dnsLabels, endsInLabels, sameLabels } from '../../names/dns-name.ts';
import type { GeneralName } from '../../names/general-name.ts';
import { parseIpAddress } from '../../names/ip-address.ts';
import { type Mailbox, readMailbox } from '../../names/mailbox.ts';
import { type Name, type PreparedRdn, prepareName, samePreparedRdn } from '../../names/name.ts';
import { readUriHost } from '../../names/uri.ts';

/** How the constraints and names of one form are read and compared. `Base` is the root of a subtree, `Subject` a name. */
export interface NameForm<Value, Base, Subject> {
  /** The base of a subtree; undefined where it is malformed. */
  readBase(value: Value): Base | undefined;
  /** A name in a certificate; undefined if it is malformed: then it cannot be decided in which subtree it is. */
  readSubject(value: Value): Subject | undefined;
  /** Whether every name that the subject stands for is in the subtree: a permitted subtree requires this. */
  contains(base: Base, subject: Subject): boolean;
  /** Whether any name that the subject stands for is in the subtree: an excluded subtree forbids this. Default: as `contains`; the two
   * differ only for wildcards. */
  readonly meets?: (base: Base, subject: Subject) => boolean;
  /** The cost of one comparison. Default: 1. */
  readonly cost?: (base: Base) => number;
}

type ValueOfKind<K extends GeneralName['kind']> = Extract<GeneralName, { readonly kind: K }>['value'];

/** A dNSName: its labels, without the wildcard label if it has one. */
interface DnsSubject {
  readonly labels: readonly string[];
  readonly isWildcard: boolean;
}

/** "Any DNS name that can be constructed by simply adding zero or more labels to the left-hand side of the name satisfies the name
 * constraint." So the empty name constrains all names. A base with a leading dot is not a DNS name, and is refused like other malformed
 * names. */
const dNSName: NameForm<ValueOfKind<'dNSName'>, readonly string[], DnsSubject> = {
  readBase: (value) => (value === '' ? [] : dnsLabels(value)),
  readSubject(value) {
    const isWildcard = value.startsWith('*.');
    const labels = dnsLabels(isWildcard ? value.slice(2) : value);
    return labels && { labels, isWildcard };
  },
  contains: (base, { labels }) => endsInLabels(labels, base),
  // RFC 9525 §6.3: a wildcard stands for exactly one label.
  meets: (base, { labels, isWildcard }) =>
    endsInLabels(labels, base) || (isWildcard && base.length === labels.length + 1 && endsInLabels(base, labels)),
};

interface IpRange {
  readonly address: Uint8Array;
  readonly mask: Uint8Array;
}

/** An address and a mask "in the style of RFC 4632 (CIDR)": ones, then zeros. An IPv4 address is never in an IPv6 range. */
const iPAddress: NameForm<ValueOfKind<'iPAddress'>, IpRange, Uint8Array> = {
  readBase(value) {
    const length = value.length / 2;
    const [address, mask] = [value.subarray(0, length), value.subarray(length)];
    if (length !== 4 && length !== 16) return undefined;
    const bits = Array.from(mask, (byte) => byte.toString(2).padStart(8, '0')).join('');
    return bits.includes('01') ? undefined : { address, mask };
  },
  readSubject: (value) => (value.length === 4 || value.length === 16 ? value : undefined),
  contains: ({ address, mask }, subject) =>
    subject.length === address.length && subject.every((byte, i) => ((byte ^ address[i]) & mask[i]) === 0),
};

/** The base of a subtree of hosts: a host itself, or all hosts below a domain. */
interface HostBase {
  readonly labels: readonly string[];
  readonly reach: 'all' | 'domain' | 'host';
}

/** "When the constraint begins with a period, it MAY be expanded with one or more labels." Not in the RFC, but as in NSS and Go:
 * the empty constraint applies to all hosts. */
function readHostBase(value: string): HostBase | undefined {
  if (value === '') return { labels: [], reach: 'all' };
  const isDomain = value.startsWith('.');
  const labels = dnsLabels(isDomain ? value.slice(1) : value);
  return labels && { labels, reach: isDomain ? 'domain' : 'host' };
}

function containsHost({ labels, reach }: HostBase, host: readonly string[]): boolean {
  if (reach === 'host') return sameLabels(host, labels);
  return reach === 'all' || (host.length > labels.length && endsInLabels(host, labels));
}

type MailboxBase = { readonly mailbox: Mailbox } | { readonly hosts: HostBase };

/** One mailbox, all mailboxes of a host, or those of all hosts below a domain. */
const rfc822Name: NameForm<ValueOfKind<'rfc822Name'>, MailboxBase, Mailbox> = {
  readBase(value) {
    if (value.includes('@')) {
      const mailbox = readMailbox(value);
      return mailbox && { mailbox };
    }
    const hosts = readHostBase(value);
    return hosts && { hosts };
  },
  readSubject: readMailbox,
  contains: (base, { local, host }) =>
    'mailbox' in base
      ? base.mailbox.local === local && sameLabels(base.mailbox.host, host)
      : containsHost(base.hosts, host),
};

/** "If a constraint is applied to the uniformResourceIdentifier name form and a subsequent certificate includes a subjectAltName
 * extension with a uniformResourceIdentifier that does not include an authority component with a host name specified as a fully
 * qualified domain name [...], then the application MUST reject the certificate": an IP address is not a host name. */
const uniformResourceIdentifier: NameForm<ValueOfKind<'uniformResourceIdentifier'>, HostBase, readonly string[]> = {
  readBase: (value) => (parseIpAddress(value) === undefined ? readHostBase(value) : undefined),
  readSubject: (value) => readUriHost(value)?.host,
  contains: containsHost,
};

/** A name is in the subtree when its first RDNs are those of the base, compared as §7.1 compares names. */
const directoryName: NameForm<Name, readonly PreparedRdn[], readonly PreparedRdn[]> = {
  readBase: prepareName,
  readSubject: prepareName,
  contains: (base, subject) =>
    base.length <= subject.length && base.every((rdn, i) => samePreparedRdn(rdn, subject[i])),
  cost: (base) => Math.max(1, base.length),
};

/** The forms that are processed, by their names in GeneralName. */
export const NAME_FORMS = { directoryName, dNSName, iPAddress, rfc822Name, uniformResourceIdentifier };
export type ProcessedForm = keyof typeof NAME_FORMS;

/** A form whose types do not matter. */
export type AnyNameForm = NameForm<unknown, unknown, unknown>;

/** The form of a kind of names, or undefined where it is not processed. */
export const nameFormOf = (kind: string): AnyNameForm | undefined =>
  hasRow(NAME_FORMS, kind) ? (NAME_FORMS[kind as ProcessedForm] as AnyNameForm) : undefined;
