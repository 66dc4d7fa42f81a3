/** The Edwards curve −x² + y² = 1 + d·x²·y² over 2^255 − 19 (RFC 8032 §5.1) in extended coordinates (Hisil, Wong, Carter and Dawson, 2008). Its addition is
 * complete: d is no square, so the formulas hold for any two points and no loop needs to check for exceptions. Scalars are little-endian bytes. */
import {
  bigEndian,
  constants,
  decodeEdwards,
  type EdwardsPoint,
  edwardsPoint,
  groupOrder,
  ONE,
  ZERO,
} from './edwards-point.ts';
import { element25519, invert25519 } from './field25519.ts';
import {
  add,
  EF,
  EH,
  ENTRY_LENGTH,
  FG,
  GH,
  mul,
  order,
  pack,
  select,
  sqr,
  squaresDifference,
  sub,
  sumSqrSub,
  timesDifference,
  timesMinusSum,
  timesSum,
  twiceSqrSub,
} from './generated/curve25519.ts';
import { copyLimbs, createLimbs, type Limbs, negateIf } from './limbs.ts';
import { makeOdd, nonAdjacentForm, signedDigit } from './scalars.ts';

/** The second point of an addition in precomputed form: y + x, y − x, 2d·x·y, all over z; and z, if it is not 1. */
interface Addend {
  readonly sum: Limbs;
  readonly difference: Limbs;
  readonly t2d: Limbs;
  readonly minusT2d: Limbs;
  readonly z: Limbs;
}

function setNeutral({ x, y, z, t }: EdwardsPoint): void {
  copyLimbs(x, ZERO);
  copyLimbs(y, ONE);
  copyLimbs(z, ONE);
  copyLimbs(t, ZERO);
}

function copyPoint(out: EdwardsPoint, { x, y, z, t }: EdwardsPoint): EdwardsPoint {
  copyLimbs(out.x, x);
  copyLimbs(out.y, y);
  copyLimbs(out.z, z);
  copyLimbs(out.t, t);
  return out;
}

export function negatePoint({ x, t }: EdwardsPoint): void {
  negateIf(x, 1);
  negateIf(t, 1);
}

const [A, B, C, D, E, F] = /* @__PURE__ */ [0, 1, 2, 3, 4, 5].map(element25519);

/** 2P ("dbl-2008-hwcd"), also in place: 3M + 4S, and one M more for t, which is needed only if an addition follows. */
function double(out: EdwardsPoint, { x, y, z }: EdwardsPoint, withT: boolean): void {
  sqr(A, x);
  sqr(B, y);
  sumSqrSub(E, x, y, A, B);
  twiceSqrSub(F, z, B, A);
  mul(out.x, E, F);
  squaresDifference(out.y, B, A);
  timesDifference(out.z, F, B, A);
  if (withT) timesMinusSum(out.t, E, A, B);
}

/** P ± Q ("add-2008-hwcd-3"), also in place: 7M if Q's z is 1, else 8M; one less without t. */
function addTo(
  out: EdwardsPoint,
  P: EdwardsPoint,
  Q: Addend,
  negative: boolean,
  affine: boolean,
  withT: boolean,
): void {
  timesDifference(A, negative ? Q.sum : Q.difference, P.y, P.x);
  timesSum(B, negative ? Q.difference : Q.sum, P.y, P.x);
  mul(C, P.t, negative ? Q.minusT2d : Q.t2d);
  if (!affine) mul(D, P.z, Q.z);
  finishAddition(out, affine ? P.z : D, withT);
}

/** From A, B, C and half of D. */
function finishAddition(out: EdwardsPoint, halfD: Limbs, withT: boolean): void {
  EF(E, A, B, C, halfD);
  FG(F, C, halfD);
  GH(out.y, A, B, C, halfD);
  if (withT) EH(out.t, A, B);
  copyLimbs(out.x, E);
  copyLimbs(out.z, F);
}

// ---- tables

function addendOf({ x, y, z, t }: EdwardsPoint): Addend {
  const [sum, difference, t2d, minusT2d] = [0, 1, 2, 3].map(element25519);
  add(sum, y, x);
  sub(difference, y, x);
  mul(t2d, t, constants().D2);
  sub(minusT2d, ZERO, t2d);
  return { sum, difference, t2d, minusT2d, z };
}

