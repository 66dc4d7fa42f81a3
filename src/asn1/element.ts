/** Identifier and length octets (X.690 §8.1), lengths in the one form of DER (§10.1); and what depends on tags: tagging, OPTIONAL, DEFAULT (§11.5), CHOICE. */
import { assertInteger, equalBytes, isBytes, UsageError } from '../bytes/index.ts';
import {
  assertCodec,
  type Codec,
  codecOf,
  DecodeError,
  encode,
  Reader,
  readField,
  type Writer,
} from '../codec/index.ts';

const IDENTIFIER = 'X.690 §8.1.2';
const LENGTH = 'X.690 §8.1.3';
const SHORTEST = 'X.690 §10.1';

/** A codec that begins with a known tag, as OPTIONAL, DEFAULT, CHOICE and IMPLICIT require.
 * A `tag` is the first identifier octet; from tag number 31 on, the number times 256 plus `class | 0x1f`. */
export interface Element<T> extends Codec<T> {
  readonly tag: number;
  /** The codec of the contents octets. */
  readonly body: Codec<T>;
}

/** Tag classes and the constructed bit (X.690 §8.1.2.2, §8.1.2.5). */
export const CONSTRUCTED = 0x20;
export const APPLICATION = 0x40;
export const CONTEXT = 0x80;

const HIGH = 0x1f;

/** The tag of a class (with its constructed bit) and number. */
export function tagOf(classBits: number, number: number): number {
  assertInteger(classBits, 'classBits', 0, 0xe0);
  assertInteger(number, 'number', 0, 2 ** 28 - 1);
  return number < HIGH ? classBits | number : number * 256 + (classBits | HIGH);
}

/** The tag of the element at the reader's cursor, or -1 at the end of the range. Does not move the cursor. */
export function peekTag(reader: Reader): number {
  if (typeof reader?.peek !== 'function') throw new UsageError('wrong-type', 'reader', 'must be a Reader');
  const first = reader.peek();
  return first < 0 || (first & HIGH) !== HIGH ? first : highTag(reader, first).tag;
}

function highTag(reader: Reader, first: number): { tag: number; length: number } {
  let number = 0;
  let length = 1;
  for (let more = true; more; length++) {
    const byte = reader.peek(length);
    if (byte < 0) reader.fail('truncated', 'X.690 §8.1.2.4', reader.at + length);
    if (length === 1 && byte === 0x80) reader.fail('tag-not-minimal', 'X.690 §8.1.2.4.2');
    if (length === 5) reader.fail('tag-too-large', 'Not in X.690: tag numbers up to 2^28');
    number = number * 128 + (byte & 0x7f);
    more = byte >= 0x80;
  }
  if (number < HIGH) reader.fail('tag-not-minimal', 'X.690 §8.1.2.2');
  return { tag: number * 256 + first, length };
}

/** Whether an integer stands for a tag (see `Element.tag`): one identifier octet for tag numbers below 31, and the high form (X.690 §8.1.2.4) only for those
 * from 31 on. */
function isTag(tag: number): boolean {
  if (!Number.isInteger(tag) || tag < 0) return false;
  const number = Math.floor(tag / 256);
  return (tag & HIGH) === HIGH ? number >= HIGH && number < 2 ** 28 : number === 0;
}

/** Whether a number is a tag in the low form, which nearly all are. */
const isLowTag = (tag: number): boolean => typeof tag === 'number' && (tag & 0xff) === tag && (tag & HIGH) !== HIGH;

/** Identifier octets. */
export const identifier: Codec<number> = codecOf({
  type: 'identifier octets',
  rule: IDENTIFIER,
  composite: false,
  shape: { kind: 'leaf', name: 'tag' },
  decode: readIdentifier,
  encode(writer, tag) {
    if (isLowTag(tag)) {
      writer.uint8(tag);
      return;
    }
    if (!isTag(tag)) writer.fail('out-of-range', IDENTIFIER);
    if (tag > 0xff) {
      let number = Math.floor(tag / 256);
      writer.uint8(number % 128);
      for (number = Math.floor(number / 128); number > 0; number = Math.floor(number / 128)) {
        writer.uint8(0x80 | (number % 128));
      }
    }
    writer.uint8(tag % 256);
  },
});

