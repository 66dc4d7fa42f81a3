/** ML-KEM's number-theoretic transform (FIPS 203 §4.3), modulo q = 3329, in doubles.
 *
 * A product modulo q is b·ζ − round(b·(ζ/q))·q, where adding and subtracting 1.5·2^52 rounds to an integer. All of it is exact as long as
 * products stay below 2^53; what comes out is at most 0.51·q in absolute value. Sums are not reduced. Three layers at a time are in local
 * variables, which spares two thirds of the loads and stores. */
import { type GeneratedFile, lines, range } from './emit.ts';

const Q = 3329;
const ROUND = '6755399441055744'; // 1.5·2^52
const power = (base: number, exponent: number): number => range(exponent).reduce((product) => (product * base) % Q, 1);
/** BitRev7 (§4.3). */
const reversed = (i: number): number => range(7).reduce((r, bit) => r | (((i >> bit) & 1) << (6 - bit)), 0);
const balanced = (x: number): number => (x > Q / 2 ? x - Q : x);
/** ζ = 17 (§4.3), in the order that the transform takes its powers in; and what multiplies a pair of polynomials of degree one. */
const ZETAS = range(128).map((i) => balanced(power(17, reversed(i))));
const GAMMAS = range(128).map((i) => balanced(power(17, (2 * reversed(i) + 1) % 256)));
/** 128^−1 modulo q, the factor at the end of the inverse. */
const SCALE = 3303 - Q;

const table = (name: string, values: readonly (number | string)[]): string => `const ${name} = new Float64Array([
${lines(range(values.length / 8), (row) => `${values.slice(8 * row, 8 * row + 8).join(', ')},`)}
]);`;

/** x modulo q, balanced; `quotient` is x/q. */
const reduced = (x: string, quotient: string): string => `${x} - (${quotient} + ${ROUND} - ${ROUND}) * ${Q}`;
const load = (z: string, index: string): string => `const Z${z} = ZETA[${index}], Q${z} = QUOTIENT[${index}];`;

/** Algorithm 9, lines 8 to 10. */
const butterfly = (a: string, b: string, z: string): string =>
  `t = ${reduced(`${b} * Z${z}`, `${b} * Q${z}`)}; ${b} = ${a} - t; ${a} += t;`;
/** Algorithm 10, lines 7 to 9. */
const inverseButterfly = (a: string, b: string, z: string): string =>
  `t = ${b} - ${a}; ${a} += ${b}; ${b} = ${reduced(`t * Z${z}`, `t * Q${z}`)};`;

const plus = (index: string, n: number): string => (n === 0 ? index : `${index} + ${n}`);
const loadCoefficients = (count: number, index: (i: number) => string): string =>
  lines(range(count), (i) => `let f${i} = f[${index(i)}];`);
const storeCoefficients = (count: number, index: (i: number) => string): string =>
  lines(range(count), (i) => `f[${index(i)}] = f${i};`);

/** Layers of length 4·step, 2·step and step of the transform. */
function threeLayers(step: number): string {
  const at = (i: number) => plus('j', i * step);
  return `for (let start = 0, k = ${32 / step}; start < 256; start += ${8 * step}, k++) {
${load('a', 'k')}
${lines(range(2), (i) => load(`b${i}`, plus('2 * k', i)))}
${lines(range(4), (i) => load(`c${i}`, plus('4 * k', i)))}
for (let j = start; j < start + ${step}; j++) {
${loadCoefficients(8, at)}
${lines(range(4), (i) => butterfly(`f${i}`, `f${i + 4}`, 'a'))}
${lines([0, 1, 4, 5], (i) => butterfly(`f${i}`, `f${i + 2}`, `b${i >> 2}`))}
${lines(range(4), (i) => butterfly(`f${2 * i}`, `f${2 * i + 1}`, `c${i}`))}
${storeCoefficients(8, at)}
}
}`;
}

