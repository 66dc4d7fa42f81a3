/** Deviations from DER that leave one reading only, so that a reader may be told to tolerate them (`DecodeOptions.tolerate`). What
 * others sign is often encoded by a library that is not strict; each deviation is reported with its place. */
export const TOLERABLE = [
  /** A PrintableString with other printing ASCII in it, such as `&` (X.680 §41.4). */
  'string-character',
  /** Zero bits at the end of named bits, such as keyUsage (X.690 §11.2.2). */
  'named-bits-not-canonical',
  /** A value that is the default, such as `critical FALSE` (X.690 §11.5). */
  'default-encoded',
  /** The members of a SET OF in another order than ascending (X.690 §11.6). */
  'set-not-sorted',
  /** TRUE as another byte than FF (X.690 §11.1). */
  'boolean-not-canonical',
] as const;
export type TolerableCode = (typeof TOLERABLE)[number];
