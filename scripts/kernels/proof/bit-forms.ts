/** Words as 32 bits, each a form over GF(2): an XOR of unknown bits, of functions of eight bits, and of 1. A function of eight bits is its
 * table of 256 values, so that a look-up, and a circuit that computes the same, give the same form. Forms are in a normal form: two that
 * are written alike are equal for all inputs. */
import { range } from '../emit.ts';
import { type Domain, NUMBERS, type Table, type View } from './interpreter.ts';

/** What is XORed: number of a constant, an unknown bit or eight bits, to the table of a function that is 0 at 0; for the first two, 1. */
export type Bit = ReadonlyMap<number, bigint>;

/** 32 bits, the lowest first. */
export interface BitWord {
  readonly kind: 'bits';
  readonly bits: readonly Bit[];
}
/** A word plus a number. */
interface Offset {
  readonly kind: 'offset';
  readonly word: BitWord;
  readonly by: number;
}
/** A word that a circuit makes of eight words, bit by bit: the table of the function that it computes. */
interface Lane {
  readonly kind: 'lane';
  readonly frame: Frame;
  readonly table: bigint;
}
interface Frame {
  readonly inputs: BitWord[];
  /** The eight inputs of each bit, once they are needed. */
  lanes?: readonly Eight[];
}
export type BitValue = BitWord | Offset | Lane;

const CONSTANT = 0;
const ALL = (1n << 256n) - 1n;
export const ZERO: Bit = new Map();
const ONE: Bit = new Map([[CONSTANT, 1n]]);

/** Numbers of what is named: a text stands for each. */
const numbers = new Map<string, number>();
/** Forgets all names; forms that are still held may no longer be compared with new ones. */
export const forgetBits = (): void => numbers.clear();
function numberOf(name: string): number {
  let number = numbers.get(name);
  if (number === undefined) numbers.set(name, (number = numbers.size + 1));
  return number;
}

const unknownBit = (name: string): Bit => new Map([[numberOf(name), 1n]]);
/** Eight unknown bits, or 32, the lowest first. */
export const unknownBits = (name: string, count: number): Bit[] => range(count).map((i) => unknownBit(`${name}.${i}`));
export const word = (bits: readonly Bit[]): BitWord => ({ kind: 'bits', bits });
export const constantBits = (value: number, count: number): Bit[] =>
  range(count).map((i) => ((value >>> i) & 1 ? ONE : ZERO));

export function xorBits(...bits: readonly Bit[]): Bit {
  const sum = new Map(bits[0]);
  for (const bit of bits.slice(1)) {
    for (const [number, table] of bit) {
      const added = (sum.get(number) ?? 0n) ^ table;
      if (added === 0n) sum.delete(number);
      else sum.set(number, added);
    }
  }
  return sum;
}

const texts = new WeakMap<Bit, string>();
/** The form as a text. */
function spelled(bit: Bit): string {
  let text = texts.get(bit);
  if (text === undefined) {
    text = [...bit]
      .sort(([a], [b]) => a - b)
      .map(([number, table]) => `${number}:${table.toString(16)}`)
      .join('+');
    texts.set(bit, text);
  }
  return text;
}
export const sameBits = (a: readonly Bit[], b: readonly Bit[]): boolean =>
  a.length === b.length && a.every((bit, i) => spelled(bit) === spelled(b[i]));

/** Eight bits without their constants, which are in the tables instead: f(x ⊕ c) is another function of x. */
interface Eight {
  readonly number: number;
  /** The sum of the constants, as the number that they spell; and whether there is nothing else. */
  readonly constants: number;
  readonly isConstant: boolean;
}

/** @param inputs - the highest first. */
function eightOf(inputs: readonly Bit[]): Eight {
  const constants = inputs.reduce((value, bit) => 2 * value + (bit.has(CONSTANT) ? 1 : 0), 0);
  const rest = inputs.map((bit) => (bit.has(CONSTANT) ? xorBits(bit, ONE) : bit));
  // Each text of a form has a number, so that names of what is made of forms stay short.
  const number = numberOf(`(${rest.map((bit) => numberOf(spelled(bit))).join()})`);
  return { number, constants, isConstant: rest.every((bit) => bit.size === 0) };
}

