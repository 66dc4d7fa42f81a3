import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ctEq, ctEqual, ctLessThan, ctSelect, ctSelectBytes } from '../../src/bytes/index.ts';

const ALL_ONES = 0xffff_ffff;
const edges = [0, 1, 2, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_fffe, 0xffff_ffff];
const word = fc.oneof(fc.constantFrom(...edges), fc.integer({ min: 0, max: ALL_ONES }));
const mask = fc.constantFrom(0, ALL_ONES);
const pair = fc.nat(20).chain((n) => {
  const side = fc.uint8Array({ minLength: n, maxLength: n });
  return fc.tuple(side, side);
});

describe('vectors', () => {
  it('holds for every pair of edges', () => {
    for (const a of edges) {
      for (const b of edges) {
        expect(ctEq(a, b), `${a} = ${b}`).toBe(a === b ? ALL_ONES : 0);
        expect(ctLessThan(a, b), `${a} < ${b}`).toBe(a < b ? ALL_ONES : 0);
      }
    }
  });
});

describe('properties', () => {
  it('decides as the plain operators do', () => {
    fc.assert(
      fc.property(word, word, mask, (a, b, mask) => {
        expect(ctEq(a, b)).toBe(a === b ? ALL_ONES : 0);
        expect(ctEq(a, a)).toBe(ALL_ONES);
        expect(ctLessThan(a, b)).toBe(a < b ? ALL_ONES : 0);
        expect(ctSelect(mask, a, b)).toBe(mask ? a : b);
      }),
    );
  });

  it('selects and compares byte strings as the plain way does', () => {
    fc.assert(
      fc.property(pair, mask, fc.nat(), ([a, b], mask, at) => {
        const chosen = ctSelectBytes(mask, a, b);
        expect(chosen).toEqual(mask ? a : b);
        expect(chosen.buffer).not.toBe(a.buffer);
        expect(ctEqual(a, b)).toBe(Buffer.compare(a, b) === 0);
        expect(ctEqual(a, a.slice())).toBe(true);
        if (a.length === 0) return;
        const flipped = a.slice();
        flipped[at % a.length] ^= 1 << (at & 7);
        expect(ctEqual(a, flipped)).toBe(false);
        // The longer one first and second: what one lacks must not count as equal.
        for (const shorter of [a.subarray(1), a.subarray(0, -1)]) {
          expect([ctEqual(a, shorter), ctEqual(shorter, a)]).toEqual([false, false]);
        }
      }),
    );
  });
});

describe('misuse', () => {
  it('refuses different lengths to select from', () => {
    expect(() => ctSelectBytes(0, new Uint8Array(1), new Uint8Array(2))).toThrow(
      expect.objectContaining({ code: 'out-of-range' }),
    );
  });
});

describe('regressions', () => {
  it('takes the mask that & of two masks gives, which is signed', () => {
    const [a, b] = [new Uint8Array([1]), new Uint8Array([2])];
    expect(ctSelectBytes(ctEq(1, 1) & ctEq(2, 2), a, b)).toEqual(a);
    expect(ctSelectBytes(ctEq(1, 1) & ctEq(2, 3), a, b)).toEqual(b);
  });

  it('does not call two different texts equal, which XOR would', () => {
    expect(() => ctEqual('secret' as never, 'public' as never)).toThrow(
      expect.objectContaining({ code: 'wrong-type' }),
    );
    expect(() => ctSelectBytes(0, 'secret' as never, 'public' as never)).toThrow(
      expect.objectContaining({ code: 'wrong-type' }),
    );
  });
});
