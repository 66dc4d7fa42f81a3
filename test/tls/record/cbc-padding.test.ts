import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paddingMask, sliceAtSecret } from '../../../src/tls/record/cbc-padding.ts';

/** The same question with branches: RFC 5246 §6.2.3.2 word for word. */
function isPadded(bytes: Uint8Array, reserved: number): boolean {
  const length = bytes[bytes.length - 1];
  if (length + 1 + reserved > bytes.length) return false;
  return bytes.subarray(bytes.length - 1 - length).every((byte) => byte === length);
}

/** Bytes that end in a padding, good or nearly so. */
const paddedBytes = fc
  .record({
    content: fc.uint8Array({ maxLength: 300 }),
    length: fc.nat(255),
    flip: fc.option(fc.record({ at: fc.nat(255), by: fc.integer({ min: 1, max: 255 }) })),
  })
  .map(({ content, length, flip }) => {
    const bytes = new Uint8Array(content.length + length + 1).fill(length);
    bytes.set(content);
    if (flip !== null && flip.at < bytes.length) bytes[bytes.length - 1 - flip.at] ^= flip.by;
    return bytes;
  });

describe('properties', () => {
  it('paddingMask says what the definition says', () => {
    fc.assert(
      fc.property(paddedBytes, fc.constantFrom(0, 20, 32), (bytes, reserved) => {
        expect(paddingMask(bytes, reserved)).toBe(isPadded(bytes, reserved) ? 0xffffffff : 0);
      }),
    );
  });

  it('sliceAtSecret is slice', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 33, maxLength: 600 }),
        fc.nat(255),
        fc.constantFrom(20, 32),
        (bytes, back, n) => {
          const start = Math.max(0, bytes.length - 1 - n - back);
          expect(sliceAtSecret(bytes, start, n)).toEqual(bytes.slice(start, start + n));
        },
      ),
    );
  });

  it('both at every padding length', () => {
    for (let length = 0; length < 256; length++) {
      const bytes = new Uint8Array(40 + 32 + length + 1).fill(length);
      bytes.set(Uint8Array.from({ length: 72 }, (_, i) => i ^ 0xa5));
      expect(paddingMask(bytes, 32)).toBe(0xffffffff);
      expect(sliceAtSecret(bytes, 40, 32)).toEqual(bytes.slice(40, 72));
    }
  });
});
