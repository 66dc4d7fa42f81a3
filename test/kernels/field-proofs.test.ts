/** Field kernels are proved exact and right, for all inputs; and changed ones are not. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERATED } from '../../scripts/kernels/all.ts';
import { parametersOf } from '../../scripts/kernels/ec/kernel.ts';
import { WEIERSTRASS_CURVES } from '../../scripts/kernels/ec/weierstrass.ts';
import {
  FIELD_PROOFS,
  type FieldProof,
  proveField,
  provePoints,
  proveReduction,
} from '../../scripts/kernels/proof/curves.ts';
import { limbBound } from '../../scripts/kernels/proof/field.ts';
import { constantsOf, functionText } from '../../scripts/kernels/proof/straight-line.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const files = new Map(
  FIELD_PROOFS.map(({ path }) => path).map((path) => [path, readFileSync(resolve(ROOT, path), 'utf8')]),
);
const named = FIELD_PROOFS.map((proof) => ({ ...proof, name: `${proof.kernel.name} of ${proof.path}` }));

/** The kernel as JavaScript. */
function compiled(file: string, text: string): (out: number[], ...inputs: number[][]) => void {
  const constants = [...constantsOf(file)].map(([name, value]) => `const ${name} = ${value};`).join(' ');
  const body = text.replace(/: (?:Limbs|number|void)\b/g, '').replace(/^export function \w+/, 'return function');
  return new Function(`'use strict'; ${constants} ${body}`)();
}

/** The number that limbs spell, modulo p. */
function numberOf({ p, position, scaled }: FieldProof['shape'], limbs: readonly number[]): bigint {
  let value = 0n;
  for (const [i, limb] of limbs.entries()) {
    if (!Number.isInteger(limb)) return -1n;
    value += BigInt(limb) << BigInt(scaled ? 0 : position[i]);
  }
  return ((value % p) + p) % p;
}

/** Inputs at the edges of what is allowed, and between. */
function inputsOf({ shape, kernel }: FieldProof, seed: number): number[][] {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  return parametersOf(kernel).map(() =>
    Array.from({ length: shape.n }, (_, i) => {
      const unit = shape.scaled ? 2 ** shape.position[i] : 1;
      const most = Math.floor(limbBound(shape, i) / unit / (i === shape.n - 1 ? 4 : 1));
      const sign = next() < 0.5 ? -1 : 1;
      return unit * sign * (seed % 2 === 0 ? most : Math.floor(next() * most));
    }),
  );
}

function behaviour(proof: FieldProof, file: string, text: string): string {
  const kernel = compiled(file, text);
  return Array.from({ length: 40 }, (_, seed) => {
    const out: number[] = [];
    kernel(out, ...inputsOf(proof, seed));
    return numberOf(proof.shape, out);
  }).join();
}

/** The text with one change: a sign, an index, a constant, a dropped term, two names or two lines swapped. */
function changed(text: string, kind: number, where: number, how: number): string {
  const start = text.indexOf('\n');
  const [head, body] = [text.slice(0, start), text.slice(start)];
  const replace = (pattern: RegExp, by: (match: string, all: readonly string[]) => string): string => {
    const matches = [...body.matchAll(pattern)];
    if (matches.length === 0) return text;
    const { 0: match, index } = matches[where % matches.length];
    const all = matches.map(([each]) => each);
    return head + body.slice(0, index) + by(match, all) + body.slice(index + match.length);
  };
  switch (kind) {
    case 0:
      return replace(/ [+-]=? /g, (sign) => (sign.includes('+') ? sign.replace('+', '-') : sign.replace('-', '+')));
    case 1:
      return replace(/(?<=[a-z]|\[)\d+\b/g, (index, all) => all[how % all.length] ?? index);
    case 2:
      return replace(/(?<=[ (-])\d[\d.]*(?:e[+-]?\d+)?(?=[;) ])/g, (number) =>
        String(
          [Number(number) + 1, Number(number) - 1, 2 * Number(number), -Number(number), Number(number) / 2][how % 5],
        ),
      );
    case 3:
      return replace(/ [+-] \w+(?: \* \w+)?/g, () => '');
    case 4:
      return replace(/\b[a-z]+\d*\b(?!:)/g, (name, all) => all[how % all.length] ?? name);
    default: {
      const lines = body.split('\n');
      const at = 1 + (where % (lines.length - 3));
      [lines[at], lines[at + 1]] = [lines[at + 1], lines[at]];
      return head + lines.join('\n');
    }
  }
}

describe('proofs of field kernels', () => {
  it('there is one for each', () => {
    const paths = GENERATED.map(({ path }) => path).filter((path) => path.startsWith('src/ec/'));
    expect([...files.keys()].toSorted()).toEqual(paths.toSorted());
    const others = ['double', 'addAffine', 'pack', 'select', 'swapAndSums'];
    for (const [path, text] of files) {
      const functions = [...text.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
      const proved = FIELD_PROOFS.filter((proof) => proof.path === path).map(({ kernel }) => kernel.name);
      expect(functions.filter((name) => !others.includes(name)).toSorted()).toEqual(proved.toSorted());
    }
  });

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

  // The bound is for the long run, `PROPERTY_RUNS=1000`.
  it('refuse a text with a change of its meaning', { timeout: 900_000 }, () => {
    let changes = 0;
    fc.assert(
      fc.property(fc.nat(named.length - 1), fc.nat(5), fc.nat(), fc.nat(), (which, kind, where, how) => {
        const proof = named[which];
        const file = files.get(proof.path)!;
        const text = functionText(file, proof.kernel.name);
        const other = changed(text, kind, where, how);
        if (other === text) return;
        changes++;
        try {
          proveField(
            proof,
            file.replace(text, () => other),
          );
        } catch (error) {
          // Refused by the prover, not by a mistake in it.
          expect(error, proof.name).not.toBeInstanceOf(TypeError);
          return;
        }
        // What is proved computes the same.
        expect(behaviour(proof, file, other), `${proof.name}: ${kind} ${where} ${how}`).toBe(
          behaviour(proof, file, text),
        );
      }),
    );
    expect(changes).toBeGreaterThan(0);
  });

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
