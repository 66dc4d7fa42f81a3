import { describe, expect, it } from 'vitest';
import { hexToBytes, UsageError } from '../../../src/bytes/index.ts';
import { flipped } from '../../../src/explorer/edit/flip.ts';

describe('vectors', () => {
  it('the last bit of the content', () => {
    const bytes = hexToBytes('30030101ff');
    expect(flipped(bytes, 4, 5)).toEqual(hexToBytes('fe'));
    expect(flipped(bytes, 2, 5)).toEqual(hexToBytes('0101fe'));
    expect(bytes).toEqual(hexToBytes('30030101ff'));
  });

  it('a field without content has none: its length is not flipped', () => {
    expect(flipped(hexToBytes('0500'), 2, 2)).toBeUndefined();
  });
});

describe('misuse', () => {
  it('places that are not in the bytes', () => {
    for (const [contentStart, end] of [
      [0, 3],
      [2, 1],
      [-1, 1],
    ]) {
      expect(() => flipped(hexToBytes('0500'), contentStart, end)).toThrow(UsageError);
    }
  });
});
