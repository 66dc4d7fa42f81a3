/** Shows that GHASH's kernels multiply by the subkey as SP 800-38D §6.3 says, for all subkeys and blocks. The product is bilinear, and so is
 * every bit that a kernel computes of it: a sum of products of a bit of the block and a bit of the subkey. */
import { range } from '../emit.ts';
import { type Domain, runFunction, type View } from './interpreter.ts';
import { readProgram } from './program.ts';
import { wordView } from './word-view.ts';

/** What is added up: bits of Y and of the data, of the sum that is multiplied, and products of one of these and one of the subkey.
 * `undefined` is a bit of which nothing is known. */
type Sum = bigint | undefined;
/** 32 bits, the lowest first. */
interface Sums {
  readonly kind: 'sums';
  readonly bits: readonly Sum[];
}
/** A word of sums of the subkey's bits, and a number beside such sums: what a table and the parts of a key are. */
interface KeyWord {
  readonly kind: 'key';
  readonly bits: readonly bigint[];
}
interface Offset {
  readonly kind: 'offset';
  readonly word: Sums;
  readonly by: number;
}
type Value = Sums | KeyWord | Offset;

/** Places of the unknown bits. */
const Y = 0;
const DATA = 128;
const FACTOR = 512;
const PRODUCT = 1024;
const one = (place: number): bigint => 1n << BigInt(place);
/** Of bit 32·word + i of a block: word 0 is the first, and i counts from the lowest bit. */
const sums = (bits: readonly Sum[]): Sums => ({ kind: 'sums', bits });
const wordsAt = (place: number, count: number): Sums[] =>
  range(count).map((w) => sums(range(32).map((i) => one(place + 32 * w + i))));

/** The place of each bit that is a sum of one. */
const SINGLE = new Map(range(PRODUCT).map((place) => [one(place), place]));
/** The places of the bits that are set. */
function places(bits: bigint): number[] {
  const single = SINGLE.get(bits);
  if (single !== undefined) return [single];
  const text = bits.toString(2);
  return range(text.length).filter((i) => text[text.length - 1 - i] === '1');
}

/** Products of each bit of the factor and each of the subkey. */
function times(factor: Sum, key: bigint): Sum {
  if (factor === undefined) return key === 0n ? 0n : undefined;
  let product = 0n;
  for (const place of places(factor)) {
    if (place < FACTOR || place >= PRODUCT) throw new Error('a product of what is no sum of bits of the block');
    product ^= key << BigInt(PRODUCT + 128 * (place - FACTOR));
  }
  return product;
}

const added = (a: Sum, b: Sum): Sum => (a === undefined || b === undefined ? undefined : a ^ b);

const toSums = (value: Value | number): Sums => {
  if (typeof value !== 'number') {
    if (value.kind !== 'sums') throw new Error('the subkey beside the block');
    return value;
  }
  if (value !== 0) throw new Error('a constant beside the block');
  return sums(new Array<bigint>(32).fill(0n));
};

function binary(operator: string, left: Value | number, right: Value | number): Value {
  if (operator === '+') {
    const [word, by] = typeof left === 'number' ? [right, left] : [left, right];
    if (typeof word === 'number' || typeof by !== 'number') throw new Error('a sum of two words');
    if (word.kind === 'offset') return { ...word, by: word.by + by };
    return { kind: 'offset', word: toSums(word), by };
  }
  if (typeof left !== 'number' && left.kind === 'key' && operator === '|' && right === 0) return left;
  const { bits } = toSums(left);
  if (operator === '^') {
    const other = toSums(right).bits;
    return sums(bits.map((bit, i) => added(bit, other[i])));
  }
  if (operator === '|') {
    const other = toSums(right).bits;
    if (bits.some((bit, i) => bit !== 0n && other[i] !== 0n)) throw new Error('an OR of bits that may both be set');
    return sums(bits.map((bit, i) => added(bit, other[i])));
  }
  if (typeof right !== 'number') throw new Error(`unknown operator ${operator}`);
  if (operator === '&') return sums(bits.map((bit, i) => ((right >>> i) & 1 ? bit : 0n)));
  if (!(right >= 0 && right < 32)) throw new Error('no number of bits');
  if (operator === '<<') return sums(range(32).map((i) => (i < right ? 0n : bits[i - right])));
  if (operator === '>>>') return sums(range(32).map((i) => bits[i + right] ?? 0n));
  throw new Error(`unknown operator ${operator}`);
}

