import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Deviation, derNode, diagnose } from '../../src/asn1/index.ts';
import { hexToBytes } from '../../src/bytes/index.ts';
import { decode, encode } from '../../src/codec/index.ts';
import { arbitraryOf } from '../../src/testing/index.ts';
import { name, validity } from '../../src/x509/index.ts';

const bytesOf = (hex: string): Uint8Array => hexToBytes(hex.replaceAll(' ', ''));
/** `offset code clause`, in order. */
const listed = (hex: string): string[] =>
  diagnose(bytesOf(hex)).map(({ at, code, rule }) => `${at} ${code} ${rule.replace('X.690 ', '')}`);

describe('vectors', () => {
  it.each<[what: string, hex: string, ...found: string[]]>([
    ['DER', '30 03 02 01 05'],
    ['an indefinite length', '30 80 02 01 05 00 00', '1 indefinite-length §10.1'],
    ['one in another', '30 80 30 80 05 00 00 00 00 00', '1 indefinite-length §10.1', '3 indefinite-length §10.1'],
    ['one that nothing ends', '30 80 05 00', '1 indefinite-length §10.1', '4 truncated §8.1.3.6'],
    ['one of a primitive', '04 80 00 00', '1 indefinite-length §10.1', '1 indefinite-primitive §8.1.3.2'],
    ['a long form that need not be', '02 81 01 05', '1 length-not-minimal §10.1'],
    ['leading zeros in a length', `04 82 00 80${' 00'.repeat(128)}`, '1 length-not-minimal §10.1'],
    [
      'a reserved length',
      `04 ff${' 00'.repeat(126)} 01 07`,
      '1 length-reserved §8.1.3.5',
      '1 length-not-minimal §10.1',
    ],
    ['a length too large', '30 05 02 01 05', '1 truncated §8.1.3'],
    ['no length', '30', '1 truncated §8.1.3'],
    ['half a length', '30 82 01', '1 truncated §8.1.3'],
    ['half a tag', '1f 81', '2 truncated §8.1.2.4'],
    ['nothing', '', '0 truncated §8.1.1'],
    ['trailing bytes', '05 00 05 00', '2 trailing §8.1.1'],
    ['a high form for a low tag', '9f 1e 00', '0 tag-not-minimal §8.1.2.2'],
    ['a padded high tag', '9f 80 1f 00', '0 tag-not-minimal §8.1.2.4.2'],
    ['a string in segments', '24 04 04 02 01 02', '0 constructed-string §10.2'],
    ['a primitive SEQUENCE', '10 00', '0 wrong-form §8.9.1'],
    ['a constructed INTEGER', '22 03 02 01 01', '0 wrong-form §8.3.1'],
    ['stray end-of-contents', '30 02 00 00', '2 end-of-contents §8.1.5'],
    ['another true', '01 01 01', '2 boolean-not-canonical §11.1'],
    ['a long boolean', '01 02 00 00', '2 boolean-length §8.2.1'],
    ['a padded INTEGER', '02 02 00 7f', '2 integer-not-minimal §8.3.2'],
    ['an empty INTEGER', '02 00', '2 integer-empty §8.3.1'],
    ['a padded ENUMERATED', '0a 02 ff 80', '2 integer-not-minimal §8.3.2'],
    ['a full NULL', '05 01 00', '2 null-not-empty §8.8.2'],
    ['a padded arc', '06 03 55 80 01', '3 oid-not-minimal §8.19.2'],
    ['half an arc', '06 02 55 81', '4 oid-truncated §8.19.2'],
    ['unused bits that are set', '03 02 01 01', '3 bit-string-padding §11.2.1'],
    ['too many unused bits', '03 02 08 00', '2 bit-string-unused-bits §8.6.2.2'],
    ['unused bits of nothing', '03 01 03', '2 bit-string-unused-bits §8.6.2.3'],
    ['an empty BIT STRING', '03 00', '2 bit-string-empty §8.6.2.1'],
    ['an asterisk in a PrintableString', '13 01 2a', '2 string-character X.680 §41.4'],
    ['half a character', '1e 03 00 41 00', '5 string-length X.680 §41.15'],
    ['Latin-1 in UTF-8', '0c 01 e9', '2 string-character §8.23.10'],
    ['a set out of order', '31 06 02 01 02 02 01 01', '5 set-not-sorted §11.6'],
  ])('%s', (_, hex, ...found) => expect(listed(hex)).toEqual(found));

  const timeOf = (tag: number, text: string): string[] => {
    const der = new Uint8Array([tag, text.length, ...new TextEncoder().encode(text)]);
    return diagnose(der).map(({ code, rule }) => `${code} ${rule}`);
  };
  it.each([
    [0x17, '991231235959Z'],
    [0x17, '9912312359Z', 'time-seconds X.690 §11.8.2'],
    [0x17, '991231235959+0100', 'time-zone X.690 §11.8.1'],
    [0x17, '990230000000Z', 'time-value X.680 §47'],
    [0x17, 'yesterday', 'time-form X.680 §47'],
    [0x18, '20991231235959Z'],
    [0x18, '20991231235959.5Z'],
    [0x18, '20991231235959.50Z', 'time-fraction X.690 §11.7.3'],
    [0x18, '20991231235959,5Z', 'time-fraction X.690 §11.7.3'],
    [0x18, '20991231235959', 'time-zone X.690 §11.7.1'],
    [0x18, '2099123123Z', 'time-seconds X.690 §11.7.2'],
    [0x18, '20991231246060Z', 'time-value X.680 §46'],
  ] as [number, string, string?][])('time %s %s', (tag, text, found) =>
    expect(timeOf(tag, text)).toEqual(found === undefined ? [] : [found]),
  );

  it('several at once, each with the elements around it', () => {
    expect(diagnose(bytesOf('30 80 01 01 01 31 06 02 01 02 02 01 01 00 00 ff'))).toEqual<Partial<Deviation>[]>([
      expect.objectContaining({ at: 1, code: 'indefinite-length', path: ['SEQUENCE'] }),
      expect.objectContaining({ at: 4, code: 'boolean-not-canonical', path: ['SEQUENCE', '0 BOOLEAN'] }),
      expect.objectContaining({ at: 10, code: 'set-not-sorted', path: ['SEQUENCE', '1 SET'] }),
      expect.objectContaining({ at: 15, code: 'trailing', path: [] }),
    ]);
  });
});

