/** The protocol buffers wire format (protobuf.dev/programming-guides/encoding) as codecs, for the requests of kubectl. */
import { bytesToUtf8, EncodingError, utf8ToBytes } from '../../bytes/index.ts';
import {
  type AnyCodec,
  type Codec,
  list,
  mapped,
  type Reader,
  type RecordOf,
  readField,
  rest,
  trailing,
  type ValueOf,
  type Writer,
  writeField,
} from '../../codec/index.ts';

const ENCODING = 'protobuf encoding';
const VARINT = `${ENCODING}, Base 128 Varints`;
const STRUCTURE = `${ENCODING}, Message Structure`;
const LENGTH_TYPES = `${ENCODING}, Length-Delimited Records`;
const MAX_VARINT_OCTETS = 10; // Ten groups of seven bits hold 64.

/** Wire types; the groups (3 and 4) are deprecated and refused. */
const VARINT_TYPE = 0;
const I64_TYPE = 1;
const LEN_TYPE = 2;
const I32_TYPE = 5;
type WireType = typeof VARINT_TYPE | typeof LEN_TYPE;

/** An unsigned integer of up to 64 bits in groups of seven, least significant first. */
export const varint: Codec<bigint> = {
  type: 'varint',
  rule: VARINT,
  composite: false,
  shape: { kind: 'leaf', name: 'uint64' },
  decode(reader) {
    const start = reader.at;
    let value = 0n;
    for (let i = 0; i < MAX_VARINT_OCTETS; i++) {
      const byte = reader.uint8(VARINT);
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return value >> 64n === 0n ? value : reader.fail('varint-overflow', VARINT, start);
    }
    return reader.fail('varint-overflow', VARINT, start);
  },
  encode(writer, value) {
    if (typeof value !== 'bigint' || value < 0n || value >> 64n !== 0n) writer.fail('out-of-range', VARINT);
    const groups: number[] = [];
    for (let left = value; groups.length === 0 || left > 0n; left >>= 7n) groups.push(Number(left & 0x7fn));
    for (let i = groups.length; i-- > 0; ) writer.uint8(i === groups.length - 1 ? groups[i] : groups[i] | 0x80);
  },
};

/** `len`-delimited: a varint that counts bytes, then `body` in exactly that many. */
export function delimited<T>(body: Codec<T>): Codec<T> {
  return {
    type: body.type,
    rule: body.rule,
    composite: true,
    shape: { kind: 'wrapper', of: body },
    // A length above 2^53 is rounded, but still exceeds the remaining bytes by far.
    decode: (reader) => reader.within(Number(readField(reader, 'length', varint)), body, LENGTH_TYPES),
    encode(writer, value) {
      const before = writer.size;
      body.encode(writer, value);
      varint.encode(writer, BigInt(writer.size - before));
    },
  };
}

const utf8: Codec<string> = {
  type: 'string',
  rule: `${ENCODING}, UTF-8`,
  composite: false,
  shape: { kind: 'leaf', name: 'UTF8String' },
  decode(reader) {
    const at = reader.at;
    try {
      return bytesToUtf8(reader.take(reader.left, ENCODING));
    } catch (error) {
      if (!(error instanceof EncodingError)) throw error;
      return reader.fail('invalid-utf8', ENCODING, at);
    }
  },
  encode(writer, value) {
    if (typeof value !== 'string' || /\p{Surrogate}/u.test(value)) writer.fail('invalid-utf8', ENCODING);
    writer.bytes(utf8ToBytes(value));
  },
};

/** One field of a message: its number, and how its value is written. */
export interface MessageField<C extends AnyCodec = AnyCodec> {
  readonly number: number;
  readonly wireType: WireType;
  readonly codec: C;
  /** For a repeated field: the codec of one value. The field occurs once for each value, and `codec` is the codec of the list. */
  readonly item?: AnyCodec;
}

const delimitedField = <T>(number: number, body: Codec<T>): MessageField<Codec<T>> => ({
  number,
  wireType: LEN_TYPE,
  codec: delimited(body),
});

/** `string name = number`. */
export const string = (number: number): MessageField<Codec<string>> => delimitedField(number, utf8);
/** `bytes name = number`. A decoded value is a view. */
export const bytes = (number: number): MessageField<Codec<Uint8Array>> => delimitedField(number, rest());
/** `Message name = number`. */
export const embedded = <T>(number: number, of: Codec<T>): MessageField<Codec<T>> => delimitedField(number, of);
/** `bool name = number`. */
export const bool = (number: number): MessageField<Codec<boolean>> => ({
  number,
  wireType: VARINT_TYPE,
  codec: mapped(varint, {
    code: 'out-of-range',
    type: 'bool',
    accepts: (value) => value <= 1n,
    to: (value) => value === 1n,
    from: (value) => (value === true ? 1n : value === false ? 0n : undefined),
  }),
});

/** `repeated T name = number`, not packed: a list of at least one value; an empty one is an absent field.
 * @param of - the field of one value: `repeated(embedded(1, rule))`. */
export const repeated = <T>({
  number,
  wireType,
  codec,
}: MessageField<Codec<T>>): MessageField<Codec<readonly T[]>> => ({
  number,
  wireType,
  codec: list(codec, 1),
  item: codec,
});

