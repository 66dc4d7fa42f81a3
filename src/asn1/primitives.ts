/** BOOLEAN, INTEGER, ENUMERATED, BIT STRING, OCTET STRING and NULL (X.690 §8.2–§8.4, §8.6–§8.8): conversion between contents octets and values. */
import { assertInteger, isBytes, os2ip, UsageError } from '../bytes/index.ts';
import {
  type Codec,
  cite,
  codecOf,
  constant,
  enumeration,
  mapped,
  named,
  type Reader,
  readField,
  refine,
  rest,
  struct,
  uint8,
  type Writer,
} from '../codec/index.ts';
import { type Element, element } from './element.ts';

/** Converts between contents octets and value. `reader` and `writer` are passed for their `fail`. */
interface Leaf<T> {
  readonly type: string;
  readonly rule: string;
  readonly tag: number;
  /** @param bytes - the whole input; the contents are at `start..end`, and are read in place. */
  read(raw: Uint8Array, start: number, end: number, reader: Reader): T;
  write(writer: Writer, value: T): void;
}

/** An element whose whole contents are one value. */
export function leaf<T>(definition: Leaf<T>): Element<T> {
  const { type, rule, tag, read, write } = definition;
  return element(
    tag,
    codecOf({
      type,
      rule,
      composite: false,
      shape: { kind: 'leaf', name: type },
      decode(reader) {
        const start = reader.skip(reader.left, rule);
        return read(reader.bytes, start, reader.at, reader);
      },
      encode: write,
    }),
  );
}

/** BOOLEAN: 00 or FF (X.690 §11.1). */
export const boolean: Element<boolean> = leaf({
  type: 'BOOLEAN',
  rule: 'X.690 §8.2',
  tag: 0x01,
  read(raw, start, end, reader) {
    if (end - start !== 1) reader.fail('boolean-length', 'X.690 §8.2.1', start);
    const byte = raw[start];
    if (byte !== 0x00 && byte !== 0xff) reader.deviate('boolean-not-canonical', 'X.690 §11.1', start);
    return byte !== 0x00;
  },
  write(writer, value) {
    if (typeof value !== 'boolean') writer.fail('wrong-type', 'X.690 §8.2');
    writer.uint8(value ? 0xff : 0x00);
  },
});

const INTEGER = 'X.690 §8.3';
/** The faster path for integers that are exact as numbers: maximum bytes, and maximum value. */
const SMALL_BYTES = 6;
const SMALL = 2n ** 47n;

function readInteger(raw: Uint8Array, start: number, end: number, reader: Reader): bigint {
  if (start === end) reader.fail('integer-empty', 'X.690 §8.3.1', start);
  const first = raw[start];
  // X.690 §8.3.2: the first nine bits are neither all ones nor all zeros.
  if (end - start > 1 && (first === 0 ? raw[start + 1] < 0x80 : first === 0xff && raw[start + 1] >= 0x80)) {
    reader.fail('integer-not-minimal', 'X.690 §8.3.2', start);
  }
  if (end - start <= SMALL_BYTES) {
    let value = first < 0x80 ? first : first - 0x100;
    for (let i = start + 1; i < end; i++) value = value * 256 + raw[i];
    return BigInt(value);
  }
  const unsigned = os2ip(raw.subarray(start, end));
  return first < 0x80 ? unsigned : unsigned - (1n << BigInt(8 * (end - start)));
}

function writeInteger(writer: Writer, value: bigint): void {
  if (typeof value !== 'bigint') writer.fail('wrong-type', INTEGER);
  if (value < SMALL && value > -SMALL) writeSmall(writer, Number(value));
  else writeLarge(writer, value);
}

function writeSmall(writer: Writer, value: number): void {
  let left = value;
  let byte: number;
  do {
    byte = left & 0xff;
    writer.uint8(byte);
    left = Math.floor(left / 256);
  } while (left !== (byte < 0x80 ? 0 : -1));
}

function writeLarge(writer: Writer, value: bigint): void {
  // The digits of −value − 1 are those of value with every bit inverted.
  const negative = value < 0n;
  const digits = (negative ? ~value : value).toString(16);
  const flip = negative ? 0xff : 0;
  let i = digits.length - 1;
  let byte = 0;
  for (; i > 0; i -= 2) {
    byte = ((hexDigit(digits.charCodeAt(i - 1)) << 4) | hexDigit(digits.charCodeAt(i))) ^ flip;
    writer.uint8(byte);
  }
  if (i === 0) {
    byte = hexDigit(digits.charCodeAt(0)) ^ flip;
    writer.uint8(byte);
  }
  if (negative !== byte >= 0x80) writer.uint8(flip);
}

