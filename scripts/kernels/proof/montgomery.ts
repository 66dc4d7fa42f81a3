/** Proves RSA's Montgomery product (`multiply` of src/bigint/montgomery.ts), which is written by hand in loops: for one length, the loops are run, and what they do to
 * numbers is written down as straight-line text with the indices that were met. That text is proved like a generated one. */
import { type Execution, eliminate, execute, type Value } from './doubles.ts';
import { addMultiple, constant, ONE, type Polynomial, product } from './polynomial.ts';
import { parse } from './straight-line.ts';

/** A format of src/bigint/montgomery.ts: n limbs of w bits. */
export interface MontgomeryFormat {
  readonly w: number;
  readonly n: number;
}

/** The text of the function. @throws Error where there is none. */
export function multiplyText(file: string): string {
  const start = file.indexOf('function multiply(');
  if (start < 0) throw new Error('no function multiply');
  return file.slice(start, file.indexOf('\n}\n', start) + 2);
}

/** The names that stand for doubles, not for indices. */
const DOUBLE = /^(?:[cdxy]\d|m[12]|carry[01]|high)$/;

/** One line of the body, as it is or as a call that writes it down: `c0 += x0 * memory[i];` becomes $emit(`c0 += x0 * ${$read(i)};`). */
function traced(line: string): string {
  if (/^const \{ [a-z, ]+ \} = field;/.test(line)) return '';
  const match = /^(if \(low\) )?(?:const |let )?(\w+|memory\[[^\]]*\]) (\+?=) ([^;]*);/.exec(line);
  if (match === null) return line;
  const [, condition = '', target, operator, value] = match;
  if (!target.startsWith('memory[') && !DOUBLE.test(target)) return line;
  const read = (text: string): string => text.replace(/memory\[([^\]]*)\]/g, (_, index) => `\${$read(${index})}`);
  const written = target.replace(/^memory\[([^\]]*)\]$/, (_, index) => `\${$write(${index})}`);
  return `${condition}$emit(\`${written} ${operator} ${read(value)};\`);`;
}

/** Statements of the longest run that is needed, and some more: a text that was changed may never end. */
const most = (n: number): number => 40 * n * n + 1000;

/** What `multiply` does to numbers for n limbs, as the text of a kernel with M, a and b as parameters. The quotient's digits are variables.
 * @param isSquare - whether b is a. @throws Error for a limb that is read after one of the result was written in its place. */
export function unrolled(text: string, n: number, isSquare: boolean): string {
  const lines: string[] = [];
  const written = new Set<number>();
  // As in the room: M, the quotient, the number 1, then the residues.
  const [a, b, out] = [1, isSquare ? 1 : 2, 3];
  const place = (index: number): { readonly block: number; readonly limb: number } => {
    if (!Number.isInteger(index) || index < 0 || index >= (3 + out) * n) throw new Error(`no limb ${index}`);
    return { block: Math.floor(index / n), limb: index % n };
  };
  const $read = (index: number): string => {
    const { block, limb } = place(index);
    if (block === 0) return `M[${limb}]`;
    if (block === 1) return `q${limb}`;
    if (block !== 2 + a && block !== 2 + b) throw new Error(`reads limb ${limb} of residue ${block - 2}`);
    // The result may be in the place of a or b.
    if (written.has(limb)) throw new Error(`reads limb ${limb}, which may be overwritten`);
    return `${block === 2 + a ? 'a' : 'b'}[${limb}]`;
  };
  const $write = (index: number): string => {
    const { block, limb } = place(index);
    if (block === 1) return `q${limb}`;
    if (block !== 2 + out) throw new Error(`writes limb ${limb} of residue ${block - 2}`);
    written.add(limb);
    return `out[${limb}]`;
  };
  const $emit = (line: string): void => {
    if (lines.push(line) > most(n)) throw new Error('does not end');
  };
  const body = text
    .split('\n')
    .slice(1, -1)
    .map((line) => traced(line.trim()))
    .join('\n');
  new Function('n', 'a', 'b', 'out', '$read', '$write', '$emit', `'use strict'; ${body}`)(
    n,
    a,
    b,
    out,
    $read,
    $write,
    $emit,
  );
  // What is carried out of the highest column.
  lines.push(`out[${n}] = carry0;`, `out[${n + 1}] = carry1;`);
  const parameters = ['out', 'M', 'a', 'b'].map((name) => `${name}: Limbs`).join(', ');
  return `export function multiply(${parameters}): void {\n${lines.join('\n')}\n}`;
}

