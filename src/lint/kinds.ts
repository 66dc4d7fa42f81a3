/** What is linted. */

/** What an input is. */
export type LintKind = 'certificate' | 'request' | 'crl';

/** What a rule is applied to. A certificate with cA TRUE is a root if its issuer is its subject, byte by byte, and an
 * intermediate otherwise; every other certificate is a leaf. */
export type LintRole = 'root' | 'intermediate' | 'leaf' | 'request' | 'crl';
