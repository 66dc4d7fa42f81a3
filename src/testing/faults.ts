/** Encodings with exactly one fault. The possible faults are derived from the spans of a valid encoding and their codecs; the lengths
 * around a fault are corrected. */
import { derLength, isConstructed } from '../asn1/index.ts';
import { assertFields, type Bytes, concat } from '../bytes/index.ts';
import { type AnyCodec, annotate, encode, type Span, uint8, uint16, uint24 } from '../codec/index.ts';
import { contentFaults } from './content-faults.ts';
import { type Described, describedSpans, isElement } from './described-spans.ts';
import type { Edit, FaultLabel, FaultyEncoding } from './fault.ts';

/** Every encoding with one fault that can be derived from a valid one. None of them is the encoding of another value: a fault is introduced
 * only where the codec cannot accept it (a length off by one, for instance, only at the end of its enclosing range).
 * @param bytes - what `encode(codec, …)` gave.
 * @throws DecodeError when `bytes` are no good encoding. */
export const faultyEncodings = (codec: AnyCodec, bytes: Uint8Array): FaultyEncoding[] =>
  possibleEdits(codec, bytes).flatMap((edit) => applyEdit(edit, bytes));

/** The edits that produce these encodings, one for each fault. @throws as `faultyEncodings`. */
export function possibleEdits(codec: AnyCodec, bytes: Uint8Array): Edit[] {
  assertFields(codec, 'codec', 'a Codec', 'shape');
  const { span, fault } = annotate(codec, bytes);
  if (fault !== undefined) throw fault;
  return [
    ...spansOf([span]).flatMap((path) => lengthFaults(path, bytes)),
    ...[...describedSpans(codec, [span])].flatMap((place) => [
      ...tagFaults(place, bytes),
      ...contentFaults(place, bytes),
    ]),
    ...(delimitsItself(codec) ? endFaults(span, bytes) : []),
  ];
}

/** Every span with those around it, outermost first. */
function spansOf(path: readonly Span[]): (readonly Span[])[] {
  return [path, ...path[path.length - 1].children.flatMap((child) => spansOf([...path, child]))];
}

/** Index of the child that is a length prefix, or -1. */
function lengthIndex(span: Span): number {
  if (isElement(span)) return 1;
  const [first] = span.children;
  return first?.name === 'length' && first.value === span.end - first.end ? 0 : -1;
}

function encodeLength(like: Span, length: number): Bytes | undefined {
  if (like.type === derLength.type) return encode(derLength, length);
  const codec = [uint8, uint16, uint24].find(({ type }) => type === like.type)!;
  return length < 2 ** (8 * (like.end - like.start)) ? encode(codec, length) : undefined;
}

function lengthFaults(path: readonly Span[], bytes: Uint8Array): Edit[] {
  const span = path[path.length - 1];
  const index = lengthIndex(span);
  if (index < 0) return [];
  const length = span.children[index];
  const edit = (label: FaultLabel, raw: Uint8Array | undefined): Edit[] =>
    raw === undefined ? [] : [{ label, path: [...path, length], raw }];
  const size = span.end - length.end;
  const enclosing = path.findLast((outer) => outer !== span && lengthIndex(outer) >= 0) ?? path[0];
  const isLast = span.end === enclosing.end;
  const more = isLast ? edit('length-one-more', encodeLength(length, size + 1)) : [];
  if (!isElement(span)) return more;
  // With a length one less, one byte remains, which is not an element: every DER element has at least two bytes.
  const less = isLast && size > 0 ? edit('length-one-less', encodeLength(length, size - 1)) : [];
  const raw = bytes.subarray(length.start, length.end);
  const padded =
    raw[0] < 0x80 ? concat(Uint8Array.of(0x81), raw) : concat(Uint8Array.of(raw[0] + 1, 0), raw.subarray(1));
  const [tag, content] = [bytes.subarray(span.start, length.start), bytes.subarray(length.end, span.end)];
  const indefinite = concat(tag, Uint8Array.of(0x80), content, Uint8Array.of(0, 0));
  return [
    ...more,
    ...less,
    ...edit('length-not-minimal', padded),
    ...(isConstructed(bytes[span.start]) ? [{ label: 'length-indefinite', path, raw: indefinite } as const] : []),
  ];
}

