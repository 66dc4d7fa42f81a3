/** Names of scopes and issuers, compared by their kind: a name of one kind never equals one of another, and none is compared as
 * text that was joined from parts (OpenSSL CVE-2020-1971 compared an ediPartyName as if it were a string). */
import { bytesToHex } from '../../../bytes/index.ts';
import { type Encoded, EncodeError, encode } from '../../../codec/index.ts';
import type { DistributionPointName } from '../../extensions/crl-distribution-points.ts';
import { type GeneralName, generalName } from '../../names/general-name.ts';
import { comparisonKey, type Name, nameKey } from '../../names/name.ts';

/** A text that two general names have in common exactly if they are one (RFC 5280 §6.3.3 (b) (2) (i)); undefined for a name that equals
 * none. Directory names are compared as §7.1 has it, all others by their encoding. */
function keyOf(of: GeneralName): string | undefined {
  if (of.kind === 'directoryName') return directoryKey(comparisonKey(of.value));
  try {
    return `${of.kind} ${bytesToHex(encode(generalName, of))}`;
  } catch (error) {
    if (error instanceof EncodeError) return undefined; // Read with a tolerated deviation: it cannot be written again.
    throw error;
  }
}

const directoryKey = (key: string): string => `directoryName ${key}`;

const known = new WeakMap<readonly GeneralName[], ReadonlySet<string>>();

/** The keys of names, made once for each array: a certificate may have thousands of distribution points, and a list thousands of
 * names. */
function keysOf(names: readonly GeneralName[]): ReadonlySet<string> {
  let keys = known.get(names);
  if (keys === undefined) {
    keys = new Set(names.map(keyOf).filter((key) => key !== undefined));
    known.set(names, keys);
  }
  return keys;
}

/** Whether two general names are one. */
export function sameGeneralName(a: GeneralName, b: GeneralName): boolean {
  const key = keyOf(a);
  return key !== undefined && key === keyOf(b);
}

/** Whether one of the names is this directory name. */
export const includesName = (names: readonly GeneralName[], wanted: Encoded<Name>): boolean =>
  keysOf(names).has(directoryKey(nameKey(wanted)));

/** Whether two lists of names have one in common. */
export function sharesName(a: readonly GeneralName[], b: readonly GeneralName[]): boolean {
  const [few, many] = a.length < b.length ? [keysOf(a), keysOf(b)] : [keysOf(b), keysOf(a)];
  for (const key of few) if (many.has(key)) return true;
  return false;
}

/** A distribution point's name in full (RFC 5280 §4.2.1.13: a relative name is appended to the name of the CRL issuer).
 * @param issuers - the CRL issuer's names. */
export function fullNames(of: DistributionPointName, issuers: readonly GeneralName[]): readonly GeneralName[] {
  if (of.kind === 'fullName') return of.value;
  return issuers.flatMap((issuer) =>
    issuer.kind === 'directoryName' ? [{ kind: 'directoryName' as const, value: [...issuer.value, of.value] }] : [],
  );
}

/** A directory name as a general name. */
export const directoryName = ({ value }: Encoded<Name>): GeneralName => ({ kind: 'directoryName', value });
