/** Four ways through the exponent, each reducing by `%` after each multiplication. The reductions beside this file all walk by the
 * fixed window, so that what they cost can be compared. */

/** By bits from the lowest on (HAC algorithm 14.76): squares the base, and multiplies into the result where a bit is one.
 * Cost: t squarings, t/2 multiplications on average. Timing: tells how many bits of the exponent are ones.
 * Lesson: each step shifts the whole exponent, and yet costs nothing beside the squaring; but the result is no small number for long,
 * so that unlike from left to right a small base gains nothing. */
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
 * Cost: t squarings, t/2 multiplications on average. Timing: tells how many bits of the exponent are ones; who can tell a squaring from
 * a multiplication reads them one by one.
 * Lesson: the multiplications are always by the base. For 65537, 17 bits with two ones, it is what there is. */
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
 * Cost: t squarings, t/4 multiplications, and 14 for the table. Timing: depends on the length of the exponent, and on its digits as far
 * as multiplying by one is quicker; which entry of the table is read shows in the cache.
 * Lesson: half of the multiplications of the way by bits are gone, and the rest no longer depends on the bits. */
export function windowPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  return powerByWindows(base % modulus, exponent, 1n % modulus, (x, y) => (x * y) % modulus);
}

/** The walk of HAC algorithm 14.82 with k = 4 over any numbers that can be multiplied.
 * @param one - what multiplies to nothing new. @param multiply - gives a fresh product, or one of its operands. */
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
 * Timing: the order of squarings and multiplications tells a third of the exponent's bits outright and hints at more, which is enough to
 * find some RSA keys, and nearly all with windows of four bits; it has been read from OpenSSL's and Libgcrypt's caches (Percival 2005;
 * Bernstein and others, "Sliding right into disaster", 2017).
 * Lesson: the table holds odd powers only, so that one bit more costs no more table. Fewest multiplications of all, and for that very
 * reason not for secrets. */
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
