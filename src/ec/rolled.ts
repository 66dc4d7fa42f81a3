/** The kernels of a field and of its points as loops, for the first calls. The generated kernels are straight-line code of thousands of
 * lines. V8 interprets them until it has compiled them, which takes 0.1 to 0.3 s for P-384 and P-521. A loop is compiled within a few
 * milliseconds. */
import type { CurveKernels, Modulus, Point } from './kernels.ts';
import { createLimbs, type Limbs } from './limbs.ts';

/** x + K − K rounds x to a multiple of 2^24; multiplying by U scales that to the next limb. */
const K = 1.5 * 2 ** 76;
const U = 2 ** -24;

/** Number of calls that all use the loops: about two point multiplications. */
const ALL_ROLLED = 1024;
/** After these, one doubling in this many uses the generated kernel, so that V8 collects type feedback for it. */
const ONE_IN_DOUBLINGS = 16;
/** The same for the other kernels. */
const ONE_IN = 4;
/** Number of such calls; from then on, all use the generated kernel. V8 compiles the largest kernels after about 900 calls. */
const CALLS_TO_KNOW = 1000;

/** The same kernels: at first as loops, then loops and generated code alternate, and finally generated code only. All give the same limbs.
 * Timing: which one is called depends on the number of calls; neither kind branches on a value or reads memory at an index that depends on
 * one. */
export function rolledAtFirst(kernels: CurveKernels): CurveKernels {
  const rolled = new RolledKernels(kernels);
  const isRolled = (): (() => boolean) => rolledCalls(ONE_IN);
  const [mul, sqr, mulSub, cubic, addAffine] = [isRolled(), isRolled(), isRolled(), isRolled(), isRolled()];
  const double = rolledCalls(ONE_IN_DOUBLINGS);
  const generated = kernels.field.mul;
  return {
    ...kernels,
    field: { ...kernels.field, mul: (out, a, b) => (mul() ? rolled.mul(out, a, b) : generated(out, a, b)) },
    sqr: (out, a) => (sqr() ? rolled.mul(out, a, a) : kernels.sqr(out, a)),
    mulSub: (out, a, b, c) => (mulSub() ? rolled.mulSub(out, a, b, c) : kernels.mulSub(out, a, b, c)),
    cubic: (out, a, b, c) => (cubic() ? rolled.cubic(out, a, b, c) : kernels.cubic(out, a, b, c)),
    double: (out, P) => (double() ? rolled.double(out, P) : kernels.double(out, P)),
    addAffine: (out, P, x2, y2) => (addAffine() ? rolled.addAffine(out, P, x2, y2) : kernels.addAffine(out, P, x2, y2)),
  };
}

/** Decides for each call of a kernel whether to use the loop. */
function rolledCalls(oneIn: number): () => boolean {
  const last = ALL_ROLLED + oneIn * CALLS_TO_KNOW;
  let calls = 0;
  return () => calls < last && (++calls < ALL_ROLLED || calls % oneIn !== 0);
}

/** Sums of products modulo p in columns, as scripts/kernels/ec/ describes them, for elements of the same sizes. Every intermediate number
 * equals the one that the generated code computes, so both round in the same places. */
class Columns {
  readonly #n: number;
  readonly #c: Limbs;
  readonly #minusInverse: number;
  readonly #lowest: number;
  /** The other digits of p that are not zero, and their places. */
  readonly #digits: Limbs;
  readonly #places: Uint8Array;

  constructor({ n, balanced, minusInverse }: Modulus) {
    this.#n = n;
    this.#c = createLimbs(2 * n).fill(0);
    this.#minusInverse = minusInverse;
    this.#lowest = balanced[0];
    const places = [...balanced.keys()].filter((i) => i > 0 && balanced[i] !== 0);
    this.#places = Uint8Array.from(places);
    this.#digits = createLimbs(places.length);
    for (const [i, place] of places.entries()) this.#digits[i] = balanced[place];
  }

  /** Adds times·x·y. */
  product(x: Limbs, y: Limbs, times: number): this {
    const c = this.#c;
    const n = this.#n;
    for (let i = 0; i < n; i++) {
      const xi = times * x[i];
      for (let j = 0; j < n; j++) c[i + j] += xi * y[j];
    }
    return this;
  }

