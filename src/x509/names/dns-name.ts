/** DNS names as their labels. */

/** Host names have no underscores, but names in Kubernetes and elsewhere do. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/** The labels of a DNS name in lower case (RFC 1034 §3.1, §3.5); A-labels are labels like others.
 * @returns undefined for an invalid name: an empty label, and so a leading or trailing dot; a label of more than 63 characters; a
 * name of more than 253; a wildcard. */
export function dnsLabels(text: string): readonly string[] | undefined {
  if (text.length > 253) return undefined;
  const labels = text.toLowerCase().split('.');
  return labels.every((label) => label.length <= 63 && LABEL.test(label)) ? labels : undefined;
}

/** Whether a name's labels end in those of a domain: it is the domain itself, or below it. */
export const endsInLabels = (labels: readonly string[], domain: readonly string[]): boolean =>
  labels.length >= domain.length && domain.every((label, i) => label === labels[labels.length - domain.length + i]);

/** Whether two lists have the same labels. */
export const sameLabels = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && endsInLabels(a, b);