/** A product of integers, modulo 2^32. Column s is the sum of the products of bits i and s − i. It begins with bit s; what the columns below
 * can carry into it is known from their numbers of products. Where that is nothing, bit s is the column's sum modulo 2. */
function imul(left: Value | number, right: Value | number): Value {
  if (typeof left === 'number' || typeof right === 'number') throw new Error('a product by a constant');
  const [factor, key] = left.kind === 'key' ? [right, left] : [left, right];
  if (factor.kind !== 'sums' || key.kind !== 'key')
    throw new Error('a product that is not of the block and the subkey');
  let below = 0; // of the columns below, at most, in units of the column's
  const bits: Sum[] = [];
  for (let s = 0; s < 32; s++) {
    let column: Sum = 0n;
    let products = 0;
    for (let i = 0; i <= s; i++) {
      if (factor.bits[i] === 0n || key.bits[s - i] === 0n) continue;
      products++;
      column = added(column, times(factor.bits[i], key.bits[s - i]));
    }
    bits.push(below < 1 ? column : undefined);
    below = (below + products) / 2;
  }
  return sums(bits);
}

/** Where bit n of a block, 0 the leftmost, is: in big-endian words. */
const placeOf = (n: number): number => 32 * (n >> 5) + 31 - (n & 31);

/** H·x^e for e = 0 … 127, as sums of H's bits by place: V of SP 800-38D §6.3, algorithm 1. */
const POWERS: readonly (readonly bigint[])[] = (() => {
  const powers: bigint[][] = [];
  // From the left, as the standard writes a block.
  let V = range(128).map((n) => one(placeOf(n)));
  for (let e = 0; e < 128; e++) {
    powers.push(range(128).map((place) => V[placeOf(place)]));
    // V >> 1, and R = 11100001 || 0^120 where the bit that falls out is set.
    const out = V[127];
    V = [0n, ...V.slice(0, 127)].map((bit, n) => ([0, 1, 2, 7].includes(n) ? bit ^ out : bit));
  }
  return powers;
})();

/** Bits of the product of the factor and the subkey, by place: Z of algorithm 1, the sum of V for the factor's bits. */
const PRODUCTS: readonly Sums[] = (() => {
  const Z = new Array<bigint>(128).fill(0n);
  for (const [e, V] of POWERS.entries())
    for (const [place, bits] of V.entries()) Z[place] ^= bits << BigInt(PRODUCT + 128 * placeOf(e));
  return range(4).map((w) => sums(Z.slice(32 * w, 32 * w + 32)));
})();

/** The product of two blocks by the sums that proofs compare with: a test holds it to the reference implementation. */
export function productBySums(X: bigint, H: bigint): bigint {
  let product = 0n;
  for (const [e, V] of POWERS.entries()) {
    if (((X >> BigInt(127 - e)) & 1n) === 0n) continue;
    for (const [place, bits] of V.entries()) {
      const parity = places(bits).filter((each) => (H >> BigInt(127 - placeOf(each))) & 1n).length % 2;
      product ^= BigInt(parity) << BigInt(127 - placeOf(place));
    }
  }
  return product;
}

/** The subkey's own table or parts. */
type Key = View<Value> | Value[];

/** One block after the other: on none and on two. Where the text has x0 … x3, the sum of Y and a block, it is compared and gets new
 * unknown bits, so that the second block begins as the first did.
 * @param order - which word of the block each of x0 … x3 is. */
function proveBlocks(text: string, name: string, key: Key, order: readonly number[]): void {
  const program = readProgram(text);
  for (const blocks of [0, 2]) {
    // A block before and one behind.
    const data: (Value | number)[] = wordsAt(DATA, 12).slice(0, 4 * (blocks + 1));
    const initial = wordsAt(Y, 4);
    const found: (Value | number)[] = [...initial];
    let seen = 0;
    let before: readonly Sums[] = initial;
    const domain: Domain<Value> = {
      unary: () => {
        throw new Error('unknown operator');
      },
      binary,
      imul,
      assigned: (variable, value) => {
        const digit = /^x([0-3])$/.exec(variable)?.[1];
        if (digit === undefined) return value;
        const [block, word] = [seen >> 2, order[Number(digit)]];
        if (block === 1 && (seen & 3) === 0) before = PRODUCTS;
        const expected = binary('^', before[word], toSums(data[4 * (block + 1) + word]));
        if (Number(digit) !== (seen++ & 3) || !equal(value, expected)) throw new Error(`${variable} is not Y + X`);
        return wordsAt(FACTOR, 4)[word];
      },
    };
    const view = wordView<Value>(data, false);
    const argument = Array.isArray(key) ? [...key] : key;
    runFunction<Value>(program, name, [argument, found, view, 16, 16 + 16 * blocks], domain);
    if (seen !== 4 * blocks) throw new Error('not as many blocks as there are');
    const expected = blocks === 0 ? initial : PRODUCTS;
    for (const [i, word] of expected.entries()) if (!equal(found[i], word)) throw new Error(`word ${i} of Y differs`);
  }
}

