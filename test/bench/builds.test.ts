import { describe, expect, it } from 'vitest';
import { isSlower, pairedRatio } from '../../bench/builds/paired.ts';
import type { Measured } from '../../bench/harness/measure.ts';
import { summarise } from '../../bench/harness/statistics.ts';

const measured = (rounds: readonly (number | undefined)[]): Measured => ({
  ...summarise(rounds.filter((time) => time !== undefined)),
  rounds,
});
const old = measured(Array.from({ length: 25 }, (_, i) => 100 + i));
const times = (factor: number): Measured => measured(old.rounds.map((time) => time! * factor));

describe('two builds', () => {
  it('are compared round by round', () => {
    expect(pairedRatio('a/b/c', times(1.1), old)).toMatchObject({ median: expect.closeTo(1.1), count: 25 });
    expect(pairedRatio('a/b/c', measured([undefined, 300, 200, undefined]), measured([100, 150, 100, 1])).count).toBe(
      2,
    );
    expect(() => pairedRatio('a/b/c', measured([1, undefined]), measured([undefined, 1]))).toThrow(RangeError);
  });

  it('differ where the whole interval says so, and never by fewer than three rounds', () => {
    expect(isSlower(pairedRatio('a/b/c', times(1.1), old))).toBe(true);
    expect(isSlower(pairedRatio('a/b/c', times(1.02), old))).toBe(false);
    expect(isSlower(pairedRatio('a/b/c', times(0.5), old))).toBe(false);
    const noisy = measured(old.rounds.map((time, i) => time! * (i % 2 === 0 ? 0.9 : 1.3)));
    expect(isSlower(pairedRatio('a/b/c', noisy, old))).toBe(false);
    expect(isSlower(pairedRatio('a/b/c', measured([200, 200]), measured([100, 100])))).toBe(false);
  });
});