describe('vectors: inside of strings', () => {
  const inside = (hex: string): string[] =>
    diagnose(bytesOf(hex), { insideStrings: true }).map(({ at, code, path }) => `${at} ${code} ${path.join(', ')}`);

  it('looks there when asked to', () => {
    expect(listed('04 05 30 03 01 01 01')).toEqual([]);
    expect(inside('04 05 30 03 01 01 01')).toEqual(['6 boolean-not-canonical OCTET STRING, in it SEQUENCE, 0 BOOLEAN']);
    expect(inside('03 06 00 31 03 01 01 01')).toEqual(['7 boolean-not-canonical BIT STRING, in it SET, 0 BOOLEAN']);
    expect(inside('04 07 30 80 02 01 05 00 00')).toEqual(['3 indefinite-length OCTET STRING, in it SEQUENCE']);
    expect(inside('04 06 30 81 03 01 01 ff')).toEqual(['3 length-not-minimal OCTET STRING, in it SEQUENCE']);
  });

  it('takes nothing for DER that has not its looks', () => {
    for (const hex of ['04 03 01 01 01', '04 05 30 04 01 01 01', '04 01 30', '04 00', '03 01 00', '04 03 30 82 00']) {
      expect(inside(hex), hex).toEqual([]);
    }
  });
});

describe('properties', () => {
  it('finds nothing in what we write', () => {
    fc.assert(
      fc.property(arbitraryOf(name), arbitraryOf(validity), (whose, when) => {
        expect([encode(name, whose), encode(validity, when)].flatMap((bytes) => diagnose(bytes))).toEqual([]);
      }),
    );
  });

  /** BER, or nearly: random bytes hardly ever are. */
  const nearlyDer = fc
    .tuple(
      arbitraryOf(derNode).map((node) => encode(derNode, node)),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
    )
    .map(([bytes, changes]) => {
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return bytes;
    });

  it('whatever the bytes are: a list, in order, within them; empty only where the codecs take them', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), nearlyDer), (bytes) => {
        const found = diagnose(bytes);
        const offsets = found.map(({ at }) => at);
        expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
        expect(offsets.every((at) => at >= 0 && at <= bytes.length)).toBe(true);
        expect(found.every(({ rule, detail }) => rule !== '' && detail !== '')).toBe(true);
        if (found.length === 0) decode(derNode, bytes);
      }),
    );
  });
});

describe('misuse', () => {
  const codesOf = (bytes: Uint8Array, limits: object): string[] => diagnose(bytes, { limits }).map(({ code }) => code);

  it('keeps to its budgets, and says so', () => {
    const deep = bytesOf('30 06 30 04 30 02 05 00');
    expect(codesOf(deep, { depth: 3 })).toEqual([]);
    expect(codesOf(deep, { depth: 2 })).toEqual(['too-deep']);
    expect(codesOf(deep, { nodes: 4 })).toEqual([]);
    expect(codesOf(deep, { nodes: 3 })).toEqual(['too-many-nodes']);
    expect(codesOf(deep, { bytes: 7 })).toEqual(['too-large']);
  });

  it('takes a megabyte of nested indefinite lengths', () => {
    const deep = new Uint8Array(2 ** 20).map((_, i) => (i % 2 === 0 ? 0x30 : 0x80));
    expect(diagnose(deep).map(({ code }) => code)).toContain('too-deep');
  });

  it('refuses wrong arguments', () => {
    expect(() => diagnose('3000' as never)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
    expect(() => diagnose(new Uint8Array(), { limits: { depth: 0 } })).toThrow(
      expect.objectContaining({ code: 'out-of-range' }),
    );
    expect(() => diagnose(new Uint8Array(), { lax: true } as never)).toThrow(
      expect.objectContaining({ code: 'unknown-option' }),
    );
  });

  it('is called by nothing that verifies', () => {
    const src = resolve(import.meta.dirname, '../../src');
    const callers = ['keys', 'x509', 'tls', 'node', 'kubernetes'].flatMap((room) =>
      readdirSync(join(src, room), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && /\bdiagnose\b/.test(readFileSync(join(src, room, file), 'utf8')))
        .map((file) => join(room, file)),
    );
    expect(callers).toEqual([]);
  });
});