/** The value of a lower-case hexadecimal digit: `0` is 0x30, `a` is 0x61. */
const hexDigit = (code: number): number => (code & 15) + 9 * (code >> 6);

/** INTEGER of any size, two's complement, in as few bytes as can be (X.690 §8.3). Linear in its length. */
export const integer: Element<bigint> = leaf({
  type: 'INTEGER',
  rule: INTEGER,
  tag: 0x02,
  read: readInteger,
  write: writeInteger,
});

/** INTEGER (min..max) as a number, for values that are always small: a version, a path length. */
export function smallInteger(min: number, max: number, rule = INTEGER): Element<number> {
  assertInteger(min, 'min', Number.MIN_SAFE_INTEGER);
  assertInteger(max, 'max', min);
  const [least, most] = [BigInt(min), BigInt(max)];
  return element(
    integer.tag,
    codecOf({
      ...mapped(integer.body, {
        code: 'out-of-range',
        rule,
        accepts: (value) => value >= least && value <= most,
        to: Number,
        from: (value) => (Number.isInteger(value) ? BigInt(value) : undefined),
      }),
      shape: { kind: 'range', min, max },
    }),
  );
}

/** ENUMERATED (X.690 §8.4): encoded as INTEGER is. */
export const enumerated: Element<bigint> = leaf({
  type: 'ENUMERATED',
  rule: 'X.690 §8.4',
  tag: 0x0a,
  read: readInteger,
  write: writeInteger,
});

/** `ENUMERATED { name(number), … }`: small numbers with these names. */
export function namedEnumerated(type: string, rule: string, names: Readonly<Record<string, number>>): Element<number> {
  if (typeof names !== 'object' || names === null) throw new UsageError('wrong-type', 'names', 'must be an object');
  const values = Object.values(names);
  for (const value of values) assertInteger(value, 'names', 0);
  const numbers = smallInteger(0, Math.max(0, ...values), rule);
  return element(enumerated.tag, enumeration(type, rule, numbers.body, names));
}

/** NULL (X.690 §8.8). */
export const nullElement: Element<null> = leaf({
  type: 'NULL',
  rule: 'X.690 §8.8',
  tag: 0x05,
  read(_bytes, start, end, reader) {
    if (start < end) reader.fail('null-not-empty', 'X.690 §8.8.2', start);
    return null;
  },
  write(writer, value) {
    if (value !== null) writer.fail('wrong-type', 'X.690 §8.8');
  },
});

/** OCTET STRING, in primitive form (X.690 §10.2). A decoded value is a view. */
export const octetString: Element<Uint8Array> = element(
  0x04,
  codecOf({ ...rest(), type: 'OCTET STRING', rule: 'X.690 §8.7' }),
);

/** An OCTET STRING that holds the encoding of another value (X.509's `extnValue`, PKCS #8's `privateKey`). */
export const octetStringContaining = <T>(of: Codec<T>): Element<T> =>
  element(0x04, codecOf({ ...of, composite: false }));

/** A BIT STRING's bits: from the top bit of the first byte on, less the unused ones at the end. */
export interface BitString {
  readonly unusedBits: number;
  /** A view of the input if it was decoded. */
  readonly bytes: Uint8Array;
}

const BIT_STRING = 'X.690 §8.6';

const BITS = named('bits', cite(BIT_STRING, rest()));

/** Accepts any value: the codecs of the parts refuse values that are not bit strings. */
function isCanonical(bits: BitString): boolean {
  if (!isBytes(bits?.bytes) || typeof bits.unusedBits !== 'number') return true;
  const { unusedBits, bytes } = bits;
  if (bytes.length === 0) return unusedBits === 0;
  return unusedBits < 8 && (bytes[bytes.length - 1] & ((1 << unusedBits) - 1)) === 0;
}

