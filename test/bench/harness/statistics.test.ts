import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, quantile, summarise } from '../../../bench/harness/statistics.ts';

const samples = fc.array(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 300 });

describe('the statistics of a row', () => {
  it('are those of a textbook', () => {
    expect(summarise([3, 1, 2])).toMatchObject({ least: 1, median: 2, p99: 3, count: 3 });
    expect(median([1, 2, 3, 10])).toBe(2.5);
    // 1…200: the 198th is the first that 99 % do not exceed. Variance n(n + 1) / 12.
    const many = Array.from({ length: 200 }, (_, i) => i + 1);
    const { p99, rme } = summarise(many);
    expect(p99).toBe(198);
    // t = 1.97196 for 199 degrees of freedom.
    expect(rme).toBeCloseTo((197.196 * Math.sqrt((200 * 201) / 12 / 200)) / 100.5, 3);
    expect(quantile([7], 0.99)).toBe(7);
  });

  it("have the margin of Student's t where samples are few", () => {
    // Its table's values for 95 %, two-sided; n(n + 1) / 12 is the variance of n successive integers.
    for (const [count, t] of [
      [2, 12.706],
      [3, 4.303],
      [4, 3.182],
      [6, 2.571],
      [11, 2.228],
      [31, 2.042],
    ] as const) {
      const standardError = Math.sqrt((count + 1) / 12);
      const { rme } = summarise(Array.from({ length: count }, (_, i) => 10 + i));
      const expected = (100 * t * standardError) / (10 + (count - 1) / 2);
      expect(Math.abs(rme / expected - 1)).toBeLessThan(0.01);
    }
  });

  it('have no margin where there is one sample, or no difference', () => {
    expect(summarise([5])).toEqual({ least: 5, median: 5, p99: 5, rme: 0, count: 1 });
    expect(summarise([5, 5, 5]).rme).toBe(0);
  });

  it('do not depend on the order, and lie within the samples', () => {
    fc.assert(
      fc.property(samples, (given) => {
        const { median, p99, count } = summarise(given);
        expect(summarise(given.toReversed())).toEqual(summarise(given));
        expect(count).toBe(given.length);
        expect(median).toBeGreaterThanOrEqual(Math.min(...given));
        expect(p99).toBeGreaterThanOrEqual(median);
        expect(p99).toBeLessThanOrEqual(Math.max(...given));
      }),
    );
  });

  it('need samples', () => expect(() => summarise([])).toThrow(RangeError));
});
