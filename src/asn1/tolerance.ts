/** Violations of DER that leave the value unambiguous, so that a reader may tolerate them (`DecodeOptions.tolerate`): many signed
 * structures come from libraries that are not strict. Each one is reported with its position. */
export const TOLERABLE = [
  /** A printable ASCII character that the type does not allow: `&` in a PrintableString (X.680 §41.4), a letter in a NumericString (§41.2). */
  'string-character',
  /** Trailing zero bits in a BIT STRING with named bits, such as keyUsage (X.690 §11.2.2). */
  'named-bits-not-canonical',
  /** An encoded default value, such as `critical FALSE` (X.690 §11.5). */
  'default-encoded',
  /** The members of a SET OF not in ascending order (X.690 §11.6). */
  'set-not-sorted',
  /** TRUE as a byte other than FF (X.690 §11.1). */
  'boolean-not-canonical',
] as const;
export type TolerableCode = (typeof TOLERABLE)[number];
