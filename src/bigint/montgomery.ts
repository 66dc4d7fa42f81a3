/** Montgomery's multiplication on limbs in doubles (HAC §14.3.2), used by `modPow` for odd moduli and long exponents.
 *
 * With bigint, a product of 1024 bits and its reduction by `%` take 1.2 µs, and Montgomery's or Barrett's reduction is not
 * faster; with limbs they take 0.8 µs, and 0.65 µs for a square. A limb is a balanced digit: an integer d with |d| <= 2^(w−1)
 * in a double, which is exact up to 2^53. So a column of products is summed first and carried once (by product scanning:
 * Koç, Acar and Kaliski 1996), and the sign saves one bit of w. */

/** Limbs are processed in blocks of three: two blocks and the five columns of their product fit V8's registers.
 * Blocks of two and four were measured to be slower, by a quarter and a third. The loops write 3, since V8 would load the constant each time. */
const BLOCK = 3;

/** The number of limbs and their bits: a column sums up to 2n products of up to 2^(2w−2), and a carry of up to 2^(53−w), and must stay
 * below 2^53. So 126·2^46 and 510·2^44 leave room for the carry, and for the limbs that `scale` leaves a little longer. */
const FORMATS = [
  { w: 24, maxLimbs: 63 },
  { w: 23, maxLimbs: 255 },
] as const;

/** R / M is at least 2^17: `montgomeryPowerOfTwo` squares numbers of up to 2^7·M, and (2^7·M)² / R must be at most M / 8. */
const SLACK_BITS = 17;

/** Windows of the exponent, in bits: a table of 32 entries. */
const WINDOW = 5;

/** The residues modulo one odd m, in Montgomery's representation: limbs of x·R with R = 2^(w·n), and |x·R| < M. */
interface Field {
  readonly m: bigint;
  /** Bits of a limb. */
  readonly w: number;
  /** Limbs of a residue: a multiple of BLOCK. */
  readonly n: number;
  /** 1.5·2^(52+w). Near this number, consecutive doubles are 2^w apart: adding it and then subtracting it rounds a value to the nearest multiple of 2^w. */
  readonly round: number;
  /** 2^−w. */
  readonly unit: number;
  /** n limbs each: M, the quotient, the number 1 (residue 0), then residues 1, 2, … */
  readonly memory: number[];
}

/** Whether moduli of that many bits have a format: up to 5825 bits. */
export function hasMontgomeryFormat(bits: number): boolean {
  return formatFor(bits) !== undefined;
}

function formatFor(bits: number): { w: number; n: number } | undefined {
  for (const { w, maxLimbs } of FORMATS) {
    const n = BLOCK * Math.ceil((bits + w + SLACK_BITS) / (BLOCK * w));
    if (n <= maxLimbs) return { w, n };
  }
  return undefined;
}

/** `base ^ exponent mod m`, by windows of five bits (HAC algorithm 14.82, k = 5) over Montgomery's products (§14.6.1).
 * @param base - in 0..m − 1. @param exponent - not negative. @param m - odd, at least 3, with a format. @param bits - at least those of `m`.
 * Timing: the number of products depends only on the length of the exponent. The time of each depends only on the length of `m`, as far as
 * the JIT compiler allows. Two things still leak: the table index, through the cache; and the conversions at both ends, which use bigint. */
export function montgomeryPow(base: bigint, exponent: bigint, m: bigint, bits: number): bigint {
  const entries = 1 << WINDOW; // `**` would give a double, and with it every number of a residue: V8 then compiles `multiply` anew
  const table = 1; // its first residue
  const result = table + entries;
  const field = createField(m, bits, result + 1);
  enter(field, table, 1n);
  enter(field, table + 1, base);
  for (let i = 2; i < entries; i++) multiply(field, table + i, table + i - 1, table + 1);
  enter(field, result, 1n);
  for (const digit of exponent.toString(entries)) {
    for (let i = 0; i < WINDOW; i++) multiply(field, result, result, result);
    multiply(field, result, result, table + Number.parseInt(digit, entries));
  }
  return leave(field, result);
}