/** BIT STRING, in primitive form (X.690 §10.2), its unused bits zero (§11.2.1). */
export const bitString: Element<BitString> = element(
  0x03,
  codecOf({
    ...refine(
      struct('BIT STRING', BIT_STRING, { unusedBits: cite('X.690 §8.6.2.2', uint8), bytes: BITS }),
      'bit-string-not-canonical',
      'X.690 §11.2.1',
      isCanonical,
    ),
    shape: { kind: 'leaf', name: 'BIT STRING' },
  }),
);

/** A BIT STRING of whole bytes: keys and signatures (RFC 5280 §4.1.1.3). A decoded value is a view. */
export const byteAlignedBitString: Element<Uint8Array> = element(
  0x03,
  codecOf({
    ...mapped(bitString.body, {
      code: 'bit-string-not-bytes',
      rule: 'RFC 5280 §4.1.1.3',
      accepts: ({ unusedBits }) => unusedBits === 0,
      to: ({ bytes }) => bytes,
      from: (bytes) => ({ unusedBits: 0, bytes }),
    }),
    shape: { kind: 'bytes', min: 0, max: Number.POSITIVE_INFINITY },
  }),
);

const noUnusedBits = constant(uint8, 0, 'RFC 5280 §4.1.1.3');

/** A BIT STRING of whole bytes that are the encoding of another value (`subjectPublicKey`). */
export const bitStringContaining = <T>(of: Codec<T>): Element<T> =>
  element(
    0x03,
    codecOf({
      ...of,
      composite: true,
      shape: { kind: 'wrapper', of },
      decode(reader) {
        readField(reader, 'unusedBits', noUnusedBits);
        return readField(reader, of.type, of);
      },
      encode(writer, value) {
        of.encode(writer, value);
        noUnusedBits.encode(writer, 0);
      },
    }),
  );

/** A BIT STRING with a name for each bit: only named bits may be set, and trailing zero bits are omitted (X.690 §11.2.2).
 * Its value is the names of the set bits, in the order of the table.
 * @param names - `names[i]` is the name of bit i. */
export function namedBits<N extends string>(type: string, rule: string, names: readonly N[]): Element<readonly N[]> {
  const toNames = ({ bytes }: BitString): N[] => {
    const set: N[] = [];
    for (let i = 0; i < names.length && i < 8 * bytes.length; i++) if (hasBit(bytes, i)) set.push(names[i]);
    return set;
  };
  const toBits = (set: readonly N[]): BitString | undefined => {
    if (!Array.isArray(set) || set.some((name, i) => !names.includes(name) || set.indexOf(name) !== i))
      return undefined;
    const last = Math.max(-1, ...set.map((name) => names.indexOf(name)));
    const bytes = new Uint8Array(Math.ceil((last + 1) / 8));
    for (const name of set) bytes[names.indexOf(name) >> 3] |= 0x80 >> (names.indexOf(name) & 7);
    return { unusedBits: bytes.length * 8 - (last + 1), bytes };
  };
  const body = mapped(bitString.body, {
    code: NAMED_BITS,
    rule: NO_ZEROS_AT_END,
    accepts({ unusedBits, bytes }) {
      const count = 8 * bytes.length - unusedBits;
      return count <= names.length && (count === 0 ? bytes.length === 0 : hasBit(bytes, count - 1));
    },
    to: toNames,
    from: toBits,
  });
  // Trailing zero bits are unambiguous, so a reader may tolerate them; an unnamed bit must not be ignored.
  function decode(reader: Reader): readonly N[] {
    const at = reader.at;
    const bits = bitString.body.decode(reader);
    const count = 8 * bits.bytes.length - bits.unusedBits;
    for (let i = names.length; i < count; i++) if (hasBit(bits.bytes, i)) reader.fail(NAMED_BITS, NO_ZEROS_AT_END, at);
    if (count > names.length || (count === 0 ? bits.bytes.length > 0 : !hasBit(bits.bytes, count - 1))) {
      reader.deviate(NAMED_BITS, NO_ZEROS_AT_END, at);
    }
    return toNames(bits);
  }
  // The generator needs the names: random bits would hardly ever be canonical.
  const shape = { kind: 'flags', names } as const;
  return element(0x03, codecOf({ ...body, decode, type, rule, shape }));
}

const NAMED_BITS = 'named-bits-not-canonical';
const NO_ZEROS_AT_END = 'X.690 §11.2.2';

const hasBit = (bytes: Uint8Array, bit: number): boolean => ((bytes[bit >> 3] << (bit & 7)) & 0x80) !== 0;
