/** Scalars as digits: little-endian bytes in, small signed numbers out. */

/** Digit `at` of an odd k in base 2^width, where all digits are odd and between −2^width and 2^width (Joye and Tunstall, 2009): k is
 * Σ ±2^i, where bit i + 1 of k gives the sign, and the last term is positive. Sums of m terms cover every odd number up to 2^m − 1, so m
 * can be the bit length of k.
 * @param last - the highest position.
 * @returns B, for the digit 2·B − (2^width − 1). Timing: independent of k. */
export function signedDigit(k: Uint8Array, at: number, width: number, last: number): number {
  const from = at * width + 1;
  let word = 0;
  for (let i = 0; i < 3; i++) word |= (k[(from >> 3) + i] ?? 0) << (8 * i);
  const bits = (word >> (from & 7)) & ((1 << width) - 1);
  return at === last ? bits | (1 << (width - 1)) : bits;
}

/** An odd scalar, and whether it is the order minus the given one. */
export interface OddScalar {
  readonly k: Uint8Array;
  readonly flipped: number;
}

/** k if it is odd, order − k if it is even. Timing: independent of k. */
export function makeOdd(k: Uint8Array, order: Uint8Array): OddScalar {
  const flipped = 1 - (k[0] & 1);
  const odd = new Uint8Array(k.length);
  let borrow = 0;
  for (let i = 0; i < k.length; i++) {
    const difference = order[i] - k[i] - borrow;
    borrow = (difference >> 8) & 1;
    odd[i] = (k[i] & (flipped - 1)) | (difference & -flipped & 255);
  }
  return { k: odd, flipped };
}

/** Width-w non-adjacent form of a public scalar: odd digits, at least w − 1 zeros after each.
 * Timing: depends on k. */
export function nonAdjacentForm(digits: Int8Array, k: Uint8Array, width: number): void {
  digits.fill(0);
  let carry = 0;
  for (let i = 0; i < digits.length; ) {
    const at = i >> 3;
    const word = (((k[at] ?? 0) | ((k[at + 1] ?? 0) << 8)) >> (i & 7)) & ((1 << width) - 1);
    if ((word & 1) === carry) {
      i++;
      continue;
    }
    const digit = word + carry;
    carry = digit >> (width - 1);
    digits[i] = digit - (carry << width);
    i += width;
  }
}

/** 1 if a < b, as little-endian numbers of the same length, else 0. Timing: independent of both. */
export function isBelow(a: Uint8Array, b: Uint8Array): number {
  let borrow = 0;
  for (let i = 0; i < b.length; i++) borrow = ((a[i] - b[i] - borrow) >> 8) & 1;
  return borrow;
}

/** 1 if every byte is zero, else 0. Timing: independent of the bytes. */
export function isZeroBytes(a: Uint8Array): number {
  let any = 0;
  for (let i = 0; i < a.length; i++) any |= a[i];
  return ((any - 1) >> 8) & 1;
}

/** A reversed copy. Also works for a Buffer, whose `slice` shares its memory. */
export function reversed(a: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(a).reverse();
}