/** `int32` and `int64 name = number`: a negative number is encoded as its 64-bit two's complement, in ten bytes.
 * @param bits - of the type. Numbers beyond ±(2^53 − 1) are refused: JavaScript cannot hold them. */
export const integer = (number: number, bits: 32 | 64): MessageField<Codec<number>> => ({
  number,
  wireType: VARINT_TYPE,
  codec: mapped(varint, {
    code: 'out-of-range',
    type: `int${bits}`,
    accepts: (value) => isInteger(BigInt.asIntN(64, value), bits),
    to: (value) => Number(BigInt.asIntN(64, value)),
    from: (value) =>
      Number.isSafeInteger(value) && isInteger(BigInt(value), bits) ? BigInt.asUintN(64, BigInt(value)) : undefined,
  }),
});

const isInteger = (value: bigint, bits: 32 | 64): boolean =>
  BigInt.asIntN(bits, value) === value && Number.isSafeInteger(Number(value));

type MessageFields = Readonly<Record<string, MessageField>>;
type Optional<F extends MessageFields> = { readonly [K in keyof F]: Codec<ValueOf<F[K]['codec']> | undefined> };

/** `message { … }`: fields in any order, each with its number; written in the order of the description. Each may be absent.
 * Fields with unknown numbers are skipped, as the format requires for messages of a later version.
 * @throws DecodeError `duplicate-field`, `wrong-wire-type`, and what the fields' own codecs throw. */
export function message<F extends MessageFields>(
  type: string,
  rule: string,
  description: F,
): Codec<RecordOf<Optional<F>>> {
  const fields = Object.entries(description);
  const byNumber = new Map(fields.map(([name, field]) => [field.number, { name, ...field }]));
  const optional = Object.fromEntries(fields.map(([name, { codec }]) => [name, trailing(codec)]));
  return {
    type,
    rule,
    composite: true,
    shape: { kind: 'record', fields: optional },
    decode(reader) {
      const record: Record<string, unknown> = {};
      while (reader.left > 0) readMessageField(reader, byNumber, record);
      return record as RecordOf<Optional<F>>;
    },
    encode(writer, value) {
      if (typeof value !== 'object' || value === null) writer.fail('wrong-type', rule);
      for (const [name, field] of fields.toReversed()) writeMessageField(writer, name, field, value);
    },
  };
}

function readMessageField(
  reader: Reader,
  byNumber: ReadonlyMap<number, MessageField & { readonly name: string }>,
  record: Record<string, unknown>,
): void {
  reader.spend();
  const at = reader.at;
  const { number, wireType } = readField(reader, 'tag', tag);
  const field = byNumber.get(number);
  if (field === undefined) {
    readField(reader, `${number}`, skipped(wireType));
    return;
  }
  if (wireType !== field.wireType) reader.fail('wrong-wire-type', STRUCTURE, at);
  if (field.item !== undefined) {
    record[field.name] ??= [];
    (record[field.name] as unknown[]).push(readField(reader, field.name, field.item));
    return;
  }
  // Deviation: in protobuf the last of several values counts; parsers that differ here would read different requests.
  if (Object.hasOwn(record, field.name)) reader.fail('duplicate-field', STRUCTURE, at);
  record[field.name] = readField(reader, field.name, field.codec);
}

function writeMessageField(writer: Writer, name: string, field: MessageField, record: object): void {
  const value = (record as Record<string, unknown>)[name];
  if (value === undefined) return;
  const { item } = field;
  if (item !== undefined && !(Array.isArray(value) && value.length > 0)) writer.fail('wrong-type', STRUCTURE);
  // In reverse order, since a writer writes from the end.
  for (const each of item === undefined ? [value] : (value as unknown[]).toReversed()) {
    writeField(writer, name, item ?? field.codec, each);
    tag.encode(writer, field);
  }
}

interface Tag {
  readonly number: number;
  readonly wireType: number;
}

const MAX_FIELD_NUMBER = 2n ** 29n - 1n; // proto spec, Assigning Field Numbers

/** The tag of a field: `(number << 3) | wire type`. */
const tag: Codec<Tag> = mapped(varint, {
  code: 'field-number',
  rule: STRUCTURE,
  type: 'tag',
  accepts: (value) => value >> 3n >= 1n && value >> 3n <= MAX_FIELD_NUMBER,
  to: (value) => ({ number: Number(value >> 3n), wireType: Number(value & 7n) }),
  from: ({ number, wireType }) => BigInt(number * 8 + wireType),
});

/** The payload of an unknown field, as bytes. */
function skipped(wireType: number): Codec<Uint8Array> {
  return {
    type: 'unknown field',
    rule: STRUCTURE,
    composite: false,
    shape: { kind: 'bytes', min: 0, max: Number.POSITIVE_INFINITY },
    decode(reader: Reader) {
      const start = reader.at;
      if (wireType === VARINT_TYPE) varint.decode(reader);
      else if (wireType === I64_TYPE) reader.take(8, STRUCTURE);
      else if (wireType === I32_TYPE) reader.take(4, STRUCTURE);
      else if (wireType === LEN_TYPE) reader.take(Number(varint.decode(reader)), LENGTH_TYPES);
      else reader.fail('wrong-wire-type', STRUCTURE);
      return reader.bytes.subarray(start, reader.at);
    },
    encode: (writer, payload) => writer.bytes(payload),
  };
}
