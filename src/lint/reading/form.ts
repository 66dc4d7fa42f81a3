/** The structure of the elements that a codec reads, derived from its shape, so that each structure is described only once. */
import type { AnyCodec, OpenRow } from '../../codec/index.ts';

/** The contents of an element. */
export type Contents =
  /** Has no parts that are elements: the codec reads it whole. */
  | { readonly kind: 'leaf' }
  | { readonly kind: 'record'; readonly fields: readonly FieldForm[] }
  | {
      readonly kind: 'list';
      readonly of: AnyCodec;
      readonly min: number;
      readonly max: number;
      readonly isSet: boolean;
    }
  /** One whole element: under an explicit tag, or inside an OCTET STRING. */
  | { readonly kind: 'nested'; readonly of: AnyCodec }
  /** One whole element after the byte with the number of unused bits. */
  | { readonly kind: 'bits'; readonly of: AnyCodec };

/** An element that a codec reads. */
export type Form =
  | { readonly kind: 'element'; readonly tag: number; readonly contents: Contents }
  | { readonly kind: 'choice'; readonly alternatives: ReadonlyMap<number, readonly [kind: string, of: AnyCodec]> }
  /** Any element, kept as bytes. */
  | { readonly kind: 'any' };

/** One field of a SEQUENCE. */
export interface FieldForm {
  readonly name: string;
  readonly codec: AnyCodec;
  readonly optional: boolean;
  /** The value of a DEFAULT, if it can be compared. */
  readonly standard?: unknown;
  /** Of an open type. */
  readonly open?: {
    readonly by: string;
    readonly rows: readonly OpenRow[];
    readonly other: AnyCodec;
    keyOf(id: never): unknown;
  };
}

type Tagged = AnyCodec & { readonly tag?: number; readonly body?: AnyCodec };

const FORMS = new WeakMap<AnyCodec, Form>();

/** The form of the element that a codec reads. */
export function formOf(codec: AnyCodec): Form {
  const known = FORMS.get(codec);
  if (known !== undefined) return known;
  const form = readForm(codec);
  FORMS.set(codec, form);
  return form;
}

function readForm(codec: Tagged): Form {
  const { shape, tag, body } = codec;
  if (tag !== undefined && body !== undefined) return { kind: 'element', tag, contents: contentsOf(body) };
  switch (shape.kind) {
    case 'encoded':
    case 'optional':
    case 'mapped':
      return formOf(shape.of);
    case 'choice':
      return { kind: 'choice', alternatives: alternativesOf(shape.alternatives) };
    default:
      return { kind: 'any' };
  }
}

function alternativesOf(alternatives: Readonly<Record<string, AnyCodec>>) {
  return new Map(
    Object.entries(alternatives).map(([kind, of]) => [(of as Tagged).tag ?? -1, [kind, of] as const] as const),
  );
}

function contentsOf(body: Tagged): Contents {
  const { shape, tag } = body;
  if (tag !== undefined) {
    const isBits = shape.kind === 'wrapper' && shape.of !== body.body;
    return isBits ? { kind: 'bits', of: shape.of } : { kind: 'nested', of: body };
  }
  switch (shape.kind) {
    case 'record':
      return { kind: 'record', fields: Object.entries(shape.fields).map(([name, codec]) => fieldForm(name, codec)) };
    case 'list':
    case 'set':
      return { kind: 'list', of: shape.of, min: shape.min, max: shape.max, isSet: shape.kind === 'set' };
    case 'choice':
      return { kind: 'nested', of: body };
    case 'encoded':
    case 'mapped':
      return contentsOf(shape.of);
    default:
      return { kind: 'leaf' };
  }
}

function fieldForm(name: string, codec: AnyCodec): FieldForm {
  const { shape } = codec;
  if (shape.kind === 'open') return { name, codec, optional: false, open: shape };
  if (shape.kind !== 'optional') return { name, codec, optional: false };
  return { name, codec, optional: true, standard: shape.default };
}

/** The tags that an element of this form may begin with; undefined for any. */
export function tagsOf(form: Form): readonly number[] | undefined {
  if (form.kind === 'any') return undefined;
  return form.kind === 'element' ? [form.tag] : [...form.alternatives.keys()];
}
