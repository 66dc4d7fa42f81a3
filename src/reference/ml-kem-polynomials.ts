/** The polynomials of ML-KEM, as FIPS 203 §4.2 and §4.3 write them: algorithms 3 to 12. A polynomial is 256 integers modulo q. */
import { assertArray, assertInteger, type Bytes } from '../bytes/index.ts';
import { shake128 } from '../hash/index.ts';
import { resultOf, type Step, type Steps, secretStep } from './step.ts';

export type Polynomial = readonly number[];

export const n = 256;
export const q = 3329;
/** §4.3: a root of unity of order 256 modulo q. */
const ζ = 17;

const mod = (x: number, m = q): number => ((x % m) + m) % m;
const power = (base: number, exponent: number): number => {
  let product = 1;
  for (let i = 0; i < exponent; i++) product = mod(product * base);
  return product;
};
const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** @throws UsageError unless it is 256 integers modulo q. */
export function assertPolynomial(value: unknown, name: string): void {
  assertArray(value, name);
  assertInteger(value.length, `${name}.length`, n, n);
  for (const coefficient of value) assertInteger(coefficient, name, 0, q - 1);
}

/** BitsToBytes (algorithm 3). */
function BitsToBytes(b: readonly number[]): Bytes {
  const B = new Uint8Array(b.length / 8);
  for (let i = 0; i < b.length; i++) B[Math.floor(i / 8)] += b[i] * 2 ** (i % 8);
  return B;
}

/** BytesToBits (algorithm 4). */
function BytesToBits(B: Uint8Array): number[] {
  return indices(8 * B.length).map((i) => Math.floor(B[Math.floor(i / 8)] / 2 ** (i % 8)) % 2);
}

/** ByteEncode_d (algorithm 5). */
export function ByteEncode(d: number, F: Polynomial): Bytes {
  return BitsToBytes(F.flatMap((a) => indices(d).map((j) => Math.floor(a / 2 ** j) % 2)));
}

/** ByteDecode_d (algorithm 6). */
export function ByteDecode(d: number, B: Uint8Array): Polynomial {
  const m = d < 12 ? 2 ** d : q;
  const b = BytesToBits(B);
  return indices(n).map((i) =>
    mod(
      indices(d).reduce((sum, j) => sum + b[i * d + j] * 2 ** j, 0),
      m,
    ),
  );
}

/** Compress_d (equation 4.7): rounded to the nearest, halves up (§2.3). */
export function Compress(d: number, F: Polynomial): Polynomial {
  assertInteger(d, 'd', 1, 11);
  assertPolynomial(F, 'F');
  return F.map((x) => mod(Math.floor((2 ** (d + 1) * x + q) / (2 * q)), 2 ** d));
}

/** Decompress_d (equation 4.8). */
export function Decompress(d: number, F: Polynomial): Polynomial {
  assertInteger(d, 'd', 1, 11);
  assertPolynomial(F, 'F');
  return F.map((y) => Math.floor((2 * q * y + 2 ** d) / 2 ** (d + 1)));
}

/** SampleNTT (algorithm 7). @param B - a seed of 32 bytes and two indices. */
export function SampleNTT(B: Uint8Array): Polynomial {
  const ctx = shake128.create().update(B);
  const â: number[] = [];
  while (â.length < n) {
    const C = ctx.squeeze(3);
    const d1 = C[0] + 256 * (C[1] % 16);
    const d2 = Math.floor(C[1] / 16) + 16 * C[2];
    if (d1 < q) â.push(d1);
    if (d2 < q && â.length < n) â.push(d2);
  }
  return â;
}

/** SamplePolyCBD_η (algorithm 8). @param B - 64·η bytes. */
export function SamplePolyCBD(η: number, B: Uint8Array): Polynomial {
  const b = BytesToBits(B);
  return indices(n).map((i) => {
    const x = indices(η).reduce((sum, j) => sum + b[2 * i * η + j], 0);
    const y = indices(η).reduce((sum, j) => sum + b[2 * i * η + η + j], 0);
    return mod(x - y);
  });
}

