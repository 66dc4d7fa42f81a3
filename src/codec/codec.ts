import type { Bytes } from '../bytes/index.ts';
import { DecodeError, EncodeError } from './errors.ts';
import { type DecodeOptions, Reader, readField } from './reader.ts';
import { type Span, Trace } from './trace.ts';
import { Writer, writeField } from './writer.ts';

/** One description of a structure, of which there are four readings: `decode`, `encode`, `annotate`, and (in `testing/`)
 * `arbitraryOf`. A codec is a value; combinators make larger ones of smaller ones. */
export interface Codec<T> {
  /** The type's name in its standard: `TBSCertificate`, `uint16`, `INTEGER`. */
  readonly type: string;
  /** Standard and section that defines it. */
  readonly rule: string;
  /** Set where the value is a secret, so that whoever shows it can hide it. */
  readonly secret?: true;
  /** True when its own parts are shown in its place; false where it is to be shown as one span, `value`. */
  readonly composite: boolean;
  /** What a reading from outside needs to know; this room itself imports no generator. */
  readonly shape: Shape;
  /** Reads one value and moves the reader past it. Byte strings in the value are views of the input. */
  decode(reader: Reader): T;
  /** Writes the value, its last part first. */
  encode(writer: Writer, value: T): void;
}

// biome-ignore lint/suspicious/noExplicitAny: a codec is invariant in its value, so "a codec of something" has no other name.
export type AnyCodec = Codec<any>;

const SLOTS = [
  'type',
  'rule',
  'secret',
  'composite',
  'shape',
  'decode',
  'encode',
  'tag',
  'body',
  'tags',
  'resolve',
] as const;
const SLOT_NAMES: ReadonlySet<string> = new Set(SLOTS);

/** The same codec as an object that is laid out as all others are. The engine then finds `decode` and `encode` of any codec in the
 * same place, which is a tenth of the time of small structures. Combinators make their codecs with it; one of other
 * making works as well, less quickly.
 * @returns `parts` itself where it has more to it than the interfaces of this room and `asn1/` name. */
export function codecOf<C extends AnyCodec>(parts: C): C {
  if (!Object.keys(parts).every((key) => SLOT_NAMES.has(key))) return parts;
  const { type, rule, secret, composite, shape, decode, encode, tag, body, tags, resolve } = parts as Slots;
  return { type, rule, secret, composite, shape, decode, encode, tag, body, tags, resolve } as AnyCodec as C;
}
type Slots = { readonly [K in (typeof SLOTS)[number]]?: unknown };

/** The type of a codec's values. A named interface reads better in editors and errors:
 * `interface Certificate extends ValueOf<typeof certificate> {}`. */
export type ValueOf<C> = C extends Codec<infer T> ? T : never;

/** The structure of a description, for readings that are made from outside (generators, mutation, documentation). */
export type Shape =
  | { readonly kind: 'uint'; readonly bits: number }
  | { readonly kind: 'constant'; readonly value: unknown }
  /** A number, small enough to be exact, in `min..max`. */
  | { readonly kind: 'range'; readonly min: number; readonly max: number }
  | { readonly kind: 'bytes'; readonly min: number; readonly max: number }
  /** A value of a kind that another room defines (`INTEGER`, `OBJECT IDENTIFIER`, …). */
  | { readonly kind: 'leaf'; readonly name: string }
  | { readonly kind: 'list'; readonly of: AnyCodec; readonly min: number; readonly max: number }
  /** A list whose encoding is sorted. */
  | { readonly kind: 'set'; readonly of: AnyCodec; readonly min: number; readonly max: number }
  /** A list of distinct names out of these, in this order. */
  | { readonly kind: 'flags'; readonly names: readonly string[] }
  | { readonly kind: 'record'; readonly fields: Readonly<Record<string, AnyCodec>> }
  /** A length prefix that allows `min..max` bytes, around `of`. */
  | { readonly kind: 'vector'; readonly of: AnyCodec; readonly min: number; readonly max: number }
  /** Around `of`, bytes that add nothing to the value (a DER tag and length). */
  | { readonly kind: 'wrapper'; readonly of: AnyCodec }
  /** `{ kind, value }`, one of the alternatives; where `unknown` is there, also `{ kind: 'unknown', type, value }`. */
  | {
      readonly kind: 'choice';
      readonly alternatives: Readonly<Record<string, AnyCodec>>;
      readonly unknown?:
        | { readonly typeBits: number; readonly known: readonly number[]; readonly of: AnyCodec }
        | undefined;
    }
  /** `{ kind, value }`, chosen by the value of the field `by` of the same record; `other` takes the values that no row has. */
  | { readonly kind: 'open'; readonly by: string; readonly rows: readonly OpenRow[]; readonly other: AnyCodec }
  | { readonly kind: 'optional'; readonly of: AnyCodec; readonly default?: unknown }
  | { readonly kind: 'encoded'; readonly of: AnyCodec }
  /** Values of `of`, seen through a function; `accepts` tells which of them have an image. */
  | { readonly kind: 'mapped'; readonly of: AnyCodec; accepts(inner: never): boolean; map(inner: never): unknown };

export interface OpenRow {
  readonly kind: string;
  readonly id: unknown;
  readonly codec: AnyCodec;
}

/** Reads the whole of `bytes` as one value.
 * @returns the value; byte strings in it are views of `bytes`.
 * @throws DecodeError with code, offset, field path and rule; nothing else, whatever the bytes are. */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array, options?: DecodeOptions): T {
  const reader = new Reader(bytes, options);
  try {
    return readWhole(reader, codec);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    // Reading again with a trace tells where it was: success pays nothing for it.
    throw annotate(codec, bytes, options).fault ?? error;
  }
}

/** Writes a value.
 * @throws EncodeError when the description does not allow it: what is written can be read back. */
export function encode<T>(codec: Codec<T>, value: T): Bytes {
  const writer = new Writer();
  try {
    codec.encode(writer, value);
    return writer.finish();
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
    throw new EncodeError(error.code, error.rule, pathOfFault(codec, value));
  }
}

/** What `annotate` saw. */
export interface Annotation<T> {
  /** The tree of spans; up to the fault where there is one. */
  readonly span: Span;
  readonly value?: T;
  readonly fault?: DecodeError;
}

/** The same reading, watched: every byte gets its field's name, value and rule. Malformed input gives the tree up to the
 * fault, and the fault. */
export function annotate<T>(codec: Codec<T>, bytes: Uint8Array, options?: DecodeOptions): Annotation<T> {
  const trace = new Trace();
  const reader = new Reader(bytes, options, trace);
  try {
    const value = readWhole(reader, codec);
    return { span: trace.roots[0], value };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const path = trace.abandon(error.at);
    const fault = new DecodeError(error.code, error.at, error.rule, path.length > 0 ? path : [codec.type]);
    return { span: trace.roots[0], fault };
  }
}

function readWhole<T>(reader: Reader, codec: Codec<T>): T {
  const value = readField(reader, codec.type, codec);
  if (reader.left > 0) reader.fail('trailing', codec.rule);
  return value;
}

function pathOfFault<T>(codec: Codec<T>, value: T): string[] {
  const path: string[] = [];
  try {
    writeField(new Writer(path), codec.type, codec, value);
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
  }
  return path;
}
