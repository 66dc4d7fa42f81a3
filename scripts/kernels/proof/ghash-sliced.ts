/** Shows that GHASH's kernels for 32 blocks multiply by powers of the subkey as SP 800-38D §6.3 says. They do the same to each bit of a word, so that
 * a word may stand for one bit of one block; and each is a sum of such bits of the block, of the other factor, or of products of one of each. */
import { range } from '../emit.ts';
import { compareBytes } from './aes-bytes.ts';
import { type BitValue, bitDomain, forgetBits, toWord, unknownBits, word, xorBits } from './bit-forms.ts';
import { type Argument, type Domain, runFunction } from './interpreter.ts';
import { type Program, readProgram } from './program.ts';

/** A sum of bits of one block, or of products: bit 128·n + m is the product of coefficient n of the block and coefficient m of the factor. */
interface Sum {
  readonly of: 'block' | 'factor' | 'products';
  readonly terms: bigint;
}

const coefficients = (of: 'block' | 'factor'): Sum[] => range(128).map((n) => ({ of, terms: 1n << BigInt(n) }));

/** The places of the bits that are set, of 128. */
const places = (terms: bigint): number[] => range(128).filter((n) => (terms >> BigInt(n)) & 1n);

function times(block: bigint, factor: bigint): bigint {
  return places(block).reduce((sum, n) => sum ^ (factor << BigInt(128 * n)), 0n);
}

const domain: Domain<Sum> = {
  unary: () => {
    throw new Error('unknown operator');
  },
  binary: (operator, left, right) => {
    if (typeof left === 'number' || typeof right === 'number') {
      // What an Int32Array does to a value.
      if (operator === '|' && right === 0 && typeof left !== 'number') return left;
      throw new Error('a constant beside the blocks');
    }
    if (operator === '^' && left.of === right.of) return { of: left.of, terms: left.terms ^ right.terms };
    if (operator === '&' && left.of === 'block' && right.of === 'factor')
      return { of: 'products', terms: times(left.terms, right.terms) };
    throw new Error(`unknown operator ${operator} of ${left.of} and ${right.of}`);
  },
};

/** Z of SP 800-38D §6.3, algorithm 1: the sum of V_n, which is the factor times x^n, for the coefficients n of the block. */
function expectedProduct(): Sum[] {
  let V = range(128).map((m) => 1n << BigInt(m));
  const Z = new Array<bigint>(128).fill(0n);
  for (let n = 0; n < 128; n++) {
    for (const [k, terms] of V.entries()) Z[k] ^= terms << BigInt(128 * n);
    // V >> 1, and R = 11100001 || 0^120 where the bit that falls out is set.
    const out = V[127];
    V = [0n, ...V.slice(0, 127)].map((terms, k) => ([0, 1, 2, 7].includes(k) ? terms ^ out : terms));
  }
  return Z.map((terms) => ({ of: 'products', terms }));
}

/** @throws Error where it cannot be shown. */
export function proveGhashSliced(text: string): void {
  const program = readProgram(text);
  proveProduct(program);
  proveTotal(program);
}

/** The four functions one after the other, as `ghash-sliced.ts` calls them. */
function proveProduct(program: Program): void {
  const array = (length: number): (Sum | number)[] => new Array<Sum | number>(length).fill(0);
  const [block, factor] = [coefficients('block'), coefficients('factor')];
  const [A, H, E, F, C, D]: (Sum | number)[][] = [
    [...block],
    [...factor],
    array(648),
    array(648),
    array(1215),
    array(465),
  ];
  const run = (name: string, ...args: Argument<Sum>[]): void => {
    runFunction<Sum>(program, name, args, domain);
  };
  run('ghashSlicedSums', A, E);
  run('ghashSlicedSums', H, F);
  compare('the block', A, block);
  run('ghashSlicedProducts', E, F, C);
  run('ghashSlicedDigits', C, D);
  run('ghashSlicedReduce', D, A);
  compare('the product', A, expectedProduct());
}

function compare(what: string, found: readonly (Sum | number)[], expected: readonly Sum[]): void {
  for (const [n, sum] of expected.entries()) {
    const value = found[n];
    if (typeof value === 'number' || value.of !== sum.of || value.terms !== sum.terms)
      throw new Error(`coefficient ${n} of ${what} differs`);
  }
}

/** The sum of a word's bits becomes one bit, the first word's the highest. */
function proveTotal(program: Program): void {
  forgetBits();
  const A: (BitValue | number)[] = range(128).map((n) => word(unknownBits(`A${n}`, 32)));
  const before = [...A];
  for (const from of [0, 96]) {
    const found = runFunction<BitValue>(program, 'ghashSlicedTotal', [A, from], bitDomain());
    const total = range(32).map((i) => xorBits(...toWord(before[from + 31 - i]).bits));
    compareBytes(`the total from ${from}`, [toWord(found ?? 0).bits], [total]);
  }
  if (A.some((value, n) => value !== before[n])) throw new Error('the blocks are changed');
}