/** The value of a function of eight bits. @param table - its values for the numbers 0 … 255. */
function functionOf(table: bigint, { number, constants, isConstant }: Eight): Bit {
  if (isConstant) return (table >> BigInt(constants)) & 1n ? ONE : ZERO;
  let turned = table;
  for (let i = 0; i < 8; i++) {
    const distance = BigInt(1 << i);
    const zeros = ALL ^ VARIABLES[7 - i];
    if ((constants >> i) & 1) turned = ((turned & zeros) << distance) | ((turned >> distance) & zeros);
  }
  const isOneAtZero = (turned & 1n) === 1n;
  const normal = isOneAtZero ? turned ^ ALL : turned;
  const terms: [number, bigint][] = isOneAtZero ? [[CONSTANT, 1n]] : [];
  if (normal !== 0n) terms.push([number, normal]);
  return new Map(terms);
}

/** Functions of the same eight bits. @param inputs - the highest first. */
export function applied(tables: readonly bigint[], inputs: readonly Bit[]): Bit[] {
  const eight = eightOf(inputs);
  return tables.map((table) => functionOf(table, eight));
}

/** The tables of the bits, the lowest first, of a function of bytes. */
export const tablesOf = (value: (byte: number) => number, bits: number): bigint[] =>
  range(bits).map((i) =>
    range(256).reduce((table, byte) => table | (BigInt((value(byte) >>> i) & 1) << BigInt(byte)), 0n),
  );

/** Of the eight words of a circuit, the first has the highest bit. */
const VARIABLES = range(8).map((n) => tablesOf((byte) => byte >>> (7 - n), 1)[0]);

function bitsOf(value: BitValue | number): readonly Bit[] {
  if (typeof value === 'number') return constantBits(value, 32);
  switch (value.kind) {
    case 'bits':
      return value.bits;
    case 'offset':
      return unknownBits(`${value.word.bits.map(spelled).join()} + ${value.by}`, 32);
    case 'lane': {
      const { frame, table } = value;
      if (frame.inputs.length < 8) throw new Error('a circuit of less than eight words');
      frame.lanes ??= frame.inputs[0].bits.map((_, i) => eightOf(frame.inputs.map((input) => input.bits[i])));
      return frame.lanes.map((eight) => functionOf(table, eight));
    }
  }
}

/** The word that a value is. */
export const toWord = (value: BitValue | number): BitWord => word(bitsOf(value));

function masked(value: BitValue, mask: number): BitWord {
  return word(bitsOf(value).map((bit, i) => ((mask >>> i) & 1 ? bit : ZERO)));
}

function united(left: BitValue, right: BitValue | number): BitWord {
  const [a, b] = [bitsOf(left), bitsOf(right)];
  if (a.some((bit, i) => bit.size > 0 && b[i].size > 0)) throw new Error('an OR of bits that may both be set');
  return word(a.map((bit, i) => xorBits(bit, b[i])));
}

function shifted(value: BitValue, operator: string, n: number): BitWord {
  const bits = bitsOf(value);
  if (!Number.isInteger(n) || n < 0 || n > 31) throw new Error('no number of bits');
  if (operator === '<<') return word(range(32).map((i) => (i < n ? ZERO : bits[i - n])));
  if (operator !== '>>>') throw new Error(`unknown operator ${operator}`);
  return word(range(32).map((i) => bits[i + n] ?? ZERO));
}

function ofLanes(operator: string, left: Lane, right: Lane): Lane | undefined {
  if (left.frame !== right.frame || !['&', '^', '|'].includes(operator)) return undefined;
  const tables: Record<string, bigint> = {
    '&': left.table & right.table,
    '^': left.table ^ right.table,
    '|': left.table | right.table,
  };
  return { ...left, table: tables[operator] };
}

function binary(operator: string, left: BitValue | number, right: BitValue | number): BitValue | number {
  if (typeof left === 'number') {
    if (typeof right === 'number') return NUMBERS[operator](left, right);
    if (!['&', '^', '|', '+'].includes(operator)) throw new Error(`unknown operator ${operator}`);
    return binary(operator, right, left);
  }
  if (typeof right !== 'number' && left.kind === 'lane' && right.kind === 'lane') {
    const lane = ofLanes(operator, left, right);
    if (lane !== undefined) return lane;
  }
  if (operator === '^') {
    const [a, b] = [bitsOf(left), bitsOf(right)];
    return word(a.map((bit, i) => xorBits(bit, b[i])));
  }
  if (operator === '|') return right === 0 && left.kind === 'bits' ? left : united(left, right);
  if (typeof right !== 'number') throw new Error(`unknown operator ${operator} of two unknown words`);
  if (operator === '&') return masked(left, right);
  if (operator !== '+') return shifted(left, operator, right);
  const offset: Offset = left.kind === 'offset' ? left : { kind: 'offset', word: toWord(left), by: 0 };
  return { ...offset, by: offset.by + right };
}

