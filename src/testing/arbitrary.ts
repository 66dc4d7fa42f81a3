/** The fourth use of a codec: a fast-check arbitrary of its values. */
import fc from 'fast-check';
import { assertFields, compareBytes, UsageError } from '../bytes/index.ts';
import { type AnyCodec, type Codec, EncodeError, encode, type OpenRow, type Shape, toEncoded } from '../codec/index.ts';
import { leastSize, leastSizeOfRow } from './least-size.ts';
import { LEAVES } from './leaves.ts';

type ShapeOf<K extends Shape['kind']> = Extract<Shape, { kind: K }>;

/** Maximum number of bytes and items beyond a codec's minimum: enough for variety, few enough to be fast. */
const EXTRA_BYTES = 40;
const EXTRA_ITEMS = 4;

/** Arbitraries of leaves by name (`shape.name`). */
export type Leaves = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** An arbitrary of the values of any codec, within its bounds. Each value can be encoded, and decodes to an equal value.
 * Shrinks to the smallest value that still encodes: fewer items, shorter byte strings, smaller numbers, the smallest alternative.
 * @param leaves - arbitraries for additional leaves, beside those of this project's rooms.
 * @throws UsageError `misuse` when the codec has a leaf without an arbitrary. */
export function arbitraryOf<T>(codec: Codec<T>, leaves: Leaves = {}): fc.Arbitrary<T> {
  assertFields(codec, 'codec', 'a Codec', 'shape');
  return arbitraryWith(codec, leaves, new Map());
}

/** The same, with given arbitraries for some parts of the codec.
 * @param parts - by their codecs. */
export const arbitraryWith = <T>(codec: Codec<T>, leaves: Leaves, parts: Known['parts']): fc.Arbitrary<T> =>
  build(codec, { leaves: { ...LEAVES, ...leaves }, parts }) as fc.Arbitrary<T>;

interface Known {
  readonly leaves: Leaves;
  readonly parts: ReadonlyMap<AnyCodec, fc.Arbitrary<unknown>>;
}

function build(codec: AnyCodec, known: Known): fc.Arbitrary<unknown> {
  const own = known.parts.get(codec);
  if (own !== undefined) return own;
  const { shape } = codec;
  switch (shape.kind) {
    case 'uint':
      return fc.integer({ min: 0, max: 2 ** shape.bits - 1 });
    case 'constant':
      return fc.constant(shape.value);
    case 'range':
      return fc.integer({ min: shape.min, max: shape.max });
    case 'enumeration':
      return fc.oneof(fc.constantFrom(...shape.names.keys()), build(shape.of, known));
    case 'bytes':
      return fc.uint8Array({ minLength: shape.min, maxLength: Math.min(shape.max, shape.min + EXTRA_BYTES) });
    case 'leaf':
      return leaf(shape.name, known);
    case 'flags':
      return fc.subarray([...shape.names]);
    case 'list':
      return items(shape, known);
    case 'set':
      return items(shape, known).map((values) => sorted(shape.of, values));
    case 'record':
      return record(shape, known);
    case 'vector':
      return vector(codec, shape, known);
    case 'wrapper':
      return build(shape.of, known);
    case 'choice':
      return choice(shape, known);
    case 'open':
      throw new UsageError('misuse', 'codec', 'an open type has values only within its record');
    case 'optional':
      return fc.option(build(shape.of, known), { nil: shape.default }).filter((value) => encodable(codec, value));
    case 'encoded':
      return build(shape.of, known).map((value) => toEncoded(shape.of, value));
    case 'mapped':
      return build(shape.of, known)
        .filter((inner) => shape.accepts(inner as never))
        .map((inner) => shape.map(inner as never));
  }
}

function items({ of, min, max }: ShapeOf<'list' | 'set'>, known: Known): fc.Arbitrary<unknown[]> {
  return fc.array(build(of, known), { minLength: min, maxLength: Math.min(max, min + EXTRA_ITEMS) });
}

function sorted(of: AnyCodec, values: unknown[]): unknown[] {
  return values
    .map((value) => ({ value, encoding: encode(of, value) }))
    .sort((a, b) => compareBytes(a.encoding, b.encoding))
    .map(({ value }) => value);
}

