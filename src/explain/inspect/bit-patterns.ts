/** Byte patterns that are compared bit by bit, so that a damaged byte is still recognised. */

/** Any byte. */
export const ANY = 0x100;
/** A byte with its top bit clear, as a length below 128 is. */
export const SHORT = 0x200;
/** A byte with its top bit set, as the last byte of a length from 128 to 255 is. */
export const TOP = 0x280;

/** A table: it is asked several times about each byte of an input. */
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let bits = byte; bits > 0; bits >>= 1) count += bits & 1;
  return count;
});

/** Number of bits of a byte that are set. */
export const ones = (byte: number): number => ONES[byte];

/** Number of bits in which bytes differ from a pattern at an offset.
 * @returns more than `most` as soon as there are so many. */
export function wrongBits(expected: readonly number[], found: Uint8Array, at: number, most: number): number {
  let count = 0;
  for (let i = 0; i < expected.length && count <= most; i++) {
    const byte = expected[i];
    const mask = byte === ANY ? 0 : byte >= SHORT ? 0x80 : 0xff;
    count += ones((byte ^ found[at + i]) & mask);
  }
  return count;
}