/** [PRIVATE 30]: a tag that no codec of this project uses. */
const STRANGE_TAG = 0xde;

function tagFaults({ codec, path }: Described, bytes: Uint8Array): Edit[] {
  const span = path[path.length - 1];
  if (codec.shape.kind !== 'wrapper' || !isElement(span)) return [];
  const [tag, length, ...content] = span.children;
  const raw = bytes.slice(tag.start, tag.end);
  raw[0] ^= 0x20;
  const strange = new Uint8Array([STRANGE_TAG | (bytes[tag.start] & 0x20)]);
  const changed: Edit[] = [
    { label: 'tag-changed', path: [...path, tag], raw: strange },
    { label: 'constructed-bit-wrong', path: [...path, tag], raw },
  ];
  if (!isConstructed(bytes[tag.start]) || !content.every(holdsElements)) return changed;
  const inside = concat(bytes.subarray(length.end, span.end), Uint8Array.of(0));
  const extended = concat(bytes.subarray(tag.start, tag.end), encode(derLength, inside.length), inside);
  return [...changed, { label: 'extended', path, raw: extended }];
}

/** Whether a span consists of whole elements, so that one extra byte is not a valid element. An absent default has no width. */
const holdsElements = (span: Span): boolean =>
  isElement(span) ||
  span.type === 'ANY' ||
  (span.start === span.end ? span.name !== 'value' : span.children.length > 0 && span.children.every(holdsElements));

/** Replaces the bytes and corrects the enclosing lengths. Returns none if a length prefix is too narrow for that. */
export function applyEdit({ label, path, raw, at }: Edit, bytes: Uint8Array): FaultyEncoding[] {
  const made = rebuild(path, raw, bytes);
  if (made === undefined) return [];
  return [{ bytes: made.bytes, fault: { label, at: at ?? made.at, path: path.map(({ name }) => name) } }];
}

function rebuild(
  [span, ...inner]: readonly Span[],
  raw: Uint8Array,
  bytes: Uint8Array,
): { bytes: Bytes; at: number } | undefined {
  if (inner.length === 0) return { bytes: new Uint8Array(raw), at: 0 };
  const changed = span.children.indexOf(inner[0]);
  const made = rebuild(inner, raw, bytes);
  if (made === undefined) return undefined;
  const parts = span.children.map((child, i) => (i === changed ? made.bytes : bytes.subarray(child.start, child.end)));
  const index = lengthIndex(span);
  if (index >= 0 && changed > index) {
    const size = parts.slice(index + 1).reduce((sum, part) => sum + part.length, 0);
    const length = encodeLength(span.children[index], size);
    if (length === undefined) return undefined;
    parts[index] = length;
  }
  const before = parts.slice(0, changed).reduce((sum, part) => sum + part.length, 0);
  return { bytes: concat(...parts), at: before + made.at };
}

/** Faults of the whole encoding: missing bytes at its end, and one extra byte. */
function endFaults(root: Span, bytes: Uint8Array): Edit[] {
  const path = [root];
  const lengths = new Set(
    [bytes.length - 1, bytes.length >> 1, 0].filter((length) => length >= 0 && length < bytes.length),
  );
  return [
    { label: 'trailing', path, raw: concat(bytes, Uint8Array.of(0)), at: bytes.length },
    ...[...lengths].map((at): Edit => ({ label: 'truncated', path, raw: bytes.subarray(0, at), at })),
  ];
}

/** Whether a codec's encoding is self-delimiting. */
export function delimitsItself({ shape }: AnyCodec): boolean {
  switch (shape.kind) {
    case 'bytes':
      return shape.min === shape.max;
    case 'list':
    case 'set':
    case 'optional':
      return false;
    case 'record':
      return Object.values(shape.fields).every(delimitsItself);
    case 'open':
      return delimitsItself(shape.other) && shape.rows.every((row) => delimitsItself(row.codec));
    case 'encoded':
    case 'enumeration':
    case 'mapped':
      return delimitsItself(shape.of);
    default:
      return true;
  }
}
