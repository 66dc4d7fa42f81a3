/** The mathematics that the attacks rest on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gcd } from '../../src/bigint/index.ts';
import { concat, os2ip } from '../../src/bytes/index.ts';
import { seededRandom, sha1, sha256 } from '../../src/hash/index.ts';
import { commonFactors } from '../../src/lab/batch-gcd.ts';
import { countingHash } from '../../src/lab/counting-hash.ts';
import { multiply, ONE, rootsOf } from '../../src/lab/gf128.ts';
import { ceilingRoot } from '../../src/lab/integer-roots.ts';
import { reduceLattice } from '../../src/lab/lattice-reduction.ts';
import { LOW_ORDER_POINTS } from '../../src/lab/low-order-points.ts';
import {
  affineMultiplySteps,
  continueSha256,
  isOnCurve,
  multiplyBlocks,
  NIST_DOMAINS,
  resultOf,
} from '../../src/reference/index.ts';

describe('the field of 2^128 elements', () => {
  it('multiplies as GCM’s reference does', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        (X, Y) => {
          expect(multiply(os2ip(X), os2ip(Y))).toBe(multiplyBlocks(os2ip(X), os2ip(Y)));
        },
      ),
    );
  });

  it.each([1, 2, 3, 5])('finds the roots of a product of %d linear factors, and none of a constant', (count) => {
    const random = seededRandom(`${count} roots`);
    const element = (): bigint => os2ip(random.bytes(16));
    const roots = Array.from({ length: count }, element);
    const times = (f: readonly bigint[], root: bigint): bigint[] =>
      [...f, 0n].map((c, i) => c ^ (i === 0 ? 0n : multiply(f[i - 1], root)));
    const f = roots.reduce(times, [element()]);
    expect([...rootsOf(f, random)].sort()).toEqual([...roots].sort());
    expect(rootsOf([ONE], random)).toEqual([]);
  });
});

describe('lattice reduction', () => {
  it('gives a basis of the same lattice, whose first row is short', () => {
    const entry = fc.bigInt({ min: -1000n, max: 1000n });
    fc.assert(
      fc.property(fc.array(fc.array(entry, { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 }), (rows) => {
        fc.pre(determinant(rows) !== 0n);
        const basis = rows.map((row) => [...row]);
        for (const _ of reduceLattice(basis));
        const size = (n: bigint): bigint => (n < 0n ? -n : n);
        expect(size(determinant(basis))).toBe(size(determinant(rows)));
        // Cohen, theorem 2.6.2 (5): |b₁|² ≤ 2^(n − 1)·|x|² for every x of the lattice.
        const norm = (v: readonly bigint[]): bigint => v.reduce((sum, x) => sum + x * x, 0n);
        for (const row of rows) expect(norm(basis[0]) <= 4n * norm(row)).toBe(true);
        // The rows are whole combinations of the given ones: Cramer's rule leaves no remainder.
        for (const row of basis)
          for (let i = 0; i < 3; i++) {
            const replaced = rows.map((one, j) => (j === i ? row : one));
            expect(determinant(replaced) % determinant(rows)).toBe(0n);
          }
      }),
    );
  });
});

function determinant([[a, b, c], [d, e, f], [g, h, i]]: readonly (readonly bigint[])[]): bigint {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

describe('integers', () => {
  it('ceilingRoot is the least whose power reaches n', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 1n << 300n }), fc.constantFrom(2n, 3n, 5n), (n, degree) => {
        const r = ceilingRoot(n, degree);
        expect(r ** degree >= n && (r - 1n) ** degree < n).toBe(true);
      }),
    );
  });

  it('commonFactors is the divisor that each has with the product of the others', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 1n, max: 10n ** 6n }), { maxLength: 9 }), (numbers) => {
        const expected = numbers.map((n, i) =>
          gcd(
            numbers.reduce((product, other, j) => (i === j ? product : product * other), 1n),
            n,
          ),
        );
        expect(commonFactors(numbers)).toEqual(expected);
      }),
    );
  });
});

describe('hashes', () => {
  it.each([sha1, sha256])('countingHash gives the digest, and counts the blocks', (hash) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 150 }), { maxLength: 4 }), (parts) => {
        const work = { blocks: 0 };
        const state = countingHash(hash, work).create();
        for (const part of parts) state.update(part);
        const whole = concat(...parts);
        expect(state.clone().digest()).toEqual(hash.digest(whole));
        expect(work.blocks).toBe(Math.ceil((whole.length + 9) / 64));
      }),
    );
  });

  it('continueSha256 goes on where a digest stands', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 100 }), (before, more) => {
        const zeros = (119 - (before.length % 64)) % 64;
        const length = new Uint8Array(8);
        new DataView(length.buffer).setBigUint64(0, BigInt(8 * before.length));
        const padded = concat(before, new Uint8Array([0x80]), new Uint8Array(zeros), length);
        expect(continueSha256(sha256.digest(before), padded.length, more)).toEqual(sha256.digest(concat(padded, more)));
      }),
    );
  });
});

describe('the points of small order', () => {
  const curve = NIST_DOMAINS['P-256'];

  it('have the orders that the table says, and lie on no curve that the engine takes', () => {
    for (const { order, x, y } of LOW_ORDER_POINTS) {
      expect(isOnCurve(curve, { x, y })).toBe(false);
      // The order is prime, so that nothing but 1 divides it.
      expect([...Array(order).keys()].slice(2).every((d) => order % d !== 0)).toBe(true);
      expect(resultOf(affineMultiplySteps(curve, BigInt(order), { x, y }))).toBe('infinity');
    }
  });

  it('have orders whose product is above n², so that d² is determined', () => {
    const product = LOW_ORDER_POINTS.reduce((soFar, { order }) => soFar * BigInt(order), 1n);
    expect(product > curve.n ** 2n).toBe(true);
    expect(new Set(LOW_ORDER_POINTS.map(({ order }) => order)).size).toBe(LOW_ORDER_POINTS.length);
  });
});
