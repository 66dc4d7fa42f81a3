/** The leaves of the TLS presentation language: unsigned integers (RFC 5246 §4.4) and opaque bytes (§4.3). */
import { assertInteger, isBytes, UsageError } from '../bytes/index.ts';
import { assertCodec, type Codec, codecOf } from './codec.ts';

const NUMBERS = 'RFC 5246 §4.4';
const OPAQUE = 'RFC 5246 §4.3';

function uint(bits: 8 | 16 | 24 | 32): Codec<number> {
  const bytes = bits / 8;
  const limit = 2 ** bits;
  return codecOf({
    type: `uint${bits}`,
    rule: NUMBERS,
    composite: false,
    shape: { kind: 'uint', bits },
    decode(reader) {
      let value = 0;
      // Not `<<`: it would turn the top bit of a uint32 into a sign.
      for (let i = 0; i < bytes; i++) value = value * 256 + reader.uint8(NUMBERS);
      return value;
    },
    encode(writer, value) {
      if (!(Number.isInteger(value) && value >= 0 && value < limit)) writer.fail('out-of-range', NUMBERS);
      let rest = value;
      for (let i = 0; i < bytes; i++) {
        writer.uint8(rest % 256);
        rest = Math.floor(rest / 256);
      }
    },
  });
}
export const uint8: Codec<number> = uint(8);
export const uint16: Codec<number> = uint(16);
export const uint24: Codec<number> = uint(24);
export const uint32: Codec<number> = uint(32);

export const uint64: Codec<bigint> = codecOf({
  type: 'uint64',
  rule: NUMBERS,
  composite: false,
  shape: { kind: 'leaf', name: 'uint64' },
  decode(reader) {
    const high = uint32.decode(reader);
    return (BigInt(high) << 32n) | BigInt(uint32.decode(reader));
  },
  encode(writer, value) {
    if (typeof value !== 'bigint' || value < 0n || value >> 64n !== 0n) writer.fail('out-of-range', NUMBERS);
    uint32.encode(writer, Number(value & 0xffffffffn));
    uint32.encode(writer, Number(value >> 32n));
  },
});

/** Numbers with registered names for some of them. The value stays a number; viewers find its name in the codec. Unnamed numbers
 * are valid too.
 * @param names - names to numbers; of several names for one number, the last is used.
 * @param radix - in which the standard writes the numbers. Default: 10. */
export function enumeration(
  type: string,
  rule: string,
  of: Codec<number>,
  names: Readonly<Record<string, number>>,
  radix: 10 | 16 = 10,
): Codec<number> {
  assertCodec(of, 'of');
  if (typeof names !== 'object' || names === null) throw new UsageError('wrong-type', 'names', 'must be an object');
  const byNumber = new Map(Object.entries(names).map(([name, number]) => [number, name]));
  return codecOf({ ...of, type, rule, shape: { kind: 'enumeration', of, names: byNumber, radix } });
}

/** `opaque name[length]`: exactly `length` bytes. A decoded value is a view. */
export function fixed(length: number): Codec<Uint8Array> {
  assertInteger(length, 'length', 0);
  return codecOf({
    type: `opaque[${length}]`,
    rule: OPAQUE,
    composite: false,
    shape: { kind: 'bytes', min: length, max: length },
    decode: (reader) => reader.take(length, OPAQUE),
    encode(writer, value) {
      if (!isBytes(value)) writer.fail('wrong-type', OPAQUE);
      if (value.length !== length) writer.fail('out-of-range', OPAQUE);
      writer.bytes(value);
    },
  });
}

/** All bytes up to the end of the enclosing range, `min..max` of them. A decoded value is a view. */
export function rest(min = 0, max = Number.POSITIVE_INFINITY): Codec<Uint8Array> {
  return codecOf({
    type: 'opaque',
    rule: OPAQUE,
    composite: false,
    shape: { kind: 'bytes', min, max },
    decode(reader) {
      const { left } = reader;
      if (left < min || left > max) reader.fail('out-of-range', OPAQUE);
      return reader.take(left, OPAQUE);
    },
    encode(writer, value) {
      if (!isBytes(value)) writer.fail('wrong-type', OPAQUE);
      if (value.length < min || value.length > max) writer.fail('out-of-range', OPAQUE);
      writer.bytes(value);
    },
  });
}
