/** Whether a certificate names the expected peer (RFC 9525 §6). Only subjectAltName counts: the common name is not used (§2), nor is
 * an emailAddress in the subject. Each kind of reference identifier is compared with its own kind of name only. */

import { ia5String } from '../../asn1/index.ts';
import { OTHER_NAME_OIDS } from '../../asn1/internal.ts';
import { assertOptions, assertString, equalBytes, UsageError } from '../../bytes/index.ts';
import { DecodeError, decode } from '../../codec/index.ts';
import { dnsLabels, sameLabels } from '../names/dns-name.ts';
import { assertGeneralNames, type GeneralName } from '../names/general-name.ts';
import { parseIpAddress } from '../names/ip-address.ts';
import { readMailbox } from '../names/mailbox.ts';
import { readServiceUri, type UriHost } from '../names/uri.ts';

/** The expected host: a DNS name, with A-labels (`xn--…`) or U-labels, compared with dNSName entries (DNS-ID of RFC 9525); or an IP
 * address as text, compared with iPAddress entries (IP-ID). */
export type ValidationName = { readonly dns: string } | { readonly ip: string };

/** The expected peer (RFC 9525's term): a host, or one of
 * - `uri`: a URI of which scheme and host are compared with uniformResourceIdentifier entries (URI-ID);
 * - `srv`: `_service.name`, compared with SRVName entries (SRV-ID, RFC 4985);
 * - `email`: a mailbox, compared with rfc822Name entries (RFC 5280 §7.5). Internationalized ones (RFC 9598) are not supported. */
export type ReferenceIdentifier =
  | ValidationName
  | { readonly uri: string }
  | { readonly srv: string }
  | { readonly email: string };

/** Whether one of the names matches the expected one.
 * @throws UsageError `out-of-range` when `expected` is not a valid name of its kind; `wrong-type`, `unknown-option` when it is not an
 * object with exactly one kind of name. */
export function matchesName(expected: ReferenceIdentifier, names: readonly GeneralName[]): boolean {
  const kind = KINDS.find((one) => one in Object(expected)) ?? 'dns';
  assertOptions(expected, 'name', [kind]);
  const text = (expected as Readonly<Record<string, unknown>>)[kind];
  if (typeof text !== 'string') throw new UsageError('wrong-type', `name.${kind}`, 'must be a string');
  const matches = MATCHERS[kind](text);
  if (matches === undefined) throw new UsageError('out-of-range', `name.${kind}`, REFUSALS[kind]);
  assertGeneralNames(names, 'names');
  return names.some(matches);
}

/** The expected name as text. */
export const referenceText = (of: ReferenceIdentifier): string => Object.values(of)[0];

type Kind = 'dns' | 'email' | 'ip' | 'srv' | 'uri';
type Matcher = (name: GeneralName) => boolean;

/** Parses an expected name of each kind; undefined if the text is not a valid name of that kind. */
const MATCHERS: Readonly<Record<Kind, (text: string) => Matcher | undefined>> = {
  dns(text) {
    const labels = referenceLabels(text);
    return labels && ((name) => name.kind === 'dNSName' && matchesDns(labels, name.value));
  },
  ip(text) {
    const bytes = parseIpAddress(text);
    return bytes && ((name) => name.kind === 'iPAddress' && equalBytes(name.value, bytes));
  },
  uri(text) {
    const wanted = readServiceUri(text);
    return (
      wanted && ((name) => name.kind === 'uniformResourceIdentifier' && sameUri(readServiceUri(name.value), wanted))
    );
  },
  srv(text) {
    const wanted = readSrvName(text);
    return wanted && ((name) => isSrvName(name, wanted));
  },
  email(text) {
    const wanted = readMailbox(text);
    return (
      wanted &&
      ((name) => {
        const found = name.kind === 'rfc822Name' ? readMailbox(name.value) : undefined;
        return found !== undefined && found.local === wanted.local && sameLabels(found.host, wanted.host);
      })
    );
  },
};
const KINDS = Object.keys(MATCHERS) as readonly Kind[];
const REFUSALS: Readonly<Record<Kind, string>> = {
  dns: 'is not a valid DNS name',
  ip: 'is not an IP address',
  uri: 'is not a URI with a host name',
  srv: 'is not _service.name',
  email: 'is not a mailbox, local@host, in ASCII (internationalized ones, SmtpUTF8Mailbox of RFC 9598, are not known)',
};

/** Converts a dialled name to the form of certificates and TLS: A-labels, lower case, no final dot.
 * @returns undefined for a text that is not a DNS name. */
export function asciiDnsName(text: string): string | undefined {
  assertString(text, 'text');
  return referenceLabels(text)?.join('.');
}

/** The labels of the name that the caller expects: ASCII names as given; other names are converted by the platform's `URL`, which maps
 * U-labels to A-labels (UTS #46) and refuses invalid ones. The final dot of an absolute name is dropped. */
function referenceLabels(text: string): readonly string[] | undefined {
  const ascii = NOT_ASCII.test(text) ? toAscii(text) : text;
  const absolute = ascii?.replace(/\.$/, '');
  if (absolute === undefined || parseIpAddress(absolute) !== undefined) return undefined;
  return dnsLabels(absolute);
}
const NOT_ASCII = /[\x80-\u{10ffff}]/u;
/** The ASCII characters that a name with U-labels may have: no character that would end or split the host of a URL. */
const HOST_CHARACTERS = /^[A-Za-z0-9._\x80-\u{10ffff}-]+$/u;

function toAscii(text: string): string | undefined {
  if (text.length > 253 || !HOST_CHARACTERS.test(text)) return undefined;
  const url = `https://${text}/`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** RFC 9525 §6.3: compares label by label; `*` must be the whole left-most label and matches exactly one label.
 * Not in the RFC, but as in OpenSSL: at least two labels must follow `*`, so that no certificate covers a whole top-level
 * domain. */
function matchesDns(labels: readonly string[], presented: string): boolean {
  const isWildcard = presented.startsWith('*.');
  const found = dnsLabels(isWildcard ? presented.slice(2) : presented);
  if (found === undefined) return false;
  if (!isWildcard) return sameLabels(labels, found);
  return found.length >= 2 && sameLabels(labels.slice(1), found);
}

/** Compares without wildcards: the host of a URI cannot have one. */
const sameUri = (a: UriHost | undefined, b: UriHost): boolean => a?.scheme === b.scheme && sameLabels(a.host, b.host);

/** id-on-dnsSRV (RFC 4985 §2). */
const SRV_NAME = OTHER_NAME_OIDS.srvName;

/** `_Service.Name`: both compared as DNS labels are. */
function readSrvName(text: string): readonly string[] | undefined {
  const labels = dnsLabels(text);
  return labels !== undefined && labels.length > 1 && /^_[^_]/.test(labels[0]) ? labels : undefined;
}

function isSrvName(name: GeneralName, wanted: readonly string[]): boolean {
  if (name.kind !== 'otherName' || name.value.typeId !== SRV_NAME) return false;
  try {
    const found = readSrvName(decode(ia5String, name.value.value));
    return found !== undefined && sameLabels(found, wanted);
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
