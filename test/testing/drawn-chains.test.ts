import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/bytes/index.ts';
import {
  chainWithDefect,
  DEFECTS,
  type DrawnChain,
  drawChain,
  drawnChains,
  shrinkChain,
  VARIATIONS,
} from '../../src/testing/index.ts';
import { keys, NOW, refusals } from './chains.ts';

const options = { keys, time: NOW };

describe('properties', () => {
  it.each([{ name: 'sound', rule: 'RFC 5280 §6.1' }, ...VARIATIONS])('$name is taken', ({ name, rule }) => {
    const drawn = drawChain({ ...options, kinds: [name] }, 1, 1);
    expect(drawn).toMatchObject({ kind: name, rule, expected: 'taken' });
    expect(refusals(drawn.chain)).toEqual([]);
  });

  it('a defect is refused by its code', () => {
    const { chain, code, ...drawn } = drawChain({ ...options, kinds: ['path-too-long'] }, 1, 2);
    expect(drawn).toEqual({ kind: 'path-too-long', expected: 'refused', rule: expect.stringMatching(/^RFC 5280/) });
    expect(refusals(chain)).toEqual([code]);
  });

  it('the kinds have names of their own', () => {
    const names = ['sound', ...VARIATIONS.map(({ name }) => name), ...DEFECTS.map(({ name }) => name)];
    expect(new Set(names).size).toBe(names.length);
  });

  it('a chain is the same for the same seed and number, and another for another', () => {
    const draw = (seed: number, index: number) => drawChain({ ...options, kinds: ['sound'] }, seed, index).chain.leaf;
    expect(draw(3, 5)).toEqual(draw(3, 5));
    expect(draw(3, 5)).not.toEqual(draw(3, 6));
    expect(draw(3, 5)).not.toEqual(draw(4, 5));
  });

  it('a counterexample is a few lines', () => {
    const chain = fc.sample(drawnChains(options), { numRuns: 1, seed: 1 });
    const twins = fc.sample(chainWithDefect(options), { numRuns: 1, seed: 1 });
    for (const shown of [fc.stringify(chain), fc.stringify(twins)]) {
      expect(shown.split('\n').length).toBeLessThan(8);
      expect(shown.length).toBeLessThan(2000);
      expect(shown).toContain('TestChain: host ');
    }
  });
});

describe('shrinking', () => {
  const kinds = ['sound', 'leaf-expired'];
  it('ends with a chain of which the same holds, of the same kind, asked at most so often', async () => {
    const asked: DrawnChain[] = [];
    const isLong = ({ chain: { leaf } }: DrawnChain): boolean => leaf.length > 700;
    const smallest = await shrinkChain(
      { ...options, kinds },
      2,
      9,
      async (drawn) => {
        asked.push(drawn);
        return isLong(drawn);
      },
      20,
    );
    const first = drawChain({ ...options, kinds }, 2, 9);
    expect(asked[0].chain.leaf).toEqual(first.chain.leaf);
    expect(asked.length).toBeLessThanOrEqual(20);
    expect([isLong(smallest), smallest.kind]).toEqual([true, first.kind]);
    expect(smallest.chain.leaf.length).toBeLessThan(first.chain.leaf.length);
  });

  it('is the first chain where the same holds of no smaller one, and fails where asking fails', async () => {
    const { chain } = drawChain(options, 2, 3);
    let first = true;
    const once = async (): Promise<boolean> => first && !(first = false);
    expect((await shrinkChain(options, 2, 3, once, 5)).chain.leaf).toEqual(chain.leaf);
    const error = new Error('no such verifier');
    await expect(shrinkChain(options, 2, 3, () => Promise.reject(error), 5)).rejects.toBe(error);
  });
});

describe('misuse', () => {
  it('unknown kinds, none at all, seeds that are none', () => {
    expect(() => drawnChains({ ...options, kinds: ['bad-luck'] })).toThrowError(UsageError);
    expect(() => drawnChains({ ...options, kinds: [] })).toThrowError(UsageError);
    expect(() => drawChain(options, -1, 0)).toThrowError(UsageError);
    expect(() => drawChain(options, 0, 2 ** 31)).toThrowError(UsageError);
    expect(() => shrinkChain(options, 0, 0, async () => true, 0)).toThrowError(UsageError);
  });
});
