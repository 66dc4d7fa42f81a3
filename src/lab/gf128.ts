/** The field of 2^128 elements as GCM writes it (SP 800-38D §6.3), and roots of polynomials over it. */
import { os2ip, type Random } from '../bytes/index.ts';

/** A block, read as a big-endian number: its first bit is the coefficient of 1. */
export type Element = bigint;
/** Coefficients from the highest power down; the first is not zero. */
type Polynomial = readonly Element[];

const R = 0xe1n << 120n;
/** The element 1. */
export const ONE: Element = 1n << 127n;

/** SP 800-38D §6.3, algorithm 1. */
export function multiply(X: Element, Y: Element): Element {
  let Z = 0n;
  let V = Y;
  for (let i = 127n; i >= 0n; i--) {
    if ((X >> i) & 1n) Z ^= V;
    V = V & 1n ? (V >> 1n) ^ R : V >> 1n;
  }
  return Z;
}

/** X^(2^128 − 2): Fermat's little theorem. */
function inverse(X: Element): Element {
  let power = X;
  let result = ONE;
  for (let i = 1; i < 128; i++) {
    power = multiply(power, power);
    result = multiply(result, power);
  }
  return result;
}

/** The roots in the field of a polynomial (Cantor and Zassenhaus 1981): first the product of its linear factors, the common divisor with
 * x^(2^128) − x; then that is split by traces of random elements. */
export function rootsOf(coefficients: Polynomial, random: Random): Element[] {
  const f = monic(trimmed(coefficients));
  if (f.length < 2) return [];
  const X: Polynomial = [ONE, 0n];
  let power = X;
  for (let i = 0; i < 128; i++) power = remainder(squared(power), f);
  return split(commonDivisor(f, trimmed(sum(power, X))), random);
}

/** The roots of a product of different linear factors. */
function split(f: Polynomial, random: Random): Element[] {
  if (f.length < 2) return [];
  if (f.length === 2) return [f[1]];
  for (;;) {
    // The trace of δ·x is 0 for one half of the field and 1 for the other.
    const delta = os2ip(random.bytes(16));
    let term: Polynomial = remainder([delta, 0n], f);
    let trace = term;
    for (let i = 1; i < 128; i++) {
      term = remainder(squared(term), f);
      trace = sum(trace, term);
    }
    const factor = commonDivisor(f, trimmed(trace));
    if (factor.length > 1 && factor.length < f.length)
      return [...split(factor, random), ...split(quotient(f, factor), random)];
  }
}

function trimmed(f: Polynomial): Polynomial {
  const start = f.findIndex((coefficient) => coefficient !== 0n);
  return start < 0 ? [] : f.slice(start);
}

function monic(f: Polynomial): Polynomial {
  if (f.length === 0) return f;
  const by = inverse(f[0]);
  return f.map((coefficient) => multiply(coefficient, by));
}

function sum(a: Polynomial, b: Polynomial): Polynomial {
  const length = Math.max(a.length, b.length);
  return trimmed(Array.from({ length }, (_, i) => (a[i - length + a.length] ?? 0n) ^ (b[i - length + b.length] ?? 0n)));
}

/** In characteristic 2 the square of a sum is the sum of the squares. */
const squared = (f: Polynomial): Polynomial =>
  f.flatMap((coefficient, i) =>
    i + 1 < f.length ? [multiply(coefficient, coefficient), 0n] : [multiply(coefficient, coefficient)],
  );

/** Divides by a monic polynomial. */
function divided(f: Polynomial, by: Polynomial): { quotient: Polynomial; remainder: Polynomial } {
  const rest = [...f];
  const steps = Math.max(0, f.length - by.length + 1);
  for (let i = 0; i < steps; i++) {
    const factor = rest[i];
    if (factor !== 0n) for (let j = 1; j < by.length; j++) rest[i + j] ^= multiply(factor, by[j]);
  }
  return { quotient: rest.slice(0, steps), remainder: trimmed(rest.slice(steps)) };
}
const remainder = (f: Polynomial, by: Polynomial): Polynomial => divided(f, by).remainder;
const quotient = (f: Polynomial, by: Polynomial): Polynomial => divided(f, by).quotient;

function commonDivisor(a: Polynomial, b: Polynomial): Polynomial {
  let [f, g] = [a, monic(b)];
  while (g.length > 0) [f, g] = [g, monic(remainder(f, g))];
  return f;
}