/** `2 ^ exponent mod m`, by windows of three bits: multiplying by 2^0 … 2^7 only scales the limbs, which is almost free.
 * It is the first round of Miller-Rabin, which rejects nearly every composite.
 * Parameters as in `montgomeryPow`. Timing: as there; no table is read. */
export function montgomeryPowerOfTwo(exponent: bigint, m: bigint, bits: number): bigint {
  const result = 1;
  const field = createField(m, bits, result + 1);
  enter(field, result, 1n);
  for (const digit of exponent.toString(8)) {
    for (let i = 0; i < 3; i++) multiply(field, result, result, result);
    scale(field, result, 1 << Number.parseInt(digit, 8)); // with `**`, V8 takes another path for 0, 1 and 2
  }
  return leave(field, result);
}

function createField(m: bigint, bits: number, residues: number): Field {
  const { w, n } = formatFor(bits)!;
  const memory: number[] = [];
  // 0.5: from the first element on, V8 keeps the array as unboxed doubles. A Float64Array was measured to be a quarter slower: V8
  // adds up its address at each access.
  for (let i = 0; i < (2 + residues) * n; i++) memory.push(0.5);
  const field = { m, w, n, round: 1.5 * 2 ** (52 + w), unit: 2 ** -w, memory };
  // Not in HAC: M = m·(−m^−1 mod 2^w), one limb longer, in the place of m. M ≡ −1 (mod 2^w), so that m' of algorithm
  // 14.36 is 1, and a digit of the quotient is a digit of the sum itself.
  store(field, 0, m * negativeInverse(m, w));
  store(field, 2 * n, 1n);
  return field;
}

/** −m^−1 mod 2^w for an odd m, by Newton's iteration: m is its own inverse modulo 8, and each step doubles the bits that are right. */
function negativeInverse(m: bigint, w: number): bigint {
  let inverse = m;
  for (let right = 3; right < w; right *= 2) inverse = BigInt.asUintN(w, inverse * (2n - m * inverse));
  return BigInt.asUintN(w, -inverse);
}

/** Sets the residue to x. */
function enter(field: Field, residue: number, x: bigint): void {
  const { m, w, n } = field;
  store(field, (2 + residue) * n, (x << BigInt(w * n)) % m);
}

/** The number that the residue represents; a product with 1 removes R. */
function leave(field: Field, residue: number): bigint {
  const { m, w, n, memory } = field;
  multiply(field, residue, residue, 0);
  let x = 0n;
  for (let i = n - 1; i >= 0; i--) x = (x << BigInt(w)) + BigInt(memory[(2 + residue) * n + i]);
  const remainder = x % m;
  return remainder < 0n ? remainder + m : remainder;
}

/** Writes the limbs of `x`, which is not negative and at most M, from `memory[at]` on. */
function store({ memory, n, w, round, unit }: Field, at: number, x: bigint): void {
  const width = BigInt(w);
  let carry = 0;
  for (let i = 0; i < n; i++) {
    const digit = Number(BigInt.asUintN(w, x)) + carry;
    const high = digit + round - round; // 0 or 2^w
    memory[at + i] = digit - high;
    carry = high * unit;
    x >>= width;
  }
}

/** Multiplies a residue by a factor of at most 2^7 and does not reduce it: |x·R| < 2^7·M, and limbs of at most 2^(w−1) + 2^6 + 1. */
function scale({ memory, n, round, unit }: Field, residue: number, factor: number): void {
  const at = (2 + residue) * n;
  let carry = 0;
  for (let i = 0; i < n; i++) {
    const product = memory[at + i] * factor;
    const high = product + round - round;
    memory[at + i] = product - high + carry;
    carry = high * unit;
  }
}

/** Residue `out` = a·b·R^−1 mod M (HAC algorithm 14.36), column by column: the low half of a·b + q·M gives the digits of the quotient q that
 * make it zero, the high half is the result. `out` may be `a` or `b`; if `a` is `b`, half of the products are saved.
 *
 * With |a·b| <= M·R / 8, and |q| < 0.51·R because its digits are balanced, the result is below (1/8 + 0.51)·M: no final
 * subtraction is needed. As M <= R / 2^17 its highest limb is far below 2^(w−1), so the last carry is zero.
 * Timing: the same instructions for all values, on doubles that are integers, as far as the JIT compiler allows. */
