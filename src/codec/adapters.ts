/** Codecs derived from one other codec, with another view of its value or other metadata. */
import { assertMethods, equalBytes, isBytes } from '../bytes/index.ts';
import { type AnyCodec, assertCodec, assertRows, type Codec, codecOf, type OpenRow, type ValueOf } from './codec.ts';
import { EncodeError } from './errors.ts';
import { type Reader, readField } from './reader.ts';
import { encode } from './readings.ts';
import type { DependentCodec } from './structures.ts';
import { writeField } from './writer.ts';

/** The same codec with another rule: the section that defines this particular field. */
export const cite = <C extends AnyCodec>(rule: string, codec: C): C => codecOf({ ...codec, rule });

/** The same codec, with its value marked as secret. */
export const secret = <C extends AnyCodec>(codec: C): C => codecOf({ ...codec, secret: true });

/** The same codec under another name. */
export const named = <C extends AnyCodec>(type: string, codec: C): C => codecOf({ ...codec, type });

/** A codec whose values are mapped through a function and its inverse.
 * @param view - `accepts` tells which inner values have an image; others are refused with `code`, in decoding and in encoding. */
export function mapped<A, B>(
  of: Codec<A>,
  view: {
    readonly code: string;
    readonly rule?: string;
    readonly type?: string;
    accepts?(inner: A): boolean;
    to(inner: A): B;
    /** @returns undefined for a value without an inner value. */
    from(outer: B): A | undefined;
  },
): Codec<B> {
  assertCodec(of, 'of');
  assertMethods(view, 'view', 'a view', 'to');
  const { code, rule = of.rule, type = of.type } = view;
  const accepts = view.accepts ?? (() => true);
  return codecOf({
    type,
    rule,
    composite: of.composite,
    shape: { kind: 'mapped', of, accepts, map: view.to },
    decode(reader: Reader) {
      const at = reader.at;
      const inner = of.decode(reader);
      if (!accepts(inner)) reader.fail(code, rule, at);
      return view.to(inner);
    },
    encode(writer, outer) {
      const inner = view.from(outer);
      if (inner === undefined || !accepts(inner)) return writer.fail(code, rule);
      of.encode(writer, inner);
    },
  });
}

/** A subset of the values. */
export const refine = <T>(of: Codec<T>, code: string, rule: string, accepts: (value: T) => boolean): Codec<T> =>
  mapped(of, { code, rule, accepts, to: (value) => value, from: (value) => value });

/** Exactly one value: a version, a reserved field. */
export const constant = <T extends number | bigint | string>(of: Codec<T>, value: T, rule = of?.rule): Codec<T> =>
  codecOf({
    ...refine(of, 'unexpected-value', rule, (found) => found === value),
    shape: { kind: 'constant', value },
  });

/** A value with its original encoding: for signed data, and for comparison by bytes. */
export interface Encoded<T> {
  readonly value: T;
  /** The encoding of `value`, including tag and length. A view of the input if it was decoded. */
  readonly bytes: Uint8Array;
}

/** A value decoded with tolerated deviations: re-encoding would change it, so its original bytes are written. */
const asItCame = new WeakSet<object>();

/** Keeps the bytes of `of` with its value. When encoding, both must agree, so that a signature cannot cover bytes other than
 * those of the visible value; a value decoded with tolerated deviations is written as its original bytes.
 * @throws EncodeError `encoding-differs` if they do not agree. */
export function encoded<T>(of: Codec<T>): Codec<Encoded<T>> {
  assertCodec(of, 'of');
  return codecOf({
    type: of.type,
    rule: of.rule,
    composite: of.composite,
    shape: { kind: 'encoded', of },
    decode(reader) {
      const start = reader.at;
      const { deviations } = reader;
      const value = of.decode(reader);
      const read = { value, bytes: reader.bytes.subarray(start, reader.at) };
      if (reader.deviations > deviations) asItCame.add(read);
      return read;
    },
    encode(writer, given) {
      const mark = writer.size;
      if (!isBytes(given?.bytes)) return writer.fail('wrong-type', of.rule);
      if (asItCame.has(given)) return writer.bytes(given.bytes);
      of.encode(writer, given.value);
      if (!equalBytes(writer.since(mark), given.bytes)) writer.fail('encoding-differs', of.rule);
    },
  });
}

/** The `Encoded` of a new value.
 * @throws EncodeError, with the path to the fault, for a value that the codec does not allow. */
export const toEncoded = <T>(of: Codec<T>, value: T): Encoded<T> => ({ value, bytes: encode(of, value) });

type OpenTable = Readonly<Record<string, { readonly id: unknown; readonly codec: AnyCodec }>>;
type OpenValue<A extends OpenTable> = {
  [K in keyof A]: { readonly kind: K; readonly value: ValueOf<A[K]['codec']> };
}[keyof A];

/** A field whose type is determined by an earlier field of the same struct (`ANY DEFINED BY`): an extension's value by its OID,
 * parameters by their algorithm.
 * @param by - the earlier field's name. @param other - the codec for unknown ids; the value's kind is then `other`.
 * @param keyOf - the key by which ids are compared, if they are not strings or numbers. */
export function openType<A extends OpenTable, O>(
  by: string,
  table: A,
  other: Codec<O>,
  keyOf: (id: never) => unknown = (id) => id,
): DependentCodec<OpenValue<A> | { readonly kind: 'other'; readonly value: O }> {
  assertRows(table, 'codec');
  assertCodec(other, 'other');
  type Value = OpenValue<A> | { readonly kind: 'other'; readonly value: O };
  const rows: OpenRow[] = Object.entries(table).map(([kind, row]) => ({ kind, id: row.id, codec: row.codec }));
  const byId = new Map(rows.map((row) => [keyOf(row.id as never), openVariant(row.kind, row.codec) as Codec<Value>]));
  const fallback = openVariant('other', other) as Codec<Value>;
  return codecOf({
    ...fallback,
    shape: { kind: 'open', by, rows, other, keyOf },
    resolve: (record: Readonly<Record<string, unknown>>) => byId.get(keyOf(record[by] as never)) ?? fallback,
  });
}

function openVariant(kind: string, of: AnyCodec): Codec<{ kind: string; value: unknown }> {
  return codecOf({
    type: of.type,
    rule: of.rule,
    composite: true,
    shape: of.shape,
    decode: (reader) => ({ kind, value: readField(reader, kind, of) }),
    encode(writer, chosen) {
      if (chosen?.kind !== kind) throw new EncodeError('unexpected-kind', of.rule);
      writeField(writer, kind, of, chosen.value);
    },
  });
}
