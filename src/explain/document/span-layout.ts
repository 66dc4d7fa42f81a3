/** Spans that no single codec produces: the content of an opaque field, and bytes composed of named pieces. */
import { type Bytes, concat } from '../../bytes/index.ts';
import { annotate, type Codec, type DecodeError, type DecodeOptions, type Span } from '../../codec/index.ts';

/** A tree in which some spans are replaced by their content.
 * @param inside - the spans that tile a span; undefined leaves it as it is. */
export function opened(
  span: Span,
  inside: (span: Span, parent: Span | undefined) => readonly Span[] | undefined,
  parent?: Span,
): Span {
  const children = inside(span, parent) ?? span.children.map((child) => opened(child, inside, span));
  return { ...span, children };
}

/** The spans of a codec in a range of bytes; undefined if they are malformed, or exceed `options.limits`. */
export function insideOf<T>(
  codec: Codec<T>,
  bytes: Uint8Array,
  { start, end }: Pick<Span, 'end' | 'start'>,
  options?: DecodeOptions,
  onFault?: (fault: DecodeError) => void,
): readonly Span[] | undefined {
  const { span, fault } = annotate(codec, bytes.subarray(start, end), options);
  if (fault !== undefined) onFault?.(fault);
  return fault === undefined ? [shifted(span, start)] : undefined;
}

const shifted = (span: Span, by: number): Span => ({
  ...span,
  start: span.start + by,
  end: span.end + by,
  children: span.children.map((child) => shifted(child, by)),
});

/** A BIT STRING with named bits (key usages) has the names as its value; show them at the bits. */
export function withBitNames(value: unknown, children: readonly Span[]): readonly Span[] {
  const isNames = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
  return isNames ? children.map((child) => (child.type === 'bits' ? { ...child, value } : child)) : children;
}

/** A tree with the names of bits everywhere in it. */
export const bitsNamed = (span: Span): Span => ({
  ...span,
  children: withBitNames(span.value, span.children.map(bitsNamed)),
});

export interface Piece {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly rule: string;
  readonly secret?: true;
}

/** Pieces one after another, as spans that begin at `start`. */
export function laidOut(pieces: readonly Piece[], start = 0): readonly Span[] {
  let at = start;
  return pieces.map(({ name, bytes, rule, secret }) => ({
    name,
    type: 'opaque',
    start: at,
    end: (at += bytes.length),
    rule,
    value: bytes,
    ...(secret && { secret }),
    children: [],
  }));
}

/** The same as bytes under one span. */
export function joined(
  type: string,
  rule: string,
  pieces: readonly Piece[],
): { readonly bytes: Bytes; readonly span: Span } {
  const bytes = concat(...pieces.map((piece) => piece.bytes));
  return { bytes, span: { name: type, type, start: 0, end: bytes.length, rule, children: laidOut(pieces) } };
}
