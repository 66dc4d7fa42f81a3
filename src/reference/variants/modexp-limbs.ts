/** Montgomery's multiplication on limbs in typed arrays. */
import { modInverse } from '../../bigint/index.ts';
import { powerByWindows } from './modexp-exponents.ts';

/** Two products of 26 bits, a limb and a carry are less than 2^53: every sum below is exact in doubles. With 32-bit integers the
 * limbs would have 14 bits, which takes nearly four times as many products. */
const LIMB_BITS = 26;
const b = 2 ** LIMB_BITS;

/** With Montgomery's multiplication over limbs (HAC algorithm 14.36), by windows of four bits: one row of products for each limb of x;
 * each row removes one limb, so that no number has twice the length.
 * Cost: n limbs take n·(n + 1) times two products, two additions and a carry. Timing: as `windowPower`'s, and whether step 3 subtracts.
 * Lesson: it allocates only results, and still takes four times as long as bigint: V8 multiplies 64 by 64 bits with a processor
 * instruction that JavaScript cannot use, and here each step waits for the carry of the previous one.
 * @throws MathError `not-invertible` when the modulus is even. */
export function limbPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const n = Math.ceil(modulus.toString(2).length / LIMB_BITS);
  const R = 1n << BigInt(n * LIMB_BITS);
  const m = limbsOf(modulus, n);
  const mPrime = b - Number(modInverse(modulus, BigInt(b))); // −m^−1 mod b
  const multiply = (x: Float64Array, y: Float64Array): Float64Array => multiplyMontgomery(x, y, m, mPrime);
  const toForm = (x: bigint): Float64Array => limbsOf((x * R) % modulus, n);
  const power = powerByWindows(toForm(base), exponent, toForm(1n), multiply);
  return integerOf(multiply(power, limbsOf(1n, n)));
}

/** x·y·R^−1 mod m (HAC algorithm 14.36), for x and y below m. */
function multiplyMontgomery(x: Float64Array, y: Float64Array, m: Float64Array, mPrime: number): Float64Array {
  const n = m.length;
  // Step 1: one limb more than the modulus has; A < 2m all the way.
  const A = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    const x_i = x[i];
    // Step 2.1: u_i makes the lowest limb of A + x_i·y + u_i·m zero.
    const u_i = lowLimb(lowLimb(A[0] + x_i * y[0]) * mPrime);
    // Step 2.2: A = (A + x_i·y + u_i·m) / b. Where a limb is read its lower neighbour is written: that is the division.
    let carry = (A[0] + x_i * y[0] + u_i * m[0]) / b;
    for (let j = 1; j < n; j++) {
      const sum = A[j] + x_i * y[j] + u_i * m[j] + carry;
      carry = Math.floor(sum / b);
      A[j - 1] = sum - carry * b;
    }
    const sum = A[n] + carry;
    A[n] = Math.floor(sum / b);
    A[n - 1] = sum - A[n] * b;
  }
  // Step 3.
  return subtractOnce(A, m);
}

const lowLimb = (x: number): number => x - Math.floor(x / b) * b;

/** A mod m in as many limbs as m has, for A < 2m. */
function subtractOnce(A: Float64Array, m: Float64Array): Float64Array {
  const difference = new Float64Array(m.length);
  let borrow = 0;
  for (let i = 0; i < m.length; i++) {
    const limb = A[i] - m[i] - borrow;
    borrow = limb < 0 ? 1 : 0;
    difference[i] = limb + borrow * b;
  }
  return A[m.length] < borrow ? A.slice(0, m.length) : difference;
}

/** The `n` limbs of a number, lowest first. */
function limbsOf(value: bigint, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => Number(BigInt.asUintN(LIMB_BITS, value >> BigInt(i * LIMB_BITS))));
}

function integerOf(limbs: Float64Array): bigint {
  return limbs.reduceRight((value, limb) => (value << BigInt(LIMB_BITS)) | BigInt(limb), 0n);
}
