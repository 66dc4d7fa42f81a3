/** The result of field-by-field reading: a tree of the fields that were found, and a list of encoding faults. */

/** A range of bytes of the input. */
export interface Range {
  /** Absolute offset of its first byte. */
  readonly start: number;
  /** Absolute offset of the first byte after it. */
  readonly end: number;
}

/** One field that was found, whether or not its contents could be read. */
export interface Part extends Range {
  /** Its name in the structure; an index in a list. */
  readonly name: string;
  /** The section that defines it. */
  readonly rule: string;
  /** The alternative of a CHOICE, or the row of an open type (`keyUsage`, `rsa`); `other` for a row that is not known. */
  readonly kind?: string;
  /** Offset of its contents, after tag and length, including those of explicit tags. */
  readonly contentStart: number;
  /** The value of a field without parts; undefined if its contents are malformed. */
  readonly value?: unknown;
  /** Its parts, in order. */
  readonly children: readonly Part[];
}

/** A fault in the encoding of a field. */
export interface Fault extends Range {
  /** The codecs' code for it, as `DecodeError` has it. */
  readonly code: string;
  /** Standard and section. */
  readonly rule: string;
  /** The names of the enclosing fields, outermost first; the last is the faulty one. */
  readonly path: readonly string[];
  /** The value is unambiguous nevertheless (`TOLERABLE` in `asn1/`). */
  readonly tolerable: boolean;
}

/** The child of this name. */
export function field(part: Part | undefined, ...names: readonly string[]): Part | undefined {
  let found = part;
  for (const name of names) found = found?.children.find((child) => child.name === name);
  return found;
}
