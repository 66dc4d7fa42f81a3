/** The signature schemes of TLS with their code points (RFC 8446 §4.2.3; RFC 5246 §7.4.1.4.1). The schemes themselves are in
 * `signatures/`. */
import { assertString, UsageError } from '../../bytes/index.ts';
import type { Hash } from '../../hash/index.ts';
import type { PublicKey } from '../../keys/index.ts';
import {
  type CodePoint,
  type SignatureScheme as Scheme,
  SIGNATURE_SCHEMES,
  type TlsVersion,
} from '../../signatures/index.ts';

export type { TlsVersion } from '../../signatures/index.ts';

/** A scheme under one of its code points. A scheme with several gives a row for each. */
export interface SignatureScheme
  extends Pick<CodePoint, 'curve' | 'id' | 'keyType' | 'name' | 'versions'>,
    Pick<Scheme, 'accepts' | 'sign' | 'verify'> {
  /** Absent if the scheme has a built-in hash. */
  readonly hash: Hash | undefined;
}

const ALL: readonly SignatureScheme[] = SIGNATURE_SCHEMES.flatMap(({ codePoints, hash, accepts, sign, verify }) =>
  codePoints.map((codePoint) => ({ ...codePoint, hash, ...(accepts && { accepts }), sign, verify })),
);
const isOfTls13 = ({ versions }: SignatureScheme): boolean => versions.includes('TLSv1.3');
/** In order of preference: the schemes of TLS 1.3 before those of TLS 1.2 only. */
const SCHEMES = [...ALL.filter(isOfTls13), ...ALL.filter((scheme) => !isOfTls13(scheme))];

/** The names of all schemes in the default order of preference. */
export const SIGNATURE_SCHEME_NAMES: readonly string[] = SCHEMES.map(({ name }) => name);

/** The schemes with those names, in that order.
 * @throws UsageError for an unknown or repeated name, or an empty list. */
export function schemesOf(names: readonly string[], argument: string): readonly SignatureScheme[] {
  if (!Array.isArray(names) || names.length === 0) {
    throw new UsageError('missing-option', argument, `must name at least one of ${SIGNATURE_SCHEME_NAMES.join(', ')}`);
  }
  if (new Set(names).size < names.length) throw new UsageError('out-of-range', argument, 'must not repeat a scheme');
  return names.map((name, i) => {
    assertString(name, `${argument}[${i}]`);
    const scheme = SCHEMES.find((row) => row.name === name);
    if (scheme === undefined)
      throw new UsageError('out-of-range', `${argument}[${i}]`, `has no scheme ${JSON.stringify(name)}`);
    return scheme;
  });
}

/** Whether a key can sign a handshake of that version with a scheme. */
export function fits(scheme: SignatureScheme, key: PublicKey, version: TlsVersion): boolean {
  const { keyType, versions, curve } = scheme;
  if (!versions.includes(version) || key.type !== keyType) return false;
  // RFC 8446 §4.2.3: code points that named only a hash in TLS 1.2 also name a curve in TLS 1.3.
  if (version === 'TLSv1.3' && key.type === 'ec' && key.curve !== curve) return false;
  return scheme.accepts?.(key) ?? true;
}

/** Our first scheme that the peer accepts too and that fits a key. */
export const schemeFor = (
  key: PublicKey,
  version: TlsVersion,
  ours: readonly SignatureScheme[],
  theirs: readonly number[],
): SignatureScheme | undefined => ours.find((scheme) => theirs.includes(scheme.id) && fits(scheme, key, version));
