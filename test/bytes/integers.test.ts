import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitLength, bytesToHex, i2osp, os2ip } from '../../src/bytes/index.ts';

const code = (code: string) => expect.objectContaining({ name: 'UsageError', code });
const natural = fc.bigInt({ min: 0n, max: 2n ** 300n });

describe('vectors', () => {
  it('writes big-endian, with zeros before', () => {
    expect(bytesToHex(i2osp(0x1234n, 4))).toBe('00001234');
    expect(bytesToHex(i2osp(0n, 2))).toBe('0000');
    expect(bytesToHex(i2osp(0n, 0))).toBe('');
    expect(bytesToHex(i2osp(0xffffn, 2))).toBe('ffff');
    expect(os2ip(new Uint8Array([0, 1, 0]))).toBe(256n);
    expect(os2ip(new Uint8Array(0))).toBe(0n);
  });

  it.each([
    [0n, 0],
    [1n, 1],
    [7n, 3],
    [8n, 4],
    [255n, 8],
    [256n, 9],
    [2n ** 64n - 1n, 64],
    [2n ** 64n, 65],
  ])('%s has %i bits', (value, bits) => expect(bitLength(value)).toBe(bits));
});

describe('properties', () => {
  it('OS2IP undoes I2OSP, at any length that holds the integer', () => {
    fc.assert(
      fc.property(natural, fc.nat(10), (value, spare) => {
        const bytes = i2osp(value, Math.ceil(bitLength(value) / 8) + spare);
        expect(os2ip(bytes)).toBe(value);
        expect(bytes.subarray(0, spare).every((byte) => byte === 0)).toBe(true);
      }),
    );
  });

  it('I2OSP undoes OS2IP', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(i2osp(os2ip(bytes), bytes.length)).toEqual(bytes);
      }),
    );
  });

  it.each([4, 31, 32, 33, 256, 1023, 1024, 1025, 3000])('both go by every way that %i bytes take', (length) => {
    for (const seed of [0, 1, 129]) {
      const bytes = Uint8Array.from({ length }, (_, i) => seed * (7 * i + 1));
      const value = BigInt(`0x${bytesToHex(bytes)}`);
      expect(os2ip(bytes)).toBe(value);
      expect(i2osp(value, length)).toEqual(bytes);
    }
  });

  it('bitLength is the position of the highest one', () => {
    fc.assert(
      fc.property(natural, (value) => {
        expect(bitLength(value)).toBe(value === 0n ? 0 : value.toString(2).length);
      }),
    );
  });
});

describe('misuse', () => {
  it('refuses an integer that does not fit, however little', () => {
    fc.assert(
      fc.property(fc.nat(20), (length) => {
        expect(() => i2osp(256n ** BigInt(length), length)).toThrow(code('out-of-range'));
      }),
    );
  });

  it('refuses negatives, wrong types and wrong lengths', () => {
    expect(() => i2osp(-1n, 1)).toThrow(code('out-of-range'));
    expect(() => bitLength(-1n)).toThrow(code('out-of-range'));
    for (const value of [1, '1', undefined, null]) {
      expect(() => i2osp(value as never, 1)).toThrow(code('wrong-type'));
      expect(() => bitLength(value as never)).toThrow(code('wrong-type'));
    }
    for (const length of [-1, 0.5, 2 ** 40]) expect(() => i2osp(1n, length)).toThrow(code('out-of-range'));
    expect(() => os2ip('01' as never)).toThrow(code('wrong-type'));
  });
});
