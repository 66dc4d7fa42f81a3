/** Hash kernels are proved equal to their reference implementations, for all inputs; and changed ones are not. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERATED } from '../../scripts/kernels/all.ts';
import { binary, type Formula, unary } from '../../scripts/kernels/proof/formulas.ts';
import { HASH_PROOFS } from '../../scripts/kernels/proof/hashes.ts';
import { type Argument, readProgram, runFunction } from '../../scripts/kernels/proof/program.ts';
import { runsOf } from '../property-runs.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PROOFS = Object.entries(HASH_PROOFS).map(([path, prove]) => ({
  path,
  prove,
  text: readFileSync(resolve(ROOT, path), 'utf8'),
}));

/** Numbers that look random, and are the same in every run. */
function* words(seed: number): Generator<number, never> {
  for (let x = seed; ; ) yield (x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
}

/** What every function of a kernel makes of arrays of such numbers, as a text. */
function behaviour(text: string, seed: number): string {
  const program = readProgram(text);
  const source = words(seed);
  const some = (count: number): number[] => Array.from({ length: count }, () => source.next().value);
  return [...program.functions]
    .map(([name, { parameters }]) => {
      const arrays: Record<string, number[]> = {};
      const args = parameters.map((parameter): Argument<Formula> => {
        if (parameter === 'data') {
          const data = some(128);
          return { getInt32: (at) => data[at / 4] };
        }
        if (/^[A-Z]$/.test(parameter)) return (arrays[parameter] = some(parameter === 'H' ? 16 : 100));
        return { at: 0, end: 256, r: 2, i: 3, j: 5, o: 7 }[parameter] ?? 0;
      });
      runFunction<Formula>(program, name, args, { unary, binary });
      return `${name}: ${JSON.stringify(arrays)}`;
    })
    .join('\n');
}

/** The text with one token exchanged: an operator or a name for another, a number for one beside it or with a bit turned; or with a
 * token or a line left out, or with two lines swapped. */
function changed(text: string, kind: number, where: number, how: number): string {
  const start = text.indexOf('\n', text.indexOf('export function'));
  const [head, body] = [text.slice(0, start), text.slice(start)];
  if (kind >= 4) {
    const lines = body.split('\n');
    const at = where % (lines.length - 1);
    const [line] = lines.splice(at, 1);
    if (kind === 4) lines.splice(at + 1, 0, line);
    return head + lines.join('\n');
  }
  const tokens = [...body.matchAll(/\b0x[\da-f]+|\b\d[\d.]*(?:e[+-]\d+)?|\b[A-Za-z]\w*|>>>|>>|<<|[-+*|&^~]/g)];
  const pattern = [/^[^\w]/, /^\d/, /^[A-Za-z]/, /./][kind];
  const candidates = tokens.filter(([token]) => pattern.test(token));
  const { 0: token, index } = candidates[where % candidates.length];
  const others = [
    ['+', '|', '&', '^', '<<', '>>>', '-', '*'],
    [String(Number(token) + 1), String(Number(token) - 1), String((Number(token) ^ (1 << (how % 32))) >>> 0)],
    candidates.map(([name]) => name),
    [''],
  ][kind].filter((other) => other !== token);
  return head + body.slice(0, index) + others[how % others.length] + body.slice(index + token.length);
}

describe('proofs of hash kernels', () => {
  it('there is one for each', () => {
    const hashes = GENERATED.map(({ path }) => path).filter((path) => path.startsWith('src/hash/'));
    expect(PROOFS.map(({ path }) => path).toSorted()).toEqual(hashes.toSorted());
  });

  it.each(PROOFS)('$path computes what its reference implementation does', ({ prove, text }) => {
    prove(text);
  });

  // The bound is for the long run, `PROPERTY_RUNS=4000`, which draws 200 changes of each.
  it.each(PROOFS)('refuse $path with a change of its meaning', { timeout: 900_000 }, ({ prove, text }) => {
    const original = [1, 2, 3].map((seed) => behaviour(text, seed));
    fc.assert(
      fc.property(fc.nat(5), fc.nat(), fc.nat(), (kind, where, how) => {
        const other = changed(text, kind, where, how);
        try {
          prove(other);
        } catch {
          return;
        }
        // What is proved computes the same.
        expect(
          [1, 2, 3].map((seed) => behaviour(other, seed)),
          `${kind} ${where} ${how}`,
        ).toEqual(original);
      }),
      runsOf(0.05),
    );
  });
});
