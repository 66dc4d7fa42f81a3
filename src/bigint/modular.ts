/** Arithmetic of residues. Every function accepts any integers, including negative ones, and returns the least non-negative residue.
 * @throws UsageError `wrong-type` for other types. */
import { assertBigint, MathError } from './errors.ts';
import { euclideanSteps, LEADING_BITS } from './lehmer.ts';
import { hasMontgomeryFormat, montgomeryPow, montgomeryPowerOfTwo } from './montgomery.ts';

/** The least non-negative residue of `a` modulo `m`.
 * @throws MathError `modulus` unless `m` is positive. Timing: depends on both sizes. */
export function mod(a: bigint, m: bigint): bigint {
  assertBigint(a, 'a');
  assertBigint(m, 'm');
  if (m <= 0n) throw new MathError('modulus', 'm', 'must be positive', 'HAC §2.4.3');
  const residue = a % m;
  return residue < 0n ? residue + m : residue;
}

/** For exponents of up to this many hexadecimal digits, the table of the windowed method costs more than it saves. */
const SHORT_EXPONENT_DIGITS = 8;
/** For exponents and moduli of fewer hexadecimal digits, converting to limbs costs more than it saves. */
const LIMBS_EXPONENT_DIGITS = 32;
const LIMBS_MODULUS_DIGITS = 17;

/** `base ^ exponent mod m`, by Montgomery's multiplication on limbs where that is quicker: for an odd modulus of 65 to 5824
 * bits and an exponent of at least 125 bits. Otherwise it uses bigint and `%`. Reference implementation: `reference/modexp`.
 * @param exponent - not negative.
 * @throws MathError `modulus` unless `m` is positive; `range` when the exponent is negative.
 * Timing: always depends on the sizes. A short exponent also leaks its value. A longer one, computed with bigint, leaks its digits, since
 * multiplying by one is faster. With limbs, see `montgomeryPow`. Callers with secrets blind the base. */
export function modPow(base: bigint, exponent: bigint, m: bigint): bigint {
  const b = mod(base, m);
  assertBigint(exponent, 'exponent');
  if (exponent < 0n) throw new MathError('range', 'exponent', 'must not be negative', 'HAC §14.6.1');
  if (m === 1n) return 0n;
  const digits = exponent.toString(16);
  if (digits.length <= SHORT_EXPONENT_DIGITS) return squareAndMultiply(b, exponent, m);
  if (digits.length >= LIMBS_EXPONENT_DIGITS && (m & 1n) === 1n) {
    const modulusDigits = m.toString(16).length;
    if (modulusDigits >= LIMBS_MODULUS_DIGITS && hasMontgomeryFormat(4 * modulusDigits)) {
      return b === 2n
        ? montgomeryPowerOfTwo(exponent, m, 4 * modulusDigits)
        : montgomeryPow(b, exponent, m, 4 * modulusDigits);
    }
  }
  return windows(b, digits, m);
}

/** HAC algorithm 14.82, k = 4, over bigint: the exponent's hexadecimal digits, one by one. Division by `%` was measured against
 * Montgomery's and Barrett's reductions over bigint and won (1024 bits: 1.6 against 1.7 and 1.7 ms); a wider window gains 2 %. */
function windows(b: bigint, digits: string, m: bigint): bigint {
  const power = [1n]; // b^0 … b^15
  for (let i = 1; i < 16; i++) power[i] = (power[i - 1] * b) % m;
  let result = 1n;
  for (const digit of digits) {
    for (let i = 0; i < 4; i++) result = (result * result) % m;
    result = (result * power[Number.parseInt(digit, 16)]) % m;
  }
  return result;
}

/** HAC algorithm 14.79: left to right, one squaring for each bit and one multiplication for each one. */
function squareAndMultiply(b: bigint, exponent: bigint, m: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % m;
    if (bit === '1') result = (result * b) % m;
  }
  return result;
}

