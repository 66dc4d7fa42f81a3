/** Polynomials of degree two at most, over unknown integers, with dyadic coefficients: what a value of a kernel is, exactly. */

/** Monomial to coefficient, in units of 2^−SCALE. A monomial is 0 for 1, v for the unknown v, and PAIR·v + w for the product of two, v ≥ w. */
export type Polynomial = ReadonlyMap<number, bigint>;

const SCALE = 400n;
export const ONE = 1n << SCALE;
const PAIR = 8192;

export const constant = (coefficient: bigint): Polynomial =>
  new Map(coefficient === 0n ? [] : [[0, coefficient * ONE]]);
export const unknown = (id: number): Polynomial => new Map([[id, ONE]]);

/** a + factor·b, where factor is an integer. */
export function addMultiple(a: Polynomial, b: Polynomial, factor: bigint): Polynomial {
  const out = new Map(a);
  for (const [monomial, coefficient] of b) {
    const sum = (out.get(monomial) ?? 0n) + factor * coefficient;
    if (sum === 0n) out.delete(monomial);
    else out.set(monomial, sum);
  }
  return out;
}

/** @throws Error where the product has a higher degree than two, or a coefficient finer than a unit. */
export function product(a: Polynomial, b: Polynomial): Polynomial {
  const out = new Map<number, bigint>();
  for (const [m, c] of a) {
    for (const [n, d] of b) {
      if ((m >= PAIR && n !== 0) || (n >= PAIR && m !== 0)) throw new Error('a product of more than two unknowns');
      const scaled = c * d;
      const coefficient = scaled >> SCALE;
      if (coefficient << SCALE !== scaled) throw new Error('a coefficient is too fine');
      const monomial = m === 0 ? n : n === 0 ? m : PAIR * Math.max(m, n) + Math.min(m, n);
      const sum = (out.get(monomial) ?? 0n) + coefficient;
      if (sum === 0n) out.delete(monomial);
      else out.set(monomial, sum);
    }
  }
  return out;
}

/** Whether 2^w divides every coefficient. */
export function isMultipleOf2(a: Polynomial, w: number): boolean {
  const unit = 1n << (SCALE + BigInt(w));
  for (const coefficient of a.values()) if (coefficient % unit !== 0n) return false;
  return true;
}

/** a with `replacement` in the place of the unknown `id`, which must be in no product. */
export function substitute(a: Polynomial, id: number, replacement: Polynomial, shift: number): Polynomial {
  const coefficient = a.get(id);
  if (coefficient === undefined) return a;
  const out = new Map(a);
  out.delete(id);
  for (const [monomial, c] of replacement) {
    const scaled = coefficient * c;
    const units = SCALE + BigInt(shift);
    const added = scaled >> units;
    if (added << units !== scaled) throw new Error('a coefficient is too fine');
    const sum = (out.get(monomial) ?? 0n) + added;
    if (sum === 0n) out.delete(monomial);
    else out.set(monomial, sum);
  }
  return out;
}
