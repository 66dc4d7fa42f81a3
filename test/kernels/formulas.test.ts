/** The basis of the proofs of kernels: a formula has the meaning of the expressions it is made from. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  added,
  carried,
  constant,
  evaluated,
  forgetFormulas,
  input,
  same,
  type Word,
} from '../../scripts/kernels/proof/formulas.ts';
import { runFunction } from '../../scripts/kernels/proof/interpreter.ts';
import { binary, type Formula, unary } from '../../scripts/kernels/proof/operators.ts';
import { readProgram } from '../../scripts/kernels/proof/program.ts';

const NAMES = ['x', 'y', 'z'];
const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const inputs = fc.record({ x: word, y: word, z: word });

/** The carry of a sum, for some d. */
const byQuotients = (terms: readonly string[], k: number, d: number): string =>
  `(${terms.map((term) => `(${term} >>> ${k})`).join(' + ')} - ((${terms.join(' + ')} | 0) >>> ${k}) + ${d}) >>> ${32 - k}`;

/** Expressions of int32, in the forms that kernels use. */
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...NAMES),
    word.map((value) => `${value >>> 0}`),
    fc
      .tuple(tie('expression'), fc.constantFrom('&', '|', '^'), tie('expression'))
      .map(([a, operator, b]) => `((${a} | 0) ${operator} ${b})`),
    tie('expression').map((a) => `~${a}`),
    fc.tuple(tie('expression'), fc.integer({ min: 1, max: 31 })).map(([a, n]) => `(${a} << ${n} | ${a} >>> ${32 - n})`),
    fc.tuple(tie('expression'), fc.integer({ min: 1, max: 31 })).map(([a, n]) => `((${a} >>> ${n}) | 0)`),
    fc.array(tie('expression'), { minLength: 2, maxLength: 4 }).map((terms) => `((${terms.join(' + ')}) | 0)`),
    fc
      .array(tie('expression'), { minLength: 2, maxLength: 4 })
      .map((terms) => `((${terms.map((term) => `(${term} >>> 0)`).join(' + ')}) * ${2 ** -32} | 0)`),
    fc
      .tuple(fc.array(tie('expression'), { minLength: 2, maxLength: 5 }), fc.integer({ min: 2, max: 3 }), fc.nat(6))
      .map(([terms, k, d]) => `((${byQuotients(terms, k, d)}) | 0)`),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([a, b]) => `(((${a} >>> 0) < (${b} >>> 0)) as unknown as number | 0)`),
  ),
}));
/** `text` by the reader of programs, on formulas. */
function formulaOf(text: string): Formula | number {
  const program = readProgram(`function f(X, Y, Z, out) {
    let x = X[0], y = Y[0], z = Z[0];
    out[0] = ${text};
  }`);
  const out: (Formula | number)[] = [0];
  runFunction<Formula>(program, 'f', [...NAMES.map((name) => [input(name)]), out], { unary, binary });
  return out[0];
}

describe('formulas', () => {
  it('mean what JavaScript computes', () => {
    fc.assert(
      fc.property(expression, inputs, (text, values) => {
        forgetFormulas();
        const plain = text.replaceAll(' as unknown as number', '');
        const expected = new Function(...NAMES, `return (${plain}) | 0;`)(values.x, values.y, values.z);
        const formula = formulaOf(text);
        expect(typeof formula === 'number' ? formula : evaluated(formula as Word, values) | 0, text).toBe(expected);
      }),
    );
  });

  it.each([
    ['(x & y) ^ (~x & z)', 'z ^ (x & (y ^ z))'],
    ['(x & y) ^ (x & z) ^ (y & z)', '(x & y) | (z & (x | y))'],
    ['x << 7 | x >>> 25', '(x >>> 25) ^ (x << 7)'],
    ['(x + (y + z | 0)) | 0', '((z + x | 0) + y) | 0'],
  ])('write %s and %s alike', (a, b) => {
    forgetFormulas();
    expect(same(formulaOf(a) as Word, formulaOf(b) as Word)).toBe(true);
  });

  it('of a sum of sums and of one long sum have the same carries', () => {
    forgetFormulas();
    const [x, y, z] = NAMES.map(input);
    const nested = added(carried(x, y), carried(added(x, y), z));
    expect(same(nested, carried(x, y, z))).toBe(true);
    expect(same(carried(x, y), carried(x, z))).toBe(false);
  });

  it('know a carry by quotients, where it is one', () => {
    forgetFormulas();
    const isCarry = (terms: string[], k: number, d: number): boolean => {
      const words = terms.map((term) => (NAMES.includes(term) ? input(term) : constant(Number(term))));
      return same(formulaOf(byQuotients(terms, k, d)) as Word, carried(...words));
    };
    const K = `${0xd728ae22}`;
    for (const d of [2, 3, 2 ** 30 - 1]) expect(isCarry(NAMES, 2, d), `${d}`).toBe(true);
    for (const d of [0, 1, 2 ** 30]) expect(isCarry(NAMES, 2, d), `${d}`).toBe(false);
    expect(isCarry([...NAMES, K], 2, 3)).toBe(true);
    expect(isCarry([...NAMES, K], 2, 2)).toBe(false);
    // Too many for the bits above 2^(32 − k).
    expect(isCarry(['x', 'y', 'z', K], 1, 2)).toBe(false);
    const wrong = byQuotients(['x', 'y'], 2, 1).replace('(y >>> 2)', '(z >>> 2)');
    expect(same(formulaOf(wrong) as Word, carried(input('x'), input('y')))).toBe(false);
  });

  it('refuse what may be rounded, and branches and indices that depend on the data', () => {
    forgetFormulas();
    expect(() => formulaOf('x * y')).toThrow();
    expect(() => formulaOf('(x >>> 0) * 0.5 | 0')).toThrow();
    expect(() => formulaOf('X[x]')).toThrow('an index depends on the data');
    const branching = readProgram('function f(X, out) {\nfor (; X[0] < 7; ) {\nout[0] = 1;\n}\n}');
    expect(() => runFunction<Formula>(branching, 'f', [[input('x')], [0]], { unary, binary })).toThrow();
  });
});
