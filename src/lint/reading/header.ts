/** Identifier and length octets, read leniently: violations of DER are reported, and reading continues if the end of the element is
 * known. */

/** Tag and length of one element. */
export interface Header {
  /** The tag as `asn1/` writes it; -1 if it is longer than five bytes. */
  readonly tag: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  /** The end of the element, after its end-of-contents octets if there are any. */
  readonly end: number;
}

type Report = (code: string, start: number, end: number, rule: string) => void;

const HIGH = 0x1f;

/** Reads the header of the element at `start`, which must end at `limit` or before. One whose length exceeds the limit, or whose
 * end-of-contents octets are missing, is taken to end at the limit.
 * @param report - called for each deviation from DER. @returns undefined at the limit. */
export function headerAt(bytes: Uint8Array, start: number, limit: number, report: Report): Header | undefined {
  if (start >= limit) return undefined;
  const { tag, end: at } = tagAt(bytes, start, limit, report);
  if (at >= limit) {
    report('truncated', start, limit, 'X.690 §8.1.3');
    return { tag, contentStart: limit, contentEnd: limit, end: limit };
  }
  const first = bytes[at];
  if (first < 0x80) return bounded(tag, at, at + 1, first, limit, report);
  if (first === 0x80) {
    report('indefinite-length', at, at + 1, 'X.690 §10.1');
    return { tag, contentStart: at + 1, ...endOfContents(bytes, at + 1, limit) };
  }
  return longLength(bytes, tag, at, limit, report);
}

function longLength(bytes: Uint8Array, tag: number, at: number, limit: number, report: Report): Header {
  const contentStart = at + 1 + (bytes[at] & 0x7f);
  if (contentStart > limit) {
    report('truncated', at, limit, 'X.690 §8.1.3');
    return { tag, contentStart: limit, contentEnd: limit, end: limit };
  }
  let length = 0;
  for (let i = at + 1; i < contentStart; i++) length = Math.min(length * 256 + bytes[i], 2 ** 48);
  if (length < 0x80 || bytes[at + 1] === 0) report('length-not-minimal', at, contentStart, 'X.690 §10.1');
  return bounded(tag, at, contentStart, length, limit, report);
}

function bounded(
  tag: number,
  lengthAt: number,
  contentStart: number,
  length: number,
  limit: number,
  report: Report,
): Header {
  const end = contentStart + length;
  if (end <= limit) return { tag, contentStart, contentEnd: end, end };
  report('truncated', lengthAt, contentStart, 'X.690 §8.1.3');
  return { tag, contentStart, contentEnd: limit, end: limit };
}

/** Where contents of indefinite length end: at the end-of-contents octets that do not belong to an inner element. */
function endOfContents(bytes: Uint8Array, start: number, limit: number): { contentEnd: number; end: number } {
  let open = 1;
  for (let at = start; at + 1 < limit; ) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) {
      at += 2;
      if (--open === 0) return { contentEnd: at - 2, end: at };
      continue;
    }
    const { end: lengthAt } = tagAt(bytes, at, limit, ignore);
    const first = bytes[lengthAt];
    if (first === 0x80) open++;
    at = first === 0x80 ? lengthAt + 1 : skipped(bytes, lengthAt, limit);
  }
  return { contentEnd: limit, end: limit };
}

/** The end of an element of definite length. */
function skipped(bytes: Uint8Array, lengthAt: number, limit: number): number {
  if (lengthAt >= limit) return limit;
  const { end } =
    bytes[lengthAt] < 0x80 ? { end: lengthAt + 1 + bytes[lengthAt] } : longLength(bytes, 0, lengthAt, limit, ignore);
  return end;
}
const ignore: Report = () => {};

/** The tag at `start`, which is before the limit; -1 if it is longer than five bytes. */
export const peekedTag = (bytes: Uint8Array, start: number, limit: number): number =>
  tagAt(bytes, start, limit, ignore).tag;

function tagAt(bytes: Uint8Array, start: number, limit: number, report: Report): { tag: number; end: number } {
  const first = bytes[start];
  if ((first & HIGH) !== HIGH) return { tag: first, end: start + 1 };
  let number = 0;
  let end = start + 1;
  for (let byte = 0x80; byte >= 0x80 && end < limit; end++) {
    byte = bytes[end];
    number = Math.min(number * 128 + (byte & 0x7f), 2 ** 40);
  }
  if (bytes[start + 1] === 0x80 || number < HIGH) report('tag-not-minimal', start, end, 'X.690 §8.1.2.4.2');
  // A number that fits into the one-byte form is converted to that form.
  if (number < HIGH) return { tag: (first & ~HIGH) | number, end };
  return { tag: number < 2 ** 28 ? number * 256 + first : -1, end };
}
