/** What is linted. */

/** What an input is. */
export type LintKind = 'certificate' | 'request' | 'crl';

/** What a rule is applied to. A certificate with cA TRUE is a root if its issuer is its subject, byte by byte, and its
 * own key has signed it (or its key identifiers do not say otherwise); an intermediate if not. Every other certificate is a leaf. */
export type LintRole = 'root' | 'intermediate' | 'leaf' | 'request' | 'crl';
