/** Four ways to process the exponent, each reducing with `%` after each multiplication. The variants of reduction in the other files all
 * use the fixed window, so that their costs can be compared. */

/** By bits from the lowest on (HAC algorithm 14.76): squares the base, and multiplies into the result where a bit is one.
 * Cost: t squarings, t/2 multiplications on average. Timing: reveals how many bits of the exponent are ones.
 * Lesson: shifting the whole exponent in each step is cheap compared with the squaring. Unlike from left to right, a small base
 * saves no time, since it grows with each squaring. */
export function rightToLeftPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let A = 1n % modulus;
  let S = base % modulus;
  // Step 2.
  for (let e = exponent; e > 0n; e >>= 1n) {
    if ((e & 1n) === 1n) A = (A * S) % modulus; // Step 2.1
    S = (S * S) % modulus; // Step 2.3
  }
  return A;
}

/** By bits from the highest on (HAC algorithm 14.79): squares the result, and multiplies the base into it where a bit is one.
 * Cost: t squarings, t/2 multiplications on average. Timing: reveals how many bits of the exponent are ones; an attacker who can distinguish squarings from
 * multiplications reads each bit.
 * Lesson: all multiplications are by the base. For the exponent 65537, 17 bits with two ones, it is the best method. */
export function leftToRightPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const g = base % modulus;
  let A = 1n % modulus;
  for (const bit of exponent.toString(2)) {
    A = (A * A) % modulus; // Step 2.1
    if (bit === '1') A = (A * g) % modulus; // Step 2.2
  }
  return A;
}

/** By windows of four bits (HAC algorithm 14.82, k = 4).
 * Cost: t squarings, t/4 multiplications, and 14 for the table. Timing: depends on the length of the exponent, and on its digits, since
 * multiplying by one is faster; the cache reveals which table entry is read.
 * Lesson: it takes half the multiplications of the bitwise methods, and their number no longer depends on the bits. */
export function windowPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  return powerByWindows(base % modulus, exponent, 1n % modulus, (x, y) => (x * y) % modulus);
}

/** HAC algorithm 14.82 with k = 4, for any representation of numbers.
 * @param one - the neutral element. @param multiply - returns a fresh product, or one of its operands. */
export function powerByWindows<T>(g: T, exponent: bigint, one: T, multiply: (x: T, y: T) => T): T {
  // Step 1: g_i = g^i.
  const table = [one];
  for (let i = 1; i < 16; i++) table.push(multiply(table[i - 1], g));
  let A = one;
  // Step 3: in base b = 2^4 the exponent's digits are hexadecimal.
  for (const digit of exponent.toString(16)) {
    for (let i = 0; i < 4; i++) A = multiply(A, A); // Step 3.1
    A = multiply(A, table[Number.parseInt(digit, 16)]); // Step 3.2
  }
  return A;
}

const SLIDING_BITS = 5;

/** By windows of up to five bits that begin and end with a one (HAC algorithm 14.85, k = 5).
 * Cost: t squarings, t/6 multiplications on average, and 16 for the table: zeros between windows are only squared.
 * Timing: the order of squarings and multiplications reveals a third of the exponent's bits directly, and more by deduction. That is enough to
 * find some RSA keys; with windows of four bits, nearly all. Attackers have read this order through the cache from OpenSSL and Libgcrypt
 * (Percival 2005; Bernstein and others, "Sliding right into disaster", 2017).
 * Lesson: the table holds odd powers only, so that a window of one more bit needs no larger table. It takes the fewest multiplications, but
 * their pattern depends on the exponent: it must not be used with secrets. */
export function slidingWindowPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  // Step 1: oddPower[i] = g^(2i + 1).
  const g = base % modulus;
  const square = (g * g) % modulus;
  const oddPower = [g];
  for (let i = 1; i < 2 ** (SLIDING_BITS - 1); i++) oddPower.push((oddPower[i - 1] * square) % modulus);
  const bits = exponent.toString(2);
  let A = 1n % modulus;
  for (let i = 0; i < bits.length; ) {
    if (bits[i] === '0') {
      A = (A * A) % modulus; // Step 3.1
      i++;
      continue;
    }
    // Step 3.2: the longest string of at most k bits that ends with a one.
    const window = bits.slice(i, i + SLIDING_BITS).replace(/0+$/, '');
    for (let j = 0; j < window.length; j++) A = (A * A) % modulus;
    A = (A * oddPower[Number.parseInt(window, 2) >> 1]) % modulus;
    i += window.length;
  }
  return A;
}
