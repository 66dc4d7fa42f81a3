import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CipherError, padPkcs7, unpadPkcs7 } from '../../src/cipher/index.ts';
import { runsOf } from '../property-runs.ts';

const blockLength = fc.integer({ min: 1, max: 255 });

/** RFC 5652 §6.3, read the plain way. */
function naiveUnpad(padded: Uint8Array, blockLength: number): Uint8Array | undefined {
  const k = padded.at(-1) ?? 0;
  if (k < 1 || k > blockLength || padded.length % blockLength !== 0) return undefined;
  return padded.slice(-k).every((byte) => byte === k) ? padded.slice(0, -k) : undefined;
}

describe('vectors', () => {
  it('pads by one byte at least and one block at most', () => {
    expect([...padPkcs7(new Uint8Array(0), 4)]).toEqual([4, 4, 4, 4]);
    expect([...padPkcs7(new Uint8Array([9]), 4)]).toEqual([9, 3, 3, 3]);
    expect([...padPkcs7(new Uint8Array([9, 9, 9]), 4)]).toEqual([9, 9, 9, 1]);
    expect([...padPkcs7(new Uint8Array([9, 9, 9, 9]), 4)]).toEqual([9, 9, 9, 9, 4, 4, 4, 4]);
  });
});

describe('properties', () => {
  it('takes off what it put on', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), blockLength, (message, blockLength) => {
        const padded = padPkcs7(message, blockLength);
        expect(padded.length % blockLength).toBe(0);
        expect(unpadPkcs7(padded, blockLength)).toEqual(message);
      }),
    );
  });

  it('decides without branches as the plain reading does', () => {
    const bytes = fc.array(fc.nat(6), { minLength: 0, maxLength: 12 });
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 6 }), (bytes, blockLength) => {
        const padded = Uint8Array.from(bytes);
        const expected = naiveUnpad(padded, blockLength);
        if (expected) expect(unpadPkcs7(padded, blockLength)).toEqual(expected);
        else expect(() => unpadPkcs7(padded, blockLength)).toThrow(CipherError);
      }),
      runsOf(10),
    );
  });

  it('refuses any altered byte of a padding, in one way', () => {
    for (let k = 1; k <= 16; k++) {
      for (let at = 0; at < k; at++) {
        const padded = padPkcs7(new Uint8Array(32 - k).fill(0xaa), 16);
        padded[padded.length - 1 - at] ^= 0x80;
        expect(() => unpadPkcs7(padded, 16)).toThrow(
          expect.objectContaining({ code: 'invalid-padding', message: 'invalid-padding' }),
        );
      }
    }
  });
});

describe('misuse', () => {
  it('refuses a block length out of range, and what is no bytes', () => {
    for (const length of [0, 256, 1.5, -1]) {
      expect(() => padPkcs7(new Uint8Array(1), length)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
      expect(() => unpadPkcs7(new Uint8Array(1), length)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
    }
    expect(() => padPkcs7('text' as never, 16)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
    expect(() => unpadPkcs7('text' as never, 16)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
  });
});
