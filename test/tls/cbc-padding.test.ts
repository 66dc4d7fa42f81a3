import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paddingMask, sliceAtSecret } from '../../src/tls/cbc-padding.ts';

/** The same question with branches: RFC 5246 §6.2.3.2 word for word. */
function isPadded(octets: Uint8Array, reserved: number): boolean {
  const length = octets[octets.length - 1];
  if (length + 1 + reserved > octets.length) return false;
  return octets.subarray(octets.length - 1 - length).every((octet) => octet === length);
}

/** Octets that end in a padding, good or nearly so. */
const paddedOctets = fc
  .record({
    content: fc.uint8Array({ maxLength: 300 }),
    length: fc.nat(255),
    flip: fc.option(fc.record({ at: fc.nat(255), by: fc.integer({ min: 1, max: 255 }) })),
  })
  .map(({ content, length, flip }) => {
    const octets = new Uint8Array(content.length + length + 1).fill(length);
    octets.set(content);
    if (flip !== null && flip.at < octets.length) octets[octets.length - 1 - flip.at] ^= flip.by;
    return octets;
  });

describe('properties', () => {
  it('paddingMask says what the definition says', () => {
    fc.assert(
      fc.property(paddedOctets, fc.constantFrom(0, 20, 32), (octets, reserved) => {
        expect(paddingMask(octets, reserved)).toBe(isPadded(octets, reserved) ? 0xffffffff : 0);
      }),
    );
  });

  it('sliceAtSecret is slice', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 33, maxLength: 600 }),
        fc.nat(255),
        fc.constantFrom(20, 32),
        (octets, back, n) => {
          const start = Math.max(0, octets.length - 1 - n - back);
          expect(sliceAtSecret(octets, start, n)).toEqual(octets.slice(start, start + n));
        },
      ),
    );
  });

  it('both at every padding length', () => {
    for (let length = 0; length < 256; length++) {
      const octets = new Uint8Array(40 + 32 + length + 1).fill(length);
      octets.set(Uint8Array.from({ length: 72 }, (_, i) => i ^ 0xa5));
      expect(paddingMask(octets, 32)).toBe(0xffffffff);
      expect(sliceAtSecret(octets, 40, 32)).toEqual(octets.slice(40, 72));
    }
  });
});
