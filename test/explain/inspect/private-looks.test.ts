/** Marks of private keys that are no DER, found wherever they stand, even with a wrong bit. */
import { describe, expect, it } from 'vitest';
import { concat, utf8ToBytes } from '../../../src/bytes/index.ts';
import { holdsKey, isOtherKeyForm } from '../../../src/explain/inspect/private-looks.ts';

const MARKS = ['PRIVATE KEY-----', 'PRIVATE KEY BLOCK-----', '"kty"', '"d":"', '"d": "', 'openssh-key-v1'].map(
  utf8ToBytes,
);

describe('properties', () => {
  it.each(MARKS)('a mark with any one bit wrong, at any place', (mark) => {
    for (const before of [0, 1, 7]) {
      const whole = concat(new Uint8Array(before), mark, new Uint8Array(before));
      expect(isOtherKeyForm(whole)).toBe(true);
      for (let bit = 0; bit < 8 * mark.length; bit++) {
        const damaged = whole.slice();
        damaged[before + (bit >> 3)] ^= 1 << (bit & 7);
        expect(holdsKey(damaged), `${before}, ${bit}`).toBe(true);
        if (mark.length <= 6) continue;
        // Half of the bits of another byte: more than one.
        damaged[before + (((bit >> 3) + 1) % mark.length)] ^= 0xaa;
        expect(isOtherKeyForm(damaged), `${before}, ${bit}`).toBe(false);
      }
    }
  });

  it('a mark that is cut off, and other bytes, are none', () => {
    // Two of the short ones differ in one bit where the shorter one ends.
    for (const mark of MARKS.filter(({ length }) => length > 6))
      expect(isOtherKeyForm(mark.subarray(0, -1))).toBe(false);
    expect(isOtherKeyForm(new Uint8Array(1000).fill(0x30))).toBe(false);
    expect(isOtherKeyForm(new Uint8Array())).toBe(false);
  });
});
