/** Whether a certificate names the expected host (RFC 9525 §6). Only subjectAltName counts: the common name is not used (§2,
 * §6.1), and neither are URIs. */
import { assertOptions, equalBytes, UsageError } from '../../bytes/index.ts';
import type { GeneralName } from '../names/general-name.ts';
import { parseIpAddress } from '../names/ip-address.ts';

/** The expected peer: a DNS name, compared with dNSName entries only, or an IP address as text, compared with iPAddress entries
 * only. */
export type ValidationName = { readonly dns: string } | { readonly ip: string };

/** Whether one of the names matches the expected one.
 * @throws UsageError `out-of-range` when `expected` is not a valid DNS name or IP address; `wrong-type`, `unknown-option` when
 * it is not an object with exactly one of `dns` and `ip`. */
export function matchesName(expected: ValidationName, names: readonly GeneralName[]): boolean {
  assertOptions(expected, 'name', 'ip' in Object(expected) ? ['ip'] : ['dns']);
  if ('ip' in expected) {
    const bytes = parseIpAddress(expected.ip);
    if (bytes === undefined) throw new UsageError('out-of-range', 'name.ip', 'is not an IP address');
    return names.some(({ kind, value }) => kind === 'iPAddress' && equalBytes(value, bytes));
  }
  if (typeof expected.dns !== 'string') throw new UsageError('wrong-type', 'name.dns', 'must be a string');
  const absolute = expected.dns.replace(/\.$/, '');
  const labels = dnsLabels(absolute);
  if (labels === undefined || parseIpAddress(absolute) !== undefined) {
    throw new UsageError('out-of-range', 'name.dns', 'is not a valid DNS name');
  }
  return names.some(({ kind, value }) => kind === 'dNSName' && matchesDns(labels, value));
}

/** RFC 9525 §6.3: compares label by label; `*` must be the whole left-most label and matches exactly one label.
 * Not in the RFC, but as in OpenSSL: at least two labels must follow `*`, so that no certificate covers a whole top-level
 * domain. */
function matchesDns(labels: readonly string[], presented: string): boolean {
  if (!presented.startsWith('*.')) return sameLabels(labels, dnsLabels(presented));
  const parent = dnsLabels(presented.slice(2));
  return parent !== undefined && parent.length >= 2 && sameLabels(labels.slice(1), parent);
}

const sameLabels = (a: readonly string[], b: readonly string[] | undefined): boolean =>
  a.length === b?.length && a.every((label, i) => label === b[i]);

// Host names have no underscores, but names in Kubernetes and elsewhere do.
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/** The labels of a DNS name in lower case (RFC 1034 §3.1, §3.5); undefined for an invalid name. */
function dnsLabels(text: string): string[] | undefined {
  if (text.length > 253) return undefined;
  const labels = text.toLowerCase().split('.');
  return labels.every((label) => label.length <= 63 && LABEL.test(label)) ? labels : undefined;
}
