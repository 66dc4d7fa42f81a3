/** Values of the leaves that rooms define by name, which a codec's shape alone does not determine. */
import fc from 'fast-check';
import { derNode, tagOf } from '../asn1/index.ts';
import { encode } from '../codec/index.ts';

const integer = fc.oneof(fc.bigInt({ min: -300n, max: 300n }), fc.bigInt({ min: -(1n << 160n), max: 1n << 160n }));

const arc = fc.oneof(fc.nat({ max: 200 }).map(BigInt), fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }));
const objectIdentifier = fc
  .tuple(
    fc.oneof(
      { withCrossShrink: true },
      fc.tuple(fc.constantFrom('0', '1'), fc.integer({ min: 0, max: 39 }).map(BigInt)),
      fc.tuple(fc.constant('2'), arc),
    ),
    fc.array(arc, { maxLength: 6 }),
  )
  .map(([[top, second], rest]) => [top, second, ...rest].join('.'));

const bitString = fc.tuple(fc.uint8Array({ maxLength: 20 }), fc.integer({ min: 0, max: 7 })).map(([bytes, unused]) => {
  const unusedBits = bytes.length === 0 ? 0 : unused;
  if (bytes.length > 0) bytes[bytes.length - 1] &= 0xff << unusedBits;
  return { unusedBits, bytes };
});

const { node } = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record(
      { tag: fc.constantFrom(2, 4, 5, 12, 0x80, tagOf(0x80, 201)), content: fc.uint8Array({ maxLength: 12 }) },
      { noNullPrototype: true },
    ),
    fc.record(
      {
        tag: fc.constantFrom(0x30, 0x31, 0xa0, tagOf(0x60, 40_000)),
        children: fc.array(tie('node'), { maxLength: 4 }),
      },
      { noNullPrototype: true },
    ),
  ),
}));

/** Texts of the characters in a pattern's class, some of them at its edges. */
const textOf = (unit: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.string({ unit, maxLength: 24 });
const codePoints = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((point) => String.fromCodePoint(point));

const seconds = (from: string, to: string): fc.Arbitrary<Date> =>
  fc.integer({ min: Date.parse(from) / 1000, max: Date.parse(to) / 1000 }).map((second) => new Date(second * 1000));

export const LEAVES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  uint64: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  tag: fc.constantFrom(0x02, 0x30, 0x80, tagOf(0x80, 31), tagOf(0xa0, 300)),
  length: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 2 ** 31 - 1 })),
  any: node.map((value) => encode(derNode, value as never)),
  tree: node,
  BOOLEAN: fc.boolean(),
  INTEGER: integer,
  ENUMERATED: integer,
  NULL: fc.constant(null),
  'BIT STRING': bitString,
  'OBJECT IDENTIFIER': objectIdentifier,
  // Not `unit: 'binary'`: fast-check makes a table of a million code points for it.
  UTF8String: textOf(fc.oneof(codePoints(0, 0x7f), codePoints(0, 0xd7ff), codePoints(0xe000, 0x10ffff))),
  PrintableString: textOf(fc.constantFrom(..."ABZabz019 '()+,-./:=?")),
  NumericString: textOf(fc.constantFrom(...'0123456789 ')),
  IA5String: textOf(codePoints(0, 0x7f)),
  VisibleString: textOf(codePoints(0x20, 0x7e)),
  TeletexString: textOf(codePoints(0, 0xff)),
  BMPString: textOf(fc.oneof(codePoints(0, 0xd7ff), codePoints(0xe000, 0xffff))),
  UniversalString: textOf(fc.oneof(codePoints(0, 0xd7ff), codePoints(0xe000, 0x10ffff))),
  UTCTime: seconds('1950-01-01T00:00:00Z', '2049-12-31T23:59:59Z'),
  GeneralizedTime: seconds('0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z'),
};
