import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/bytes/index.ts';
import { DEFECTS, forEachDefect, type TestChain } from '../../src/testing/index.ts';
import { keys, NOW, refusals } from './chains.ts';

const defects = ['leaf-expired', 'serial-number-zero', 'trailing-byte'];
const options = { keys, time: NOW, defects };

describe('the table of what a verifier takes', () => {
  it('shows of a good one that it takes the sound chains, and none with a defect', async () => {
    const rows = await forEachDefect((chain) => refusals(chain).length === 0, options);
    expect(rows).toEqual(
      DEFECTS.filter(({ name }) => defects.includes(name)).map(({ name, code, rule }) => ({
        ...{ defect: name, code, rule },
        ...{ takesGood: true, takesBad: false },
      })),
    );
  });

  it('shows what one takes that looks at the time alone', async () => {
    const asked: TestChain[] = [];
    const rows = await forEachDefect(
      async (chain) => {
        asked.push(chain);
        return !refusals(chain).includes('validity');
      },
      { ...options, seed: 2 },
    );
    expect(rows.map(({ defect, takesBad }) => [defect, takesBad])).toEqual([
      ['leaf-expired', false],
      ['serial-number-zero', true],
      ['trailing-byte', true],
    ]);
    expect(asked.length).toBe(6);
  });

  it('ends with what the verifier throws', async () => {
    const crash = new Error('segmentation fault');
    await expect(forEachDefect(() => Promise.reject(crash), options)).rejects.toBe(crash);
  });

  it('refuses what is no question', () => {
    expect(() => forEachDefect('x' as never, options)).toThrowError(UsageError);
    expect(() => forEachDefect(() => true, { ...options, defects: ['bad-luck'] })).toThrowError(UsageError);
    expect(() => forEachDefect(() => true, { ...options, seed: -1 })).toThrowError(UsageError);
  });
});
