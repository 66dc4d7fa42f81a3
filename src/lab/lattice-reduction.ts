/** Lattice reduction in integers alone (Lenstra, Lenstra and Lovász 1982; Cohen, A Course in Computational Algebraic Number Theory, algorithm 2.6.7). */

/** Reduces the rows of a basis in place, so that the first ones are short.
 * @param basis - independent rows of one length. @returns the number of exchanges. Yields it after each. */
export function* reduceLattice(basis: bigint[][]): Generator<number, number, void> {
  const reduction = new Reduction(basis);
  let exchanges = 0;
  for (let k = 1; k < basis.length; ) {
    reduction.orthogonalise(k);
    reduction.reduce(k, k - 1);
    if (reduction.isOrdered(k)) {
      for (let l = k - 2; l >= 0; l--) reduction.reduce(k, l);
      k++;
    } else {
      reduction.exchange(k);
      yield ++exchanges;
      k = Math.max(1, k - 1);
    }
  }
  return exchanges;
}

/** Cohen's d and λ, which are the Gram–Schmidt coefficients with their denominators cleared. */
class Reduction {
  readonly #b: bigint[][];
  /** d[i + 1] is Cohen's d with index i. */
  readonly #d: bigint[] = [1n];
  readonly #lambda: bigint[][] = [];
  #known = -1;

  constructor(basis: bigint[][]) {
    this.#b = basis;
    this.orthogonalise(0);
  }

  /** Step 2: the coefficients of row k, the first time that it is reached. */
  orthogonalise(k: number): void {
    if (k <= this.#known) return;
    this.#known = k;
    const [d, lambda] = [this.#d, this.#lambda];
    lambda[k] = [];
    for (let j = 0; j <= k; j++) {
      let u = dot(this.#b[k], this.#b[j]);
      for (let i = 0; i < j; i++) u = (d[i + 1] * u - lambda[k][i] * lambda[j][i]) / d[i];
      if (j < k) lambda[k][j] = u;
      else d[k + 1] = u;
    }
  }

  /** Step 3's test, with Lovász' constant 99/100. */
  isOrdered(k: number): boolean {
    const [d, l] = [this.#d, this.#lambda[k][k - 1]];
    return 100n * (d[k + 1] * d[k - 1] + l * l) >= 99n * d[k] * d[k];
  }

  /** Cohen's sub-algorithm RED: subtracts a multiple of row l from row k, so that the absolute value of μ(k,l) is at most 1/2. */
  reduce(k: number, l: number): void {
    const [d, lambda] = [this.#d, this.#lambda];
    const q = rounded(lambda[k][l], d[l + 1]);
    if (q === 0n) return;
    this.#b[k] = this.#b[k].map((value, i) => value - q * this.#b[l][i]);
    lambda[k][l] -= q * d[l + 1];
    for (let i = 0; i < l; i++) lambda[k][i] -= q * lambda[l][i];
  }

  /** Sub-algorithm SWAP: exchanges rows k and k − 1. */
  exchange(k: number): void {
    const [b, d, lambda] = [this.#b, this.#d, this.#lambda];
    [b[k], b[k - 1]] = [b[k - 1], b[k]];
    for (let j = 0; j < k - 1; j++) [lambda[k][j], lambda[k - 1][j]] = [lambda[k - 1][j], lambda[k][j]];
    const l = lambda[k][k - 1];
    const B = (d[k - 1] * d[k + 1] + l * l) / d[k];
    for (let i = k + 1; i <= this.#known; i++) {
      const t = lambda[i][k];
      lambda[i][k] = (d[k + 1] * lambda[i][k - 1] - l * t) / d[k];
      lambda[i][k - 1] = (B * t + l * lambda[i][k]) / d[k + 1];
    }
    d[k] = B;
  }
}

const dot = (u: readonly bigint[], v: readonly bigint[]): bigint => u.reduce((sum, value, i) => sum + value * v[i], 0n);

/** The integer nearest to a / b. @param b - positive. */
function rounded(a: bigint, b: bigint): bigint {
  const twice = 2n * a + b;
  const quotient = twice / (2n * b);
  return twice < 0n && quotient * 2n * b !== twice ? quotient - 1n : quotient;
}
