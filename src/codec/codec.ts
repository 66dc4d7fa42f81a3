import { assertMethods, UsageError } from '../bytes/index.ts';
import type { Decoder } from './reader.ts';
import type { Encoder } from './writer.ts';

/** One description of a structure with four uses: `decode`, `encode`, `annotate`, and (in `testing/`) `arbitraryOf`. A codec is a
 * value; combinators build larger ones from smaller ones. */
export interface Codec<T> extends Decoder<T>, Encoder<T> {
  /** Set for a secret value, so that viewers can hide it. */
  readonly secret?: true;
  /** The structure, for uses outside this room, such as generators. */
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

/** The same codec with the standard object layout. With one layout V8 finds `decode` and `encode` of all codecs at the same
 * offset, which saves a tenth of the time for small structures. All combinators use it; other codecs work too, but slower.
 * @returns `parts` itself if it has properties beyond the interfaces of this room and `asn1/`. */
export function codecOf<C extends AnyCodec>(parts: C): C {
  assertCodec(parts, 'parts');
  if (!Object.keys(parts).every((key) => SLOT_NAMES.has(key))) return parts;
  const { type, rule, secret, composite, shape, decode, encode, tag, body, tags, resolve } = parts as Slots;
  return { type, rule, secret, composite, shape, decode, encode, tag, body, tags, resolve } as AnyCodec as C;
}

/** @throws UsageError `wrong-type` unless `value` is a codec. */
export const assertCodec = (value: unknown, argument: string): void =>
  assertMethods(value, argument, 'a Codec', 'decode', 'encode');

/** @param slot - the property of a row that holds its codec.
 * @throws UsageError `wrong-type` unless `table` is an object of rows with a codec. */
export function assertRows(table: unknown, slot: 'body' | 'codec'): void {
  if (typeof table !== 'object' || table === null) throw new UsageError('wrong-type', 'table', 'must be an object');
  for (const [kind, row] of Object.entries(table)) assertCodec(row?.[slot], `table.${kind}.${slot}`);
}
type Slots = { readonly [K in (typeof SLOTS)[number]]?: unknown };

/** The type of a codec's values. A named interface reads better in editors and errors:
 * `interface Certificate extends ValueOf<typeof certificate> {}`. */
export type ValueOf<C> = C extends Codec<infer T> ? T : never;

/** Whether two codecs share one `shape`: a new name or rule (`named`, `cite`), the secret mark and an open type keep it. */
export const isSameDescription = (codec: AnyCodec | undefined, other: AnyCodec): boolean =>
  codec?.shape === other?.shape;

/** The structure of a codec, for uses outside this room (generators, mutation, documentation). */
export type Shape =
  | { readonly kind: 'uint'; readonly bits: number }
  | { readonly kind: 'constant'; readonly value: unknown }
  /** A number, small enough to be exact, in `min..max`. */
  | { readonly kind: 'range'; readonly min: number; readonly max: number }
  /** A number with names for some values: a code point, a version. Unnamed values are allowed as far as `of` allows them. */
  | {
      readonly kind: 'enumeration';
      readonly of: AnyCodec;
      readonly names: ReadonlyMap<number, string>;
      /** The radix in which the standard writes the numbers. */
      readonly radix: 10 | 16;
    }
  | { readonly kind: 'bytes'; readonly min: number; readonly max: number }
  /** A value of a type that another room defines (`INTEGER`, `OBJECT IDENTIFIER`, …). */
  | { readonly kind: 'leaf'; readonly name: string }
  | { readonly kind: 'list'; readonly of: AnyCodec; readonly min: number; readonly max: number }
  /** A list whose encoding is sorted. */
  | { readonly kind: 'set'; readonly of: AnyCodec; readonly min: number; readonly max: number }
  /** A list of distinct names from this table, in its order. */
  | { readonly kind: 'flags'; readonly names: readonly string[] }
  | { readonly kind: 'record'; readonly fields: Readonly<Record<string, AnyCodec>> }
  /** A length prefix that allows `min..max` bytes, around `of`. */
  | { readonly kind: 'vector'; readonly of: AnyCodec; readonly min: number; readonly max: number }
  /** Adds bytes around `of` that carry no value (a DER tag and length). */
  | { readonly kind: 'wrapper'; readonly of: AnyCodec }
  /** `{ kind, value }`, one of the alternatives; if `unknown` is set, also `{ kind: 'unknown', type, value }`. */
  | {
      readonly kind: 'choice';
      readonly alternatives: Readonly<Record<string, AnyCodec>>;
      readonly unknown?:
        | { readonly typeBits: number; readonly known: readonly number[]; readonly of: AnyCodec }
        | undefined;
    }
  /** `{ kind, value }`, selected by the field `by` of the same record; `other` decodes values without a row. */
  | {
      readonly kind: 'open';
      readonly by: string;
      readonly rows: readonly OpenRow[];
      readonly other: AnyCodec;
      /** The key by which the field's values and the rows' ids are compared. */
      readonly keyOf: (id: never) => unknown;
    }
  | { readonly kind: 'optional'; readonly of: AnyCodec; readonly default?: unknown }
  | { readonly kind: 'encoded'; readonly of: AnyCodec }
  /** Values of `of`, mapped through a function; `accepts` tells which of them have an image. */
  | { readonly kind: 'mapped'; readonly of: AnyCodec; accepts(inner: never): boolean; map(inner: never): unknown };

export interface OpenRow {
  readonly kind: string;
  readonly id: unknown;
  readonly codec: AnyCodec;
}
