import { assertMethods, UsageError } from '../bytes/index.ts';
import type { Decoder } from './reader.ts';
import type { Encoder } from './writer.ts';

/** One description of a structure, of which there are four readings: `decode`, `encode`, `annotate`, and (in `testing/`)
 * `arbitraryOf`. A codec is a value; combinators make larger ones of smaller ones. */
export interface Codec<T> extends Decoder<T>, Encoder<T> {
  /** Set where the value is a secret, so that whoever shows it can hide it. */
  readonly secret?: true;
  /** What a reading from outside needs to know; this room itself imports no generator. */
  readonly shape: Shape;
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
  assertCodec(parts, 'parts');
  if (!Object.keys(parts).every((key) => SLOT_NAMES.has(key))) return parts;
  const { type, rule, secret, composite, shape, decode, encode, tag, body, tags, resolve } = parts as Slots;
  return { type, rule, secret, composite, shape, decode, encode, tag, body, tags, resolve } as AnyCodec as C;
}

/** @throws UsageError `wrong-type` unless `value` is a codec. */
export const assertCodec = (value: unknown, argument: string): void =>
  assertMethods(value, argument, 'a Codec', 'decode', 'encode');

/** @param slot - which part of a row is its codec.
 * @throws UsageError `wrong-type` unless `table` is an object of rows that have one. */
export function assertRows(table: unknown, slot: 'body' | 'codec'): void {
  if (typeof table !== 'object' || table === null) throw new UsageError('wrong-type', 'table', 'must be an object');
  for (const [kind, row] of Object.entries(table)) assertCodec(row?.[slot], `table.${kind}.${slot}`);
}
type Slots = { readonly [K in (typeof SLOTS)[number]]?: unknown };

/** The type of a codec's values. A named interface reads better in editors and errors:
 * `interface Certificate extends ValueOf<typeof certificate> {}`. */
export type ValueOf<C> = C extends Codec<infer T> ? T : never;

/** Whether a codec is another one, perhaps under another name or rule (`named`, `cite`), or marked as a secret. */
export const isSameDescription = (codec: AnyCodec | undefined, other: AnyCodec): boolean =>
  codec?.shape === other?.shape;

/** The structure of a description, for readings that are made from outside (generators, mutation, documentation). */
export type Shape =
  | { readonly kind: 'uint'; readonly bits: number }
  | { readonly kind: 'constant'; readonly value: unknown }
  /** A number, small enough to be exact, in `min..max`. */
  | { readonly kind: 'range'; readonly min: number; readonly max: number }
  /** A number of which some have names: a code point, a version. Others are values too, as far as `of` has them. */
  | {
      readonly kind: 'enumeration';
      readonly of: AnyCodec;
      readonly names: ReadonlyMap<number, string>;
      /** How its standard writes the numbers. */
      readonly radix: 10 | 16;
    }
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
  | {
      readonly kind: 'open';
      readonly by: string;
      readonly rows: readonly OpenRow[];
      readonly other: AnyCodec;
      /** By what the field's values, and the rows' ids, are told apart. */
      readonly keyOf: (id: never) => unknown;
    }
  | { readonly kind: 'optional'; readonly of: AnyCodec; readonly default?: unknown }
  | { readonly kind: 'encoded'; readonly of: AnyCodec }
  /** Values of `of`, seen through a function; `accepts` tells which of them have an image. */
  | { readonly kind: 'mapped'; readonly of: AnyCodec; accepts(inner: never): boolean; map(inner: never): unknown };

export interface OpenRow {
  readonly kind: string;
  readonly id: unknown;
  readonly codec: AnyCodec;
}
