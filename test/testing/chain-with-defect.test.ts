import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/bytes/index.ts';
import { chains, chainWithDefect, DEFECTS, keyPool } from '../../src/testing/index.ts';
import { runsOf } from '../property-runs.ts';
import { keys, NOW, refusals } from './chains.ts';

/** The refusals that a defect causes: an untrusted algorithm counts twice, since its signature is then not verified. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'leaf-signed-with-sha1': ['signature'],
  'leaf-signed-with-md5': ['signature'],
  'intermediate-signed-with-sha1': ['signature'],
  'leaf-signed-by-an-unknown-algorithm': ['signature'],
  // The CA whose name it is has none.
  'issuer-without-a-name': ['ca-subject-empty'],
};

describe('properties', () => {
  it('sound chains are taken', () => {
    fc.assert(
      fc.property(chains({ keys, time: NOW }), (chain) => refusals(chain).length === 0),
      runsOf(0.1),
    );
  });

  it.each(DEFECTS)('$name is refused by $code and by nothing else, its twin by nothing', ({ name, code, rule }) => {
    fc.assert(
      fc.property(chainWithDefect({ keys, time: NOW, defects: [name] }), (twins) => {
        expect(twins).toMatchObject({ defect: name, code, rule });
        expect(refusals(twins.good)).toEqual([]);
        expect(refusals(twins.bad).toSorted()).toEqual([code, ...(ALSO[name] ?? [])].toSorted());
        const { leaf: _a, intermediates: _b, roots: _c, leafKey: _d, ...asked } = twins.good;
        expect(twins.bad).toMatchObject(asked);
      }),
      runsOf(0.01),
    );
  });

  it('are the same for the same seed and keys', () => {
    const draw = () => fc.sample(chainWithDefect({ keys, time: NOW }), { numRuns: 2, seed: 7 });
    expect(draw()).toEqual(draw());
  });
});

describe('misuse', () => {
  it('too few keys, and a defect that is none', () => {
    const few = keyPool({ seed: 'few', size: 4, modulusBits: 512, insecure: true });
    expect(() => chains({ keys: few, time: NOW })).toThrowError(UsageError);
    expect(() => chainWithDefect({ keys, time: NOW, defects: ['bad-luck'] })).toThrowError(UsageError);
    expect(new Set(DEFECTS.map(({ name }) => name)).size).toBe(DEFECTS.length);
  });
});
