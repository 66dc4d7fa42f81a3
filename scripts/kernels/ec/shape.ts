/** How an element of a field lies in doubles, and how a product comes back to that form.
 *
 * A limb is a balanced digit, an integer in a double: digits from −2^(w−1) to 2^(w−1), where others have 0 to 2^w − 1. A product of two limbs and
 * a sum of a dozen such products stay below 2^53, where doubles are exact. So a column of products is summed without a carry, and so are
 * sums and differences of elements: (a + b)·(c − d) + e needs one carry, not four. What may be added before a column overflows is a matter of counting (`room`). */

/** One prime, or the order of a group, with its limbs. */
export interface Shape {
  /** The modulus. */
  readonly p: bigint;
  /** Limbs of an element. */
  readonly n: number;
  /** `position[i]`: the power of two that limb i counts; `position[n]`: the bits of them all. */
  readonly position: readonly number[];
  /** Whether a limb holds x_i·2^position[i] rather than x_i: then limbs may be of unequal width, and a carry needs no product. */
  readonly scaled: boolean;
  /** Elements are x·R mod p for an x: 1 where there is no Montgomery reduction. */
  readonly R: bigint;
  /** Where high columns are folded into low ones as they are summed: by this factor. Then there are n columns, else 2n − 1. */
  readonly fold?: number;
  /** Whether the modulus has many digits, so that its multiples fill the columns as a product does. */
  readonly dense: boolean;
  /** The statements that bring the columns `c0`, `c1`, … to the limbs `r0` … `r(n−1)`.
   * @param columns - how many columns a product has already declared.
   * @param plus - what is added to each limb on the way, if anything. */
  readonly reduce: (columns: number, plus: readonly string[]) => string[];
}

/** Bits of a limb where all are of one width. */
export const WIDTH = 24;

/** A number in the shortest form that TypeScript reads as that double. */
export const literal = (x: number): string => {
  const exponential = x.toExponential();
  return Number.isInteger(x) && `${x}`.length <= exponential.length ? `${x}` : exponential;
};

/** x + K − K is x rounded to a multiple of 2^w for |x| < 2^(51+w): a sum that large has no place for smaller bits. */
export const rounder = (w: number): number => 1.5 * 2 ** (52 + w);

/** Balanced digits of x, the lowest first; the last has what is left. */
export function balancedDigits(x: bigint, n: number): number[] {
  return Array.from({ length: n }, (_, i) => {
    const digit = i === n - 1 ? x : BigInt.asIntN(WIDTH, x);
    x = (x - digit) >> BigInt(WIDTH);
    return Number(digit);
  });
}

/** −p⁻¹ mod 2^24, balanced. */
export function minusInverse(p: bigint): number {
  let inverse = p; // right for three bits, and for twice as many after each step of Newton's
  for (let right = 3; right < WIDTH; right *= 2) inverse = BigInt.asUintN(WIDTH, inverse * (2n - p * inverse));
  return Number(BigInt.asIntN(WIDTH, -inverse));
}

const bitsOf = (p: bigint): number => p.toString(2).length;

/** n limbs of 24 bits, for an odd modulus with Montgomery's reduction (Handbook of Applied Cryptography, algorithm 14.32): multiples of p are added that
 * clear the low columns, which are then dropped.
 *
 * If p ≡ −1 (mod 2^24), the digit of the multiple is the column's own remainder; and where p + 1 has few digits, all powers of
 * two (P-256 and P-384: four; P-521: one), the multiple is a few additions. That halves the whole product. */
