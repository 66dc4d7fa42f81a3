/** DNS names as texts (RFC 1034 §3.5, RFC 5280 §4.2.1.6). */

/** Whether a text looks like a host name: at least two labels of letters, digits, hyphens and underscores, with or without a wildcard.
 * The last label begins with a letter and has no underscore. */
export const looksLikeHost = (text: string): boolean =>
  text.length <= 253 && /^(?:\*\.)?(?:[A-Za-z0-9_-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{0,62}$/.test(text);

/** The labels of a name; a wildcard is one. */
export const labelsOf = (name: string): string[] => name.split('.');

/** Whether a text is an IPv4 address, or has the colons of an IPv6 address. */
export const looksLikeAddress = (text: string): boolean =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) || (/^[0-9A-Fa-f:.]*$/.test(text) && text.split(':').length > 2);

/** Whether a text has the scheme, port, path or user of a URI or of an e-mail address. */
export const looksLikeUri = (text: string): boolean => /:\/\/|[/@]|:\d+$/.test(text);
