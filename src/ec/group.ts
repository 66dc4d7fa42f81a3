/** Points of a curve y² = x³ − 3x + b of prime order, and three ways to multiply them: a window and a comb for secret scalars, and
 * interleaved windows for public ones. Scalars are little-endian bytes. */
import type { CurveKernels, Point } from './kernels.ts';
import { copyLimbs, createLimbs, type Limbs, moveIf, negateIf } from './limbs.ts';
import { ModularField } from './modular.ts';
import { makeOdd, nonAdjacentForm, type OddScalar, signedDigit } from './scalars.ts';

/** Bits per digit for secret multiples of any point. */
export const WINDOW = 5;
/** Bits per digit of the comb, which has a table of 32 odd multiples for each position. */
export const COMB = 6;
/** Widths of the non-adjacent forms of public scalars: of the generator, once its table pays, and of any other point. */
export const NAF_GENERATOR = 8;
export const NAF_POINT = 5;

/** For each position i the affine odd multiples 1, 3, 5, … of 2^(w·i)·P, in the form that `select` reads; the sign is applied after the look-up. What is
 * called a comb here is fixed-base windowing (Guide to ECC, §3.3.2) with signed odd digits. */
export type Comb = Limbs;

/** An affine point with the negative of its y, for quick lookups by public digits. */
export interface OddMultiple {
  readonly x: Limbs;
  readonly y: Limbs;
  readonly minusY: Limbs;
}
export type OddMultiples = readonly OddMultiple[];

/** u·P, where `digits` are those of u and `table` has the odd multiples of P. */
interface PublicTerm {
  readonly table: OddMultiples;
  readonly digits: Int8Array;
}

/** u·P (or −u·P, if that is odd) from the comb of P. */
interface CombTerm extends OddScalar {
  readonly comb: Comb;
}

export class Group {
  readonly field: ModularField;
  readonly order: ModularField;
  readonly kernels: CurveKernels;

  /** Positions of the comb. They end at the order's highest bit, so that only the last addition can hit an exceptional case. */
  readonly positions: number;
  readonly #windows: number;
  readonly #doubled: Point;
  readonly #x: Limbs;
  readonly #y: Limbs;
  readonly #digits: readonly [Int8Array, Int8Array];

  constructor(kernels: CurveKernels) {
    this.kernels = kernels;
    this.field = new ModularField(kernels.field);
    this.order = new ModularField(kernels.order);
    const { bits } = kernels.order;
    this.positions = Math.ceil(bits / COMB);
    this.#windows = Math.ceil(bits / WINDOW);
    this.#doubled = this.point();
    this.#x = this.field.element();
    this.#y = this.field.element();
    this.#digits = [new Int8Array(bits + 1), new Int8Array(bits + 1)];
  }

  point(): Point {
    const { field } = this;
    return { x: field.element(), y: field.element(), z: field.element() };
  }

  setAffine(out: Point, x: Limbs, y: Limbs): void {
    copyLimbs(out.x, x);
    copyLimbs(out.y, y);
    copyLimbs(out.z, this.field.one);
  }

  // ---- secret scalars