function readIdentifier(reader: Reader): number {
  const first = reader.uint8(IDENTIFIER);
  if ((first & HIGH) !== HIGH) return first;
  let number = 0;
  for (let byte = 0x80; byte >= 0x80; number = number * 128 + (byte & 0x7f)) byte = reader.uint8(IDENTIFIER);
  return number * 256 + first;
}

/** Length octets: definite and of minimal size. */
export const derLength: Codec<number> = codecOf({
  type: 'length octets',
  rule: LENGTH,
  composite: false,
  shape: { kind: 'leaf', name: 'length' },
  decode: readLength,
  encode: writeLength,
});

function readLength(reader: Reader): number {
  const first = reader.uint8(LENGTH);
  return first < 0x80 ? first : readLongLength(reader, first & 0x7f);
}

/** The long form (X.690 §8.1.3.5), after its first byte, which holds the number of length bytes. */
function readLongLength(reader: Reader, count: number): number {
  const at = reader.at - 1;
  if (count === 0) reader.fail('indefinite-length', SHORTEST, at);
  if (count > 4) reader.fail('length-too-large', 'Not in X.690: lengths up to 2^32 − 1', at);
  const first = reader.peek();
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + reader.uint8(LENGTH);
  if (length < 0x80 || first === 0) reader.fail('length-not-minimal', SHORTEST, at);
  return length;
}

function writeLength(writer: Writer, length: number): void {
  if (typeof length === 'number' && (length & 0x7f) === length) {
    writer.uint8(length);
    return;
  }
  if (!(Number.isInteger(length) && length >= 0 && length < 2 ** 32)) writer.fail('out-of-range', LENGTH);
  let count = 0;
  for (let left = length; left > 0; left = Math.floor(left / 256), count++) writer.uint8(left % 256);
  writer.uint8(0x80 | count);
}

/** A tag, a length, and `body` in exactly that many bytes. */
export function element<T>(tag: number, body: Codec<T>): Element<T> {
  assertCodec(body, 'body');
  const oneByte = isTag(tag) && tag <= 0xff;
  return codecOf({
    ...(body.secret && { secret: true as const }),
    tag,
    body,
    type: body.type,
    rule: body.rule,
    composite: true,
    shape: { kind: 'wrapper', of: body },
    decode(reader) {
      if (peekTag(reader) !== tag) reader.fail(reader.left === 0 ? 'missing' : 'unexpected-tag', body.rule);
      if (reader.trace === undefined) {
        readIdentifier(reader);
        return reader.within(readLength(reader), body, LENGTH);
      }
      readField(reader, 'tag', identifier);
      return reader.within(readField(reader, 'length', derLength), body, LENGTH);
    },
    encode(writer, value) {
      const before = writer.size;
      body.encode(writer, value);
      writeLength(writer, writer.size - before);
      if (oneByte) writer.uint8(tag);
      else identifier.encode(writer, tag);
    },
  });
}

/** `[n] EXPLICIT T`: the whole of `of` inside a constructed context-specific element (X.690 §8.14.2). */
export function explicit<T>(number: number, of: Codec<T>): Element<T> {
  assertCodec(of, 'of');
  return element(tagOf(CONTEXT | CONSTRUCTED, number), codecOf({ ...of, composite: false }));
}

/** `[n] IMPLICIT T`: the contents of `of` under another tag; primitive stays primitive (X.690 §8.14.3). */
export function implicit<T>(number: number, of: Element<T>): Element<T> {
  assertElement(of, 'of');
  return element(tagOf(CONTEXT | (of.tag & CONSTRUCTED), number), of.body);
}

function assertElement(value: unknown, argument: string): void {
  assertCodec(value, argument);
  if (typeof (value as Element<unknown>).tag === 'number') return;
  throw new UsageError('wrong-type', argument, 'must be a codec that begins with a known tag');
}

/** A codec that begins with one of several known tags: a CHOICE. */
export interface Tagged<T> extends Codec<T> {
  readonly tags: readonly number[];
}

/** `T OPTIONAL`: absent unless its tag follows, or one of a CHOICE's tags. */
export function optional<T>(of: Element<T> | Tagged<T>): Codec<T | undefined> {
  assertCodec(of, 'of');
  const tags = (of as Partial<Tagged<T>>).tags ?? [(of as Element<T>).tag];
  return codecOf({
    type: of.type,
    rule: of.rule,
    composite: true,
    shape: { kind: 'optional', of },
    decode: (reader) => (tags.includes(peekTag(reader)) ? of.decode(reader) : undefined),
    encode(writer, value) {
      if (value !== undefined) of.encode(writer, value);
    },
  });
}