/** If fewer than 40 bits of the leading digits are left, it pays to extract new leading digits first. */
const FEW_LEADING = 2 ** 40;

/** The inverse of `a` modulo `m` by the extended Euclidean algorithm (HAC algorithm 2.142), several steps at once (algorithm 14.57).
 * @throws MathError `modulus` unless `m` is positive; `not-invertible` when `a` and `m` share a factor. Modulo one, the inverse is zero.
 * Timing: depends on both values; callers with secrets blind them. */
export function modInverse(a: bigint, m: bigint): bigint {
  // Invariant: r0 ≡ t0·a and r1 ≡ t1·a (mod m).
  let [r0, r1] = [m, mod(a, m)];
  let [t0, t1] = [0n, 1n];
  let bits = 4 * m.toString(16).length; // at least those of r0
  while (r1 !== 0n) {
    const shift = Math.max(0, bits - LEADING_BITS);
    const leading = Number(r0 >> BigInt(shift));
    if (shift > 0 && leading < FEW_LEADING) {
      bits = shift + (leading === 0 ? 0 : Math.floor(Math.log2(leading)) + 1);
      continue;
    }
    const steps = euclideanSteps(leading, Number(r1 >> BigInt(shift)));
    if (steps !== undefined) {
      const [A, B, C, D] = steps;
      [r0, r1] = [A * r0 + B * r1, C * r0 + D * r1];
      [t0, t1] = [A * t0 + B * t1, C * t0 + D * t1];
    } else {
      const q = r0 / r1;
      [r0, r1] = [r1, r0 - q * r1];
      [t0, t1] = [t1, t0 - q * t1];
    }
  }
  if (r0 !== 1n) throw new MathError('not-invertible', 'a', 'shares a factor with the modulus', 'HAC fact 2.119');
  return mod(t0, m);
}

/** The greatest common divisor, never negative; `gcd(0, 0) = 0`. Timing: depends on both values. */
export function gcd(a: bigint, b: bigint): bigint {
  assertBigint(a, 'a');
  assertBigint(b, 'b');
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The least common multiple, never negative; zero when either is zero. Timing: depends on both values. */
export function lcm(a: bigint, b: bigint): bigint {
  const divisor = gcd(a, b);
  if (a === 0n || b === 0n) return 0n;
  const product = (a / divisor) * b;
  return product < 0n ? -product : product;
}

/** The Jacobi symbol (a/n) by quadratic reciprocity (FIPS 186-5 §B.5).
 * @returns 0 exactly when `a` and `n` share a factor.
 * @throws MathError `range` unless `n` is odd and positive. Timing: depends on both values. */
export function jacobi(a: bigint, n: bigint): -1 | 0 | 1 {
  assertBigint(n, 'n');
  if (n <= 0n || n % 2n === 0n) throw new MathError('range', 'n', 'must be odd and positive', 'FIPS 186-5 §B.5');
  let [x, y] = [mod(a, n), n];
  let sign: -1 | 1 = 1;
  const flip = (): void => void (sign = sign === 1 ? -1 : 1);
  while (x !== 0n) {
    while (x % 2n === 0n) {
      x /= 2n;
      if (y % 8n === 3n || y % 8n === 5n) flip(); // (2/y)
    }
    [x, y] = [y, x];
    if (x % 4n === 3n && y % 4n === 3n) flip(); // reciprocity
    x %= y;
  }
  return y === 1n ? sign : 0;
}

/** The integer part of the square root of `n`, by Newton's iteration from above.
 * @throws MathError `range` when `n` is negative. Timing: depends on the size, slightly on the value. */
export function integerSqrt(n: bigint): bigint {
  assertBigint(n, 'n');
  if (n < 0n) throw new MathError('range', 'n', 'must not be negative', 'FIPS 186-5 §B.4');
  if (n < 2n) return n;
  // 2^⌈bits/2⌉ exceeds the root; from there the iteration decreases until it reaches the root.
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}
