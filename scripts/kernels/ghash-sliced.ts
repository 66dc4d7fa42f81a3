/** GHASH's product without any table, 32 blocks at once: bits of many blocks stand side by side in words, as in `aes-bitsliced.ts`, so that a product of
 * two polynomials over GF(2) is ANDs and XORs of words. No index and no branch depends on the subkey or the data.
 *
 * A state is 128 words: word n has the coefficient of x^n of each of 32 blocks. It is cut into 16 digits of 8 coefficients. Karatsuba's rule, four
 * levels deep, makes 81 sums of digits of each factor, then 81 products of two such sums, and of these the digits of the product. */
import { type GeneratedFile, lines, range } from './emit.ts';

const DIGITS = 16;
const DIGIT = 8;
const SUMS = 81;
/** Coefficients of a product of two digits, and digits of a product. */
const WIDE = 2 * DIGIT - 1;
const PRODUCTS = 2 * DIGITS - 1;

/** Statements, each of which gives a new name to an expression. */
class Names {
  readonly statements: string[] = [];
  of(expression: string): string {
    this.statements.push(`const t${this.statements.length} = ${expression};`);
    return `t${this.statements.length - 1}`;
  }
}

/** Of a factor: the sums of the lower half, of the upper half, and of both added. */
function karatsubaSums(digits: readonly string[], names: Names): string[] {
  if (digits.length === 1) return [...digits];
  const [lower, upper] = [digits.slice(0, digits.length / 2), digits.slice(digits.length / 2)];
  const both = lower.map((digit, i) => names.of(`${digit} ^ ${upper[i]}`));
  return [lower, upper, both].flatMap((half) => karatsubaSums(half, names));
}

/** Of a product: (a·X + b)·(c·X + d) = ac·X² + ((a + b)(c + d) + ac + bd)·X + bd.
 * @param next - gives the products of sums in the order of `karatsubaSums`. */
function karatsubaProduct(digits: number, next: () => string, names: Names): string[] {
  if (digits === 1) return [next()];
  const half = digits / 2;
  const [lower, upper, both] = range(3).map(() => karatsubaProduct(half, next, names));
  const middle = both.map((word, i) => names.of(`${word} ^ ${lower[i]} ^ ${upper[i]}`));
  return range(2 * digits - 1).map((i) => {
    const parts = [lower[i], middle[i - half], upper[i - digits]].filter((part) => part !== undefined);
    return parts.length === 1 ? parts[0] : names.of(parts.join(' ^ '));
  });
}

const sums = new Names();
const sumsOfDigits = karatsubaSums(
  range(DIGITS).map((j) => `x${j}`),
  sums,
);
const products = new Names();
const digitsOfProduct = (() => {
  let sum = 0;
  return karatsubaProduct(DIGITS, () => products.of(`C[i + ${WIDE * sum++}]`), products);
})();

/** The coefficient of x^n of the product: digits overlap. */
const coefficient = (n: number): string => {
  const [J, r] = [Math.floor(n / DIGIT), n % DIGIT];
  const parts = [
    J < PRODUCTS ? `D[${WIDE * J + r}]` : '',
    J > 0 && r < DIGIT - 1 ? `D[${WIDE * (J - 1) + r + DIGIT}]` : '',
  ];
  return parts.filter((part) => part !== '').join(' ^ ');
};
/** x^128 = 1 + x + x^2 + x^7. */
const FOLDED = [0, 1, 2, 7];
/** The coefficient of x^(128 + n), with what the highest ones, folded, add to it. */
const upper = (n: number): string =>
  [n, ...FOLDED.map((e) => n + 128 - e)]
    .filter((m, i) => (i === 0 ? m < 127 : m >= 121 && m < 127))
    .map((m) => coefficient(128 + m))
    .join(' ^ ');

/** XORs of all rows of a square of 32 by 32 bits, mirrored at its diagonal: two rows become one, in which the bits of both stand in turn. */
const folded = (() => {
  const names = new Names();
  let rows = range(32).map((i) => `A[from + ${i}]`);
  for (const [j, mask] of [
    [16, '0xffff'],
    [8, '0xff00ff'],
    [4, '0xf0f0f0f'],
    [2, '0x33333333'],
    [1, '0x55555555'],
  ] as const) {
    const half = rows.length / 2;
    rows = range(half).map((i) => {
      const [a, b] = [names.of(rows[i]), names.of(rows[i + half])];
      const [high, low] = [names.of(`${a} ^ (${a} << ${j})`), names.of(`${b} ^ (${b} >>> ${j})`)];
      return names.of(`(${high} & ~${mask}) | (${low} & ${mask})`);
    });
  }
  return { text: names.statements.join('\n'), row: rows[0] };
})();

const TIMING = '* Timing: no branch and no index depends on the subkey or the data.';

export const ghashSliced: GeneratedFile = {
  path: 'src/cipher/generated/ghash-sliced.ts',
  source: 'scripts/kernels/ghash-sliced.ts',
  text: `
/** Karatsuba's sums of a factor: 81 of 8 coefficients.
* @param A - 128 words: word n has the coefficient of x^n of each of 32 blocks. @param E - 648 words.
${TIMING} */
export function ghashSlicedSums(A: Int32Array, E: Int32Array): void {
for (let i = 0; i < ${DIGIT}; i++) {
${lines(range(DIGITS), (j) => `const x${j} = A[i + ${DIGIT * j}];`)}
${sums.statements.join('\n')}
${lines(sumsOfDigits, (sum, j) => `E[i + ${DIGIT * j}] = ${sum};`)}
}
}

/** Products of the sums of two factors: 81 of 15 coefficients. @param C - 1215 words. */
export function ghashSlicedProducts(E: Int32Array, H: Int32Array, C: Int32Array): void {
let k = 0;
for (let i = 0; i < ${DIGIT * SUMS}; i += ${DIGIT}) {
${lines(range(DIGIT), (n) => `const x${n} = E[i + ${n}];\nconst h${n} = H[i + ${n}];`)}
${lines(range(WIDE), (k) => {
  const terms = range(DIGIT).filter((i) => k - i >= 0 && k - i < DIGIT);
  return `C[k + ${k}] = ${terms.map((i) => `(x${i} & h${k - i})`).join(' ^ ')};`;
})}
k += ${WIDE};
}
}

/** The 31 digits of the product, of 15 coefficients each: they overlap. @param D - 465 words. */
export function ghashSlicedDigits(C: Int32Array, D: Int32Array): void {
for (let i = 0; i < ${WIDE}; i++) {
${products.statements.join('\n')}
${lines(digitsOfProduct, (digit, j) => `D[i + ${WIDE * j}] = ${digit};`)}
}
}

/** The product modulo x^128 + x^7 + x^2 + x + 1. @param A - 128 words. */
export function ghashSlicedReduce(D: Int32Array, A: Int32Array): void {
${lines(range(127), (n) => `const h${n} = ${upper(n)};`)}
${lines(range(128), (n) => {
  const parts = FOLDED.map((e) => n - e).filter((m) => m >= 0 && m < 127);
  return `A[${n}] = ${[coefficient(n), ...parts.map((m) => `h${m}`)].join(' ^ ')};`;
})}
}

/** The sum of all 32 blocks of a state: of 32 coefficients from \`from\` on, the first of which becomes the highest bit. */
export function ghashSlicedTotal(A: Int32Array, from: number): number {
${folded.text}
return ${folded.row};
}`,
};
