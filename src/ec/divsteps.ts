import { createLimbs, type Limbs, limbsOf } from './limbs.ts';

/** x + K − K rounds x to a multiple of 2^24; multiplying by U scales that to the next limb. */
const K = 1.5 * 2 ** 76;
const U = 2 ** -24;

/** The number of divsteps after which g is 0, for an odd modulus of this many bits, 0 ≤ g < m, and δ starting at 1/2: 590 for 256 bits. The
 * bound is the hull argument of P. Wuille ("Bounds on divsteps iterations in safegcd", 2021), in the closed form in which J. Harrison's HOL
 * Light proofs of s2n-bignum have it. */
const divstepsOf = (bits: number): number => Math.floor((45907 * bits + 26313) / 19929);

/** Inverses modulo an odd m by Bernstein and Yang's divsteps (CHES 2019, "safegcd"): 24 steps at a time on the lowest limbs, in int32, then the
 * 2×2 matrix of these steps on all limbs, in doubles. A product has a factor of at most 2^24 (a matrix entry) and one of at most 2^23 (a limb): the sum of
 * four stays far below 2^53 and is exact.
 * @returns out = a⁻¹ mod m for a in 0…m − 1, given as digits or limbs; 0 for 0. The result is not reduced: below 32·m in size, its highest limb
 * holds the excess. Timing: the same steps for every a. */
export function createInverter(
  bits: number,
  modulus: readonly number[],
  minusInverse: number,
): (out: Limbs, a: Limbs) => void {
  const n = modulus.length;
  const batches = Math.ceil(divstepsOf(bits) / 24);
  const M = limbsOf(modulus);
  const [f, g, d, e] = Array.from({ length: 4 }, () => createLimbs(n));
  const matrix = new Int32Array(4);
  return (out, a) => {
    for (let i = 0; i < n; i++) {
      f[i] = M[i];
      d[i] = 0;
      e[i] = 0;
    }
    e[0] = 1;
    balance(g, a);
    let zeta = -1; // −(δ + 1/2)
    for (let batch = 0; batch < batches; batch++) {
      zeta = divsteps24(matrix, zeta, f[0] | 0, g[0] | 0);
      applyExactly(f, g, matrix);
      applyModulo(d, e, matrix, M, minusInverse);
    }
    // f is 1 or −1 now: in balanced digits, f[0] alone.
    const sign = f[0];
    for (let i = 0; i < n; i++) out[i] = d[i] * sign;
  };
}

function balance(out: Limbs, a: Limbs): void {
  let carry = 0;
  for (let i = 0; i < out.length; i++) {
    const t = a[i] + carry;
    const high = t + K - K;
    out[i] = t - high;
    carry = high * U;
  }
}

/** 24 steps on the low bits of f and g. @returns ζ; the matrix, times 2^24, is written. */
function divsteps24(matrix: Int32Array, zeta: number, f: number, g: number): number {
  let u = 1;
  let v = 0;
  let q = 0;
  let r = 1;
  for (let i = 0; i < 24; i++) {
    let swap = zeta >> 31; // −1 if δ > 0
    const odd = -(g & 1);
    // g ± f, as δ > 0 or not, if g is odd
    g = (g + (((f ^ swap) - swap) & odd)) | 0;
    q = (q + (((u ^ swap) - swap) & odd)) | 0;
    r = (r + (((v ^ swap) - swap) & odd)) | 0;
    swap &= odd;
    zeta = ((zeta ^ swap) - 1) | 0;
    f = (f + (g & swap)) | 0;
    u = (u + (q & swap)) << 1;
    v = (v + (r & swap)) << 1;
    g >>= 1;
  }
  matrix[0] = u;
  matrix[1] = v;
  matrix[2] = q;
  matrix[3] = r;
  return zeta;
}

/** (f, g) = matrix·(f, g) / 2^24. The low limbs of the products are zero, so that limbs move down by one. */
function applyExactly(f: Limbs, g: Limbs, matrix: Int32Array): void {
  const n = f.length;
  const [u, v, q, r] = [matrix[0], matrix[1], matrix[2], matrix[3]];
  let cf = (u * f[0] + v * g[0]) * U;
  let cg = (q * f[0] + r * g[0]) * U;
  for (let i = 1; i < n; i++) {
    const tf = u * f[i] + v * g[i] + cf;
    const tg = q * f[i] + r * g[i] + cg;
    const hf = tf + K - K;
    const hg = tg + K - K;
    f[i - 1] = tf - hf;
    g[i - 1] = tg - hg;
    cf = hf * U;
    cg = hg * U;
  }
  f[n - 1] = cf;
  g[n - 1] = cg;
}

/** (d, e) = matrix·(d, e) / 2^24 modulo m: multiples of m are added that clear the low limbs. */
function applyModulo(d: Limbs, e: Limbs, matrix: Int32Array, M: Limbs, minusInverse: number): void {
  const n = d.length;
  const [u, v, q, r] = [matrix[0], matrix[1], matrix[2], matrix[3]];
  const td = u * d[0] + v * e[0];
  const te = q * d[0] + r * e[0];
  let k = (td - (td + K - K)) * minusInverse;
  k -= k + K - K;
  let l = (te - (te + K - K)) * minusInverse;
  l -= l + K - K;
  let cd = (td + k * M[0]) * U;
  let ce = (te + l * M[0]) * U;
  for (let i = 1; i < n; i++) {
    const sd = u * d[i] + v * e[i] + k * M[i] + cd;
    const se = q * d[i] + r * e[i] + l * M[i] + ce;
    const hd = sd + K - K;
    const he = se + K - K;
    d[i - 1] = sd - hd;
    e[i - 1] = se - he;
    cd = hd * U;
    ce = he * U;
  }
  d[n - 1] = cd;
  e[n - 1] = ce;
}
