/** Every function of every generated file is proved; and changed texts are refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERATED } from '../../scripts/kernels/all.ts';
import { behaviour } from '../../scripts/kernels/mutants/behaviour.ts';
import { changed, drawing, KINDS } from '../../scripts/kernels/mutants/changes.ts';
import { changesRefused } from '../../scripts/kernels/mutants/refused.ts';
import { committed, PROOFS, type Proved, provedText } from '../../scripts/kernels/proof/all.ts';
import { productBySums } from '../../scripts/kernels/proof/ghash.ts';
import { multiplyBlocks } from '../../src/reference/gcm.ts';
import { everyNth, isLongRun, isWholeTable, runsOf } from '../property-runs.ts';

const title = ({ path, name = 'all' }: Proved): string => `${name} of ${path}`;
/** The proofs of curves' kernels are in field-proofs.test.ts. */
const SHORT = PROOFS.filter(
  ({ path, name }) => !path.startsWith('src/ec/') || /^(?:double|addAffine|pack|select|swapAndSums)$/.test(name ?? ''),
);

describe('proofs of kernels', () => {
  it('there is one for each function of each generated file', () => {
    expect(new Set(PROOFS.map(({ path }) => path))).toEqual(new Set(GENERATED.map(({ path }) => path)));
    for (const { path } of GENERATED) {
      const names = PROOFS.filter((proof) => proof.path === path).map(({ name }) => name);
      if (names.includes(undefined)) continue;
      const functions = [...committed(path).matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
      expect(names.toSorted(), path).toEqual(functions.toSorted());
    }
  });

  it.each(everyNth(2, SHORT).map((proof) => ({ proof, title: title(proof) })))('$title', ({ proof }) => {
    proof.prove(committed(proof.path));
  });

  it('compare with the product of SP 800-38D', () => {
    const block = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });
    fc.assert(
      fc.property(block, block, (X, H) => {
        expect(productBySums(X, H)).toBe(multiplyBlocks(X, H));
      }),
      runsOf(0.04),
    );
  });

  // `npm run proofs:mutants` draws 1,000, and so does a long run.
  it('refuse a text with a change of its meaning', { timeout: 3_600_000 }, () => {
    const changes = isLongRun ? 1000 : isWholeTable ? 12 : 3;
    const { refused } = changesRefused(PROOFS, committed, changes, 5);
    expect(refused).toBe(changes);
  });

  it('an accepted change that computes something else is reported', () => {
    const accepting = PROOFS.filter(({ path }) => path.includes('chacha20')).map((proof) => ({
      ...proof,
      // Takes whatever runs.
      prove: (file: string) => {
        behaviour(proof, file);
      },
    }));
    expect(() => changesRefused(accepting, committed, 20, 1)).toThrow('computes something else');
  });

  it('sample inputs tell a changed text from the committed one', () => {
    const proof = PROOFS.find(({ path }) => path.endsWith('poly1305-blocks.ts'))!;
    const file = committed(proof.path);
    expect(behaviour(proof, file)).toBe(behaviour(proof, file));
    expect(behaviour(proof, file.replace('0x0fffffff', '0x0000ffff'))).not.toBe(behaviour(proof, file));
  });

  it.each(KINDS)('a change is drawn: %s', (kind) => {
    const proof = PROOFS.find(({ path }) => path.endsWith('sha256-block.ts'))!;
    const text = provedText(proof, committed(proof.path));
    const draw = drawing(1);
    const others = Array.from({ length: 5 }, () => changed(text, kind, draw));
    expect(others.some((other) => other !== undefined && other !== text)).toBe(true);
  });
});
