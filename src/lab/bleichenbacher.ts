/** The search of Bleichenbacher 1998 §3.1, with the paper's letters. */
import { modPow } from '../bigint/index.ts';
import type { AttackProgress } from './attack.ts';
import type { Counter } from './parts.ts';

interface Interval {
  readonly a: bigint;
  readonly b: bigint;
}

export interface PublicInstance {
  readonly n: bigint;
  readonly e: bigint;
  /** A ciphertext that decrypts to 00 02 …. */
  readonly c: bigint;
  /** Bytes of the modulus. */
  readonly k: number;
}

/** The plaintext of a ciphertext. @param conforms - whether a ciphertext decrypts to 00 02 …. */
export async function* decryptByOracle(
  { n, e, c, k }: PublicInstance,
  conforms: (ciphertext: bigint) => boolean,
  counter: Counter,
): AsyncGenerator<AttackProgress, bigint, void> {
  const B = 1n << BigInt(8 * (k - 2));
  let yes = 0;
  const ask = (s: bigint): boolean => {
    const answer = conforms((c * modPow(s, e, n)) % n);
    if (answer) yes++;
    return answer;
  };
  const whole = 8 * (k - 2);
  const standing = (): AttackProgress =>
    counter.progress(`${yes} answers were yes`, { kind: 'interval-bits', value: widthOf(M), whole });
  // Step 1 is done: c conforms, so s₀ = 1.
  let M: readonly Interval[] = [{ a: 2n * B, b: 3n * B - 1n }];
  let s = 0n;
  for (let i = 1; ; i++) {
    const { a, b } = M[0];
    // Step 2.
    if (i > 1 && M.length === 1) {
      s = yield* searchByIntervals({ a, b }, s, { n, B }, ask, () => (counter.isDue() ? standing() : undefined));
    } else {
      s = i === 1 ? ceiling(n, 3n * B) : s + 1n;
      for (; !ask(s); s++) if (counter.isDue()) yield standing();
    }
    // Step 3.
    M = narrowed(M, s, { n, B });
    // Step 4.
    if (M.length === 1 && M[0].a === M[0].b) {
      yield standing();
      return M[0].a;
    }
    if (M.length === 0) throw new Error('the oracle contradicts itself');
  }
}

/** Step 2.c: one interval is left, and each s is chosen so that it is about halved. */
async function* searchByIntervals(
  { a, b }: Interval,
  last: bigint,
  { n, B }: { readonly n: bigint; readonly B: bigint },
  ask: (s: bigint) => boolean,
  due: () => AttackProgress | undefined,
): AsyncGenerator<AttackProgress, bigint, void> {
  for (let r = ceiling(2n * (b * last - 2n * B), n); ; r++) {
    for (let s = ceiling(2n * B + r * n, b); s * a < 3n * B + r * n; s++) {
      if (ask(s)) return s;
      const standing = due();
      if (standing !== undefined) yield standing;
    }
  }
}

/** Step 3: where m lies if m·s conforms too. */
function narrowed(M: readonly Interval[], s: bigint, { n, B }: { readonly n: bigint; readonly B: bigint }): Interval[] {
  const found: Interval[] = [];
  for (const { a, b } of M) {
    for (let r = ceiling(a * s - 3n * B + 1n, n); r * n <= b * s - 2n * B; r++) {
      const interval = { a: greater(ceiling(2n * B + r * n, s), a), b: lesser((3n * B - 1n + r * n) / s, b) };
      if (interval.a <= interval.b) found.push(interval);
    }
  }
  return united(found);
}

/** Bits of the number of values that are left. */
const widthOf = (M: readonly Interval[]): number => {
  const others = M.reduce((sum, { a, b }) => sum + b - a, 0n);
  return others === 0n ? 0 : others.toString(2).length;
};

/** Joins intervals that touch. */
function united(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const { a, b } of intervals.toSorted((x, y) => (x.a < y.a ? -1 : x.a > y.a ? 1 : 0))) {
    const last = result[result.length - 1];
    if (last !== undefined && a <= last.b + 1n) result[result.length - 1] = { a: last.a, b: greater(b, last.b) };
    else result.push({ a, b });
  }
  return result;
}

/** ⌈a / b⌉. @param b - positive. */
const ceiling = (a: bigint, b: bigint): bigint => (a > 0n ? (a + b - 1n) / b : -(-a / b));

const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);
