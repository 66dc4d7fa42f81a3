/** What is read of certificates and requests although DER forbids it. */
import { TOLERABLE } from '../../asn1/index.ts';
import { type Codec, type DecodeOptions, decode, type ToleratedDeviation } from '../../codec/index.ts';

/** Tolerated unless the caller says otherwise: `&`, `*` and the like in a PrintableString, which node-forge writes, and OpenSSL and
 * Go read. */
export const TOLERATED: readonly string[] = ['string-character'];

/** Tolerated in trust stores, besides: a root is trusted for what it is, and some that everyone trusts have zero bits at the end of
 * keyUsage. */
export const TOLERATED_IN_TRUST_STORES: readonly string[] = [...TOLERATED, 'named-bits-not-canonical'];

/** Everything that leaves one reading: what OpenSSL and Go read too. */
export const TOLERATED_WHEN_LENIENT: readonly string[] = TOLERABLE;

/** Decodes, and keeps what was tolerated. */
export function decodeTolerantly<T>(
  codec: Codec<T>,
  der: Uint8Array,
  options: DecodeOptions = {},
): { readonly value: T; readonly deviations: readonly ToleratedDeviation[] } {
  const deviations: ToleratedDeviation[] = [];
  const value = decode(codec, der, {
    tolerate: TOLERATED,
    ...options,
    onDeviation(deviation) {
      deviations.push(deviation);
      options.onDeviation?.(deviation);
    },
  });
  return { value, deviations };
}
