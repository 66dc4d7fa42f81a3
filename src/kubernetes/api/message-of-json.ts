/** Converts JSON objects to the equivalent protobuf: the inverse of `jsonOfMessage`, for clients that accept nothing else. */
import { base64ToBytes } from '../../bytes/index.ts';
import { type Codec, encode } from '../../codec/index.ts';
import { type Fields, fieldOf, type KubernetesObject, listOf } from '../documents.ts';
import type { Schema, StructSchema } from '../registry/schema/schema.ts';
import { kubernetesEnvelope } from './envelope.ts';
import { messageOf } from './object-messages.ts';
import { embedded, integer, message, repeated, string } from './protobuf.ts';

const META = 'k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto';
const listMeta = message('ListMeta', META, {
  resourceVersion: string(2),
  continue: string(3),
  remainingItemCount: integer(4, 64),
});
const made = new Map<StructSchema, Codec<object>>();

/** `message XList`: metadata 1, items 2, in every group. */
function listOfMessages(schema: StructSchema): Codec<object> {
  const found = made.get(schema);
  if (found !== undefined) return found;
  const fields = { metadata: embedded(1, listMeta), items: repeated(embedded(2, messageOf(schema))) };
  const codec = message(`${schema.name}List`, `${schema.name}, generated.proto`, fields) as Codec<object>;
  made.set(schema, codec);
  return codec;
}

/** An object, or a list of objects, of a type of which all fields are described, in its envelope (k8s.io/apimachinery/pkg/runtime,
 * `k8s\0` and Unknown). */
export function protobufOf(schema: StructSchema, object: Fields): Uint8Array {
  const { apiVersion, kind } = object as KubernetesObject;
  const raw = kind.endsWith('List')
    ? listBytes(schema, object)
    : encode(messageOf(schema), structValue(schema, object));
  const unknown = { typeMeta: { apiVersion, kind }, raw };
  return encode(kubernetesEnvelope as Codec<unknown>, { magic: 0x6b_38_73_00, object: unknown });
}

function listBytes(schema: StructSchema, list: Fields): Uint8Array {
  const items = listOf(list, 'items').map((item) => structValue(schema, item));
  const metadata = fieldOf(list, 'metadata') as object;
  return encode(listOfMessages(schema), { metadata, ...(items.length > 0 && { items }) });
}

const structValue = (schema: StructSchema, value: unknown): object =>
  Object.fromEntries(
    Object.entries(schema.fields)
      .filter(([, { number }]) => number > 0)
      .map(([name, field]): [string, unknown] => [name, messageValue(field.schema, fieldOf(value, name) ?? undefined)])
      .filter(([, found]) => found !== undefined),
  );

function messageValue(schema: Schema, value: unknown): unknown {
  if (value === undefined) return undefined;
  switch (schema.kind) {
    case 'any':
      return undefined;
    case 'boolean':
    case 'integer':
      return value;
    case 'list': {
      const items = (value as unknown[]).map((item) => messageValue(schema.of, item));
      return items.length === 0 ? undefined : items;
    }
    case 'map': {
      const entries = Object.entries(value as Fields).map(([key, each]) => entryValue(key, schema.of, each));
      return entries.length === 0 ? undefined : entries;
    }
    case 'string':
      return textValue(schema.format, value);
    case 'struct':
      return structValue(schema, value);
  }
}

/** A value that is a list is a message of its own (certificates/v1 ExtraValue). */
function entryValue(key: string, of: Schema, value: unknown): object {
  const own = messageValue(of, value);
  if (of.kind !== 'list') return { key, value: own };
  return { key, value: own === undefined ? {} : { items: own } };
}

function textValue(format: (Schema & { readonly kind: 'string' })['format'], value: unknown): unknown {
  if (format === 'byte') return base64ToBytes(String(value));
  if (format === 'date-time' || format === 'micro-time') return timeValue(String(value));
  if (format === 'quantity') return { string: String(value) };
  if (format !== 'int-or-string') return value;
  return typeof value === 'number' ? { type: 0, intVal: value } : { type: 1, strVal: String(value) };
}

/** Time and MicroTime: seconds, and the fraction in nanoseconds (RFC 3339). */
function timeValue(text: string): object {
  const [, digits = ''] = /\.(\d+)/.exec(text) ?? [];
  const nanos = Number(digits.padEnd(9, '0').slice(0, 9));
  return { seconds: Math.floor(Date.parse(text) / 1000), ...(nanos > 0 && { nanos }) };
}