/** Shows for all M ≡ −1 modulo 2^w and all residues with limbs of at most 2^(w−1) + 65, as `scale` leaves them, that no double is rounded
 * but where it is meant, and that R·out = a·b + q·M as integers; and that with M below R / 2^17 and |a·b| at most M·R / 8 nothing is carried
 * out of the highest limb, and |out| is below M.
 * @param text - of the function, as it is committed. @throws Error where it cannot be shown. */
export function proveMontgomery(text: string, { w, n }: MontgomeryFormat, isSquare: boolean): void {
  const program = parse(unrolled(text, n, isSquare), false);
  const half = 2 ** (w - 1);
  const limbs = (first: number, bound: number): Value[] =>
    Array.from({ length: n }, (_, i) => ({ polynomial: new Map([[first + i, ONE]]), bound, grid: 0 }));
  const M = limbs(1, half);
  M[0] = { polynomial: constant(-1n), bound: 1, grid: 0 };
  const a = limbs(1 + n, half + 65);
  const b = isSquare ? a : limbs(1 + 2 * n, half + 65);
  const constants = new Map([
    ['round', 1.5 * 2 ** (52 + w)],
    ['unit', 2 ** -w],
  ]);
  const execution = execute(program, constants, { M, a, b }, 1 + 3 * n);
  const number = (values: readonly Value[]): Polynomial =>
    values.reduce((sum: Polynomial, { polynomial }, i) => addMultiple(sum, polynomial, 1n << BigInt(w * i)), new Map());
  const R = 1n << BigInt(w * n);
  if (execution.out.length !== n + 2) throw new Error('a limb of the result is missing');
  const quotient = execution.variables;
  const q = Array.from({ length: n }, (_, i) => digit(quotient, i, half));
  let rest = addMultiple(product(number(execution.out), constant(R)), product(number(a), number(b)), -1n);
  rest = addMultiple(rest, product(number(q), number(M)), -1n);
  if (eliminate(rest, execution.definitions).size > 0) throw new Error('R·out is not a·b + q·M');
  closes({ w, n }, execution);
}

function digit(variables: Execution['variables'], i: number, half: number): Value {
  const value = variables.get(`q${i}`);
  if (value === undefined) throw new Error(`no digit ${i} of the quotient`);
  if (value.bound > half) throw new Error(`digit ${i} of the quotient may be too large`);
  return value;
}

/** |R·(out + R·carry)| ≤ M·R/8 + |q|·M and M < R / 2^17, where balanced digits are below 0.51·R in all: carry is an integer below 1 in size. */
function closes({ w, n }: MontgomeryFormat, { out }: Execution): void {
  const half = 2 ** (w - 1);
  if (out.slice(0, n).some(({ bound }) => bound > half)) throw new Error('a limb of the result may be too large');
  if (out[n + 1].polynomial.size > 0) throw new Error('two limbs may be carried out');
  // In units of R / 1000: Σ half·2^(w·i), which is R / 2 · 1 / (1 − 2^−w) at most.
  const balanced = 500 / (1 - 2 ** -w);
  const value = (125 + balanced) / 2 ** 17;
  if (balanced + value >= 1000) throw new Error('something may be carried out');
  if (125 + balanced >= 1000) throw new Error('the result may be as large as M');
}