/** The operators of JavaScript on words of bits.
 * @param circuit - variables that are the eight inputs of a circuit of ANDs and XORs, the highest bit first: `x` for x0 … x7. Any words may
 * stand there, and the circuit's results are functions of them. */
export function bitDomain(...circuits: readonly string[]): Domain<BitValue> {
  let frame: Frame = { inputs: [] };
  return {
    unary: (operator) => {
      throw new Error(`unknown operator ${operator}`);
    },
    binary,
    assigned: (name, value) => {
      const [, letter, digit] = /^([a-z])([0-7])$/.exec(name) ?? [];
      if (letter === undefined || !circuits.includes(letter)) return value;
      // What is made of a circuit's inputs within it.
      if (typeof value !== 'number' && value.kind === 'lane' && value.frame === frame && frame.inputs.length === 8)
        return value;
      const n = Number(digit);
      if (n === 0) frame = { inputs: [] };
      if (frame.inputs.length !== n) throw new Error(`${name} is out of order`);
      frame.inputs.push(toWord(value));
      return { kind: 'lane', frame, table: VARIABLES[n] };
    },
  };
}

/** The domain for words that stand for one bit of many: what a text does to each bit is done to that one. Shifts are refused. */
export function laneDomain(...circuits: readonly string[]): Domain<BitValue> {
  const domain = bitDomain(...circuits);
  return {
    ...domain,
    binary: (operator, left, right) => {
      const isBitwise = operator === '^' || (operator === '|' && right === 0);
      const isOfLanes = [left, right].every((value) => typeof value !== 'number' && value.kind === 'lane');
      if (!isBitwise && !isOfLanes) throw new Error(`${operator} is not done bit by bit`);
      return domain.binary(operator, left, right);
    },
  };
}

/** A DataView of unknown bytes, eight bits each. */
export function byteView(bytes: (readonly Bit[])[]): View<BitValue> {
  const place = (at: BitValue | number): number => {
    if (typeof at !== 'number') throw new Error('an index depends on the data');
    if (!Number.isInteger(at) || at < 0 || at + 4 > bytes.length) throw new Error(`no word at byte ${at}`);
    return at;
  };
  const order = (littleEndian: boolean): number[] => (littleEndian ? [0, 1, 2, 3] : [3, 2, 1, 0]);
  return {
    byteLength: bytes.length,
    getInt32: (at, littleEndian) => {
      const start = place(at);
      return word(order(littleEndian).flatMap((i) => bytes[start + i]));
    },
    setInt32: (at, value, littleEndian) => {
      const start = place(at);
      const bits = bitsOf(value);
      for (const [n, i] of order(littleEndian).entries()) bytes[start + i] = bits.slice(8 * n, 8 * n + 8);
    },
  };
}

/** The eight bits of an index, the highest first. @throws Error where it has others. */
function byteOf(index: BitValue, shift: number): Bit[] {
  const bits = bitsOf(index);
  if (bits.some((bit, i) => bit.size > 0 && (i < shift || i >= shift + 8)))
    throw new Error('an index outside of a table');
  return bits.slice(shift, shift + 8).toReversed();
}

/** A table of 256 bytes. */
export function byteTable(elements: Uint8Array): Table<BitValue> {
  const tables = tablesOf((byte) => elements[byte], 8);
  return {
    element: (index) => {
      if (typeof index === 'number') return elements[index];
      const inputs = byteOf(index, 0);
      return word([...applied(tables, inputs), ...constantBits(0, 24)]);
    },
  };
}

/** A DataView of tables of 256 words, one after the other. */
export function wordTable(view: DataView): View<BitValue> {
  const tables = new Map<string, bigint[]>();
  return {
    byteLength: view.byteLength,
    getInt32: (at, littleEndian) => {
      if (typeof at === 'number') return view.getInt32(at, littleEndian);
      const [index, by] = at.kind === 'offset' ? [at.word, at.by] : [at, 0];
      if (!Number.isInteger(by) || by < 0 || by + 1024 > view.byteLength)
        throw new Error('an index outside of a table');
      const key = `${by} ${littleEndian}`;
      let bits = tables.get(key);
      if (bits === undefined)
        tables.set(key, (bits = tablesOf((byte) => view.getInt32(by + 4 * byte, littleEndian), 32)));
      const inputs = byteOf(index, 2);
      return word(applied(bits, inputs));
    },
  };
}
