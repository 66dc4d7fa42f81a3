/** Objects in protobuf, as kubectl posts them: the codecs are made from the descriptions of the types
 * (k8s.io/api, generated.proto of each group). */
import { bytesToBase64 } from '../../bytes/index.ts';
import { type Codec, decode } from '../../codec/index.ts';
import { fieldOf } from '../documents.ts';
import type { Schema, StructSchema } from '../registry/schema/schema.ts';
import { bool, bytes, embedded, integer, type MessageField, message, repeated, string } from './protobuf.ts';

const META = 'k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto';
const INTSTR = 'k8s.io/apimachinery/pkg/util/intstr/generated.proto';

const timestamp = message('Time', META, { seconds: integer(1, 64), nanos: integer(2, 32) });
const intOrString = message('IntOrString', INTSTR, { type: integer(1, 64), intVal: integer(2, 32), strVal: string(3) });
const quantity = message('Quantity', 'k8s.io/apimachinery/pkg/api/resource/generated.proto', { string: string(1) });

const made = new Map<StructSchema, Codec<object>>();

/** The codec of a described type, made once. */
export function messageOf(schema: StructSchema): Codec<object> {
  const found = made.get(schema);
  if (found !== undefined) return found;
  const fields = Object.entries(schema.fields)
    .filter(([, field]) => field.number > 0)
    .map(([name, field]): [string, MessageField] => [name, fieldCodec(field.number, field.schema)]);
  const type = schema.name.slice(schema.name.lastIndexOf('.') + 1);
  const codec = message(type, `${schema.name}, generated.proto`, Object.fromEntries(fields)) as Codec<object>;
  made.set(schema, codec);
  return codec;
}

function fieldCodec(number: number, schema: Schema): MessageField {
  switch (schema.kind) {
    case 'any':
      return bytes(number);
    case 'boolean':
      return bool(number);
    case 'integer':
      return integer(number, schema.format === 'int32' ? 32 : 64);
    case 'struct':
      return embedded(number, messageOf(schema));
    case 'list':
      return repeated(fieldCodec(number, schema.of) as MessageField<Codec<unknown>>);
    case 'map':
      return repeated(embedded(number, entryOf(schema.of)));
    case 'string':
      return textCodec(number, schema.format);
  }
}

/** An entry of a map; a value that is a list is a message of its own (certificates/v1 ExtraValue). */
const entryOf = (of: Schema): Codec<object> =>
  message('Entry', `${META}, map`, {
    key: string(1),
    value: of.kind === 'list' ? embedded(2, message('Items', META, { items: fieldCodec(1, of) })) : fieldCodec(2, of),
  }) as Codec<object>;

function textCodec(number: number, format: (Schema & { readonly kind: 'string' })['format']): MessageField {
  if (format === 'byte') return bytes(number);
  if (format === 'date-time' || format === 'micro-time') return embedded(number, timestamp);
  if (format === 'int-or-string') return embedded(number, intOrString);
  return format === 'quantity' ? embedded(number, quantity) : string(number);
}

/** Not in Kubernetes: maximum number of fields of an object. Skipping a body full of tiny fields would take seconds. */
export const MAX_OBJECT_FIELDS = 100_000;
export const MAX_REVIEW_FIELDS = 1000;

/** Converts a message to the equivalent JSON. Fields that Go omits from JSON when they are empty are omitted.
 * @param nodes - maximum number of fields, known or unknown. @throws DecodeError. */
export function jsonOfMessage(schema: StructSchema, raw: Uint8Array, nodes: number): object {
  return jsonOf(schema, decode(messageOf(schema), raw, { limits: { nodes } })) as object;
}

function jsonOf(schema: Schema, value: unknown): unknown {
  switch (schema.kind) {
    case 'any':
      return undefined;
    case 'boolean':
      return value === false && !schema.isPointer ? undefined : value;
    case 'integer':
      return value === 0 ? undefined : value;
    case 'list':
      return (value as unknown[]).map((item) => jsonOf(schema.of, item) ?? emptyOf(schema.of));
    case 'map':
      return Object.fromEntries((value as unknown[]).map((entry) => entryJson(schema.of, entry)));
    case 'string':
      return textJson(schema.format, value);
    case 'struct':
      return Object.fromEntries(
        Object.entries(schema.fields)
          .map(([name, field]): [string, unknown] => {
            const found = fieldOf(value, name);
            return [name, found === undefined ? undefined : jsonOf(field.schema, found)];
          })
          .filter(([, found]) => found !== undefined),
      );
  }
}

const emptyOf = (schema: Schema): unknown => (schema.kind === 'string' ? '' : schema.kind === 'integer' ? 0 : false);

function entryJson(of: Schema, entry: unknown): [string, unknown] {
  const value = fieldOf(entry, 'value');
  const key = String(fieldOf(entry, 'key') ?? '');
  if (of.kind === 'list') return [key, jsonOf(of, fieldOf(value, 'items') ?? [])];
  return [key, value === undefined ? emptyOf(of) : (jsonOf(of, value) ?? emptyOf(of))];
}

function textJson(format: (Schema & { readonly kind: 'string' })['format'], value: unknown): unknown {
  if (format === 'byte') return bytesToBase64(value as Uint8Array);
  if (format === 'date-time') return timeText(value, 0);
  if (format === 'micro-time') return timeText(value, 6);
  if (format === 'quantity') return fieldOf(value, 'string');
  if (format === 'int-or-string') {
    return fieldOf(value, 'type') === 1 ? fieldOf(value, 'strVal') : fieldOf(value, 'intVal') || undefined;
  }
  return value === '' ? undefined : value;
}

/** RFC 3339 in UTC; undefined for an empty message. @param digits - number of digits of the fraction of a second. */
function timeText(value: unknown, digits: number): string | undefined {
  const seconds = fieldOf(value, 'seconds');
  const time = new Date(Number(seconds ?? Number.NaN) * 1000);
  if (Number.isNaN(time.getTime())) return undefined;
  const whole = time.toISOString().replace(/\.\d+Z$/, '');
  const nanos = String(fieldOf(value, 'nanos') ?? 0).padStart(9, '0');
  return digits === 0 ? `${whole}Z` : `${whole}.${nanos.slice(0, digits)}Z`;
}
