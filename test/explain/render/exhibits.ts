/** Any exhibit, with secrets in it that can be told from everything else. */
import fc from 'fast-check';
import { bytesToHex, hexToBytes } from '../../../src/bytes/index.ts';
import { annotate, encode, type Span } from '../../../src/codec/index.ts';
import type { Arrow, Exhibit, Fact, Part, SearchMark } from '../../../src/explain/index.ts';
import { arbitraryOf } from '../../../src/testing/index.ts';
import { name } from '../../../src/x509/index.ts';
import { anyCharacter } from '../../characters.ts';

/** How every secret byte string of these exhibits begins, in hexadecimal and as text. */
export const SECRET = 'deadbeefcafe';
/** A secret number, whatever base it is shown in. */
export const SECRET_NUMBER = 0xdead_beef_cafe_1234n;

const secretBytes = fc.uint8Array({ maxLength: 60 }).map((rest) => new Uint8Array([...hexToBytes(SECRET), ...rest]));
/** Texts of all kinds: long words, control characters, wide ones. */
const text = fc.oneof(
  fc.lorem({ maxCount: 12 }),
  fc.string({ unit: anyCharacter, maxLength: 120 }),
  fc.constant('x'.repeat(230)),
);
const short = fc.oneof(
  fc.constantFrom('modulus', 'e', 'a label of many words, longer than most'),
  fc.string({ maxLength: 50 }),
);
const rule = fc.constantFrom(
  '',
  'FIPS 180-4 §6.2.2 step 3',
  'RFC 5280 §4.2.1.10, as it is corrected by erratum 5938 of 2019',
);

const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({
    label: short,
    value: fc.oneof(text, fc.nat(), fc.bigInt(-(2n ** 40n), 2n ** 40n), fc.uint8Array()),
    rule,
  }),
  fc.record({
    label: short,
    value: fc.oneof(secretBytes, fc.constant(SECRET_NUMBER), secretBytes.map(bytesToHex)),
    rule,
    secret: fc.constant(true as const),
  }),
);

const cells = (columns: number, cell: fc.Arbitrary<string>): fc.Arbitrary<string[][]> =>
  fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 4 });
const table: fc.Arbitrary<Part> = fc.integer({ min: 1, max: 12 }).chain((count) => {
  const columns = fc.array(short, { minLength: count, maxLength: count });
  const base = { kind: fc.constant('table' as const), title: short, rule, columns };
  return fc.oneof(
    fc.record({ ...base, rows: cells(count, text) }),
    fc.record({ ...base, rows: cells(count, secretBytes.map(bytesToHex)), secret: fc.constant(true as const) }),
  );
});

const outcome = fc.constantFrom(
  'divisor' as const,
  'miller-rabin' as const,
  'lucas' as const,
  'other' as const,
  'found' as const,
);
const marks = (detail: fc.Arbitrary<string>): fc.Arbitrary<SearchMark[]> =>
  fc.array(fc.record({ offset: fc.nat({ max: 4096 }), outcome, detail }), { maxLength: 130 });
const search: fc.Arbitrary<Part> = fc.oneof(
  fc.record({
    kind: fc.constant('search' as const),
    title: short,
    start: fc.bigInt(0n, 2n ** 40n),
    marks: marks(text),
  }),
  fc.record({
    kind: fc.constant('search' as const),
    title: short,
    start: fc.constant(SECRET_NUMBER),
    marks: marks(fc.constant(`divisible by ${SECRET}`)),
    secret: fc.constant(true as const),
  }),
);

const points: fc.Arbitrary<Part> = fc.integer({ min: 2, max: 60 }).chain((modulus) => {
  const coordinate = fc.nat({ max: modulus - 1 });
  return fc.record({
    kind: fc.constant('points' as const),
    title: short,
    rule,
    modulus: fc.constant(modulus),
    points: fc.array(fc.record({ x: coordinate, y: coordinate, label: short }, { requiredKeys: ['x', 'y'] }), {
      maxLength: 30,
    }),
    lines: fc.array(fc.record({ x: coordinate, y: coordinate, slope: coordinate }, { requiredKeys: ['x', 'y'] }), {
      maxLength: 3,
    }),
  });
});

/** A name, one of whose bytes or all are secret. */
const raw: fc.Arbitrary<Part> = fc.oneof(
  arbitraryOf(name).map((value): Part => {
    const bytes = encode(name, value);
    return { kind: 'bytes', title: 'Name', bytes, span: annotate(name, bytes).span };
  }),
  fc.tuple(secretBytes, fc.boolean(), fc.boolean()).map(([secret, whole, faulty]): Part => {
    const bytes = new Uint8Array([0x30, secret.length, ...secret]);
    const field = (at: Partial<Span>): Span => ({
      name: 'f',
      type: 'T',
      rule: 'R',
      start: 0,
      end: 2,
      children: [],
      ...at,
    });
    const children = [field({ value: 48n }), field({ start: 2, end: bytes.length, secret: true, value: secret })];
    const span = whole
      ? field({ end: bytes.length, secret: true, children })
      : field({ end: bytes.length, value: { secret }, children });
    const fault = { at: bytes.length, code: 'truncated', rule: 'X.690 §8.1.3', path: ['f'] };
    return { kind: 'bytes', title: 'Bytes', bytes, span, ...(faulty && { fault }) };
  }),
);

const checks: fc.Arbitrary<Part> = fc.record({
  kind: fc.constant('checks' as const),
  title: short,
  chosen: fc.boolean(),
  checks: fc.array(
    fc.record({
      code: fc.constantFrom('validity' as const, 'name-chaining' as const),
      rule,
      depth: fc.nat({ max: 2 }),
      subject: short,
      outcome: fc.constantFrom('pass' as const, 'fail' as const, 'note' as const),
      detail: text,
    }),
    { maxLength: 4 },
  ),
});

const leaf: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ kind: fc.constant('prose' as const), text }),
  fc.record({ kind: fc.constant('facts' as const), title: short, rows: fc.array(fact, { maxLength: 5 }) }),
  raw,
  table,
  checks,
  search,
  points,
);
const leaves = fc.array(leaf, { maxLength: 3 });
const arrow: fc.Arbitrary<Arrow> = fc.record({
  from: fc.constantFrom(0 as const, 1 as const),
  label: text,
  note: text,
  protected: fc.boolean(),
  detail: leaves,
});
const sequence: fc.Arbitrary<Part> = fc.record({
  kind: fc.constant('sequence' as const),
  title: short,
  actors: fc.tuple(text, text),
  arrows: fc.array(arrow, { maxLength: 4 }),
});
const section: fc.Arbitrary<Part> = fc.record({ kind: fc.constant('section' as const), title: text, parts: leaves });

export const exhibit: fc.Arbitrary<Exhibit> = fc.record({
  title: text,
  parts: fc.array(fc.oneof({ arbitrary: leaf, weight: 4 }, sequence, section), { maxLength: 4 }),
});

/** Whether a rendering tells any of the secrets: in any grouping of digits, in decimal too. */
export function tellsSecret(rendering: string): boolean {
  const dense = rendering.replace(/[\s"…]/g, '').toLowerCase();
  return [SECRET, `${SECRET_NUMBER}`].some((secret) => dense.includes(secret));
}
