/** The spans of an encoding, each with the codec that read it. */
import { identifier } from '../asn1/index.ts';
import type { AnyCodec, Span } from '../codec/index.ts';

export interface Described {
  readonly codec: AnyCodec;
  /** From the root's span to the one that `codec` read. */
  readonly path: readonly Span[];
}

/** Whether a span is one element of DER: it begins with identifier octets. */
export const isElement = ({ children }: Span): boolean => children[0]?.type === identifier.type;

/** Every part of a codec that has read something, with the span that it has read. A span occurs more than once if one codec wraps another
 * (an element and its body, a refinement and the codec that it refines). */
export function* describedSpans(codec: AnyCodec, path: readonly Span[]): Generator<Described> {
  yield { codec, path };
  const { shape } = codec;
  const { children, start, end } = path[path.length - 1];
  const child = (of: AnyCodec, span: Span | undefined): Iterable<Described> =>
    span === undefined ? [] : describedSpans(of, [...path, span]);
  switch (shape.kind) {
    case 'wrapper':
    case 'vector':
      // `Reader.within` represents a body without parts as the field `value`; that of a BIT STRING follows its `unusedBits`.
      if (shape.of.composite && children[0]?.name !== 'unusedBits') yield* describedSpans(shape.of, path);
      else
        yield* child(
          shape.of,
          isElement(path[path.length - 1]) && children[2]?.name === 'unusedBits' ? children[3] : children.at(-1),
        );
      break;
    case 'optional':
      if (start < end) yield* describedSpans(shape.of, path);
      break;
    case 'encoded':
    case 'enumeration':
    case 'mapped':
      yield* describedSpans(shape.of, path);
      break;
    case 'record':
      for (const [name, of] of Object.entries(shape.fields))
        yield* child(
          of,
          children.findLast((span) => span.name === name),
        );
      break;
    case 'list':
    case 'set':
      for (const span of itemsOf(path[path.length - 1])) yield* child(shape.of, span);
      break;
    case 'choice': {
      const chosen = children.at(-1);
      yield* child(shape.alternatives[chosen?.name ?? ''] ?? shape.unknown?.of, chosen);
      break;
    }
    case 'open': {
      const chosen = children.at(-1);
      yield* child(shape.rows.find(({ kind }) => kind === chosen?.name)?.codec ?? shape.other, chosen);
      break;
    }
  }
}

/** The items of a list: their names are their indices. */
export const itemsOf = ({ children }: Span): readonly Span[] => children.filter(({ name }) => /^\d+$/.test(name));
