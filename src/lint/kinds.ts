/** The kinds of input, and the roles that rules apply to. */

/** The kind of an input. */
export type LintKind = 'certificate' | 'request' | 'crl';

/** The role of an input, which determines the rules that apply. A certificate with cA TRUE is a root if its issuer is its subject, byte by
 * byte, and its own key has signed it (or its key identifiers do not say otherwise); an intermediate if not. Every other certificate is a
 * leaf. */
export type LintRole = 'root' | 'intermediate' | 'leaf' | 'request' | 'crl';
