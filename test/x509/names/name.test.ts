import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../src/codec/index.ts';
import { arbitraryOf } from '../../../src/testing/index.ts';
import {
  ATTRIBUTE_TYPES,
  attributeTexts,
  encodedName,
  formatOneline,
  formatOpensslName,
  formatRfc4514,
  makeName,
  type Name,
  name,
  parseOpensslName,
  parseRfc4514,
  readRequestPem,
  sameName,
} from '../../../src/x509/index.ts';
import { formatReadable } from '../../../src/x509/internal.ts';
import { vectorsOf } from '../../fixtures/drafts.ts';
import { codeOf } from '../../fixtures/key-vectors.ts';

interface NameVector {
  readonly subject: string;
  readonly request: string;
  readonly oneline: string;
  readonly rfc2253: string;
}
const vectors = vectorsOf<NameVector>('x509-names.json');

describe('vectors', () => {
  it.each(vectors)('reads and shows $subject as OpenSSL does', ({ subject, request, oneline, rfc2253 }) => {
    const theirs = readRequestPem(request).subject;
    expect(encode(name, parseOpensslName(subject))).toEqual(new Uint8Array(theirs.bytes));
    expect(formatOneline(theirs.value)).toBe(oneline);
    expect(encode(name, parseRfc4514(rfc2253))).toEqual(new Uint8Array(theirs.bytes));
  });

  it('reads and writes the examples of RFC 4514 §4', () => {
    const texts = [
      'UID=jsmith,DC=example,DC=net',
      'OU=Sales+CN=J.  Smith,DC=example,DC=net',
      'CN=James \\"Jim\\" Smith\\, III,DC=example,DC=net',
      'CN=Before\\0dAfter,DC=example,DC=net',
      'CN=Lu\\C4\\8Di\\C4\\87',
    ];
    const names = texts.map(parseRfc4514);
    expect(attributeTexts(names[2], 'CN')).toEqual(['James "Jim" Smith, III']);
    expect(attributeTexts(names[3], 'CN')).toEqual(['Before\rAfter']);
    expect(names.slice(0, 3).map(formatRfc4514)).toEqual(texts.slice(0, 3));
    expect(names.slice(3).map(formatRfc4514)).toEqual(['CN=Before\\0DAfter,DC=example,DC=net', 'CN=Lučić']);
    const hexadecimal = '1.3.6.1.4.1.1466.0=#04024869';
    expect(formatRfc4514(parseRfc4514(hexadecimal))).toBe(hexadecimal);
  });
});

describe('for people', () => {
  it('letters stay, and what would turn the text round is escaped', () => {
    const one = makeName(['O', 'Übung 例, 𝒳'], ['CN', 'a\u202eb\u2067\u200f\n']);
    expect(formatReadable(one)).toBe('O = "Übung 例, 𝒳", CN = a\\E2\\80\\AEb\\E2\\81\\A7\\E2\\80\\8F\\0A');
    expect(formatReadable(makeName(['CN', '𝒳𝒳']), 8)).toBe('CN = 𝒳');
  });
});

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((value) => [...value].length <= 64);
const attribute = fc.tuple(fc.constantFrom('CN', 'O', 'OU', 'L', 'ST', 'UID', 'title'), text);
const made: fc.Arbitrary<Name> = fc
  .array(fc.array(attribute, { minLength: 1, maxLength: 3 }), { maxLength: 4 })
  .map((rdns) => makeName(...rdns));

describe('properties', () => {
  it('come back from either text as they went', () => {
    fc.assert(
      fc.property(made, (one) => {
        expect(parseOpensslName(formatOpensslName(one))).toEqual(one);
        expect(parseRfc4514(formatRfc4514(one))).toEqual(one);
      }),
    );
  });

  it('round-trip as DER, whatever is in them, and have a text', () => {
    fc.assert(
      fc.property(arbitraryOf(name), (one) => {
        expect(encode(name, decode(name, encode(name, one)))).toEqual(encode(name, one));
        for (const format of [formatOneline, formatOpensslName, formatRfc4514])
          expect(typeof format(one)).toBe('string');
      }),
    );
  });

  it('are the same in either case, with white space that does not count, in either string type', () => {
    const same = (a: Name, b: Name): boolean => sameName(encodedName(a), encodedName(b));
    fc.assert(fc.property(made, (one) => same(one, one)));
    const base = makeName(
      ['O', 'Example Org'],
      [
        ['CN', 'a'],
        ['OU', 'b'],
      ],
    );
    const printable: Name = [
      [{ type: '2.5.4.10', value: { kind: 'printableString', value: '  example   ORG ' } }],
      base[1].toReversed(),
    ];
    expect(same(base, printable)).toBe(true);
    expect(
      same(
        base,
        makeName(
          ['O', 'ExampleOrg'],
          [
            ['CN', 'a'],
            ['OU', 'b'],
          ],
        ),
      ),
    ).toBe(false);
    expect(same(base, makeName(['O', 'Example Org'], ['CN', 'a'], ['OU', 'b']))).toBe(false);
    expect(
      same(
        base,
        makeName(
          [
            ['CN', 'a'],
            ['OU', 'b'],
          ],
          ['O', 'Example Org'],
        ),
      ),
    ).toBe(false);
  });
});

