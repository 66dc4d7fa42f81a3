import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, fromHex, fromUtf8, toBase64, toHex, toUtf8 } from '../../src/bytes/index.ts';
import { runsOf } from '../property-runs.ts';

const octets = fc.uint8Array({ maxLength: 100 });
const refused = (code: string) => expect.objectContaining({ name: 'EncodingError', code });

describe('vectors', () => {
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('RFC 4648 §10: BASE64("%s") = "%s"', (text, encoded) => {
    expect(toBase64(toUtf8(text))).toBe(encoded);
    expect(fromUtf8(fromBase64(encoded))).toBe(text);
  });

  it('reads hexadecimal of either case, and writes lower', () => {
    expect(toHex(fromHex('00aBCdEF'))).toBe('00abcdef');
  });
});

describe('properties', () => {
  it('agrees with Buffer, both ways', () => {
    fc.assert(
      fc.property(octets, (bytes) => {
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      }),
    );
  });

  it('accepts no base64 but what it would write itself', () => {
    const character = fc.constantFrom(...'AQgw/+9z=', ' ', '-', '\n');
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 9 }), (text) => {
        const canonical = Buffer.from(text, 'base64').toString('base64') === text;
        if (canonical) expect(toBase64(fromBase64(text))).toBe(text);
        else expect(() => fromBase64(text)).toThrow(refused('invalid-base64'));
      }),
      runsOf(5),
    );
  });

  it('UTF-8 comes back as it went, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(toUtf8(text)).toEqual(new Uint8Array(Buffer.from(text, 'utf8')));
        expect(fromUtf8(toUtf8(text))).toBe(text);
      }),
    );
    expect(fromUtf8(toUtf8('\ufeffmark'))).toBe('\ufeffmark');
  });

  it('accepts no octets as UTF-8 but what it would write itself', () => {
    fc.assert(
      fc.property(octets, (bytes) => {
        const text = Buffer.from(bytes).toString('utf8');
        if (Buffer.compare(Buffer.from(text, 'utf8'), bytes) === 0) expect(fromUtf8(bytes)).toBe(text);
        else expect(() => fromUtf8(bytes)).toThrow(refused('invalid-utf8'));
      }),
    );
  });
});

describe('misuse', () => {
  it.each([
    ['abc', 3],
    ['0g', 1],
    ['0x00', 1],
    ['00 11', 2],
    ['abg', 2],
    ['0é', 1],
    ['١٢', 0],
  ])('refuses the hexadecimal "%s" at %i', (text, at) => {
    expect(() => fromHex(text)).toThrow(expect.objectContaining({ code: 'invalid-hex', at }));
  });

  it.each(['Zg', 'Zg=', '=', '====', 'Zm9v=', 'Zh==', 'Zm9=', 'Zm8=Zm8=', 'Zm9v\n', 'Zm-_', 'Zmé='])(
    'refuses the base64 %j',
    (text) => expect(() => fromBase64(text)).toThrow(refused('invalid-base64')),
  );

  it.each(['c080', 'eda080', 'f4908080', 'ff', 'e282', '80'])('refuses the UTF-8 %s', (hex) => {
    expect(() => fromUtf8(fromHex(hex))).toThrow(refused('invalid-utf8'));
  });

  it('refuses a lone surrogate, and says where', () => {
    expect(() => toUtf8('ab\ud800c')).toThrow(expect.objectContaining({ code: 'invalid-utf8', at: 2 }));
    expect(() => toUtf8('\udc00')).toThrow(refused('invalid-utf8'));
  });

  it('refuses wrong types', () => {
    const wrongType = expect.objectContaining({ name: 'UsageError', code: 'wrong-type' });
    for (const f of [fromHex, fromBase64, toUtf8]) expect(() => f(new Uint8Array(1) as never)).toThrow(wrongType);
    for (const f of [toHex, toBase64, fromUtf8]) expect(() => f('text' as never)).toThrow(wrongType);
  });
});

describe('regressions', () => {
  it('writes a long text in a few times its room, not in forty', () => {
    const octets = new Uint8Array(4_000_000);
    const before = process.memoryUsage().heapUsed;
    const texts = [toHex(octets), toBase64(octets)];
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
    expect(texts.map((text) => text.length)).toEqual([8_000_000, 5_333_336]);
  });
});
