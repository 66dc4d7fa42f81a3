/** Field kernels are proved exact and right, for all inputs. That changed ones are not: proofs.test.ts. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parametersOf } from '../../scripts/kernels/ec/kernel.ts';
import { WEIERSTRASS_CURVES } from '../../scripts/kernels/ec/weierstrass.ts';
import { FIELD_PROOFS, proveField, provePoints, proveReduction } from '../../scripts/kernels/proof/curves.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const files = new Map(
  FIELD_PROOFS.map(({ path }) => path).map((path) => [path, readFileSync(resolve(ROOT, path), 'utf8')]),
);
const named = FIELD_PROOFS.map((proof) => ({ ...proof, name: `${proof.kernel.name} of ${proof.path}` }));

describe('proofs of field kernels', () => {
  it.each(named)('$name is exact, right modulo p, and gives limbs that may be given', (proof) => {
    const { valueBound } = proveField(proof, files.get(proof.path)!);
    expect(valueBound(Object.fromEntries(parametersOf(proof.kernel).map((name) => [name, 1])))).toBeLessThan(5);
  });

  it.each(WEIERSTRASS_CURVES)('coordinates of $title stay small through any doublings and additions', ({ file }) => {
    const path = `src/ec/generated/${file}.ts`;
    for (const size of provePoints(path, files.get(path)!)) expect(size).toBeLessThan(5);
  });

  it.each(named.filter(({ kernel }) => /^mul(?:Order)?$/.test(kernel.name)).filter(({ shape }) => !shape.scaled))(
    '$name by 1 is nearly reduced',
    (proof) => proveReduction(proof, files.get(proof.path)!),
  );

  it('refuse carries that are left out, and limbs that a kernel may not be given', () => {
    const proof = named.find(({ name }) => name === 'mul of src/ec/generated/p256.ts')!;
    const file = files.get(proof.path)!;
    const without = file.replace('const r5 = c16 - h;', 'const r5 = c16;').replace('c17 += h * U;', '');
    expect(() => proveField(proof, without)).toThrow(/limb 5 may be too large|may be rounded/);
    const { kernel } = proof;
    expect(() => proveField({ ...proof, kernel: { ...kernel, sizes: { a: 4, b: 4 } } }, file)).toThrow(
      'may be rounded',
    );
    expect(() =>
      proveField({ ...proof, kernel: { ...kernel, products: [{ left: [[2, 'a']], right: [[1, 'b']] }] } }, file),
    ).toThrow('wrong modulo p');
  });
});
