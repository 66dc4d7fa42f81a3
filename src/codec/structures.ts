/** Structures of the TLS presentation language (RFC 5246 §4): structs, vectors, lists, variants. DER uses the same. */
import { assertOptions, UsageError } from '../bytes/index.ts';
import { type AnyCodec, assertCodec, assertRows, type Codec, codecOf, type ValueOf } from './codec.ts';
import { enumeration, rest, uint8, uint16, uint24 } from './leaves.ts';
import { type Reader, readField } from './reader.ts';
import { type Writer, writeField } from './writer.ts';

const VECTORS = 'RFC 5246 §4.3';

export type Fields = Readonly<Record<string, AnyCodec>>;
type OptionalKeys<F extends Fields> = { [K in keyof F]: undefined extends ValueOf<F[K]> ? K : never }[keyof F];
type Flat<T> = { [K in keyof T]: T[K] };
/** The record that a struct decodes to; an optional field is an optional property. */
export type RecordOf<F extends Fields> = Flat<
  { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]> } & {
    readonly [K in OptionalKeys<F>]?: ValueOf<F[K]>;
  }
>;

/** A codec that depends on an earlier field of the same struct (`openType`). */
export interface DependentCodec<T> extends Codec<T> {
  /** The codec of this field, given the fields read (or to be written) before it. */
  resolve(record: Readonly<Record<string, unknown>>): Codec<T>;
}
const isDependent = (codec: AnyCodec): codec is DependentCodec<unknown> =>
  (codec as Partial<DependentCodec<unknown>>).resolve !== undefined;

/** `struct { … }`: named fields in order.
 * @param rule - the section that defines the struct; a field shows its own type's rule, or another through `cite`. */
export function struct<F extends Fields>(type: string, rule: string, fields: F): Codec<RecordOf<F>> {
  if (typeof fields !== 'object' || fields === null) throw new UsageError('wrong-type', 'fields', 'must be an object');
  const names = Object.keys(fields);
  for (const name of names) assertCodec(fields[name], `fields.${name}`);
  const codecs = Object.values(fields);
  const dependent = codecs.some(isDependent)
    ? codecs.map((codec) => (isDependent(codec) ? codec : undefined))
    : undefined;
  const codecAt = (i: number, record: Record<string, unknown>): AnyCodec =>
    dependent?.[i] === undefined ? codecs[i] : dependent[i].resolve(record);
  return codecOf({
    type,
    rule,
    composite: true,
    shape: { kind: 'record', fields },
    decode(reader) {
      const record: Record<string, unknown> = {};
      for (let i = 0; i < names.length; i++) {
        const codec = dependent === undefined ? codecs[i] : codecAt(i, record);
        const value = reader.trace === undefined ? codec.decode(reader) : readField(reader, names[i], codec);
        if (value !== undefined) record[names[i]] = value;
      }
      return record as RecordOf<F>;
    },
    encode(writer, value) {
      if (typeof value !== 'object' || value === null) writer.fail('wrong-type', rule);
      const record = value as Record<string, unknown>;
      for (let i = names.length; i-- > 0; ) {
        const codec = dependent === undefined ? codecs[i] : codecAt(i, record);
        if (writer.path === undefined) codec.encode(writer, record[names[i]]);
        else writeField(writer, names[i], codec, record[names[i]]);
      }
    },
  });
}

/** Consecutive values up to the end of the enclosing range, `min..max` of them. */
export function list<T>(of: Codec<T>, min = 0, max = Number.POSITIVE_INFINITY): Codec<readonly T[]> {
  assertCodec(of, 'of');
  return codecOf({
    type: `${of.type}[]`,
    rule: of.rule,
    composite: true,
    shape: { kind: 'list', of, min, max },
    decode(reader) {
      const values: T[] = [];
      while (reader.left > 0) {
        const before = reader.at;
        if (values.length === max) reader.fail('out-of-range', of.rule);
        reader.spend();
        values.push(reader.trace === undefined ? of.decode(reader) : readField(reader, `${values.length}`, of));
        if (reader.at === before) reader.fail('empty-item', of.rule);
      }
      if (values.length < min) reader.fail('out-of-range', of.rule);
      return values;
    },
    encode(writer, values) {
      if (!Array.isArray(values)) writer.fail('wrong-type', of.rule);
      if (values.length < min || values.length > max) writer.fail('out-of-range', of.rule);
      for (let i = values.length; i-- > 0; ) {
        const before = writer.size;
        if (writer.path === undefined) of.encode(writer, values[i]);
        else writeField(writer, `${i}`, of, values[i]);
        if (writer.size === before) writer.fail('empty-item', of.rule);
      }
    },
  });
}

const LENGTHS = { 8: uint8, 16: uint16, 24: uint24 } as const;
export type LengthBits = keyof typeof LENGTHS;

