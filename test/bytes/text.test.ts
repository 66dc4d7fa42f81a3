import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  base64ToBytes,
  bytesToBase64,
  bytesToHex,
  bytesToUtf8,
  hexToBytes,
  utf8ToBytes,
} from '../../src/bytes/index.ts';
import { anyCharacter } from '../characters.ts';
import { runsOf } from '../property-runs.ts';

const raw = fc.uint8Array({ maxLength: 100 });
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
    expect(bytesToBase64(utf8ToBytes(text))).toBe(encoded);
    expect(bytesToUtf8(base64ToBytes(encoded))).toBe(text);
  });

  it('reads hexadecimal of either case, and writes lower', () => {
    expect(bytesToHex(hexToBytes('00aBCdEF'))).toBe('00abcdef');
  });
});

describe('properties', () => {
  it('agrees with Buffer, both ways', () => {
    fc.assert(
      fc.property(raw, (bytes) => {
        expect(bytesToHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
        expect(hexToBytes(bytesToHex(bytes))).toEqual(bytes);
        expect(bytesToBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(base64ToBytes(bytesToBase64(bytes))).toEqual(bytes);
      }),
    );
  });

  it('accepts no base64 but what it would write itself', () => {
    const character = fc.constantFrom(...'AQgw/+9z=', ' ', '-', '\n');
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 9 }), (text) => {
        const canonical = Buffer.from(text, 'base64').toString('base64') === text;
        if (canonical) expect(bytesToBase64(base64ToBytes(text))).toBe(text);
        else expect(() => base64ToBytes(text)).toThrow(refused('invalid-base64'));
      }),
      runsOf(5),
    );
  });

  it('UTF-8 comes back as it went, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        expect(utf8ToBytes(text)).toEqual(new Uint8Array(Buffer.from(text, 'utf8')));
        expect(bytesToUtf8(utf8ToBytes(text))).toBe(text);
      }),
    );
    expect(bytesToUtf8(utf8ToBytes('\ufeffmark'))).toBe('\ufeffmark');
  });

  it('accepts no bytes as UTF-8 but what it would write itself', () => {
    fc.assert(
      fc.property(raw, (bytes) => {
        const text = Buffer.from(bytes).toString('utf8');
        if (Buffer.compare(Buffer.from(text, 'utf8'), bytes) === 0) expect(bytesToUtf8(bytes)).toBe(text);
        else expect(() => bytesToUtf8(bytes)).toThrow(refused('invalid-utf8'));
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
    expect(() => hexToBytes(text)).toThrow(expect.objectContaining({ code: 'invalid-hex', at }));
  });

  it.each(['Zg', 'Zg=', '=', '====', 'Zm9v=', 'Zh==', 'Zm9=', 'Zm8=Zm8=', 'Zm9v\n', 'Zm-_', 'Zmé='])(
    'refuses the base64 %j',
    (text) => expect(() => base64ToBytes(text)).toThrow(refused('invalid-base64')),
  );

  it.each(['c080', 'eda080', 'f4908080', 'ff', 'e282', '80'])('refuses the UTF-8 %s', (hex) => {
    expect(() => bytesToUtf8(hexToBytes(hex))).toThrow(refused('invalid-utf8'));
  });

  it('refuses a lone surrogate, and says where', () => {
    expect(() => utf8ToBytes('ab\ud800c')).toThrow(expect.objectContaining({ code: 'invalid-utf8', at: 2 }));
    expect(() => utf8ToBytes('\udc00')).toThrow(refused('invalid-utf8'));
  });

  it('refuses wrong types', () => {
    const wrongType = expect.objectContaining({ name: 'UsageError', code: 'wrong-type' });
    for (const f of [hexToBytes, base64ToBytes, utf8ToBytes])
      expect(() => f(new Uint8Array(1) as never)).toThrow(wrongType);
    for (const f of [bytesToHex, bytesToBase64, bytesToUtf8]) expect(() => f('text' as never)).toThrow(wrongType);
  });
});

describe('regressions', () => {
  it('writes a long text in a few times its room, not in forty', () => {
    const raw = new Uint8Array(4_000_000);
    const before = process.memoryUsage().heapUsed;
    const texts = [bytesToHex(raw), bytesToBase64(raw)];
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
    expect(texts.map((text) => text.length)).toEqual([8_000_000, 5_333_336]);
  });
});
