/** Characters for texts of tests. */
import fc from 'fast-check';

const codePoints = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((point) => String.fromCodePoint(point));

/** Any character of Unicode but surrogates, a half of them ASCII. fast-check's own `unit: 'binary'` makes a table of a million code
 * points, which takes a second and 100 MB in each process of tests. */
export const anyCharacter: fc.Arbitrary<string> = fc.oneof(
  codePoints(0, 0x7f),
  codePoints(0x80, 0xd7ff),
  codePoints(0xe000, 0x10ffff),
);