export function montgomery(p: bigint, n: number): Shape {
  const sparse = BigInt.asUintN(WIDTH, p) === (1n << BigInt(WIDTH)) - 1n;
  const digits = balancedDigits(sparse ? p + 1n : p, n);
  const inverse = minusInverse(p);
  const reduce = (columns: number, plus: readonly string[]): string[] => {
    const declared = new Set(Array.from({ length: columns }, (_, k) => k));
    const s = ['let h: number, q: number;'];
    const add = (k: number, term: string) => {
      s.push(declared.has(k) ? `c${k} += ${term};` : `let c${k} = ${term};`);
      declared.add(k);
    };
    for (let k = 0; k < n; k++) {
      if (sparse) {
        s.push(`h = c${k} + K - K;`, `q = c${k} - h;`);
        add(k + 1, 'h * U');
      } else {
        s.push(`h = c${k} + K - K;`, `q = (c${k} - h) * ${inverse};`, 'h = q + K - K;', 'q -= h;');
        add(k + 1, `(c${k} + q * ${digits[0]}) * U`);
      }
      for (let j = 1; j < n; j++) if (digits[j] !== 0) add(k + j, digits[j] === 1 ? 'q' : `q * ${digits[j]}`);
    }
    for (const [i, term] of plus.entries()) add(n + i, term);
    for (let i = 0; i < n - 1; i++) {
      s.push(`h = c${n + i} + K - K;`, `const r${i} = c${n + i} - h;`);
      add(n + i + 1, 'h * U');
    }
    return [...s, `const r${n - 1} = c${2 * n - 1};`];
  };
  // The highest limb has what is left above the others: elements are below 2^4·p.
  const position = Array.from({ length: n + 1 }, (_, i) => (i < n ? WIDTH * i : Math.min(WIDTH * n, bitsOf(p) + 4)));
  return { p, n, position, scaled: false, R: 1n << BigInt(WIDTH * n), dense: !sparse, reduce };
}

/** For p = 2^bits − c with a small c: n limbs of bits/n bits, some of them one longer, scaled (Bernstein, "Floating-point arithmetic and message
 * authentication", 2004). A high column is folded as it is summed, since 2^bits ≡ c. */
export function pseudoMersenne(bits: number, c: number, n: number): Shape {
  const position = Array.from({ length: n + 1 }, (_, i) => Math.ceil((bits * i) / n));
  const fold = c * 2 ** -bits;
  const reduce = (columns: number, plus: readonly string[]): string[] => {
    const s = [
      'let h: number;',
      ...plus.map((term, i) => `${i < columns ? '' : 'let '}c${i} ${i < columns ? '+' : ''}= ${term};`),
    ];
    for (let i = 0; i < n + 2; i++) {
      const k = i % n;
      const K = literal(rounder(position[k + 1]));
      const carry = k === n - 1 ? `h * ${literal(fold)}` : 'h';
      s.push(`h = c${k} + ${K} - ${K};`, `c${k} -= h;`, `c${(k + 1) % n} += ${carry};`);
    }
    return [...s, ...Array.from({ length: n }, (_, i) => `const r${i} = c${i};`)];
  };
  return { p: (1n << BigInt(bits)) - BigInt(c), n, position, scaled: true, R: 1n, fold, dense: false, reduce };
}

/** How large the sum over the products of |times|·size(left)·size(right) may be so that each column stays below 2^53. An element that was carried is of size 1:
 * its limbs are at most half of their range. A combination is of the size of the sum of its |coefficients|. */
export function room({ n, position, fold, dense }: Shape): number {
  const others = 2 ** 40 + (dense ? n * 2 ** (2 * WIDTH - 2) : 0); // carries, and multiples of p
  let most = 0;
  for (let k = 0; k < (fold === undefined ? 2 * n - 1 : n); k++) {
    const unit = k < n ? position[k] : position[n - 1] + (k - n + 1) * position[1];
    let column = 0;
    for (let i = 0; i < n; i++) {
      const j = fold === undefined ? k - i : (k - i + n) % n;
      if (j < 0 || j >= n) continue;
      column += (i + j === k ? 1 : fold!) * 2 ** (position[i + 1] + position[j + 1] - 2 - unit);
    }
    most = Math.max(most, column);
  }
  return (2 ** 53 - others) / most;
}
