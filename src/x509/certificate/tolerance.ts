/** Violations of DER that are tolerated in certificates and requests. */
import { TOLERABLE } from '../../asn1/index.ts';
import { ALGORITHM_OIDS } from '../../asn1/internal.ts';
import { type Codec, type DecodeOptions, decode, encode, type ToleratedDeviation } from '../../codec/index.ts';
import { NULL_PARAMETERS, type SubjectPublicKeyInfo, subjectPublicKeyInfo } from '../../keys/index.ts';

/** Tolerated by default: characters such as `&` and `*` in a PrintableString. node-forge writes them; OpenSSL and Go accept them. */
export const TOLERATED: readonly string[] = ['string-character'];

/** The code of a PEM block labelled TRUSTED CERTIFICATE, OpenSSL's own: a certificate, followed by its trust settings (X509_CERT_AUX), which
 * are ignored. */
export const TRUSTED_LABEL = 'trusted-label';

/** The code of a key of rsaEncryption whose parameters are missing; they must be NULL. */
export const NULL_MISSING = 'null-missing';

/** The code of a request without `[0]`, its attributes; there may be none in it, but it is not optional (RFC 2986 §4.1). */
export const ATTRIBUTES_MISSING = 'attributes-missing';

/** The code of a request for extensions that names none (RFC 5280 §4.1: at least one). */
export const EXTENSIONS_EMPTY = 'extensions-empty';

/** All violations that leave the value unambiguous; OpenSSL and Go accept these too. Trust stores are read so: some widely trusted roots have
 * trailing zero bits in keyUsage. */
export const TOLERATED_WHEN_LENIENT: readonly string[] = [
  ...TOLERABLE,
  TRUSTED_LABEL,
  NULL_MISSING,
  ATTRIBUTES_MISSING,
  EXTENSIONS_EMPTY,
];

/** A key of rsaEncryption without parameters gets the NULL that they must be; any other is returned as it is. */
export const withNull = (spki: SubjectPublicKeyInfo): SubjectPublicKeyInfo =>
  spki.algorithm.algorithm === ALGORITHM_OIDS.rsaEncryption && spki.algorithm.parameters === undefined
    ? { ...spki, algorithm: { ...spki.algorithm, parameters: NULL_PARAMETERS } }
    : spki;

/** Records a NULL that is missing in a key of rsaEncryption, if that is tolerated. The key is decoded only when it is needed, and until
 * then its algorithm is not looked at.
 * @param deviations - are added to. */
export function tolerateMissingNull(
  der: Uint8Array,
  spki: SubjectPublicKeyInfo,
  options: DecodeOptions | undefined,
  deviations: ToleratedDeviation[],
): void {
  if (!options?.tolerate?.includes(NULL_MISSING) || withNull(spki) === spki) return;
  const at = offsetOf(der, encode(subjectPublicKeyInfo, spki));
  const deviation: ToleratedDeviation = { code: NULL_MISSING, at, rule: 'RFC 3279 §2.3.1' };
  deviations.push(deviation);
  options.onDeviation?.(deviation);
}

function offsetOf(bytes: Uint8Array, part: Uint8Array): number {
  let at = bytes.indexOf(part[0]);
  while (at >= 0 && !part.every((byte, i) => byte === bytes[at + i])) at = bytes.indexOf(part[0], at + 1);
  return at;
}

/** The key as it is read: with the missing NULL, where that was tolerated. */
export const readableKey = (
  spki: SubjectPublicKeyInfo,
  deviations: readonly ToleratedDeviation[],
): SubjectPublicKeyInfo => (deviations.some(({ code }) => code === NULL_MISSING) ? withNull(spki) : spki);

/** Decodes, and records the violations that were tolerated. */
export function decodeTolerantly<T>(
  codec: Codec<T>,
  der: Uint8Array,
  options: DecodeOptions = {},
): { readonly value: T; readonly deviations: ToleratedDeviation[] } {
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
