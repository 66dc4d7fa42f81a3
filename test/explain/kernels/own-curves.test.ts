/** Curves of one's own in the forms of Curve25519 and edwards25519: the laws of a group, against the multiples, and each formula's numbers. */
import { describe, expect, it } from 'vitest';
import { type Exhibit, explainSmallEdwards, explainSmallMontgomery } from '../../../src/explain/index.ts';
import { factOf, tableOf } from './examples.ts';

const MONTGOMERY = { p: 29, A: 3, P: { u: 2, v: 14 }, Q: { u: 3, v: 12 } };
const EDWARDS = { p: 29, d: 2, P: { x: 3, y: 5 }, Q: { x: 4, y: 8 } };

const multiples = (exhibit: Exhibit): readonly string[] =>
  tableOf(exhibit, /multiples of P/).rows.map(([, point]) => point);
const inverse = (value: number, p: number): number => {
  for (let x = 1; x < p; x++) if ((value * x) % p === 1) return x;
  throw new Error('no inverse');
};

describe('properties', () => {
  it('the ladder comes to the u of the multiple, by formulas that hold', () => {
    const all = multiples(explainSmallMontgomery({ ...MONTGOMERY, k: 1 }));
    expect(all).toHaveLength(16);
    expect(all.at(-1)).toBe('infinity');
    for (let k = 1; k <= 40; k++) {
      const exhibit = explainSmallMontgomery({ ...MONTGOMERY, k });
      expect(factOf(exhibit, `${k}·P`).value).toBe(all[(k - 1) % 16]);
      const { rows, how } = tableOf(exhibit, /bit by bit/);
      expect(rows.at(-1)![3], `${k}`).toBe(all[(k - 1) % 16]);
      expect(rows.at(-1)![4], `${k}`).toBe(all[k % 16]);
      for (const line of how!.flat()) {
        const [, over, under, result] = / = (\d+) \/ (\d+) = (\d+)$/.exec(line) ?? [];
        if (result !== undefined) expect((Number(over) * inverse(Number(under), 29)) % 29, line).toBe(Number(result));
      }
    }
  });

  it('doubling and adding by one formula comes to the multiple', () => {
    const all = multiples(explainSmallEdwards({ ...EDWARDS, k: 1 }));
    expect([all.length, all.at(-1)]).toEqual([28, '(0, 1)']);
    for (let k = 1; k <= 60; k++) {
      const exhibit = explainSmallEdwards({ ...EDWARDS, k });
      expect(factOf(exhibit, `${k}·P`).value).toBe(all[(k - 1) % 28]);
      const { rows, how } = tableOf(exhibit, /bit by bit/);
      expect(rows.at(-1)![4]).toBe(all[(k - 1) % 28]);
      expect(how!.at(-1)!.at(-1)).toContain(` = ${/, (\d+)/.exec(all[(k - 1) % 28])![1]}`);
    }
  });

  it('a sum is on the curve, in the picture and in numbers', () => {
    const { rows } = tableOf(explainSmallEdwards({ ...EDWARDS, k: 1 }), /in numbers/);
    const [x, y] = [Number(rows[1][3]), Number(rows[2][3])];
    expect((((y * y - x * x - 1 - 2 * x * x * y * y) % 29) + 29) % 29).toBe(0);
    const titles = (exhibit: Exhibit) => exhibit.parts.flatMap((part) => (part.kind === 'points' ? [part.title] : []));
    expect(titles(explainSmallEdwards({ ...EDWARDS, k: 1 }))).toEqual([
      `P = (3, 5), Q = (4, 8), and P + Q = S = (${x}, ${y})`,
    ]);
    const [chord] = titles(explainSmallMontgomery({ ...MONTGOMERY, k: 1 }));
    const [u, v] = /S = \((\d+), (\d+)\)$/.exec(chord)!.slice(1).map(Number);
    expect(Math.abs(v * v - u ** 3 - 3 * u * u - u) % 29).toBe(0);
    expect(titles(explainSmallMontgomery({ ...MONTGOMERY, Q: MONTGOMERY.P, k: 1 }))[0]).toMatch(
      /^The tangent at P = \(2, 14\) has slope/,
    );
    expect(titles(explainSmallMontgomery({ ...MONTGOMERY, Q: { u: 2, v: 15 }, k: 1 }))[0]).toContain(
      'P + Q is the point at infinity',
    );
  });
});
