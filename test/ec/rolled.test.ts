import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CurveKernels, Point } from '../../src/ec/kernels.ts';
import { type Limbs, limbsOf } from '../../src/ec/limbs.ts';
import { rolledAtFirst } from '../../src/ec/rolled.ts';
import { runsOf } from '../property-runs.ts';
import { CURVES } from './curves.ts';

/** Elements as kernels leave them: balanced digits, the highest of which holds what is left up to 16·p. Often all are as large as they may be. */
function elements({ field: { n, bits } }: CurveKernels): fc.Arbitrary<Limbs> {
  const half = 2 ** 23;
  const most = Array.from({ length: n }, (_, i) => (i < n - 1 ? half : 2 ** (bits + 4 - 24 * (n - 1))));
  const limb = (bound: number) =>
    fc.oneof(fc.integer({ min: -bound, max: bound }), fc.constantFrom(-bound, bound, 0, 1, -1));
  return fc
    .oneof(
      fc.tuple(...most.map(limb)),
      fc.constantFrom(
        most,
        most.map((x) => -x),
      ),
    )
    .map((limbs) => limbsOf(limbs));
}

describe.each(CURVES)('properties of the loops of $curve.name', ({ kernels }) => {
  const element = elements(kernels);
  const empty = (): Limbs => limbsOf(new Array<number>(kernels.field.n).fill(0));
  const copyOf = ({ x, y, z }: Point): Point => ({ x: [...x], y: [...y], z: [...z] });
  const plain = (out: Limbs): number[] => out.map((limb) => limb + 0); // −0 is 0

  it('gives the limbs of the generated kernels', () => {
    const rolled = rolledAtFirst(kernels);
    fc.assert(
      fc.property(element, element, element, element, element, (a, b, c, d, e) => {
        const outcome = (each: CurveKernels): unknown => {
          const outs = [empty(), empty(), empty(), empty()];
          each.field.mul(outs[0], a, b);
          each.sqr(outs[1], a);
          each.mulSub(outs[2], a, b, c);
          each.cubic(outs[3], a, b, c);
          const point = { x: a, y: b, z: c };
          const [doubled, added] = [copyOf(point), copyOf(point)];
          each.double(doubled, doubled);
          each.addAffine(added, added, d, e);
          const points = [doubled, added, each.difference].flatMap((P) => Object.values(P) as Limbs[]);
          return [...outs, ...points].map(plain);
        };
        expect(outcome(rolled)).toEqual(outcome(kernels));
      }),
      runsOf(0.3),
    );
  });

  it('hands over to the generated kernels by and by', () => {
    const calls: string[] = [];
    const rolled = rolledAtFirst({ ...kernels, sqr: () => calls.push('generated') });
    const out = empty();
    const [a] = fc.sample(element, { numRuns: 1, seed: 1 });
    const generated = (times: number): number => {
      calls.length = 0;
      for (let i = 0; i < times; i++) rolled.sqr(out, a);
      return calls.length;
    };
    expect(generated(1000)).toBe(0);
    expect(generated(1000)).toBe(245);
    generated(4000);
    expect(generated(1000)).toBe(1000);
  });
});
