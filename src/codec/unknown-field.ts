/** Fields that a structure does not have: encoding leaves them out, so a misspelt one would be lost without a word. */
import type { AnyCodec } from './codec.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The path of the first field of a value, outermost name first, that its codec would not encode; undefined if there is none. A field that
 * is undefined is absent. Values that a codec maps from another form are not looked into. */
export function unknownField({ shape }: AnyCodec, value: unknown): readonly string[] | undefined {
  if (!isRecord(value)) return undefined;
  switch (shape.kind) {
    case 'record':
      return among(value, shape.fields);
    case 'choice': {
      const { kind } = value;
      const isKnown = typeof kind === 'string' && Object.hasOwn(shape.alternatives, kind);
      return among(value, { kind: undefined, value: isKnown ? shape.alternatives[kind] : undefined, type: undefined });
    }
    case 'open':
      return among(value, { kind: undefined, value: shape.rows.find(({ kind }) => kind === value['kind'])?.codec });
    case 'list':
    case 'set':
      return Array.isArray(value) ? among(value, value.map(() => shape.of) as never) : undefined;
    case 'optional':
    case 'vector':
    case 'wrapper':
      return unknownField(shape.of, value);
    default:
      return undefined;
  }
}

function among(
  value: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, AnyCodec | undefined>>,
): readonly string[] | undefined {
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    if (!Object.hasOwn(fields, name)) return [name];
    const codec = fields[name];
    const inner = codec && unknownField(codec, field);
    if (inner !== undefined) return [name, ...inner];
  }
  return undefined;
}