/** P, 3P, 5P, … */
function oddMultiples(P: EdwardsPoint, count: number): EdwardsPoint[] {
  const twice = edwardsPoint();
  double(twice, P, true);
  const step = addendOf(twice);
  const multiples = [copyPoint(edwardsPoint(), P)];
  for (let j = 1; j < count; j++) {
    const next = edwardsPoint();
    addTo(next, multiples[j - 1], step, false, false, true);
    multiples.push(next);
  }
  return multiples;
}

/** Brings points to z = 1, all by one inversion (Montgomery's trick). */
function normalize(points: readonly EdwardsPoint[]): void {
  const running = ONE.slice();
  const before = points.map(({ z }) => {
    const product = running.slice();
    mul(running, running, z);
    return product;
  });
  const [inverse, zi] = [element25519(), element25519()];
  invert25519(inverse, running);
  for (let i = points.length - 1; i >= 0; i--) {
    const { x, y, z, t } = points[i];
    mul(zi, inverse, before[i]);
    mul(inverse, inverse, z);
    mul(x, x, zi);
    mul(y, y, zi);
    mul(t, x, y);
    copyLimbs(z, ONE);
  }
}

/** Affine points in the form that `select` reads. */
function packed(points: readonly EdwardsPoint[]): Limbs {
  normalize(points);
  const table = createLimbs(points.length * ENTRY_LENGTH);
  for (const [i, point] of points.entries()) {
    const { sum, difference, t2d } = addendOf(point);
    pack(table, i * ENTRY_LENGTH, sum, difference, t2d);
  }
  return table;
}

// ---- the base point

/** Bits per digit of the window, which computes the first multiples of the base point. */
const WINDOW = 5;
/** Bits per digit of the comb, which computes the later ones: fixed-base windowing with signed digits (Guide to ECC, §3.3.2). */
const COMB = 6;
/** The multiples that the window computes. Then the comb is built, which costs about ten of them. */
const USES_BEFORE_COMB = 8;
const windows = Math.ceil(order.bits / WINDOW);
const positions = Math.ceil(order.bits / COMB);

let uses = 0;
let windowTable: Limbs | undefined;
let combTable: Limbs | undefined;

/** B: y = 4/5, and x even (RFC 8032 §5.1). */
function basePoint(): EdwardsPoint {
  return decodeEdwards(bigEndian('6666666666666666666666666666666666666666666666666666666666666658'))!;
}

/** The odd multiples of 2^(w·i)·B for each position i of the comb. */
function createComb(): Limbs {
  const base = basePoint();
  const all: EdwardsPoint[] = [];
  for (let i = 0; i < positions; i++) {
    all.push(...oddMultiples(base, 1 << (COMB - 1)));
    for (let j = 0; j < COMB; j++) double(base, base, true);
  }
  return packed(all);
}

/** Counts a multiple of B. @returns whether the comb exists or is now worth building. */
export const combPays = (): boolean => combTable !== undefined || ++uses > USES_BEFORE_COMB;

const [sum, difference, t2d] = /* @__PURE__ */ [0, 1, 2].map(element25519);

/** out = k·B, for a secret k in 0…L − 1. Timing: one of two fixed sequences of operations, chosen by the number of earlier calls; the whole table is read for each entry. */
export function multiplyBase(out: EdwardsPoint, scalar: Uint8Array): void {
  const { k, flipped } = makeOdd(scalar, groupOrder());
  setNeutral(out);
  if (combPays()) {
    combTable ??= createComb();
    const size = ENTRY_LENGTH << (COMB - 1);
    for (let at = 0; at < positions; at++) addDigit(out, combTable, at * size, k, at, COMB, positions - 1);
  } else {
    windowTable ??= packed(oddMultiples(basePoint(), 1 << (WINDOW - 1)));
    for (let at = windows - 1; at >= 0; at--) {
      for (let j = 0; j < WINDOW; j++) double(out, out, j === WINDOW - 1);
      addDigit(out, windowTable, 0, k, at, WINDOW, windows - 1);
    }
  }
  negateIf(out.x, flipped);
  negateIf(out.t, flipped);
}

/** out plus the multiple selected by digit `at` of k. */
function addDigit(
  out: EdwardsPoint,
  table: Limbs,
  start: number,
  k: Uint8Array,
  at: number,
  width: number,
  last: number,
): void {
  const digit = signedDigit(k, at, width, last);
  const negative = 1 - (digit >> (width - 1));
  const count = 1 << (width - 1);
  select(sum, difference, t2d, table, start, count, (digit ^ -negative) & (count - 1));
  for (let i = 0; i < sum.length; i++) {
    const change = (sum[i] - difference[i]) * negative;
    sum[i] -= change;
    difference[i] += change;
  }
  negateIf(t2d, negative);
  timesDifference(A, difference, out.y, out.x);
  timesSum(B, sum, out.y, out.x);
  mul(C, out.t, t2d);
  finishAddition(out, out.z, true);
}

