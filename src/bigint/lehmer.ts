/** Lehmer's step for Euclid's algorithm (HAC algorithm 14.57; Knuth, TAOCP 4.5.2 algorithm L): most quotients depend on the leading digits
 * alone, so about a dozen quotients are computed with doubles before the long numbers are updated once. */

/** Bits of the leading digits: those that a double holds exactly. */
export const LEADING_BITS = 53;

/** Several steps of Euclid's algorithm as a matrix [A, B, C, D]: (r, s) becomes (A·r + B·s, C·r + D·s). */
export type EuclideanSteps = readonly [A: bigint, B: bigint, C: bigint, D: bigint];

/** The steps for the pair r >= s, as far as x = ⌊r / 2^k⌋ and y = ⌊s / 2^k⌋ determine them, for any k.
 * @param x - below 2^53. @param y - at most `x`. @returns undefined if they do not determine the first quotient.
 * Source: the condition is Jebelean's (1993), which takes one division where HAC's step 3.2 compares two.
 * Timing: depends on both values. */
export function euclideanSteps(x: number, y: number): EuclideanSteps | undefined {
  let [A, B, C, D] = [1, 0, 0, 1];
  while (y !== 0) {
    const quotient = Math.floor(x / y); // exact: the quotient of two integers below 2^53 rounds to no integer above it
    const remainder = x - quotient * y;
    const [E, F] = [A - quotient * C, B - quotient * D];
    // |F| >= |E| and |D| >= |C|, as x >= y. So the remainders of r and s lie within |F|·2^k of those of x and y: if
    // this holds, they are in the same order, and the quotient is right.
    if (remainder < Math.abs(F) || y - remainder < Math.abs(F) + Math.abs(D)) break;
    [x, y] = [y, remainder];
    [A, B, C, D] = [C, D, E, F];
  }
  return B === 0 ? undefined : [BigInt(A), BigInt(B), BigInt(C), BigInt(D)];
}