/** Layers of length step, 2·step and 4·step of the inverse, whose powers come in the opposite order. */
function threeInverseLayers(step: number, finish: (i: number) => string): string {
  const at = (i: number) => plus('j', i * step);
  return `for (let start = 0, k = ${64 / step - 1}; start < 256; start += ${8 * step}, k--) {
${load('a', 'k')}
${lines(range(2), (i) => load(`b${i}`, plus('2 * k', 1 - i)))}
${lines(range(4), (i) => load(`c${i}`, plus('4 * k', 3 - i)))}
for (let j = start; j < start + ${step}; j++) {
${loadCoefficients(8, at)}
${lines(range(4), (i) => inverseButterfly(`f${2 * i}`, `f${2 * i + 1}`, `c${i}`))}
${lines([0, 1, 4, 5], (i) => inverseButterfly(`f${i}`, `f${i + 2}`, `b${i >> 2}`))}
${lines(range(4), (i) => inverseButterfly(`f${i}`, `f${i + 4}`, 'a'))}
${lines(range(8), finish)}
${storeCoefficients(8, at)}
}
}`;
}

const TIMING = '* Timing: no branch and no index depends on coefficients, and nothing is divided.';

export const mlKemNtt: GeneratedFile = {
  path: 'src/lattice/generated/ml-kem-ntt.ts',
  source: 'scripts/kernels/ntt.ts',
  text: `
/** ζ^BitRev7(i) modulo q (FIPS 203 §4.3), balanced; and that by q. */
${table('ZETA', ZETAS)}
${table(
  'QUOTIENT',
  ZETAS.map((zeta) => zeta / Q),
)}
/** ζ^(2·BitRev7(i) + 1) modulo q. */
${table('GAMMA', GAMMAS)}

/** NTT (FIPS 203, algorithm 9), in place.
* @param f - 256 coefficients, below q in absolute value. They come out below 5·q, and are congruent to the standard's.
${TIMING} */
export function mlKemNtt(f: Float64Array): void {
let t = 0;
${threeLayers(32)}
${threeLayers(4)}
for (let start = 0, k = 64; start < 256; start += 4, k++) {
${load('a', 'k')}
${loadCoefficients(4, (i) => plus('start', i))}
${lines(range(2), (i) => butterfly(`f${i}`, `f${i + 2}`, 'a'))}
${storeCoefficients(4, (i) => plus('start', i))}
}
}

/** NTT^−1 (algorithm 10), in place.
* @param f - 256 coefficients, below 2^50 in absolute value. They come out balanced: at most 0.51·q.
${TIMING} */
export function mlKemInverseNtt(f: Float64Array): void {
let t = 0;
for (let start = 0, k = 127; start < 256; start += 4, k--) {
${load('a', 'k')}
${loadCoefficients(4, (i) => plus('start', i))}
${lines(range(4), (i) => `f${i} = ${reduced(`f${i}`, `f${i} * ${1 / Q}`)};`)}
${lines(range(2), (i) => inverseButterfly(`f${i}`, `f${i + 2}`, 'a'))}
${storeCoefficients(4, (i) => plus('start', i))}
}
${threeInverseLayers(4, () => '')}
${threeInverseLayers(32, (i) => `f${i} = ${reduced(`f${i} * ${SCALE}`, `f${i} * ${SCALE / Q}`)};`)}
}

/** MultiplyNTTs (algorithms 11 and 12), added to h: h = h + f·g, not reduced. Exact as long as the factors are below 8·q.
${TIMING} */
export function mlKemMultiplyAdd(h: Float64Array, f: Float64Array, g: Float64Array): void {
for (let i = 0; i < 128; i++) {
const a0 = f[2 * i], a1 = f[2 * i + 1], b0 = g[2 * i], b1 = g[2 * i + 1];
h[2 * i] += a0 * b0 + a1 * b1 * GAMMA[i];
h[2 * i + 1] += a0 * b1 + a1 * b0;
}
}

/** Balances all coefficients, below 2^50 in absolute value: at most 0.51·q come out.
${TIMING} */
export function mlKemReduce(f: Float64Array): void {
for (let i = 0; i < 256; i++) {
const x = f[i];
f[i] = ${reduced('x', `x * ${1 / Q}`)};
}
}`,
};