  /** k·Q for an affine Q, k in 1…N − 1: signed windows without a zero digit, so that no step is skipped and none adds infinity.
   *
   * Each addition is of 2^w·S and a digit d, where S, the value of the higher digits, is positive and odd. So |d| < 2^w ≤ 2^w·S: the two are not equal as
   * numbers, nor opposite. Before the last addition this also holds modulo N, as 2^w·S + |d| < N while at least w bits of k remain. At the
   * last addition, 2^w·S + d = k. The two would be opposite only for k ≡ 0; but they are equal for k ≡ 2d, which is k = N − 2|d|: a
   * doubling, which `#addLast` handles.
   * Timing: one sequence of operations, table entries read as a whole. */
  multiply(out: Point, Q: Point, scalar: Uint8Array): void {
    const { kernels } = this;
    const { k, flipped } = makeOdd(scalar, this.order.bytes);
    const count = 1 << (WINDOW - 1);
    const table = createLimbs(count * kernels.entryLength);
    this.#pack(table, 0, this.#oddMultiples(Q, count));
    const last = this.#windows - 1;
    for (let at = last; at >= 0; at--) {
      this.#select(table, 0, signedDigit(k, at, WINDOW, last), WINDOW);
      if (at === last) {
        this.setAffine(out, this.#x, this.#y);
        continue;
      }
      for (let j = 0; j < WINDOW; j++) kernels.double(out, out);
      if (at > 0) kernels.addAffine(out, out, this.#x, this.#y);
      else this.#addLast(out);
    }
    negateIf(out.y, flipped);
  }

  /** k·P from the comb of P, k in 1…N − 1: a digit for each position, no doublings.
   *
   * Each addition is of S, the value of the lower digits, and d·2^(w·i). S is odd and |S| < 2^(w·i) ≤ |d·2^(w·i)|: the two are not equal as numbers, nor
   * opposite. Before the last position this also holds modulo N, as |S| + |d·2^(w·i)| < 2^(w·(i+1)) < N. At the last position, S +
   * d·2^(w·i) = k. The two would be opposite only for k ≡ 0; but they are equal for k ≡ 2d·2^(w·i): a doubling, which `#addLast` handles.
   * Timing: one sequence of operations, table entries read as a whole. */
  multiplyComb(out: Point, comb: Comb, scalar: Uint8Array): void {
    const { kernels, positions } = this;
    const { k, flipped } = makeOdd(scalar, this.order.bytes);
    const size = kernels.entryLength << (COMB - 1);
    for (let at = 0; at < positions; at++) {
      this.#select(comb, at * size, signedDigit(k, at, COMB, positions - 1), COMB);
      if (at === 0) this.setAffine(out, this.#x, this.#y);
      else if (at < positions - 1) kernels.addAffine(out, out, this.#x, this.#y);
      else this.#addLast(out);
    }
    negateIf(out.y, flipped);
  }

  /** (#x, #y) = the multiple 2B − (2^w − 1) from the table of odd multiples at `at`. */
  #select(table: Limbs, at: number, B: number, width: number): void {
    const negative = 1 - (B >> (width - 1));
    const count = 1 << (width - 1);
    const index = (B ^ -negative) & (count - 1); // (|digit| − 1) / 2
    this.kernels.select(this.#x, this.#y, table, at, count, index);
    negateIf(this.#y, negative);
  }

  /** out + (#x, #y), also if they are equal: both the sum and the double are computed, and one is selected. */
  #addLast(out: Point): void {
    const { kernels } = this;
    const doubled = this.#doubled;
    this.setAffine(doubled, this.#x, this.#y);
    kernels.double(doubled, doubled);
    kernels.addAffine(out, out, this.#x, this.#y);
    const same = this.field.isZero(kernels.difference.x);
    moveIf(out.x, doubled.x, same);
    moveIf(out.y, doubled.y, same);
    moveIf(out.z, doubled.z, same);
  }

  // ---- tables

  /** The comb of an affine P: for each position i the odd multiples of 2^(w·i)·P. */
  comb(P: Point): Comb {
    const { kernels, positions } = this;
    const entries = 1 << (COMB - 1);
    const table = createLimbs(positions * entries * kernels.entryLength);
    const base = this.point();
    this.setAffine(base, P.x, P.y);
    for (let at = 0; at < positions; at++) {
      this.#pack(table, at * entries * kernels.entryLength, this.#oddMultiples(base, entries));
      for (let j = 0; j < COMB; j++) kernels.double(base, base);
      this.normalize([base]);
    }
    return table;
  }

  #pack(table: Limbs, at: number, points: readonly Point[]): void {
    for (const [i, { x, y }] of points.entries()) this.kernels.pack(table, at + i * this.kernels.entryLength, x, y);
  }

  /** P, 3P, 5P, …, affine, for an affine P. The additions are done on the isomorphic curve on which 2P = (X, Y, Z) is affine, (X, Y): the formulas of the
   * addition don't depend on the curve's coefficients. No exceptions: jP = ±2P for no odd j below N − 2. */
  #oddMultiples(P: Point, count: number): Point[] {
    const { kernels, field } = this;
    const { mul } = field.modulus;
    const twice = this.point();
    kernels.double(twice, P);
    const zz = field.element();
    kernels.sqr(zz, twice.z);
    const first = this.point();
    mul(first.x, P.x, zz);
    mul(zz, zz, twice.z);
    mul(first.y, P.y, zz);
    copyLimbs(first.z, field.one);
    const multiples = [first];
    for (let j = 1; j < count; j++) {
      const next = this.point();
      kernels.addAffine(next, multiples[j - 1], twice.x, twice.y);
      multiples.push(next);
    }
    for (let j = 0; j < count; j++) mul(multiples[j].z, multiples[j].z, twice.z);
    this.normalize(multiples);
    return multiples;
  }

  /** Normalizes points to z = 1 with a single inversion (Montgomery's trick). None may be infinity.
   * Timing: depends on their number only. */
  normalize(points: readonly Point[]): void {
    const { field, kernels } = this;
    const { mul } = field.modulus;
    // before[i] is the product of the z below i.
    const before = [field.one];
    for (let i = 0; i < points.length; i++) {
      const product = field.element();
      mul(product, before[i], points[i].z);
      before.push(product);
    }
    const [inverse, zi, power] = [field.element(), field.element(), field.element()];
    field.invert(inverse, before[points.length]);
    for (let i = points.length - 1; i >= 0; i--) {
      const { x, y, z } = points[i];
      mul(zi, inverse, before[i]);
      mul(inverse, inverse, z);
      kernels.sqr(power, zi);
      mul(x, x, power);
      mul(power, power, zi);
      mul(y, y, power);
      copyLimbs(z, field.one);
    }
  }

  // ---- public scalars

  /** The odd multiples that `multiplyPublic` looks up for a non-adjacent form of this width: 2^(width − 2) of them. */
  publicMultiples(P: Point, width: number): OddMultiples {
    return this.#oddMultiples(P, 1 << (width - 2)).map(({ x, y }) => {
      const minusY = y.slice();
      negateIf(minusY, 1);
      return { x, y, minusY };
    });
  }

  /** u1·G + u2·Q, by interleaved windows ("Straus's trick") over non-adjacent forms.
   * @returns false for ∞.
   * An addition can hit any exceptional case, since Q may be any multiple of G. It then leaves z = 0, which remains until the end and is checked there;
   * a second pass then checks every addition. Timing: depends on the scalars, which are public.
   * @param G - the generator's multiples, of any width. */
  multiplyPublic(out: Point, G: OddMultiples, u1: Uint8Array, Q: Point, u2: Uint8Array): boolean {
    const [digits1, digits2] = this.#digits;
    nonAdjacentForm(digits1, u1, 2 + Math.log2(G.length));
    nonAdjacentForm(digits2, u2, NAF_POINT);
    const terms = [
      { table: G, digits: digits1 },
      { table: this.publicMultiples(Q, NAF_POINT), digits: digits2 },
    ];
    return this.#interleave(out, terms, false) || this.#interleave(out, terms, true);
  }

  /** u1·G + u2·Q from their combs, without doublings. @returns false for ∞. Timing: depends on the scalars, which are public. */
  multiplyCombs(out: Point, G: Comb, u1: Uint8Array, Q: Comb, u2: Uint8Array): boolean {
    const terms = [
      { comb: G, ...makeOdd(u1, this.order.bytes) },
      { comb: Q, ...makeOdd(u2, this.order.bytes) },
    ];
    return this.#addCombs(out, terms, false) || this.#addCombs(out, terms, true);
  }

  /** @returns false for ∞, and after an exceptional case if `careful` is false. */
  #addCombs(out: Point, terms: readonly CombTerm[], careful: boolean): boolean {
    const { kernels, positions } = this;
    const sum = new Sum(this, out, careful);
    for (let at = 0; at < positions; at++) {
      for (const { comb, k, flipped } of terms) {
        const B = signedDigit(k, at, COMB, positions - 1);
        const negative = 1 - (B >> (COMB - 1));
        const entry = (at << (COMB - 1)) + ((B ^ -negative) & ((1 << (COMB - 1)) - 1));
        kernels.select(this.#x, this.#y, comb, entry * kernels.entryLength, 1, 0);
        negateIf(this.#y, negative ^ flipped);
        sum.add(this.#x, this.#y);
      }
    }
    return sum.isFinite();
  }

  /** @returns as `#addCombs`. */
  #interleave(out: Point, terms: readonly PublicTerm[], careful: boolean): boolean {
    const sum = new Sum(this, out, careful);
    for (let i = this.order.modulus.bits; i >= 0; i--) {
      sum.double();
      for (const { table, digits } of terms) {
        const digit = digits[i];
        if (digit === 0) continue;
        const { x, y, minusY } = table[(digit < 0 ? -digit : digit) >> 1];
        sum.add(x, digit < 0 ? minusY : y);
      }
    }
    return sum.isFinite();
  }
}

/** A sum of public points, initially ∞. Without `careful`, an exceptional case sets z = 0, which then remains; with it, each
 * addition is checked, which would cost a sixth of every verification. */
class Sum {
  readonly #group: Group;
  readonly #out: Point;
  readonly #careful: boolean;
  #infinite = true;

  constructor(group: Group, out: Point, careful: boolean) {
    this.#group = group;
    this.#out = out;
    this.#careful = careful;
  }

  double(): void {
    if (!this.#infinite) this.#group.kernels.double(this.#out, this.#out);
  }

  add(x: Limbs, y: Limbs): void {
    const { kernels, field } = this.#group;
    if (this.#infinite) {
      this.#set(x, y);
      return;
    }
    kernels.addAffine(this.#out, this.#out, x, y);
    if (!this.#careful || field.isZero(kernels.difference.x) === 0) return;
    if (field.isZero(kernels.difference.y) === 0) {
      this.#infinite = true;
      return;
    }
    this.#set(x, y);
    this.double();
  }

  #set(x: Limbs, y: Limbs): void {
    this.#group.setAffine(this.#out, x, y);
    this.#infinite = false;
  }

  /** False if the sum is ∞, or if an addition that was not `careful` met an exceptional case: both leave z = 0. */
  isFinite(): boolean {
    return !this.#infinite && this.#group.field.isZero(this.#out.z) === 0;
  }
}
