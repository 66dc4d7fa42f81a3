/** GHASH's loops over blocks (SP 800-38D §6.4): by a table of the subkey's products, and without any table. */
import { type GeneratedFile, lines, range } from './emit.ts';

/** By table. The block is four words, and a step of Horner's rule takes a byte of each, the last byte first:
 * Z = Z·x^8 + the four bytes' entries. The first step, where Z is zero, has no multiplication. */
function tableStep(byte: number): string {
  const entries = lines(range(4), (word) => {
    const index = byte === 0 ? `(x${word} & 0xff) << 4` : `(x${word} >>> ${8 * byte - 4}) & 0xff0`;
    return `entry = ${word === 0 ? '' : `${4096 * word} + `}(${index});
${lines(range(4), (z) => `Z${z} ^= table.getInt32(entry${z === 0 ? '' : ` + ${4 * z}`}, true);`)}`;
  });
  if (byte === 0) return entries;
  return `// Z·x^8: eight bits to the right. Those that fall out come back as their product with 1 + x + x^2 + x^7.
out = Z3 & 0xff;
${lines([3, 2, 1], (z) => `Z${z} = (Z${z} >>> 8) | (Z${z - 1} << 24);`)}
Z0 = (Z0 >>> 8) ^ (out << 24) ^ (out << 23) ^ (out << 22) ^ (out << 17);
${entries}`;
}

/** Y, four words, before the loop over blocks and after it. */
const load = lines(range(4), (i) => `let Y${i} = Y[${i}];`);
const store = lines(range(4), (i) => `Y[${i}] = Y${i};`);

export const ghashTables: GeneratedFile = {
  path: 'src/cipher/generated/ghash-tables.ts',
  source: 'scripts/kernels/ghash.ts',
  text: `
/** Takes the whole blocks of \`data[at..end)\` into Y, one by one: Y = (Y XOR X_i)·H (SP 800-38D §6.4).
* @param table - of H, as \`ghash-tables.ts\` makes it. @param Y - four words.
* Timing: reads the table at indices that depend on H and data. */
export function ghashByTables(table: DataView, Y: Int32Array, data: DataView, at: number, end: number): void {
${load}
for (; at < end; at += 16) {
${lines(range(4), (i) => `const x${i} = Y${i} ^ data.getInt32(at + ${4 * i});`)}
let Z0 = 0;
let Z1 = 0;
let Z2 = 0;
let Z3 = 0;
let entry: number;
let out: number;
${lines(range(4), tableStep)}
${lines(range(4), (i) => `Y${i} = Z${i};`)}
}
${store}
}`,
};

// --- without a table ---

/** A product without carries is made of products with carries of numbers with holes (Pornin, BearSSL, there with every fourth bit of 32):
 * of numbers of 16 bits only every third bit is kept, so that a column of the product is a sum of at most 6, which does not reach the
 * next column that is kept; its lowest bit is the sum modulo 2. Nine products of 32 bits, which `Math.imul` gives whole. */
const HOLES = ['0x9249', '0x2492', '0x4924'];
const COLUMNS = ['0x49249249', '0x92492492', '0x24924924'];

/** Straight-line text for the product of four words x0 … x3, the lowest first, by H, whose parts are k0 … k80. */
function product(): { readonly text: string; readonly words: readonly string[] } {
  const statements: string[] = [];
  let parts = 0;
  const name = (expression: string): string => {
    statements.push(`const t${statements.length} = ${expression};`);
    return `t${statements.length - 1}`;
  };
  /** Of 16 bits by 16: the three classes of bits of the product, each a sum of three products of classes. */
  const times16 = (x: string): string => {
    const own = HOLES.map((holes) => name(`${x} & ${holes}`));
    const key = range(3).map(() => `k${parts++}`);
    const classes = range(3).map((c) => {
      const products = range(3).map((i) => `Math.imul(${own[i]}, ${key[(c + 3 - i) % 3]})`);
      return `((${products.join(' ^ ')}) & ${COLUMNS[c]})`;
    });
    return name(classes.join(' | '));
  };
  /** Karatsuba: (a·X + b)·(c·X + d) = ac·X² + ((a + b)(c + d) + ac + bd)·X + bd. */
  const times32 = (x: string): string[] => {
    const upper = name(`${x} >>> 16`);
    const [l, u, m] = [x, upper, name(`${x} ^ ${upper}`)].map(times16);
    const middle = name(`${m} ^ ${l} ^ ${u}`);
    return [name(`${l} ^ (${middle} << 16)`), name(`${u} ^ (${middle} >>> 16)`)];
  };
  const times = (x: readonly string[]): string[] => {
    if (x.length === 1) return times32(x[0]);
    const half = x.length / 2;
    const [lower, upper] = [x.slice(0, half), x.slice(half)];
    const [l, u] = [times(lower), times(upper)];
    const m = times(lower.map((word, i) => name(`${word} ^ ${upper[i]}`)));
    const middle = m.map((word, i) => name(`${word} ^ ${l[i]} ^ ${u[i]}`));
    return [...l, ...u].map((word, i) => (i < half || i >= 3 * half ? word : name(`${word} ^ ${middle[i - half]}`)));
  };
  const words = times(range(4).map((i) => `x${i}`));
  return { text: statements.join('\n'), words };
}

const { text, words } = product();

export const ghashProducts: GeneratedFile = {
  path: 'src/cipher/generated/ghash-products.ts',
  source: 'scripts/kernels/ghash.ts',
  text: `
/** Takes the whole blocks of \`data[at..end)\` into Y, one by one: Y = (Y XOR X_i)·H (SP 800-38D §6.4), without a table.
* @param key - the parts of H, as \`ghash-products.ts\` makes them. @param Y - four words.
* Timing: no branch and no index depends on H or data; that \`Math.imul\` takes the same time for all is the processor's affair. */
export function ghashByProducts(key: Int32Array, Y: Int32Array, data: DataView, at: number, end: number): void {
${load}
${lines(range(81), (i) => `const k${i} = key[${i}];`)}
for (; at < end; at += 16) {
// GCM has the coefficient of x^0 at the left: read as numbers, blocks are reversed, and so is their product, one bit too low.
${lines(range(4), (i) => `const x${i} = Y${3 - i} ^ data.getInt32(at + ${12 - 4 * i});`)}
${text}
${lines([...range(8).keys()].reverse(), (i) => `${`let z${i} = (${words[i]} << 1)`}${i === 0 ? '' : ` | (${words[i - 1]} >>> 31)`};`)}
// x^128 = 1 + x + x^2 + x^7: the lower half, reversed the higher one, comes back.
${lines(
  range(4),
  (i) => `z${i + 4} ^= z${i} ^ (z${i} >>> 1) ^ (z${i} >>> 2) ^ (z${i} >>> 7);
z${i + 3} ^= (z${i} << 31) ^ (z${i} << 30) ^ (z${i} << 25);`,
)}
${lines(range(4), (i) => `Y${i} = z${7 - i};`)}
}
${store}
}`,
};
