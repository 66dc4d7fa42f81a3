/** Names of scopes and issuers, compared by their kind: a name of one kind never equals one of another, and none is compared as
 * text that was joined from parts (OpenSSL CVE-2020-1971 compared an ediPartyName as if it were a string). */
import { equalBytes } from '../../../bytes/index.ts';
import { type Encoded, EncodeError, encode } from '../../../codec/index.ts';
import type { DistributionPointName } from '../../extensions/crl-distribution-points.ts';
import { type GeneralName, generalName } from '../../names/general-name.ts';
import { type Name, sameName } from '../../names/name.ts';

/** Whether two general names are one (RFC 5280 §6.3.3 (b) (2) (i)). */
export function sameGeneralName(a: GeneralName, b: GeneralName): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'directoryName') return sameNameValue(a.value, b.value as Name);
  try {
    return equalBytes(encode(generalName, a), encode(generalName, b));
  } catch (error) {
    if (error instanceof EncodeError) return false; // Read with a tolerated deviation: it cannot be written again.
    throw error;
  }
}

/** RFC 5280 §7.1 for names without their encodings: the encodings passed here differ deliberately, so that the values are compared. */
const sameNameValue = (a: Name, b: Name): boolean =>
  sameName({ value: a, bytes: Uint8Array.of(0) }, { value: b, bytes: Uint8Array.of(1) });

/** Whether one of the names is this directory name. */
export const includesName = (names: readonly GeneralName[], wanted: Encoded<Name>): boolean =>
  names.some(({ kind, value }) => kind === 'directoryName' && sameNameValue(value as Name, wanted.value));

export const sharesName = (a: readonly GeneralName[], b: readonly GeneralName[]): boolean =>
  a.some((one) => b.some((other) => sameGeneralName(one, other)));

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
