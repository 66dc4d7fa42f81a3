import { describe, expect, it } from 'vitest';
import {
  anyElement,
  bitString,
  bmpString,
  boolean,
  byteAlignedBitString,
  choice,
  derLength,
  derNode,
  type Element,
  explicit,
  generalizedTime,
  ia5String,
  identifier,
  implicit,
  integer,
  namedBits,
  nullElement,
  numericString,
  octetString,
  oid,
  optional,
  printableString,
  sequence,
  sequenceOf,
  setOf,
  smallInteger,
  tagName,
  tagOf,
  teletexString,
  universalString,
  utcTime,
  utf8String,
  visibleString,
  withDefault,
} from '../../src/asn1/index.ts';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../src/bytes/index.ts';
import { type Codec, DecodeError, decode, EncodeError, encode } from '../../src/codec/index.ts';

const usage = namedBits('KeyUsage', 'RFC 5280 §4.2.1.3', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
const pair = sequence('Pair', 'RFC 0', {
  first: withDefault(integer, 5n),
  second: optional(implicit(1, octetString)),
  third: optional(explicit(2, boolean)),
});
// biome-ignore lint/suspicious/noExplicitAny: a table of values of every type.
type Row = [name: string, codec: Codec<any>, value: unknown, der: string];

/** Values and encodings; those of X.690's own examples say so. */
const VECTORS: Row[] = [
  ['X.690 §8.2.2: TRUE', boolean, true, '0101ff'],
  ['FALSE', boolean, false, '010100'],
  ['zero', integer, 0n, '020100'],
  ['127', integer, 127n, '02017f'],
  ['128', integer, 128n, '02020080'],
  ['-128', integer, -128n, '020180'],
  ['-129', integer, -129n, '0202ff7f'],
  ['-1', integer, -1n, '0201ff'],
  ['2^64', integer, 1n << 64n, '0209010000000000000000'],
  ['a version', smallInteger(0, 2), 2, '020102'],
  [
    'X.690 §8.6.4.2: 0A3B5F291CD',
    bitString,
    { unusedBits: 4, bytes: hexToBytes('0a3b5f291cd0') },
    '0307040a3b5f291cd0',
  ],
  ['bytes as bits', byteAlignedBitString, hexToBytes('8001'), '0303008001'],
  ['X.690 §8.8.2: NULL', nullElement, null, '0500'],
  ['X.690 §8.19.5: {2 100 3}', oid, '2.100.3', '0603813403'],
  ['rsadsi', oid, '1.2.840.113549', '06062a864886f70d'],
  ['0.39', oid, '0.39', '060127'],
  ['2.47', oid, '2.47', '06017f'],
  ['2.48', oid, '2.48', '06028100'],
  [
    'an arc made from a UUID',
    oid,
    '2.25.340282366920938463463374607431768211455',
    '0614698383ffffffffffffffffffffffffffffffff7f'.replace('8383ffff', '83ffffff'),
  ],
  ['no named bits', usage, [], '030100'],
  ['bit 0', usage, ['a'], '03020780'],
  ['bits 5 and 6', usage, ['f', 'g'], '03020106'],
  ['bit 8', usage, ['i'], '0303070080'],
  ['X.690 §8.23.5.4: Jones', ia5String, 'Jones', '16054a6f6e6573'],
  ['UTF-8', utf8String, 'é€𝄞', '0c09c3a9e282acf09d849e'],
  ['printable', printableString, "A'(+,-./:=?", '130b4127282b2c2d2e2f3a3d3f'],
  ['Latin-1', teletexString, 'é', '1401e9'],
  ['two bytes each', bmpString, 'é€', '1e0400e920ac'],
  ['four bytes each', universalString, '𝄞', '1c040001d11e'],
  ['1950', utcTime, new Date('1950-01-01T00:00:00Z'), `170d${bytesToHex(utf8ToBytes('500101000000Z'))}`],
  ['2049', utcTime, new Date('2049-12-31T23:59:59Z'), `170d${bytesToHex(utf8ToBytes('491231235959Z'))}`],
  ['year 0', generalizedTime, new Date('0000-02-29T00:00:00Z'), `180f${bytesToHex(utf8ToBytes('00000229000000Z'))}`],
  ['all defaults', pair, { first: 5n }, '3000'],
  ['all fields', pair, { first: 6n, second: hexToBytes('aa'), third: true }, '300b0201068101aaa2030101ff'],
  ['a set', setOf(integer), [1n, 2n, 2n], '3109020101020102020102'],
  ['a high tag', implicit(201, octetString), hexToBytes('01'), '9f81490101'],
  ['any', anyElement, hexToBytes('bf8148020500'), 'bf8148020500'],
  ['a tree', derNode, { tag: 0x30, children: [{ tag: 5, content: hexToBytes('') }] }, '30020500'],
];

/** What BER allows, or nobody does, and DER does not. */
// biome-ignore lint/suspicious/noExplicitAny: as above.
const REFUSED: [name: string, codec: Codec<any>, der: string, code: string][] = [
  ['a length in more bytes than needed', integer, '02810101', 'length-not-minimal'],
  ['a length with a leading zero', octetString, `0482008a${'00'.repeat(138)}`, 'length-not-minimal'],
  ['an indefinite length', sequenceOf(integer), '30800000', 'indefinite-length'],
  ['a length of five bytes', octetString, '04850000000001aa', 'length-too-large'],
  ['a length past the end', octetString, '0405aabb', 'truncated'],
  ['trailing bytes', integer, '02010100', 'trailing'],
  ['trailing bytes inside', sequence('S', 'RFC 0', { a: integer }), '30050201010500', 'trailing'],
  ['an empty INTEGER', integer, '0200', 'integer-empty'],
  ['an INTEGER with a needless zero', integer, '0202007f', 'integer-not-minimal'],
  ['an INTEGER with needless ones', integer, '0202ff80', 'integer-not-minimal'],
  ['an INTEGER out of range', smallInteger(0, 2), '020103', 'out-of-range'],
  ['TRUE as 1', boolean, '010101', 'boolean-not-canonical'],
  ['BOOLEAN of two bytes', boolean, '0102ffff', 'boolean-length'],
  ['NULL with contents', nullElement, '050100', 'null-not-empty'],
  ['a DEFAULT that is encoded', pair, '3003020105', 'default-encoded'],
  ['fields out of order', pair, '300681018102010b'.replace('81018102010b', '8101aa020106'), 'trailing'],
  ['a field twice', pair, '30068101aa8101aa', 'trailing'],
  ['a constructed OCTET STRING', octetString, '24050403aabbcc', 'unexpected-tag'],
  ['eight unused bits', bitString, '03020800', 'bit-string-not-canonical'],
  ['unused bits of nothing', bitString, '030101', 'bit-string-not-canonical'],
  ['unused bits that are set', bitString, '03020781', 'bit-string-not-canonical'],
  ['a BIT STRING without its first byte', bitString, '0300', 'truncated'],
  ['bits where bytes belong', byteAlignedBitString, '03020780', 'bit-string-not-bytes'],
  ['named bits with zeros at the end', usage, '03020580', 'named-bits-not-canonical'],
  ['named bits that have no name', usage, '0303060040', 'named-bits-not-canonical'],
  ['a SET OF out of order', setOf(integer), '3106020102020101', 'set-not-sorted'],
  ['an empty OID', oid, '0600', 'oid-empty'],
  ['an OID that breaks off', oid, '06022a86', 'oid-truncated'],
  ['an OID arc with a leading zero', oid, '06032a8001', 'oid-not-minimal'],
  ['an OID arc beyond all use', oid, `06162a${'81'.repeat(20)}01`, 'oid-arc-too-large'],
  ['a tag number that fits the short form', implicit(201, octetString), '9f1e0101', 'tag-not-minimal'],
  ['a tag number with a leading zero', derNode, '9f80490101', 'tag-not-minimal'],
  ['a tag number beyond all use', derNode, '9fffffffffff7f00', 'tag-too-large'],
  ['a constructed bit that lies', anyElement, '30', 'truncated'],
  ['UTF-8 that is none', utf8String, '0c02c328', 'string-character'],
  ['UTF-8 longer than needed', utf8String, '0c02c080', 'string-character'],
  ['a surrogate', bmpString, '1e02d800', 'string-character'],
  ['half a character', bmpString, '1e03004100', 'string-length'],
  ['an asterisk in PrintableString', printableString, '13012a', 'string-character'],
  ['a code point beyond Unicode', universalString, '1c0400110000', 'string-character'],
  ['UTCTime without seconds', utcTime, `170b${bytesToHex(utf8ToBytes('5001010000Z'))}`, 'time-form'],
  ['UTCTime with an offset', utcTime, `1711${bytesToHex(utf8ToBytes('500101000000+0100'))}`, 'time-form'],
  ['the 30th of February', utcTime, `170d${bytesToHex(utf8ToBytes('500230000000Z'))}`, 'time-value'],
  ['hour 24', utcTime, `170d${bytesToHex(utf8ToBytes('500101240000Z'))}`, 'time-value'],
  ['a leap second', utcTime, `170d${bytesToHex(utf8ToBytes('161231235960Z'))}`, 'time-value'],
  ['fractions of a second', generalizedTime, `1811${bytesToHex(utf8ToBytes('20500101000000.5Z'))}`, 'time-form'],
];

describe('vectors', () => {
  it.each(VECTORS)('%s', (_, codec, value, der) => {
    expect(bytesToHex(encode(codec, value))).toBe(der);
    expect(decode(codec, hexToBytes(der))).toEqual(value);
  });

  it.each([
    [0x30, 'SEQUENCE'],
    [0x05, 'NULL'],
    [0xa3, '[3]'],
    [tagOf(0x60, 7), '[APPLICATION 7]'],
    [tagOf(0x80, 201), '[201]'],
    [0xc1, '[PRIVATE 1]'],
  ])('tag %i is called %s', (tag, name) => expect(tagName(tag)).toBe(name));
});

describe('properties', () => {
  it('writes and reads integers alike on both sides of every bound', () => {
    for (const bits of [7n, 8n, 31n, 32n, 39n, 40n, 46n, 47n, 48n, 53n, 63n, 64n, 255n, 256n, 257n]) {
      for (const near of [-2n, -1n, 0n, 1n, 2n]) {
        for (const value of [2n ** bits + near, -(2n ** bits) + near]) {
          const der = encode(integer, value);
          expect(decode(integer, der)).toBe(value);
          const bytes = BigInt(der.length - 2);
          expect(BigInt.asIntN(Number(8n * bytes), value)).toBe(value);
          expect(BigInt.asIntN(Number(8n * (bytes - 1n)), value)).not.toBe(value);
          expect(BigInt(`0x${bytesToHex(der.subarray(2))}`)).toBe(BigInt.asUintN(Number(8n * bytes), value));
        }
      }
    }
  });

  it.each(Array.from({ length: 70 }, (_, length) => length).concat(4095, 4096, 4097, 8200))(
    'writes and reads texts of %i characters alike',
    (length) => {
      const text = Array.from({ length }, (_, i) => String.fromCharCode(0x30 + (i % 10))).join('');
      for (const of of [printableString, numericString, ia5String, visibleString, utf8String, teletexString]) {
        const der = encode(of, text);
        expect(bytesToHex(der.subarray(der.length - length))).toBe(bytesToHex(utf8ToBytes(text)));
        expect(decode(of, der)).toBe(text);
        if (length === 0) continue;
        der[der.length - 1] = 0xff;
        if (of === teletexString) expect(decode(of, der)).toBe(`${text.slice(0, -1)}ÿ`);
        else expect(() => decode(of, der)).toThrowError(expect.objectContaining({ code: 'string-character' }));
      }
    },
  );
});

describe('misuse', () => {
  it.each(REFUSED)('refuses to read %s', (_, codec, der, code) => {
    expect(() => decode(codec, hexToBytes(der))).toThrowError(expect.objectContaining({ name: 'DecodeError', code }));
  });

  const text = choice('Text', 'RFC 0', { utf8: utf8String, ia5: ia5String });
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  const unwritable: [name: string, codec: Codec<any> | Element<any>, value: unknown, code: string][] = [
    ['no bigint', integer, 1, 'wrong-type'],
    ['no boolean', boolean, 1, 'wrong-type'],
    ['no text', utf8String, 1, 'wrong-type'],
    ['a lone surrogate', utf8String, '\ud800', 'string-character'],
    ['an underscore in PrintableString', printableString, 'a_b', 'string-character'],
    ['non-ASCII in IA5String', ia5String, 'é', 'string-character'],
    ['an OID of one arc', oid, '1', 'oid-syntax'],
    ['an OID with a leading zero', oid, '1.02', 'oid-syntax'],
    ['an OID of no tree', oid, '3.1', 'oid-syntax'],
    ['an OID with a second arc too large', oid, '1.40', 'oid-first-arcs'],
    ['UTCTime after 2049', utcTime, new Date('2050-01-01T00:00:00Z'), 'out-of-range'],
    ['GeneralizedTime after 9999', generalizedTime, new Date('+010000-01-01T00:00:00Z'), 'out-of-range'],
    ['an invalid date', utcTime, new Date(Number.NaN), 'wrong-type'],
    ['milliseconds', utcTime, new Date(1), 'time-form'],
    ['unused bits that are set', bitString, { unusedBits: 1, bytes: hexToBytes('01') }, 'bit-string-not-canonical'],
    ['a name twice', usage, ['a', 'a'], 'named-bits-not-canonical'],
    ['a name that is none', usage, ['z'], 'named-bits-not-canonical'],
    ['no alternative', text, { kind: 'bmp', value: 'a' }, 'no-alternative'],
    ['two elements as one', anyElement, hexToBytes('05000500'), 'not-an-element'],
    ['half an element', anyElement, hexToBytes('0401'), 'not-an-element'],
    ['children of a primitive', derNode, { tag: 4, children: [] }, 'wrong-form'],
    ['a number out of range', smallInteger(0, 2), 3, 'out-of-range'],
  ];
  it.each(unwritable)('refuses to write %s', (_, codec, value, code) => {
    expect(() => encode(codec, value)).toThrowError(expect.objectContaining({ code }));
    expect(() => encode(codec, value)).toThrowError(EncodeError);
  });

  it('an alternative that is missing, or that there is none of', () => {
    expect(() => decode(sequence('S', 'RFC 0', { text }), hexToBytes('3000'))).toThrowError(
      expect.objectContaining({ code: 'missing' }),
    );
    expect(() => decode(text, hexToBytes('0500'))).toThrowError(DecodeError);
  });
});

describe('regressions', () => {
  it('reads long strings and OIDs in a few times their room', () => {
    const LENGTH = 4_000_000;
    const der = (tag: number): Uint8Array => {
      const bytes = new Uint8Array(LENGTH + 5).fill(0x41);
      bytes.set([tag, 0x83, LENGTH >> 16, (LENGTH >> 8) & 0xff, LENGTH & 0xff]);
      return bytes;
    };
    const before = process.memoryUsage().heapUsed;
    const texts = [decode(printableString, der(0x13)), decode(oid, der(0x06))];
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(120_000_000);
    expect(texts[0].length).toBe(LENGTH);
    expect(texts[1] === `1.25${'.65'.repeat(LENGTH - 1)}`).toBe(true);
  });

  it('writes no identifier or length that could not be read back', () => {
    for (const tag of [-1, 1.5, 0x1f, 0x3f, 0x100 + 4, 0x1e00 + 0x1f, 2 ** 36 + 0x1f, 5n, 'x']) {
      expect(() => encode(identifier, tag as never)).toThrowError(expect.objectContaining({ code: 'out-of-range' }));
    }
    for (const length of [-1, 1.5, 2 ** 32, 5n, 'x']) {
      expect(() => encode(derLength, length as never)).toThrowError(expect.objectContaining({ code: 'out-of-range' }));
    }
  });

  it('answers with an error of ours whatever it is to write', () => {
    const values = [
      undefined,
      null,
      1,
      1n,
      'x',
      {},
      [],
      Symbol('x'),
      { bytes: null },
      Object.create(Uint8Array.prototype),
    ];
    for (const codec of [derNode, bitString, byteAlignedBitString, octetString, anyElement]) {
      for (const value of values) {
        expect(() => encode<unknown>(codec, value)).toThrowError(expect.objectContaining({ name: 'EncodeError' }));
      }
    }
  });
});
