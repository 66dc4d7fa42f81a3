import type { Certificate } from '../../x509/index.ts';

/** The names of the roots, as a client is told whose certificates will do; none where they take more than `most` bytes together, each
 * with its own length before it: a client that is told of no authority may show any certificate (RFC 5246 §7.4.4), while a part of the
 * names would keep clients of the others from showing theirs. */
export function authoritiesOf(roots: readonly Certificate[], most: number): readonly Uint8Array[] {
  const names = roots.map(({ subject }) => subject.bytes);
  const length = names.reduce((sum, name) => sum + 2 + name.length, 0);
  return length <= most ? names : [];
}
