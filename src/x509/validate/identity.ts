/** Whether a certificate names the host that was dialled (RFC 9525 §6). Only subjectAltName counts: a common name is no host
 * name (§2, §6.1), and a URI is no DNS name whatever is in it. */
import { assertOptions, equalBytes, UsageError } from '../../bytes/index.ts';
import type { GeneralName } from '../names/general-name.ts';
import { parseIpAddress } from '../names/ip-address.ts';

/** Who is expected: a DNS name, compared with the DNS names alone, or an IP address as text, compared with the IP addresses alone. */
export type ValidationName = { readonly dns: string } | { readonly ip: string };

/** Whether one of the names is the one expected.
 * @throws UsageError `out-of-range` when `expected` is no DNS name, or no IP address; `wrong-type`, `unknown-option` when it is
 * neither one thing nor the other, or both. */
export function matchesName(expected: ValidationName, names: readonly GeneralName[]): boolean {
  assertOptions(expected, 'name', 'ip' in Object(expected) ? ['ip'] : ['dns']);
  if ('ip' in expected) {
    const bytes = parseIpAddress(expected.ip);
    if (bytes === undefined) throw new UsageError('out-of-range', 'name.ip', 'is no IP address');
    return names.some(({ kind, value }) => kind === 'iPAddress' && equalBytes(value, bytes));
  }
  if (typeof expected.dns !== 'string') throw new UsageError('wrong-type', 'name.dns', 'must be a string');
  const absolute = expected.dns.replace(/\.$/, '');
  const labels = dnsLabels(absolute);
  if (labels === undefined || parseIpAddress(absolute) !== undefined) {
    throw new UsageError('out-of-range', 'name.dns', 'is no DNS name');
  }
  return names.some(({ kind, value }) => kind === 'dNSName' && matchesDns(labels, value));
}

/** RFC 9525 §6.3: label by label, `*` only as the whole left-most one, for exactly one label.
 * Not in the RFC, but in OpenSSL: two labels at least after it, so that no certificate is for all of a top-level domain. */
function matchesDns(labels: readonly string[], presented: string): boolean {
  if (!presented.startsWith('*.')) return sameLabels(labels, dnsLabels(presented));
  const parent = dnsLabels(presented.slice(2));
  return parent !== undefined && parent.length >= 2 && sameLabels(labels.slice(1), parent);
}

const sameLabels = (a: readonly string[], b: readonly string[] | undefined): boolean =>
  a.length === b?.length && a.every((label, i) => label === b[i]);

// Underscores are in no host name, but in many names that Kubernetes and others give.
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/** The labels of a DNS name in lower case (RFC 1034 §3.1, §3.5), or undefined for what is none. */
function dnsLabels(text: string): string[] | undefined {
  if (text.length > 253) return undefined;
  const labels = text.toLowerCase().split('.');
  return labels.every((label) => label.length <= 63 && LABEL.test(label)) ? labels : undefined;
}
