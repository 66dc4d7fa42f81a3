/** Elements of DER by their headers alone, for bytes that do not decode. */

export interface Element {
  readonly tag: number;
  readonly start: number;
  readonly content: number;
  /** Beyond the bytes if they are cut. */
  readonly end: number;
}

/** The element at an offset, if it is shorter than 64 KiB. */
export function elementAt(bytes: Uint8Array, at: number): Element | undefined {
  if (at + 1 >= bytes.length) return undefined;
  const first = bytes[at + 1];
  const size = first < 0x80 ? 0 : first - 0x80;
  if (first === 0x80 || size > 2) return undefined;
  const content = at + 2 + size;
  const length = size === 0 ? first : bytes.subarray(at + 2, content).reduce((sum, byte) => sum * 256 + byte, 0);
  return { tag: bytes[at], start: at, content, end: content + length };
}
