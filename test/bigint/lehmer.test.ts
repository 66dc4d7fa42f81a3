import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { euclideanSteps, LEADING_BITS } from '../../src/bigint/lehmer.ts';
import { runsOf } from '../property-runs.ts';

/** Whether the steps of Euclid's algorithm lead from (r, s) to that pair. */
function reaches(r: bigint, s: bigint, goal: readonly [bigint, bigint]): boolean {
  let pair: [bigint, bigint] = [r, s];
  for (;;) {
    if (pair[0] === goal[0] && pair[1] === goal[1]) return true;
    if (pair[1] === 0n) return false;
    pair = [pair[1], pair[0] % pair[1]];
  }
}

/** Pairs r >= s with the leading digits x and y of r, and the number k of the digits left away. */
const pair = fc
  .tuple(fc.integer({ min: 1, max: LEADING_BITS }), fc.integer({ min: 0, max: 300 }))
  .chain(([leading, k]) => {
    const max = (1n << BigInt(leading + k)) - 1n;
    return fc.tuple(fc.bigInt({ min: 0n, max }), fc.bigInt({ min: 0n, max }), fc.constant(BigInt(k)));
  })
  .map(([a, b, k]) => (a > b ? { r: a, s: b, k } : { r: b, s: a, k }));

describe('vectors', () => {
  it('takes the quotients of HAC example 14.58 that its leading digits determine', () => {
    // x = 768454923, y = 542167814, with the base 10^3: leading digits 768 and 542, quotients 1, 2, 2 and then 1.
    const [r, s] = [768_454_923n, 542_167_814n];
    const [A, B, C, D] = euclideanSteps(768, 542)!;
    expect([A, B, C, D]).toEqual([-2n, 3n, 5n, -7n]);
    expect([A * r + B * s, C * r + D * s]).toEqual([89_593_596n, 47_099_917n]); // as the example goes on
  });
});

describe('properties', () => {
  it('does what Euclid does, whatever the digits that it is not shown', () => {
    fc.assert(
      fc.property(pair, ({ r, s, k }) => {
        const steps = euclideanSteps(Number(r >> k), Number(s >> k));
        if (steps === undefined) return;
        const [A, B, C, D] = steps;
        expect(A * D - B * C === 1n || A * D - B * C === -1n).toBe(true);
        expect(reaches(r, s, [A * r + B * s, C * r + D * s])).toBe(true);
      }),
      runsOf(5),
    );
  });

  it('takes a dozen steps from two numbers of 53 bits', () => {
    const [, , , D] = euclideanSteps(2 ** 53 - 111, 5_566_755_282_872_655)!; // quotients by the golden ratio: all one
    expect(D < 0n ? -D : D).toBeGreaterThan(2n ** 24n);
  });
});

describe('misuse', () => {
  it('gives nothing when the first quotient is open', () => {
    expect(euclideanSteps(7, 0)).toBeUndefined();
    expect(euclideanSteps(7, 7)).toBeUndefined();
    expect(euclideanSteps(8, 4)).toBeUndefined(); // 2, or less
    expect(euclideanSteps(0, 0)).toBeUndefined();
  });
});
