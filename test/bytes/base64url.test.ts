import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64urlToBytes, bytesToBase64url, EncodingError, UsageError } from '../../src/bytes/index.ts';

describe('vectors', () => {
  it('RFC 7515 appendix C', () => {
    expect(bytesToBase64url(Uint8Array.of(3, 236, 255, 224, 193))).toBe('A-z_4ME');
    expect(base64urlToBytes('A-z_4ME')).toEqual(Uint8Array.of(3, 236, 255, 224, 193));
  });
});

describe('properties', () => {
  it('writes what node:buffer writes, and reads it', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = bytesToBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(base64urlToBytes(text)).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it('reads one text for each value: what it reads, it would write', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ABCxyz019-_+/= '), maxLength: 12 });
    fc.assert(
      fc.property(text, (text) => {
        try {
          expect(bytesToBase64url(base64urlToBytes(text))).toBe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(EncodingError);
        }
      }),
    );
  });
});

describe('misuse', () => {
  it('takes no padding, no other alphabet, no bits that are left over', () => {
    for (const text of ['AA==', 'A', 'AAAAA', 'A+A', 'A/A', 'AA\n', 'AB', 'é']) {
      expect(() => base64urlToBytes(text), text).toThrow(EncodingError);
    }
    expect(() => base64urlToBytes(5 as never)).toThrow(UsageError);
    expect(() => bytesToBase64url('x' as never)).toThrow(UsageError);
  });
});