// ---- public scalars

/** Widths of the non-adjacent forms of u1 and u2 in u1·B + u2·Q (Guide to ECC, §3.3.1): larger for u1, since the table of B is kept. */
const NAF_BASE = 8;
const NAF_POINT = 5;
const digits1 = /* @__PURE__ */ new Int8Array(254);
const digits2 = /* @__PURE__ */ new Int8Array(254);
let baseTable: readonly Addend[] | undefined;

/** out = u1·B + u2·Q, by interleaved windows ("Straus's trick"). The result's t is not computed. Timing: as the scalars are, which are
 * public. */
export function multiplyPublic(out: EdwardsPoint, u1: Uint8Array, Q: EdwardsPoint, u2: Uint8Array): void {
  if (baseTable === undefined) {
    const odd = oddMultiples(basePoint(), 1 << (NAF_BASE - 2));
    normalize(odd);
    baseTable = odd.map(addendOf);
  }
  const pointTable = oddMultiples(Q, 1 << (NAF_POINT - 2)).map(addendOf);
  nonAdjacentForm(digits1, u1, NAF_BASE);
  nonAdjacentForm(digits2, u2, NAF_POINT);
  setNeutral(out);
  for (let i = digits1.length - 1; i >= 0; i--) {
    const [d1, d2] = [digits1[i], digits2[i]];
    double(out, out, d1 !== 0 || d2 !== 0);
    if (d1 !== 0) addTo(out, out, baseTable[(d1 < 0 ? -d1 : d1) >> 1], d1 < 0, true, d2 !== 0);
    if (d2 !== 0) addTo(out, out, pointTable[(d2 < 0 ? -d2 : d2) >> 1], d2 < 0, false, false);
  }
}

// ---- prepared points

/** The multiples 1 … 2^(w−1) of 2^(w·i)·P for each position i of the comb. Unlike a table of odd multiples, it also works for points with a
 * component of small order, for which k·P and (L − k)·P are not opposite. */
export function publicComb(P: EdwardsPoint): Limbs {
  const base = copyPoint(edwardsPoint(), P);
  const all: EdwardsPoint[] = [];
  for (let i = 0; i < positions; i++) {
    const step = addendOf(copyPoint(edwardsPoint(), base));
    let multiple = copyPoint(edwardsPoint(), base);
    all.push(multiple);
    for (let j = 1; j < 1 << (COMB - 1); j++) {
      const next = edwardsPoint();
      addTo(next, multiple, step, false, false, true);
      all.push(next);
      multiple = next;
    }
    for (let j = 0; j < COMB; j++) double(base, base, true);
  }
  return packed(all);
}

let publicBase: Limbs | undefined;

/** out = u1·B + u2·Q from the comb of Q, without doublings. The result's t is not computed. Timing: as the scalars are, which are
 * public. */
export function multiplyPrepared(out: EdwardsPoint, u1: Uint8Array, comb: Limbs, u2: Uint8Array): void {
  publicBase ??= publicComb(basePoint());
  setNeutral(out);
  addMultiple(out, publicBase, u1);
  addMultiple(out, comb, u2);
}

/** out += k·P from the comb of P: a digit in −2^(w−1) + 1 … 2^(w−1) for each position. */
function addMultiple(out: EdwardsPoint, comb: Limbs, k: Uint8Array): void {
  const half = 1 << (COMB - 1);
  let carry = 0;
  for (let at = 0; at < positions; at++) {
    const bits = (k[(at * COMB) >> 3] ?? 0) | ((k[((at * COMB) >> 3) + 1] ?? 0) << 8);
    const digit = ((bits >> ((at * COMB) & 7)) & (2 * half - 1)) + carry;
    carry = digit > half ? 1 : 0;
    const signed = digit - 2 * half * carry;
    if (signed === 0) continue;
    const entry = at * half + (signed < 0 ? -signed : signed) - 1;
    select(sum, difference, t2d, comb, entry * ENTRY_LENGTH, 1, 0);
    negateIf(t2d, signed < 0 ? 1 : 0);
    timesDifference(A, signed < 0 ? sum : difference, out.y, out.x);
    timesSum(B, signed < 0 ? difference : sum, out.y, out.x);
    mul(C, out.t, t2d);
    finishAddition(out, out.z, true);
  }
}
