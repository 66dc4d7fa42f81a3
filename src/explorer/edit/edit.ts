/** Changes to DER: bytes are replaced, and the lengths of the enclosing elements are corrected, or left as they are to see what breaks. */
import {
  assertArray,
  assertBytes,
  assertFields,
  assertInteger,
  assertString,
  type Bytes,
  bytesToHex,
  concat,
  hexToBytes,
} from '../../bytes/index.ts';
import { ExplorerError } from '../errors.ts';

/** One change: `bytes` in the place of `start`…`end`. */
export interface Edit {
  /** Index of the structure in the input, from 0. */
  readonly block: number;
  readonly start: number;
  /** The first byte after those that are replaced. */
  readonly end: number;
  readonly bytes: Uint8Array;
  /** Whether the lengths of the enclosing elements are corrected. */
  readonly mends: boolean;
}

/** The header of a DER element. */
export interface Header {
  /** Where the length begins. */
  readonly lengthAt: number;
  readonly contentStart: number;
  readonly contentEnd: number;
}

/** The bytes after one change; a copy.
 * @throws UsageError `out-of-range` for a range that is not in the bytes. */
export const edited = (bytes: Uint8Array, edit: Edit): Bytes => made(bytes, edit).bytes;

/** Where a field is. */
export interface FieldRange {
  readonly start: number;
  /** The first byte after tag and length. */
  readonly contentStart: number;
  readonly end: number;
}

/** Where a field is after a change inside it, or one that begins just before it: lengths that need another byte move it.
 * @param bytes - before the change. @returns undefined if the field was removed.
 * @throws UsageError as `edited`; also for a field that ends before the change does. */
export function fieldAfter(bytes: Uint8Array, edit: Edit, field: FieldRange): FieldRange | undefined {
  const { bytes: after, lengths } = made(bytes, edit);
  assertFields(field, 'field', 'a FieldRange', 'start', 'contentStart', 'end');
  const { start, contentStart, end } = field;
  assertInteger(start, 'field.start', 0, edit.end);
  assertInteger(end, 'field.end', edit.end, bytes.length);
  assertInteger(contentStart, 'field.contentStart', start, end);
  if (edit.bytes.length === 0 && start >= edit.start) return undefined;
  // A length that was not corrected still tells the former size.
  if (!edit.mends) return { start, contentStart, end: Math.min(end, after.length) };
  const grownBefore = (offset: number): number =>
    lengths.reduce((sum, { at, grown }) => sum + (at < offset ? grown : 0), 0);
  return {
    start: start + grownBefore(start),
    contentStart: contentStart + grownBefore(contentStart),
    end: end + after.length - bytes.length,
  };
}

interface Made {
  readonly bytes: Bytes;
  /** The corrected lengths: where each was, and by how many bytes it became longer. */
  readonly lengths: readonly { readonly at: number; readonly grown: number }[];
}

function made(bytes: Uint8Array, edit: Edit): Made {
  assertBytes(bytes, 'bytes');
  assertFields(edit, 'edit', 'an Edit', 'start', 'end', 'bytes', 'mends');
  const { start, end } = edit;
  assertInteger(start, 'edit.start', 0, bytes.length);
  assertInteger(end, 'edit.end', start, bytes.length);
  assertBytes(edit.bytes, 'edit.bytes');
  let after = concat(bytes.subarray(0, start), edit.bytes, bytes.subarray(end));
  const lengths: { at: number; grown: number }[] = [];
  let grown = edit.bytes.length - (end - start);
  if (!edit.mends || grown === 0) return { bytes: after, lengths };
  // From the inside out: if a length needs another byte, the enclosing elements grow too.
  for (const { lengthAt, contentStart, contentEnd } of elementsAround(bytes, start, end).reverse()) {
    const length = lengthBytes(contentEnd - contentStart + grown);
    after = concat(after.subarray(0, lengthAt), length, after.subarray(contentStart));
    const longer = length.length - (contentStart - lengthAt);
    lengths.push({ at: lengthAt, grown: longer });
    grown += longer;
  }
  return { bytes: after, lengths };
}

