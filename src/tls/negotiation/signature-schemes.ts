/** The signature schemes of TLS, under their numbers (RFC 8446 §4.2.3; RFC 5246 §7.4.1.4.1): the table itself is that of
 * `signatures/`. */
import { UsageError } from '../../bytes/index.ts';
import type { Hash } from '../../hash/index.ts';
import type { PublicKey } from '../../keys/index.ts';
import {
  type CodePoint,
  type SignatureScheme as Scheme,
  SIGNATURE_SCHEMES,
  type TlsVersion,
} from '../../signatures/index.ts';

export type { TlsVersion } from '../../signatures/index.ts';

/** A scheme under one of its numbers. */
export interface SignatureScheme
  extends Pick<CodePoint, 'id' | 'keyType' | 'name' | 'versions'>,
    Pick<Scheme, 'sign' | 'verify'> {
  /** Absent where the scheme hashes in its own way. */
  readonly hash: Hash | undefined;
}

/** The preferred first. */
const SCHEMES: readonly SignatureScheme[] = SIGNATURE_SCHEMES.flatMap(({ codePoints, hash, sign, verify }) =>
  codePoints.map(({ id, name, keyType, versions }) => ({ id, name, keyType, versions, hash, sign, verify })),
);

/** The names of all schemes, in the order in which they are preferred where none is named. */
export const SIGNATURE_SCHEME_NAMES: readonly string[] = SCHEMES.map(({ name }) => name);

/** The schemes of those names, in that order.
 * @throws UsageError when a name has none, comes twice, or there is none at all. */
export function schemesOf(names: readonly string[], argument: string): readonly SignatureScheme[] {
  if (!Array.isArray(names) || names.length === 0) {
    throw new UsageError('missing-option', argument, `must name at least one of ${SIGNATURE_SCHEME_NAMES.join(', ')}`);
  }
  if (new Set(names).size < names.length) throw new UsageError('out-of-range', argument, 'must not repeat a scheme');
  return names.map((name) => {
    const scheme = SCHEMES.find((row) => row.name === name);
    if (scheme === undefined) throw new UsageError('out-of-range', argument, `has no scheme ${JSON.stringify(name)}`);
    return scheme;
  });
}

/** Whether a key can sign a handshake of that version by a scheme. */
export const fits = ({ keyType, versions }: SignatureScheme, key: PublicKey, version: TlsVersion): boolean =>
  versions.includes(version) && key.type === keyType;

/** The first of ours that the peer takes too, and that a key can be used with. */
export const schemeFor = (
  key: PublicKey,
  version: TlsVersion,
  ours: readonly SignatureScheme[],
  theirs: readonly number[],
): SignatureScheme | undefined => ours.find((scheme) => theirs.includes(scheme.id) && fits(scheme, key, version));