/** `T name<min..max>`: a length of `bits` bits in bytes, followed by `body` in exactly that many. */
export function vector<T>(bits: LengthBits, min: number, max: number, body: Codec<T>): Codec<T> {
  assertCodec(body, 'body');
  if (typeof bits !== 'number') throw new UsageError('wrong-type', 'bits', 'must be 8, 16 or 24');
  const length = LENGTHS[bits];
  if (length === undefined) throw new UsageError('out-of-range', 'bits', 'must be 8, 16 or 24');
  return codecOf({
    type: body.type,
    rule: body.rule,
    composite: true,
    shape: { kind: 'vector', of: body, min, max },
    decode(reader) {
      const at = reader.at;
      const size = readField(reader, 'length', length);
      if (size < min || size > max) reader.fail('out-of-range', VECTORS, at);
      return reader.within(size, body, VECTORS);
    },
    encode(writer, value) {
      const before = writer.size;
      body.encode(writer, value);
      const size = writer.size - before;
      if (size < min || size > max) writer.fail('out-of-range', VECTORS);
      length.encode(writer, size);
    },
  });
}

/** `opaque name<min..max>`. A decoded value is a view. */
export const opaque = (bits: LengthBits, min: number, max: number): Codec<Uint8Array> => vector(bits, min, max, rest());

/** The part of a row that `select` uses. */
export type SelectTable = Readonly<Record<string, { readonly type: number; readonly body: AnyCodec }>>;
export type SelectValue<A extends SelectTable> = {
  [K in keyof A]: { readonly kind: K; readonly value: ValueOf<A[K]['body']> };
}[keyof A];
/** A type without a row, kept as bytes. */
export interface UnknownVariant {
  readonly kind: 'unknown';
  readonly type: number;
  readonly value: Uint8Array;
}

interface SelectOptions {
  readonly type: string;
  readonly rule: string;
  /** The size of the discriminant, and of the length after it. */
  readonly typeBits: 8 | 16;
  readonly lengthBits: LengthBits;
  /** The codec of the discriminant, if its registry has more names than the table. Default: the names of the table. */
  readonly discriminant?: Codec<number>;
}

const SELECT_OPTIONS = ['type', 'rule', 'typeBits', 'lengthBits', 'discriminant'];

/** `select (type)`: a discriminant, a length, and the body of its row.
 * @throws DecodeError `unknown-type` for a discriminant without a row. */
export function select<A extends SelectTable>(options: SelectOptions, table: A): Codec<SelectValue<A>> {
  assertOptions(options, 'options', SELECT_OPTIONS);
  return variants(options, table, undefined) as Codec<SelectValue<A>>;
}

/** `select` that keeps unknown types as bytes, as TLS extensions require (RFC 5246 §7.4.1.4). */
export function openSelect<A extends SelectTable>(
  options: SelectOptions,
  table: A,
): Codec<SelectValue<A> | UnknownVariant> {
  assertOptions(options, 'options', SELECT_OPTIONS);
  return variants(options, table, vector(options.lengthBits, 0, 2 ** options.lengthBits - 1, rest())) as Codec<
    SelectValue<A> | UnknownVariant
  >;
}

type Variant = { kind: string; value: unknown; type?: number };

function variants(options: SelectOptions, table: SelectTable, other: AnyCodec | undefined): Codec<Variant> {
  const { type, rule, typeBits, lengthBits } = options;
  assertRows(table, 'body');
  const numbers = Object.fromEntries(Object.entries(table).map(([kind, row]) => [kind, row.type]));
  const { discriminant = enumeration(`${type}Type`, rule, LENGTHS[typeBits], numbers) } = options;
  const max = 2 ** lengthBits - 1;
  const rows = new Map(
    Object.entries(table).map(([kind, row]) => [
      kind,
      { kind, type: row.type, body: vector(lengthBits, 0, max, row.body) },
    ]),
  );
  const byType = new Map([...rows.values()].map((row) => [row.type, row]));
  const alternatives = Object.fromEntries([...rows.values()].map((row) => [row.kind, row.body]));
  return codecOf({
    type,
    rule,
    composite: true,
    shape: { kind: 'choice', alternatives, unknown: other && { typeBits, known: [...byType.keys()], of: other } },
    decode(reader: Reader) {
      const at = reader.at;
      const found = readField(reader, 'type', discriminant);
      const row = byType.get(found);
      if (row !== undefined) return { kind: row.kind, value: readField(reader, row.kind, row.body) };
      if (other === undefined) return reader.fail('unknown-type', rule, at);
      return { kind: 'unknown', type: found, value: readField(reader, 'unknown', other) };
    },
    encode(writer: Writer, chosen) {
      const row = rows.get(chosen?.kind);
      if (row !== undefined) {
        writeField(writer, row.kind, row.body, chosen.value);
        discriminant.encode(writer, row.type);
        return;
      }
      // A known type must not be encoded as unknown: it would not decode to the same value.
      if (other === undefined || chosen?.kind !== 'unknown' || byType.has(chosen.type!)) {
        return writer.fail('unknown-type', rule);
      }
      writeField(writer, 'unknown', other, chosen.value);
      discriminant.encode(writer, chosen.type!);
    },
  });
}

/** Present if any bytes are left: the extensions at the end of a hello (RFC 5246 §7.4.1.2). */
export function trailing<T>(of: Codec<T>): Codec<T | undefined> {
  assertCodec(of, 'of');
  return codecOf({
    type: of.type,
    rule: of.rule,
    composite: of.composite,
    shape: { kind: 'optional', of },
    decode: (reader) => (reader.left > 0 ? of.decode(reader) : undefined),
    encode(writer, value) {
      if (value !== undefined) of.encode(writer, value);
    },
  });
}