  /** Adds times·x to what `reduceTo` gives. */
  plus(x: Limbs, times: number): this {
    for (let i = 0; i < this.#n; i++) this.#c[this.#n + i] += times * x[i];
    return this;
  }

  /** Montgomery's reduction (Handbook of Applied Cryptography, algorithm 14.32), and one carry. The columns are zero afterwards. */
  reduceTo(out: Limbs): void {
    const c = this.#c;
    const n = this.#n;
    const [digits, places, minusInverse, lowest] = [this.#digits, this.#places, this.#minusInverse, this.#lowest];
    for (let k = 0; k < n; k++) {
      let q = (c[k] - (c[k] + K - K)) * minusInverse;
      q -= q + K - K;
      c[k + 1] += (c[k] + q * lowest) * U;
      for (let j = 0; j < places.length; j++) c[k + places[j]] += q * digits[j];
    }
    for (let i = n; i < 2 * n - 1; i++) {
      const h = c[i] + K - K;
      out[i - n] = c[i] - h;
      c[i + 1] += h * U;
    }
    out[n - 1] = c[2 * n - 1];
    for (let i = 0; i < 2 * n; i++) c[i] = 0;
  }
}

class RolledKernels {
  readonly #columns: Columns;
  readonly #difference: { readonly x: Limbs; readonly y: Limbs };
  readonly #work: readonly [Limbs, Limbs, Limbs, Limbs, Limbs, Limbs];

  constructor({ field, difference }: CurveKernels) {
    const element = (): Limbs => createLimbs(field.n);
    this.#columns = new Columns(field);
    this.#difference = difference;
    this.#work = [element(), element(), element(), element(), element(), element()];
  }

  mul(out: Limbs, a: Limbs, b: Limbs): void {
    this.#columns.product(a, b, 1).reduceTo(out);
  }

  mulSub(out: Limbs, a: Limbs, b: Limbs, c: Limbs): void {
    this.#columns.product(a, b, 1).plus(c, -1).reduceTo(out);
  }

  cubic(out: Limbs, a: Limbs, b: Limbs, c: Limbs): void {
    this.#columns.product(a, b, 1).plus(b, -3).plus(c, 1).reduceTo(out);
  }

  /** "dbl-2001-b" of the Explicit-Formulas Database. */
  double(out: Point, P: Point): void {
    const columns = this.#columns;
    const [delta, gamma2, beta4, alpha, rest] = this.#work;
    columns.product(P.z, P.z, 1).reduceTo(delta);
    columns.product(P.y, P.y, 2).reduceTo(gamma2);
    columns.product(P.y, P.z, 2).reduceTo(out.z);
    columns.product(P.x, gamma2, 2).reduceTo(beta4);
    columns.product(P.x, P.x, 3).product(delta, delta, -3).reduceTo(alpha);
    columns.product(alpha, alpha, 1).plus(beta4, -2).reduceTo(out.x);
    subtract(rest, beta4, out.x);
    columns.product(alpha, rest, 1).product(gamma2, gamma2, -2).reduceTo(out.y);
  }

  /** "add-2007-bl" with z2 = 1. */
  addAffine(out: Point, P: Point, x2: Limbs, y2: Limbs): void {
    const columns = this.#columns;
    const { x, y } = this.#difference;
    const [zz, zzz, hh, hhh, v, rest] = this.#work;
    columns.product(P.z, P.z, 1).reduceTo(zz);
    columns.product(zz, P.z, 1).reduceTo(zzz);
    columns.product(x2, zz, 1).plus(P.x, -1).reduceTo(x);
    columns.product(y2, zzz, 1).plus(P.y, -1).reduceTo(y);
    columns.product(x, x, 1).reduceTo(hh);
    columns.product(hh, x, 1).reduceTo(hhh);
    columns.product(P.x, hh, 1).reduceTo(v);
    columns.product(P.z, x, 1).reduceTo(out.z);
    columns.product(y, y, 1).plus(hhh, -1).plus(v, -2).reduceTo(out.x);
    subtract(rest, v, out.x);
    columns.product(y, rest, 1).product(P.y, hhh, -1).reduceTo(out.y);
  }
}

function subtract(out: Limbs, a: Limbs, b: Limbs): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i] - b[i];
}
