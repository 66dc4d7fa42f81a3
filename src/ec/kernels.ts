/** The interface of the generated kernels: the functions for all curves use it. */
import type { Limbs } from './limbs.ts';

/** A modulus with n limbs of 24 bits, in Montgomery's form: R = 2^(24·n). */
export interface Modulus {
  readonly n: number;
  /** Bits of the modulus. */
  readonly bits: number;
  /** Its digits in base 2^24, the lowest first: from 0, and balanced. */
  readonly digits: readonly number[];
  readonly balanced: readonly number[];
  /** −m⁻¹ mod 2^24, balanced. */
  readonly minusInverse: number;
  /** The digits of R² mod m. */
  readonly R2: readonly number[];
  /** out = a·b/R mod m, in −m…m − 1 after one carry. Factors may have size 2 (unsigned digits). */
  readonly mul: (out: Limbs, a: Limbs, b: Limbs) => void;
}

/** Jacobian coordinates: x / z², y / z³. z = 0 is the point at infinity, or marks that an addition hit an exceptional case. */
export interface Point {
  readonly x: Limbs;
  readonly y: Limbs;
  readonly z: Limbs;
}

/** Arithmetic on y² = x³ − 3x + b over one prime field. */
export interface CurveKernels {
  readonly field: Modulus;
  readonly order: Modulus;
  /** a² */
  readonly sqr: (out: Limbs, a: Limbs) => void;
  /** a·b − c */
  readonly mulSub: (out: Limbs, a: Limbs, b: Limbs, c: Limbs) => void;
  /** a·b − 3b + c */
  readonly cubic: (out: Limbs, a: Limbs, b: Limbs, c: Limbs) => void;
  /** a·b + c·d modulo the order. */
  readonly mulAddOrder: (out: Limbs, a: Limbs, b: Limbs, c: Limbs, d: Limbs) => void;
  /** 2P. Without exceptions. */
  readonly double: (out: Point, P: Point) => void;
  /** P + (x2, y2). If P is the same point or ∞, the result is wrong, and its z is 0. */
  readonly addAffine: (out: Point, P: Point, x2: Limbs, y2: Limbs) => void;
  /** The differences x2·z² − x and y2·z³ − y of the last `addAffine`, P not ∞. Modulo p, the first is 0 exactly if P = ±(x2, y2), and both are exactly
   * if P = (x2, y2). */
  readonly difference: { readonly x: Limbs; readonly y: Limbs };
  /** Doubles that an affine point takes in a table. */
  readonly entryLength: number;
  readonly pack: (table: Limbs, at: number, x: Limbs, y: Limbs) => void;
  readonly select: (x: Limbs, y: Limbs, table: Limbs, at: number, count: number, index: number) => void;
}