describe('misuse', () => {
  it('refuses values that RFC 5280 has no room for', () => {
    for (const { short, max, string } of ATTRIBUTE_TYPES) {
      if (max === Number.POSITIVE_INFINITY) continue;
      expect(makeName([short, 'a'.repeat(max)])[0][0].value.kind, short).toBe(string);
      expect(
        codeOf(() => makeName([short, 'a'.repeat(max + 1)])),
        short,
      ).toBe('attribute-length');
      expect(
        codeOf(() => makeName([short, ''])),
        short,
      ).toBe('attribute-length');
    }
    expect(codeOf(() => makeName(['C', 'S']))).toBe('attribute-length');
    expect(codeOf(() => makeName(['C', 'Å1']))).toBe('string-character');
    expect(codeOf(() => makeName(['DC', 'å']))).toBe('string-character');
    expect(codeOf(() => makeName(['CN', '\ud800']))).toBe('string-character');
    expect(codeOf(() => makeName(['XX', 'a']))).toBe('attribute-type');
  });

  it('refuses what is no name', () => {
    for (const bad of ['', 'CN=a', '/CN', '/=a', '/CN=a\\', '/CN=a//', '+CN=a']) {
      expect(
        codeOf(() => parseOpensslName(bad)),
        bad,
      ).toBe('name-syntax');
    }
    for (const bad of ['CN', 'CN=a,', ',CN=a', 'CN=a+', 'CN=a\\', 'CN=a\\z', 'CN=a"b', 'CN=a;b', '1=a', 'CN=#0']) {
      expect(
        codeOf(() => parseRfc4514(bad)),
        bad,
      ).not.toBe('nothing thrown');
    }
    expect(codeOf(() => parseRfc4514('CN=\\FF'))).toBe('invalid-utf8');
    expect(parseOpensslName('/')).toEqual([]);
    expect(parseRfc4514('')).toEqual([]);
  });

  it('reads a megabyte of it in linear time', () => {
    const long = ' '.repeat(2 ** 20);
    expect(codeOf(() => parseRfc4514(`CN=${long};`))).toBe('name-syntax');
    expect(codeOf(() => parseRfc4514(`CN=a${long}`))).toBe('nothing thrown');
    expect(codeOf(() => parseOpensslName(`/CN=${long}`))).toBe('attribute-length');
  });
});

describe('regressions', () => {
  it('compares names of a million combining marks, which take the square of their number to sort', () => {
    const of = (text: string) => encodedName([[{ type: '2.5.4.3', value: { kind: 'utf8String', value: text } }]]);
    const marks = '\u0315\u0300'.repeat(500_000);
    expect(sameName(of(`a${marks}`), of(`A${marks}`))).toBe(true);
    expect(sameName(of(`a${marks}`), of(`a${marks}b`))).toBe(false);
    // A character and its marks stay what they are where the marks are few, in whatever order.
    expect(sameName(of('e\u0315\u0301'), of('\u00e9\u0315'))).toBe(true);
    const thirty = '\u0301'.repeat(30);
    expect(sameName(of(`a${thirty}\u0301`), of(`a${thirty}\u034f\u0301`))).toBe(false);
  });

  it('knows the type of a hexadecimal value, or refuses it', () => {
    expect(parseRfc4514('CN=#0C0161')).toEqual(makeName(['CN', 'a']));
    expect(codeOf(() => parseRfc4514('foo=#0C0161'))).toBe('attribute-type');
  });

  it('reads long texts, and refuses longer ones, with nothing but errors of its own', () => {
    const escapes = '\\\\'.repeat(200_000);
    expect(parseRfc4514(`STREET=${escapes}`)[0][0].value.value).toBe('\\'.repeat(200_000));
    expect(parseOpensslName(`/street=${escapes}`)[0][0].value.value).toBe('\\'.repeat(200_000));
    for (const long of ['a'.repeat(20_000_000), '\\a'.repeat(5_000_000)]) {
      expect(codeOf(() => parseOpensslName(`/street=${long}`))).toBe('name-syntax');
      expect(codeOf(() => parseRfc4514(`STREET=${long}`))).toBe('name-syntax');
    }
    for (const f of [parseOpensslName, parseRfc4514]) expect(codeOf(() => f(undefined as never))).toBe('wrong-type');
    expect(codeOf(() => makeName(['CN', 5 as never]))).toBe('wrong-type');
  });
});
