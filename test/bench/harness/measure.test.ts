import { describe, expect, it } from 'vitest';
import { type Effort, measure, prepare } from '../../../bench/harness/measure.ts';
import type { BenchRow } from '../../../bench/rows.ts';

/** So little that nothing is measured: how it is done is what is tested. */
const effort: Effort = { rounds: 4, partMs: 0, warmupMs: 0, budgetMs: 1000, least: 1, fewer: 2 };
const made = (over: Partial<BenchRow>): BenchRow => ({
  row: 'a/b/c',
  implementation: 'vitrine',
  run: () => undefined,
  check: () => undefined,
  ...over,
});
const ignore = (): void => undefined;

describe('a measurement', () => {
  it('checks everybody before it runs anybody', async () => {
    const order: string[] = [];
    const row = (implementation: string): BenchRow =>
      made({
        implementation,
        samples: 2,
        run: () => order.push(`run ${implementation}`),
        check: () => void order.push(`check ${implementation}`),
      });
    const rows = [row('one'), row('other')];
    await prepare(rows, effort);
    await measure(rows, effort, ignore);
    expect(order.slice(0, 2)).toEqual(['check one', 'check other']);
    expect(order.slice(2).every((step) => step.startsWith('run'))).toBe(true);
  });

  it('stops where a check fails', async () => {
    let ran = false;
    const run = (): void => void (ran = true);
    const check = (): void => {
      throw new Error('wrong output');
    };
    await expect(prepare([made({ run, check })], effort)).rejects.toThrow('wrong output');
    await expect(prepare([made({ run, check })], effort)).rejects.toThrow('a/b/c/vitrine');
    expect(ran).toBe(false);
  });

  it('runs a row of fixed samples as often as it says, spread over the rounds, in turns', async () => {
    const order: string[] = [];
    const row = (implementation: string): BenchRow =>
      made({ implementation, samples: 8, run: () => order.push(implementation) });
    const results = await measure([row('a'), row('b')], effort, ignore);
    // Half of 8 by the effort, in 4 rounds: one a round, and each round begins with the next.
    expect(order).toEqual(['a', 'b', 'b', 'a', 'a', 'b', 'b', 'a']);
    expect([...results].map(([name, { count }]) => [name, count])).toEqual([
      ['a', 4],
      ['b', 4],
    ]);
  });

  it('waits for promises, and passes on what goes wrong', async () => {
    let pending = 0;
    let most = 0;
    const run = async (): Promise<void> => {
      most = Math.max(most, ++pending);
      await Promise.resolve();
      pending--;
    };
    const results = await measure([made({ run })], effort, ignore);
    expect(results.get('vitrine')!.count).toBeGreaterThanOrEqual(4);
    expect([most, pending]).toEqual([1, 0]);
    const fail = (): never => {
      throw new Error('broken');
    };
    await expect(measure([made({ run: fail })], effort, ignore)).rejects.toThrow('broken');
  });
});
