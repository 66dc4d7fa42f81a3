import { type Root, TrustAnchor } from '../../x509/index.ts';

/** The names of the roots, for `certificate_authorities`. Empty if they need more than `most` bytes including their
 * length prefixes: without names a client may present any certificate (RFC 5246 §7.4.4), whereas a partial list would keep
 * clients of the omitted authorities from presenting theirs. */
export function authoritiesOf(roots: readonly Root[], most: number): readonly Uint8Array[] {
  const names = roots.map((root) => (root instanceof TrustAnchor ? root.name : root.subject).bytes);
  const length = names.reduce((sum, name) => sum + 2 + name.length, 0);
  return length <= most ? names : [];
}
