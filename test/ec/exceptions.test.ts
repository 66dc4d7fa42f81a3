/** Scalars for which an addition of equal points, or one with infinity, may occur: derived from the widths, then run. */
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/bytes/index.ts';
import { COMB, Group, NAF_GENERATOR, NAF_POINT, WINDOW } from '../../src/ec/group.ts';
import { makeOdd, reversed, signedDigit } from '../../src/ec/scalars.ts';
import { seededRandom } from '../../src/hash/index.ts';
import { everyNth, isWholeTable } from '../property-runs.ts';
import { CURVES, nodeEcdh, scalarBytes, type TestCurve } from './curves.ts';

/** The odd digits below 2^width. */
const oddDigits = (width: number): bigint[] => Array.from({ length: 1 << (width - 1) }, (_, i) => BigInt(2 * i + 1));

/** The digit at a position of the odd one of k and n − k. */
function digitOf(test: TestCurve, k: bigint, at: number, width: number, last: number): bigint {
  const order = reversed(scalarBytes(test, test.order));
  const { k: odd } = makeOdd(reversed(scalarBytes(test, k)), order);
  return BigInt(2 * signedDigit(odd, at, width, last) - ((1 << width) - 1));
}

/** A window's last addition is a doubling for k = n − 2d where the last digit is −d; k and n − k are computed as one. */
function windowExceptions(test: TestCurve): bigint[] {
  const last = Math.ceil(test.order.toString(2).length / WINDOW) - 1;
  return oddDigits(WINDOW)
    .filter((d) => digitOf(test, test.order - 2n * d, 0, WINDOW, last) === -d)
    .map((d) => 2n * d);
}

/** The comb's last addition is a doubling for k ≡ 2d·2^(w·i) where the last digit is d. */
function combExceptions(test: TestCurve): bigint[] {
  const last = Math.ceil(test.order.toString(2).length / COMB) - 1;
  return oddDigits(COMB)
    .map((d) => [d, ((2n * d) << BigInt(COMB * last)) % test.order])
    .filter(([d, k]) => k % 2n === 1n && digitOf(test, k, last, COMB, last) === d)
    .map(([, k]) => k);
}

describe.each(CURVES)('exceptional scalars of $curve.name', (test) => {
  const { curve, kernels, order } = test;
  const group = new Group(kernels);
  const affine = (k: bigint) => {
    const { x, y } = curve.decodePoint(nodeEcdh(test, k).getPublicKey());
    const P = group.point();
    group.field.enter(P.x, reversed(x));
    group.field.enter(P.y, reversed(y));
    for (let i = 0; i < P.z.length; i++) P.z[i] = group.field.one[i];
    return P;
  };
  const known = new Map<bigint, string>();
  /** The coordinates of k·G by node:crypto. */
  const expected = (k: bigint): string => {
    if (!known.has(k)) known.set(k, nodeEcdh(test, k).getPublicKey('hex').slice(2));
    return known.get(k)!;
  };
  const G = affine(1n);
  const comb = group.comb(G);
  const hexOf = (P: ReturnType<typeof affine>): string => {
    group.normalize([P]);
    return bytesToHex(group.field.leave(P.x).reverse()) + bytesToHex(group.field.leave(P.y).reverse());
  };

  it('are what was counted', () => {
    expect(windowExceptions(test)).toEqual({ 'P-256': [], 'P-384': [38n], 'P-521': [] }[curve.name]);
    expect(combExceptions(test)).toEqual(
      {
        'P-256': [30n * 2n ** 252n - order],
        'P-384': [126n * 2n ** 378n - order],
        'P-521': [62n * 2n ** 516n - order],
      }[curve.name],
    );
  });

  it('are multiplied as others are, by window and by comb, with their neighbours', () => {
    const bits = order.toString(2).length;
    const edges = new Set<bigint>();
    for (const d of oddDigits(COMB)) {
      for (const width of [WINDOW, COMB]) {
        const top = Math.ceil(bits / width);
        for (const position of [0, top - 1]) edges.add((2n * d) << BigInt(width * position));
      }
    }
    const exceptions = [...windowExceptions(test), ...combExceptions(test)];
    // 2^384 mod n and 2^379 − (2^384 mod n) would meet one, were P-384's comb a position longer.
    exceptions.push(2n ** BigInt(bits), 2n ** BigInt(bits - 5) - (2n ** BigInt(bits) - order));
    expect(edges.size).toBeGreaterThan(50);
    const all = [...exceptions, ...everyNth(4, [...edges])]
      .flatMap((k) => [k % order, order - (k % order)])
      .filter((k) => k > 0n && k < order);
    const out = group.point();
    for (const k of all) {
      const scalar = reversed(scalarBytes(test, k));
      group.multiply(out, G, scalar);
      expect(hexOf(out), `${k} by window`).toBe(expected(k));
      group.multiplyComb(out, comb, scalar);
      expect(hexOf(out), `${k} by comb`).toBe(expected(k));
    }
  });

  it('are verified: public keys that are small multiples of the generator', () => {
    const random = seededRandom('small keys');
    const { hash } = test;
    for (let i = 0; i < (isWholeTable ? 40 : 16); i++) {
      const k = BigInt(i >> 1) / 2n + 1n;
      const d = scalarBytes(test, i & 1 ? order - k : k);
      const digest = random.bytes(32);
      const publicKey = curve.publicKey(d);
      const signature = curve.signDigest(hash, d, digest, { random });
      expect(curve.verifyDigest(publicKey, digest, signature), `${k}`).toBe(true);
      if (i < (isWholeTable ? 8 : 2))
        expect(curve.prepare(publicKey).verifyDigest(digest, signature), `${k} prepared`).toBe(true);
    }
  });

  it('add up to any sum of two public multiples, infinity included', () => {
    const tables = group.publicMultiples(G, NAF_GENERATOR);
    const few = group.publicMultiples(G, NAF_POINT);
    const out = group.point();
    const small = [0n, 1n, 2n, 3n, 31n, 32n, order - 1n, order - 2n, order - 31n];
    // The first makes sums of equal and of opposite points, and those that are infinity.
    for (const q of everyNth(3, [1n, 2n, order - 5n])) {
      const Q = affine(q);
      const combQ = group.comb(Q);
      for (const u1 of small) {
        for (const u2 of small) {
          const sum = (u1 + u2 * q) % order;
          const [a, b] = [reversed(scalarBytes(test, u1)), reversed(scalarBytes(test, u2))];
          for (const finite of [
            () => group.multiplyPublic(out, tables, a, Q, b),
            () => group.multiplyPublic(out, few, a, Q, b),
            () => group.multiplyCombs(out, comb, a, combQ, b),
          ]) {
            expect(finite(), `${u1} + ${u2}·${q}`).toBe(sum !== 0n);
            if (sum !== 0n) expect(hexOf(out), `${u1} + ${u2}·${q}`).toBe(expected(sum));
          }
        }
      }
    }
  });
});
