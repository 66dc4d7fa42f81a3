/** Signature schemes under their numbers in TLS 1.2 (RFC 5246 §7.4.1.4.1, under RFC 8446's names): which are offered, and by which one a
 * key signs. */
import type { PrivateKey } from '../../keys/index.ts';
import { type TlsScheme, tlsSchemes } from '../../signatures/index.ts';

const SCHEMES = tlsSchemes('TLSv1.2');

/** The numbers of all schemes that we verify, the preferred ones first. */
export const OFFERED_SCHEMES: readonly number[] = SCHEMES.map(({ id }) => id);

/** The scheme by which a key signs for a peer that takes those numbers; undefined where there is none. */
export const chooseScheme = ({ type }: PrivateKey, taken: readonly number[]): TlsScheme | undefined =>
  SCHEMES.find(({ id, keyType }) => keyType === type && taken.includes(id));

/** The scheme under a number that we offered; undefined for any other number. */
export const offeredScheme = (id: number): TlsScheme | undefined => SCHEMES.find((scheme) => scheme.id === id);
