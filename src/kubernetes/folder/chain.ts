/** What a file holds behind a leaf: the chain that is sent with it, which whoever put it there keeps. */
import { type Certificate, sameKey } from '../../x509/index.ts';

/** The certificates behind a leaf. */
export interface Chain {
  readonly behind: readonly Certificate[];
  /** Whether each certifies the one before it, the first one the leaf (RFC 8446 §4.4.2); also if there is none. */
  readonly isComplete: boolean;
}

/** What stands behind the successor of a leaf: everything that stood behind it. kubeadm writes the leaf alone; what is behind it is the
 * user's. A CA that was rotated gives way to its successor.
 * @param bundle - the certificates of the file; undefined where there is none.
 * @param leaf - the leaf among them. @param issuer - that of its successor.
 * @param issuers - the certificates of the issuer's own file: during a rotation, the former one too. */
export function chainBehind(
  bundle: readonly Certificate[] = [],
  leaf: Certificate | undefined,
  issuer: Certificate,
  issuers: readonly Certificate[] = [],
): Chain {
  const others = bundle
    .filter((one) => leaf === undefined || !one.equals(leaf))
    .map((one) => (issuers.some((each) => each.equals(one)) ? issuer : one));
  const behind = others.filter((one, i) => others.findIndex((each) => each.equals(one)) === i);
  const isIssuer = (one: Certificate, i: number): boolean =>
    i === 0 ? sameKey(one.publicKey, issuer.publicKey) : sameName(behind[i - 1].issuer.bytes, one.subject.bytes);
  return { behind, isComplete: behind.every(isIssuer) };
}

const sameName = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