function equal(value: Value | number, expected: Value): boolean {
  const [{ bits }, other] = [toSums(value), toSums(expected).bits];
  return bits.every((bit, i) => bit !== undefined && bit === other[i]);
}

/** The tables of a subkey: at 4096·word + 16·byte the product of H·x^(32·word) with that byte, four little-endian words.
 * @returns the sums for each of the byte's bits, the lowest first. */
const tableRows = (): (readonly bigint[])[][] => range(4).map((w) => range(8).map((b) => POWERS[32 * w + 7 - b]));

/** @param parts - of a subkey, as `ghash-products.ts` makes them: a linear map, so that it is known from the subkeys of one bit.
 * @throws Error where it cannot be shown. */
export function proveGhashProducts(text: string, parts: (H: Uint8Array) => Int32Array): void {
  const columns = range(128).map((n) => parts(oneBit(n)));
  const key = range(81).map(
    (k): KeyWord => ({
      kind: 'key',
      bits: range(32).map((i) =>
        columns.reduce((sum, column, n) => sum | (BigInt((column[k] >>> i) & 1) << BigInt(placeOf(n))), 0n),
      ),
    }),
  );
  proveBlocks(text, 'ghashByProducts', key, [3, 2, 1, 0]);
}

/** @param table - of a subkey, as `ghash-tables.ts` makes it. @throws Error where it cannot be shown. */
export function proveGhashTables(text: string, table: (H: Uint8Array) => DataView): void {
  const rows = tableRows();
  for (let n = 0; n < 128; n++) compareTable(table(oneBit(n)), rows, placeOf(n));
  const view: View<Value> = {
    getInt32: (at, littleEndian) => {
      const [word, by] = typeof at === 'number' || at.kind !== 'offset' ? [at, 0] : [at.word, at.by];
      const { bits } = toSums(word);
      if (!littleEndian || bits.some((bit, i) => bit !== 0n && (i < 4 || i > 11)))
        throw new Error('no entry of a table');
      const [entry, part] = [rows[by >> 12], (by & 0xfff) >> 2];
      if (entry === undefined || !(part < 4) || by % 4 !== 0) throw new Error('no word of an entry');
      return sums(
        range(32).map((i) =>
          range(8).reduce((sum: Sum, b) => added(sum, times(bits[4 + b], entry[b][32 * part + i])), 0n),
        ),
      );
    },
  };
  proveBlocks(text, 'ghashByTables', view, [0, 1, 2, 3]);
}

/** The table of the subkey whose only bit is at `place` holds what the rows say, for all bytes. */
function compareTable(table: DataView, rows: readonly (readonly (readonly bigint[])[])[], place: number): void {
  for (const [w, row] of rows.entries()) {
    const entries = row.map((sum) =>
      range(4).map((z) =>
        range(32).reduce((word, i) => word | (Number((sum[32 * z + i] >> BigInt(place)) & 1n) << i), 0),
      ),
    );
    for (let byte = 0; byte < 256; byte++) {
      for (let z = 0; z < 4; z++) {
        let expected = 0;
        for (let b = 0; b < 8; b++) expected ^= -((byte >> b) & 1) & entries[b][z];
        if (table.getInt32(4096 * w + 16 * byte + 4 * z, true) !== expected)
          throw new Error(`the table's entry ${byte} of word ${w} differs`);
      }
    }
  }
}

/** The subkey whose bit n, 0 the leftmost, is set. */
function oneBit(n: number): Uint8Array {
  const H = new Uint8Array(16);
  H[n >> 3] = 0x80 >> (n & 7);
  return H;
}
