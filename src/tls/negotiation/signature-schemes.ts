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
  extends Pick<CodePoint, 'curve' | 'id' | 'keyType' | 'name' | 'versions'>,
    Pick<Scheme, 'accepts' | 'sign' | 'verify'> {
  /** Absent where the scheme hashes in its own way. */
  readonly hash: Hash | undefined;
}

const ALL: readonly SignatureScheme[] = SIGNATURE_SCHEMES.flatMap(({ codePoints, hash, accepts, sign, verify }) =>
  codePoints.map((codePoint) => ({ ...codePoint, hash, ...(accepts && { accepts }), sign, verify })),
);
const isOfTls13 = ({ versions }: SignatureScheme): boolean => versions.includes('TLSv1.3');
/** The preferred first: what TLS 1.3 signs with comes before what only TLS 1.2 does. */
const SCHEMES = [...ALL.filter(isOfTls13), ...ALL.filter((scheme) => !isOfTls13(scheme))];

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
export function fits(scheme: SignatureScheme, key: PublicKey, version: TlsVersion): boolean {
  const { keyType, versions, curve } = scheme;
  if (!versions.includes(version) || key.type !== keyType) return false;
  // RFC 8446 §4.2.3: what was a hash alone names a curve too.
  if (version === 'TLSv1.3' && key.type === 'ec' && key.curve !== curve) return false;
  return scheme.accepts?.(key) ?? true;
}

/** The first of ours that the peer takes too, and that a key can be used with. */
export const schemeFor = (
  key: PublicKey,
  version: TlsVersion,
  ours: readonly SignatureScheme[],
  theirs: readonly number[],
): SignatureScheme | undefined => ours.find((scheme) => theirs.includes(scheme.id) && fits(scheme, key, version));