/** X.690 §10.1: the shortest form. */
function lengthBytes(length: number): Uint8Array {
  if (length < 0x80) return new Uint8Array([length]);
  const digits = length.toString(16);
  const bytes = hexToBytes(digits.padStart(digits.length + (digits.length % 2), '0'));
  return concat(new Uint8Array([0x80 | bytes.length]), bytes);
}

/** Maximum nesting depth of elements. */
const MOST_LEVELS = 64;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const CONSTRUCTED = 0x20;

/** The elements whose contents include all of `start`…`end`, from the outside in, as far as the bytes are DER. */
function elementsAround(bytes: Uint8Array, start: number, end: number): Header[] {
  const found: Header[] = [];
  let [at, last] = [0, bytes.length];
  while (at < last && found.length < MOST_LEVELS) {
    const one = headerAt(bytes, at, last);
    if (one === undefined || start < one.contentStart) break;
    if (end > one.contentEnd) {
      at = one.contentEnd;
      continue;
    }
    found.push(one);
    const inside = contentsFrom(bytes, at, one);
    if (inside === undefined) break;
    [at, last] = [inside, one.contentEnd];
  }
  return found;
}

/** Offset of the first element inside another; undefined if it contains none. A string contains an element only if that fills it. */
function contentsFrom(bytes: Uint8Array, at: number, { contentStart, contentEnd }: Header): number | undefined {
  const tag = bytes[at];
  if ((tag & CONSTRUCTED) !== 0) return contentStart;
  if (tag !== OCTET_STRING && tag !== BIT_STRING) return undefined;
  // The first byte of a BIT STRING counts its unused bits.
  const from = contentStart + (tag === BIT_STRING ? 1 : 0);
  return headerAt(bytes, from, contentEnd)?.contentEnd === contentEnd ? from : undefined;
}

/** The header of the element at `start`. @param last - where the enclosing element ends.
 * @returns undefined for a header that is cut short, of indefinite length, or longer than the enclosing element. */
export function headerAt(bytes: Uint8Array, start: number, last: number): Header | undefined {
  let at = start + 1;
  if ((bytes[start] & 0x1f) === 0x1f) while (at < last && bytes[at++] >= 0x80);
  if (at >= last) return undefined;
  const lengthAt = at;
  const first = bytes[at++];
  let length = first;
  if (first >= 0x80) {
    const digits = first & 0x7f;
    if (digits === 0 || digits > 4 || at + digits > last) return undefined;
    length = 0;
    for (const digit of bytes.subarray(at, at + digits)) length = length * 256 + digit;
    at += digits;
  }
  return at + length <= last ? { lengthAt, contentStart: at, contentEnd: at + length } : undefined;
}

/** Changes in a text that can be part of an address: `0.49-50.a4,0.60-62~0c0141`; `~` means that the lengths are corrected. */
export function formatEdits(edits: readonly Edit[]): string {
  assertArray(edits, 'edits');
  for (const edit of edits) assertFields(edit, 'edits', 'Edits', 'block', 'start', 'end', 'bytes', 'mends');
  return edits
    .map(({ block, start, end, bytes, mends }) => `${block}.${start}-${end}${mends ? '~' : '.'}${bytesToHex(bytes)}`)
    .join(',');
}

/** Maximum changes in one address. */
const MOST_EDITS = 1024;

/** @throws ExplorerError `edit-malformed` for text that `formatEdits` does not produce, or has too many changes. */
export function parseEdits(text: string): Edit[] {
  assertString(text, 'text');
  if (text === '') return [];
  const parts = text.split(',');
  if (parts.length > MOST_EDITS) {
    throw new ExplorerError('edit-malformed', `the address has more than ${MOST_EDITS} changes`);
  }
  return parts.map((one) => {
    const [, block, start, end, way, hex] = /^(\d{1,6})\.(\d{1,9})-(\d{1,9})([.~])((?:[0-9a-f]{2})*)$/.exec(one) ?? [];
    if (way === undefined) throw malformed(one);
    return { block: Number(block), start: Number(start), end: Number(end), bytes: hexToBytes(hex), mends: way === '~' };
  });
}

const malformed = (text: string): ExplorerError =>
  new ExplorerError('edit-malformed', `the address has a change that is none: ${JSON.stringify(text.slice(0, 100))}`);
