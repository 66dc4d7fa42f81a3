/** From the description of an expression, such as `3a² − 3b²` or `a(b − c) − de`, to a function in which each limb is a local variable. */
import { lines, range } from '../emit.ts';
import { literal, room, rounder, type Shape, WIDTH } from './shape.ts';

/** Coefficient and parameter: `[2, 'a']` is 2·a. A linear combination is a list of them. */
export type Term = readonly [coefficient: number, parameter: string];

export const term = (coefficient: number, parameter: string): Term => [coefficient, parameter];

export interface Product {
  readonly left: readonly Term[];
  /** Left out for a square, which takes half the products. */
  readonly right?: readonly Term[];
  readonly times?: number;
}

/** times·left·right + … + plus, with one reduction for all. */
export interface Kernel {
  readonly name: string;
  readonly doc: string;
  readonly products: readonly Product[];
  readonly plus?: readonly Term[];
  /** How large each parameter may be, where 1 is an element that was carried. Default: 1. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** The parameters of a kernel, in the order in which they first occur. */
export function parametersOf({ products, plus = [] }: Kernel): string[] {
  const terms = [...products.flatMap(({ left, right = [] }) => [...left, ...right]), ...plus];
  return [...new Set(terms.map(([, parameter]) => parameter))].toSorted();
}

/** The sum of coefficients of what the columns must hold at most, to be compared with `room`. */
export function sizeOf({ products, sizes = {} }: Kernel): number {
  const size = (terms: readonly Term[]): number =>
    terms.reduce((sum, [coefficient, name]) => sum + Math.abs(coefficient) * (sizes[name] ?? 1), 0);
  return products.reduce(
    (sum, { left, right = left, times = 1 }) => sum + Math.abs(times) * size(left) * size(right),
    0,
  );
}

/** Σ coefficient·limb i of each parameter. */
function combination(terms: readonly Term[], i: number): string {
  return terms
    .map(([coefficient, name], at) => {
      const sign = coefficient < 0 ? (at > 0 ? ' - ' : '-') : at > 0 ? ' + ' : '';
      return `${sign}${Math.abs(coefficient) === 1 ? '' : `${Math.abs(coefficient)} * `}${name}[${i}]`;
    })
    .join('');
}

/** The text of the function `name(out, …parameters)`.
 * @throws Error when a column could reach 2^53, and so be rounded. */
export function kernelText(shape: Shape, kernel: Kernel): string {
  const { n, fold } = shape;
  const { name, doc, products, plus = [] } = kernel;
  if (sizeOf(kernel) > room(shape)) throw new Error(`${name}: its columns may reach 2^53`);
  const s: string[] = [];
  const columns: string[][] = [];
  products.forEach(({ left, right, times = 1 }, index) => {
    const [x, y, t, d, w] = [...'xytdw'].map((letter) => (products.length === 1 ? letter : `${letter}${'abc'[index]}`));
    const scaled = times === 1 ? x : t;
    const used = new Set<string>();
    for (const i of range(n)) {
      for (let j = right ? 0 : i; j < n; j++) {
        const k = fold === undefined ? i + j : (i + j) % n;
        const first = `${!right && i < j ? d : scaled}${i}`;
        const second = `${fold !== undefined && i + j >= n ? w : right ? y : x}${j}`;
        used.add(first).add(second);
        (columns[k] ??= []).push(`${first} * ${second}`);
      }
    }
    const declare = (variable: string, value: string) => {
      if (used.has(variable)) s.push(`const ${variable} = ${value};`);
    };
    for (const i of range(n)) {
      s.push(`const ${x}${i} = ${combination(left, i)};`);
      if (right) s.push(`const ${y}${i} = ${combination(right, i)};`);
      if (times !== 1) declare(`${t}${i}`, `${times} * ${x}${i}`);
      declare(`${d}${i}`, `${2 * times} * ${x}${i}`);
      if (fold !== undefined) declare(`${w}${i}`, `${right ? y : x}${i} * ${literal(fold)}`);
    }
  });
  s.push(...columns.map((column, k) => `let c${k} = ${column.join(' + ')};`));
  s.push(...shape.reduce(columns.length, plus.length > 0 ? range(n).map((i) => combination(plus, i)) : []));
  const parameters = parametersOf(kernel).map((parameter) => `${parameter}: Limbs`);
  return `
/** ${doc} */
export function ${name}(out: Limbs, ${parameters.join(', ')}): void {
${s.join('\n')}
${lines(range(n), (i) => `out[${i}] = r${i};`)}
}`;
}

/** Doubles that one element takes in a table: two limbs in each, since 48 bits fit into 53. */
export const packedLength = ({ n }: Shape): number => (n + 1) >> 1;

/** The text of a function that packs elements into an entry of a table: half the loads, and half the accumulators, for who must read them all. */
export function packText(shape: Shape, names: readonly string[]): string {
  const { n, scaled } = shape;
  const words = packedLength(shape);
  const word = (name: string, i: number): string =>
    2 * i + 1 === n
      ? `${name}[${2 * i}]`
      : `${name}[${2 * i}] + ${name}[${2 * i + 1}]${scaled ? '' : ` * ${2 ** WIDTH}`}`;
  return `
/** Writes an entry of ${words * names.length} doubles, two limbs in each, to \`table\` from \`at\` on. */
export function pack(table: Limbs, at: number, ${names.map((name) => `${name}: Limbs`).join(', ')}): void {
${lines(
  names.flatMap((name) => range(words).map((i) => word(name, i))),
  (value, i) => `table[at + ${i}] = ${value};`,
)}
}`;
}

/** The text of a function that reads one entry of a table by reading them all, and unpacks its elements. */
export function selectText(shape: Shape, names: readonly string[]): string {
  const { n, position, scaled } = shape;
  const each = packedLength(shape);
  const words = range(each * names.length);
  const unpack = (name: string, word: number, i: number): string => {
    if (i + 1 === n) return `${name}[${i}] = w${word};`;
    const K = scaled ? literal(rounder(position[i + 1])) : 'K';
    return `h = w${word} + ${K} - ${K};\n${name}[${i}] = w${word} - h;\n${name}[${i + 1}] = h${scaled ? '' : ' * U'};`;
  };
  return `
/** Reads entry \`index\` of the \`count\` that begin at \`at\`. Timing: reads all of them, and branches on none. */
export function select(${names.map((name) => `${name}: Limbs`).join(', ')}, table: Limbs, at: number, count: number, index: number): void {
${lines(words, (i) => `let w${i} = 0;`)}
for (let j = 0; j < count; j++) {
const mask = ((j ^ index) - 1) >>> 31; // 1 for the entry, else 0
${lines(words, (i) => `w${i} += mask * table[at + ${i}];`)}
at += ${words.length};
}
let h: number;
${names
  .map((name, c) =>
    range(each)
      .map((i) => unpack(name, c * each + i, 2 * i))
      .join('\n'),
  )
  .join('\n')}
}`;
}
