/** Poly1305's polynomial (RFC 8439 §2.5) modulo p = 2^130 − 5, in six limbs of 22 bits that are doubles.
 *
 * A product's column is a sum of exact products; a carry out of it is made by adding and subtracting 1.5·2^74, which rounds a double to
 * the nearest multiple of 2^22. So limbs are balanced: between −2^21 and 2^21. Carries upwards form a chain in which each waits
 * for the one before. Therefore four blocks share one: ((((h + m1)·r + m2)·r + m3)·r + m4)·r = (h + m1)·r^4 + m2·r^3 + m3·r^2 + m4·r. */
import { type GeneratedFile, lines, range } from './emit.ts';

const LIMB = '0x3fffff';
const ROUND = '28334198897217871282176'; // 1.5·2^74
const SHIFT = '2.384185791015625e-7'; // 2^−22
/** What leaves the highest limb comes back at the lowest: 2^132 = 4·2^130 ≡ 4·5 modulo p. */
const FOLD = 20;
const join = (items: readonly string[]): string => items.join(', ');

/** 128 bits, the little-endian words w0 … w3, as six limbs; `top` is what is added above them. */
const limbs = (w: string, top: string): string[] => [
  `(${w}0 & ${LIMB})`,
  `(((${w}0 >>> 22) | (${w}1 << 10)) & ${LIMB})`,
  `(((${w}1 >>> 12) | (${w}2 << 20)) & ${LIMB})`,
  `((${w}2 >>> 2) & ${LIMB})`,
  `(((${w}2 >>> 24) | (${w}3 << 8)) & ${LIMB})`,
  `((${w}3 >>> 14)${top})`,
];

/** Carries, from c0 upwards. After six of them all limbs are balanced but c0, which took in what left c5; a seventh brings most of that on
 * to c1, whose bound then is 2^21 + 2^13. */
const carry = (steps: number): string =>
  lines(range(steps), (i) => {
    const [from, to] = [`c${i % 6}`, `c${(i + 1) % 6}`];
    return `q = ${from} + ${ROUND} - ${ROUND}; ${from} -= q; ${to} += q * ${i % 6 === 5 ? `(${FOLD} * ${SHIFT})` : SHIFT};`;
  });

/** Of an array of powers: r^e has its limbs at 12·(e − 1), and after them 20 times each, which columns below the limb's own take. */
const column = (c: number, limb: (i: number) => string, power: (at: number) => string): string[] =>
  range(6).map((i) => `${limb(i)} * ${power(i <= c ? c - i : 12 + c - i)}`);

/** No column takes 20 times the lowest limb. */
const used = (k: number): number[] => range(12 * k).filter((i) => i % 12 !== 6);

const parameters = 'h: Float64Array, powers: Float64Array, data: DataView, at: number, end: number';

/** Exact, that is below 2^53: a limb of h or of a power is at most 2^21 + 2^13, one of a block below 2^22, so that a column of k
 * blocks is at most (k + 0.51)·(1 + 5·20)·2^22·(2^21 + 2^13), for k = 4 below 2^51.9. */
const blocks = (name: string, k: number): string => `
export function ${name}(${parameters}): number {
let ${join(range(6).map((i) => `h${i} = h[${i}]`))}, q = 0;
${lines(used(k), (i) => `const r${i} = powers[${i}];`)}
for (; at + ${16 * k} <= end; at += ${16 * k}) {
${lines(
  range(k),
  (b) => `const ${join(range(4).map((i) => `w${b}_${i} = data.getInt32(at + ${16 * b + 4 * i}, true)`))};
${lines(limbs(`w${b}_`, ` | ${1 << 18}`), (limb, i) => `const x${b}_${i} = ${b === 0 ? `h${i} + ` : ''}${limb};`)}`,
)}
${lines(
  range(6),
  (c) =>
    `let c${c} = ${range(k)
      .reverse()
      .flatMap((b) =>
        column(
          c,
          (i) => `x${b}_${i}`,
          (at) => `r${12 * (k - 1 - b) + at}`,
        ),
      )
      .join(' + ')};`,
)}
${carry(7)}
${lines(range(6), (i) => `h${i} = c${i};`)}
}
${lines(range(6), (i) => `h[${i}] = h${i};`)}
return at;
}`;

const storePower = (index: (n: number) => string): string =>
  lines(range(6), (i) => `powers[${index(i)}] = c${i}; powers[${index(i + 6)}] = ${FOLD} * c${i};`);

export const poly1305Blocks: GeneratedFile = {
  path: 'src/cipher/generated/poly1305-blocks.ts',
  source: 'scripts/kernels/poly1305.ts',
  text: `
/** Poly1305's accumulator h takes in the whole blocks of 16 bytes of \`data[at..end)\`: h = (h + block + 2^128)·r (RFC 8439 §2.5.1).
* @param h - six limbs of 22 bits, balanced.
* @param powers - of r, as \`poly1305Power\` leaves them.
* @returns where the rest begins.
* Timing: no branch and no index depends on r or data. */${blocks('poly1305Blocks', 1)}

/** The same by four blocks at a time, for which r^2, r^3 and r^4 must be there. */${blocks('poly1305FourBlocks', 4)}

/** Sets r, from its four little-endian words, which are clamped here (§2.5). */
export function poly1305Key(powers: Float64Array, key: DataView): void {
const w0 = key.getInt32(0, true) & 0x0fffffff;
${lines([1, 2, 3], (i) => `const w${i} = key.getInt32(${4 * i}, true) & 0x0ffffffc;`)}
let q = 0, ${join(limbs('w', '').map((limb, i) => `c${i} = ${limb}`))};
${carry(5)}
${storePower((n) => `${n}`)}
}

/** Sets the power after the one at \`at\`. */
export function poly1305Power(powers: Float64Array, at: number): void {
let q = 0;
${lines(
  range(6),
  (c) =>
    `let c${c} = ${column(
      c,
      (i) => `powers[at + ${i}]`,
      (i) => `powers[${i}]`,
    ).join(' + ')};`,
)}
${carry(7)}
${storePower((n) => `at + ${12 + n}`)}
}`,
};