/** A vector's bounds count bytes. For plain bytes they hold by construction, for other content by filtering. */
function vector(codec: AnyCodec, { of, min, max }: ShapeOf<'vector'>, known: Known): fc.Arbitrary<unknown> {
  if (of.shape.kind !== 'bytes') return build(of, known).filter((value) => encodable(codec, value));
  const least = Math.max(min, of.shape.min);
  return fc.uint8Array({ minLength: least, maxLength: Math.min(max, of.shape.max, least + EXTRA_BYTES) });
}

function encodable(codec: AnyCodec, value: unknown): boolean {
  try {
    encode(codec, value);
    return true;
  } catch (error) {
    if (error instanceof EncodeError) return false;
    throw error;
  }
}

/** One of several alternatives with their minimum sizes: the smallest comes first, and the others shrink to it. */
function oneOf(
  options: readonly { readonly size: number; readonly values: fc.Arbitrary<unknown> }[],
): fc.Arbitrary<unknown> {
  const [first, ...others] = options.toSorted((a, b) => a.size - b.size).map(({ values }) => values);
  return fc.oneof({ withCrossShrink: true }, first, ...others);
}

function choice({ alternatives, unknown }: ShapeOf<'choice'>, known: Known): fc.Arbitrary<unknown> {
  const options = Object.entries(alternatives).map(([kind, of]) => ({
    size: leastSize(of),
    values: variant(kind, of, known),
  }));
  if (unknown === undefined) return oneOf(options);
  const type = fc.integer({ min: 0, max: 2 ** unknown.typeBits - 1 }).filter((n) => !unknown.known.includes(n));
  const value = build(unknown.of, known);
  const values = fc.record({ kind: fc.constant('unknown'), type, value }, { noNullPrototype: true });
  return oneOf([...options, { size: leastSize(unknown.of), values }]);
}

const variant = (kind: string, of: AnyCodec, known: Known): fc.Arbitrary<unknown> =>
  fc.record({ kind: fc.constant(kind), value: build(of, known) }, { noNullPrototype: true });

function record({ fields }: ShapeOf<'record'>, known: Known): fc.Arbitrary<unknown> {
  const plain: Record<string, fc.Arbitrary<unknown>> = {};
  const dependent: fc.Arbitrary<object>[] = [];
  const namedByOthers = new Set(
    Object.values(fields).flatMap(({ shape }) => (shape.kind === 'open' ? [shape.by] : [])),
  );
  for (const [name, of] of Object.entries(fields)) {
    if (of.shape.kind === 'open') dependent.push(openField(name, of.shape, fields[of.shape.by], known));
    else if (!namedByOthers.has(name)) plain[name] = build(of, known);
  }
  return fc
    .tuple(fc.record(plain, { noNullPrototype: true }), ...dependent)
    .map((parts) => withoutUndefined(Object.assign({}, ...parts)));
}

/** A field and the earlier one that determines its type, drawn together so that they agree. */
function openField(
  name: string,
  { by, rows, other, keyOf }: ShapeOf<'open'>,
  byCodec: AnyCodec,
  known: Known,
): fc.Arbitrary<object> {
  const pair = (id: fc.Arbitrary<unknown>, kind: string, of: AnyCodec): fc.Arbitrary<object> =>
    fc.tuple(id, variant(kind, of, known)).map(([chosen, value]) => ({ [by]: chosen, [name]: value }));
  const isRow = (id: unknown): boolean => rows.some((row: OpenRow) => keyOf(row.id as never) === keyOf(id as never));
  const ids = build(byCodec, known).filter((id) => !isRow(id));
  return oneOf([
    ...rows.map((row) => ({
      size: leastSizeOfRow(byCodec, row),
      values: pair(fc.constant(row.id), row.kind, row.codec),
    })),
    { size: leastSize(byCodec) + leastSize(other), values: pair(ids, 'other', other) },
  ]) as fc.Arbitrary<object>;
}

const withoutUndefined = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));

function leaf(name: string, { leaves }: Known): fc.Arbitrary<unknown> {
  if (!Object.hasOwn(leaves, name)) throw new UsageError('misuse', 'codec', `has a leaf ${name} without known values`);
  return leaves[name];
}
