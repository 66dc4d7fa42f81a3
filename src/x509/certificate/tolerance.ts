/** Violations of DER that are tolerated in certificates and requests. */
import { TOLERABLE } from '../../asn1/index.ts';
import { type Codec, type DecodeOptions, decode, type ToleratedDeviation } from '../../codec/index.ts';

/** Tolerated by default: characters such as `&` and `*` in a PrintableString. node-forge writes them; OpenSSL and Go accept them. */
export const TOLERATED: readonly string[] = ['string-character'];

/** Tolerated in trust stores in addition: trailing zero bits in keyUsage, which some widely trusted roots have. */
export const TOLERATED_IN_TRUST_STORES: readonly string[] = [...TOLERATED, 'named-bits-not-canonical'];

/** All violations that leave the value unambiguous; OpenSSL and Go accept these too. */
export const TOLERATED_WHEN_LENIENT: readonly string[] = TOLERABLE;

/** Decodes, and records the violations that were tolerated. */
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
