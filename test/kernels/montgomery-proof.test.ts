/** RSA's Montgomery product is proved exact and right, for all inputs of a length; and a changed one is not. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiplyText, proveMontgomery } from '../../scripts/kernels/proof/montgomery.ts';
import { isLongRun, runsOf } from '../property-runs.ts';

const file = readFileSync(resolve(import.meta.dirname, '../../src/bigint/montgomery.ts'), 'utf8');
const text = multiplyText(file);

/** Those of RSA-1024 to RSA-4096's primes, the longest of each width, and the shortest. The long ones take seconds. */
const FORMATS = [
  { w: 24, n: 3 },
  { w: 24, n: 24 },
  { w: 24, n: 45 },
  { w: 23, n: 6 },
  ...(isLongRun
    ? [
        { w: 24, n: 63 },
        { w: 23, n: 66 },
        { w: 23, n: 93 },
      ]
    : []),
];

interface Field {
  readonly n: number;
  readonly round: number;
  readonly unit: number;
  readonly memory: number[];
}
type Multiply = (field: Field, out: number, a: number, b: number) => void;

const compiled = (other: string): Multiply =>
  new Function(`'use strict'; return ${other.replace(/(\w): (?:Field|number)\b/g, '$1').replace('): void', ')')}`)();

/** What the function makes of limbs that are as large as they may be, or any. */
function behaviour(other: string, isSquare: boolean): string {
  const [w, n] = [24, 9];
  const multiply = compiled(other);
  return Array.from({ length: 20 }, (_, seed) => {
    let state = seed;
    const limb = (): number => {
      state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
      const most = 2 ** (w - 1);
      return seed % 2 === 0 ? (state < 0 ? -most : most) : state % most;
    };
    const memory = Array.from({ length: 6 * n }, limb);
    memory[0] = -1;
    multiply({ n, round: 1.5 * 2 ** (52 + w), unit: 2 ** -w, memory }, 3, 1, isSquare ? 1 : 2);
    return memory.slice(5 * n).join();
  }).join('\n');
}

/** The text with one change: an operator, an index or a constant, a name, a line left out, two lines swapped. */
function changed(kind: number, where: number, how: number): string {
  const start = text.indexOf('\n');
  const [head, body] = [text.slice(0, start), text.slice(start)];
  const lines = body.split('\n');
  if (kind >= 3) {
    const at = where % (lines.length - 2);
    const [line] = lines.splice(at, 1);
    if (kind === 4) lines.splice(at + 1, 0, line);
    return head + lines.join('\n');
  }
  const pattern = [/ [-+]=? /g, /\b\d\b/g, /\b(?:[cdxy]\d|m[12]|carry[01]|high)\b/g][kind];
  const matches = [...body.matchAll(pattern)];
  const { 0: token, index } = matches[where % matches.length];
  const others = [
    [token.includes('+') ? token.replace('+', '-') : token.replace('-', '+')],
    [`${Number(token) + 1}`, `${Math.abs(Number(token) - 1)}`],
    matches.map(([name]) => name),
  ][kind];
  return head + body.slice(0, index) + others[how % others.length] + body.slice(index + token.length);
}

describe('the proof of the Montgomery product', () => {
  it.each(FORMATS)('$n limbs of $w bits: exact, R·out = a·b + q·M, and out below M', { timeout: 900_000 }, (format) => {
    for (const isSquare of [false, true]) proveMontgomery(text, format, isSquare);
  });

  it('refuses one limb more than a format has', () => {
    expect(() => proveMontgomery(text, { w: 25, n: 63 }, false)).toThrow('may be rounded');
  });

  // The bound is for the long run, `PROPERTY_RUNS=5000`, which draws 1,000 changes.
  it('refuses a text with a change of its meaning', { timeout: 900_000 }, () => {
    const original = [false, true].map((isSquare) => behaviour(text, isSquare));
    fc.assert(
      fc.property(fc.nat(4), fc.nat(), fc.nat(), (kind, where, how) => {
        const other = changed(kind, where, how);
        try {
          for (const isSquare of [false, true]) proveMontgomery(other, { w: 24, n: 9 }, isSquare);
        } catch {
          return;
        }
        let computed: string[];
        try {
          computed = [false, true].map((isSquare) => behaviour(other, isSquare));
        } catch (error) {
          // The proof brings the field's names along: where the line that declares them is left out, the compiler is who refuses.
          if (error instanceof ReferenceError) return;
          throw error;
        }
        // What is proved computes the same.
        expect(computed, `${kind} ${where} ${how}`).toEqual(original);
      }),
      runsOf(0.2),
    );
  });
});