/** BitRev_7 (§2.3). */
const BitRev7 = (i: number): number =>
  indices(7).reduce((r, bit) => r + (Math.floor(i / 2 ** bit) % 2) * 2 ** (6 - bit), 0);

/** A layer of a transform: the coefficients after it, and the factor of each of its groups of butterflies. */
export interface NttLayer {
  readonly f: Polynomial;
  readonly zetas: readonly number[];
}

/** NTT (algorithm 9), a step for each of the seven layers. Index: `len`, the distance of the two coefficients of a butterfly. */
export function* nttSteps(f: Polynomial): Steps<Step<'layer', NttLayer>, Polynomial> {
  assertPolynomial(f, 'f');
  const fˆ = [...f];
  let i = 1;
  for (let len = 128; len >= 2; len /= 2) {
    const zetas: number[] = [];
    for (let start = 0; start < 256; start += 2 * len) {
      const zeta = power(ζ, BitRev7(i));
      i++;
      zetas.push(zeta);
      for (let j = start; j < start + len; j++) {
        const t = mod(zeta * fˆ[j + len]);
        fˆ[j + len] = mod(fˆ[j] - t);
        fˆ[j] = mod(fˆ[j] + t);
      }
    }
    yield secretStep('layer', 'FIPS 203 algorithm 9', { f: [...fˆ], zetas }, { len });
  }
  return fˆ;
}

/** NTT (algorithm 9). */
export const NTT = (f: Polynomial): Polynomial => resultOf(nttSteps(f));

/** NTT^−1 (algorithm 10). */
export function inverseNTT(fˆ: Polynomial): Polynomial {
  const f = [...fˆ];
  let i = 127;
  for (let len = 2; len <= 128; len *= 2) {
    for (let start = 0; start < 256; start += 2 * len) {
      const zeta = power(ζ, BitRev7(i));
      i--;
      for (let j = start; j < start + len; j++) {
        const t = f[j];
        f[j] = mod(t + f[j + len]);
        f[j + len] = mod(zeta * (f[j + len] - t));
      }
    }
  }
  return f.map((x) => mod(x * 3303)); // 3303 = 128^−1 modulo q
}

/** A product of two pairs, under the names of BaseCaseMultiply. */
export type BaseCaseProduct = Readonly<Record<'a0' | 'a1' | 'b0' | 'b1' | 'γ' | 'c0' | 'c1', number>>;

/** MultiplyNTTs (algorithm 11), pair by pair by BaseCaseMultiply (algorithm 12). Index: pair `i` from 0. */
export function* multiplyNttsSteps(fˆ: Polynomial, gˆ: Polynomial): Steps<Step<'pair', BaseCaseProduct>, Polynomial> {
  assertPolynomial(fˆ, 'fˆ');
  assertPolynomial(gˆ, 'gˆ');
  const hˆ: number[] = [];
  for (const i of indices(128)) {
    const γ = power(ζ, 2 * BitRev7(i) + 1);
    const [a0, a1, b0, b1] = [fˆ[2 * i], fˆ[2 * i + 1], gˆ[2 * i], gˆ[2 * i + 1]];
    const [c0, c1] = [mod(a0 * b0 + mod(a1 * b1) * γ), mod(a0 * b1 + a1 * b0)];
    yield secretStep('pair', 'FIPS 203 algorithm 12', { a0, a1, b0, b1, γ, c0, c1 }, { i });
    hˆ.push(c0, c1);
  }
  return hˆ;
}

/** MultiplyNTTs (algorithm 11). */
export const MultiplyNTTs = (fˆ: Polynomial, gˆ: Polynomial): Polynomial => resultOf(multiplyNttsSteps(fˆ, gˆ));

export const add = (f: Polynomial, g: Polynomial): Polynomial => f.map((x, i) => mod(x + g[i]));
export const subtract = (f: Polynomial, g: Polynomial): Polynomial => f.map((x, i) => mod(x - g[i]));