function multiply(field: Field, out: number, a: number, b: number): void {
  const { memory, n } = field;
  const aAt = Math.imul(2 + a, n);
  const bAt = Math.imul(2 + b, n);
  const outAt = Math.imul(2 + out, n);
  const m1 = memory[1];
  const m2 = memory[2];
  let carry0 = 0;
  let carry1 = 0;
  for (let k = 0; k < 2 * n; k = (k + 3) | 0) {
    let c0 = 0;
    let c1 = 0;
    let c2 = 0;
    let c3 = 0;
    let c4 = 0;
    const low = k < n;
    const first = low ? 0 : (k - n + 3) | 0;
    // a·b: blocks i of a and j of b with i + j = k; of a square those with i < j, twice. `| 0` spares V8 a test for overflow.
    let i = (aAt + first) | 0;
    let j = (bAt + k - first) | 0;
    const end = a === b ? (aAt + (k >> 1)) | 0 : (aAt + j - bAt + 1) | 0;
    for (; i < end; i = (i + 3) | 0, j = (j - 3) | 0) {
      const x0 = memory[i];
      const x1 = memory[(i + 1) | 0];
      const x2 = memory[(i + 2) | 0];
      const y0 = memory[j];
      const y1 = memory[(j + 1) | 0];
      const y2 = memory[(j + 2) | 0];
      // One addition a statement: summing products before adding them to a column would need more registers than there are.
      c0 += x0 * y0;
      c1 += x0 * y1;
      c1 += x1 * y0;
      c2 += x0 * y2;
      c2 += x1 * y1;
      c2 += x2 * y0;
      c3 += x1 * y2;
      c3 += x2 * y1;
      c4 += x2 * y2;
    }
    if (a === b) {
      c0 += c0;
      c1 += c1;
      c2 += c2;
      c3 += c3;
      c4 += c4;
      if (i === j) {
        const x0 = memory[i];
        const x1 = memory[i + 1];
        const x2 = memory[i + 2];
        c0 += x0 * x0;
        c1 += 2 * x0 * x1;
        c2 += 2 * x0 * x2 + x1 * x1;
        c3 += 2 * x1 * x2;
        c4 += x2 * x2;
      }
    }
    // q·M: the same for the digits of q known so far. The next digits are multiplied by block 0 of M.
    i = (n + first) | 0;
    j = (k - first) | 0;
    const least = low ? 3 : first;
    for (; j >= least; i = (i + 3) | 0, j = (j - 3) | 0) {
      const x0 = memory[i];
      const x1 = memory[(i + 1) | 0];
      const x2 = memory[(i + 2) | 0];
      const y0 = memory[j];
      const y1 = memory[(j + 1) | 0];
      const y2 = memory[(j + 2) | 0];
      c0 += x0 * y0;
      c1 += x0 * y1;
      c1 += x1 * y0;
      c2 += x0 * y2;
      c2 += x1 * y1;
      c2 += x2 * y0;
      c3 += x1 * y2;
      c3 += x2 * y1;
      c4 += x2 * y2;
    }
    // Three digits, each with the carry of the one before. In the low half they are digits of q, and are multiplied by block 0 of M: −1, m1, m2.
    const { round, unit } = field; // read here: otherwise the loops would need two more registers
    c0 += carry0;
    let high = c0 + round - round;
    const d0 = c0 - high;
    c1 += carry1 + high * unit;
    if (low) c1 += d0 * m1;
    high = c1 + round - round;
    const d1 = c1 - high;
    c2 += high * unit;
    if (low) c2 += d0 * m2 + d1 * m1;
    high = c2 + round - round;
    const d2 = c2 - high;
    carry0 = c3 + high * unit;
    carry1 = c4;
    if (low) {
      carry0 += d1 * m2 + d2 * m1;
      carry1 += d2 * m2;
    }
    const at = low ? (n + k) | 0 : (outAt + k - n) | 0;
    memory[at] = d0;
    memory[at + 1] = d1;
    memory[at + 2] = d2;
  }
}