/** `T DEFAULT value`: DER omits a value that equals the default (X.690 §11.5). Objects are equal if their encodings are. */
export function withDefault<T>(of: Element<T>, value: T): Codec<T> {
  assertElement(of, 'of');
  const simple = typeof value !== 'object';
  const isDefault = (given: T): boolean =>
    given === value || (!simple && equalBytes(encode(of, given), encode(of, value)));
  return codecOf({
    type: of.type,
    rule: of.rule,
    composite: true,
    shape: { kind: 'optional', of, default: value },
    decode(reader) {
      if (peekTag(reader) !== of.tag) return value;
      const at = reader.at;
      const read = of.decode(reader);
      if (isDefault(read)) reader.deviate('default-encoded', 'X.690 §11.5', at);
      return read;
    },
    encode(writer, given) {
      if (!isDefault(given)) of.encode(writer, given);
    },
  });
}
type ChoiceOf<A extends Readonly<Record<string, Element<unknown>>>> = {
  [K in keyof A]: { readonly kind: K; readonly value: A[K] extends Element<infer T> ? T : never };
}[keyof A];

// biome-ignore lint/suspicious/noExplicitAny: see AnyCodec.
type AnyElement = Element<any>;

/** `CHOICE { … }`: the alternatives are distinguished by their tags (X.690 §8.13). */
export function choice<A extends Readonly<Record<string, AnyElement>>>(
  type: string,
  rule: string,
  alternatives: A,
): Tagged<ChoiceOf<A>> {
  if (typeof alternatives !== 'object' || alternatives === null) {
    throw new UsageError('wrong-type', 'alternatives', 'must be an object');
  }
  for (const [kind, of] of Object.entries(alternatives)) assertElement(of, `alternatives.${kind}`);
  const byTag = new Map(Object.entries(alternatives).map(([kind, of]) => [of.tag, { kind, of }]));
  const byByte = Array.from({ length: 256 }, (_, byte) => byTag.get(byte));
  const byKind = new Map<unknown, AnyElement>(Object.entries(alternatives));
  return codecOf({
    type,
    rule,
    composite: true,
    tags: [...byTag.keys()],
    shape: { kind: 'choice', alternatives },
    decode(reader) {
      const tag = peekTag(reader);
      const hit = tag >= 0 && tag <= 0xff ? byByte[tag] : byTag.get(tag);
      if (hit === undefined) return reader.fail(reader.left === 0 ? 'missing' : 'no-alternative', rule);
      const { kind, of } = hit;
      return {
        kind,
        value: reader.trace === undefined ? of.decode(reader) : readField(reader, kind, of),
      } as ChoiceOf<A>;
    },
    encode(writer: Writer, chosen) {
      const of = byKind.get(chosen?.kind);
      if (of === undefined) return writer.fail('no-alternative', rule);
      of.encode(writer, chosen.value);
    },
  });
}

/** `ANY`: one element of any tag, kept as bytes with its header; its content is not decoded. */
export const anyElement: Codec<Uint8Array> = codecOf({
  type: 'ANY',
  rule: 'X.690 §8.1',
  composite: false,
  shape: { kind: 'leaf', name: 'any' },
  decode(reader) {
    const start = reader.at;
    skipElement(reader);
    return reader.bytes.subarray(start, reader.at);
  },
  encode(writer, value) {
    if (!isBytes(value)) writer.fail('wrong-type', 'X.690 §8.1');
    if (!isOneElement(value)) writer.fail('not-an-element', 'X.690 §8.1');
    writer.bytes(value);
  },
});

function skipElement(reader: Reader): void {
  peekTag(reader); // Refuses a tag that is not minimal.
  readIdentifier(reader);
  reader.skip(readLength(reader), LENGTH);
}

function isOneElement(bytes: Uint8Array): boolean {
  const first = bytes.length > 1 ? bytes[1] : 0x80;
  if ((bytes[0] & HIGH) !== HIGH && first < 0x80) return bytes.length === 2 + first;
  // Its length is not limited: limits apply only to external input.
  const reader = new Reader(bytes, { limits: { bytes: bytes.length } });
  try {
    skipElement(reader);
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
  return reader.left === 0;
}
