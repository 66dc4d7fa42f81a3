/** Words of 32 bits as formulas in a normal form: two formulas that are written alike are equal for all inputs.
 *
 * - Bit by bit, a word is a polynomial over GF(2) in rotated words (its algebraic normal form): an XOR of products, each under a mask
 *   of 32 bits. AND, XOR, NOT and shifts stay within that.
 * - A sum modulo 2^32 is a linear combination of words; sums of sums are flattened. Inside a polynomial it is a word with a name.
 * - A carry is floor(X / 2^32) for an integer X, a linear combination of unsigned words. From X = P + 2^32·M with an integer M the
 *   latter is taken out, so that the carries of a sum of sums and of one long sum are written alike.
 *
 * Formulas are numbered, so that equal ones have one number. What the numbers stand for is shared by all that is compared. */
/** A word: its polynomial. Keys are products: numbers of words times 32 plus how far they are rotated to the left, ascending, joined by
 * commas; the empty product is 1. Values are masks. */
export interface Word {
  readonly kind: 'word';
  readonly terms: ReadonlyMap<string, number>;
  /** Set where it is another word that was shifted to the right. */
  readonly quotient?: Quotient;
}
/** floor(word / 2^by), of the word's unsigned value. */
export interface Quotient {
  readonly word: Word;
  readonly by: number;
}

/** An integer: a linear combination of words' unsigned values and of carries, and a constant under the key −1. */
export type Combination = ReadonlyMap<number, bigint>;

export const CONSTANT = -1;
/** Kernels need 512 terms at most. A text with a fault in it may ask for any number, and is refused. */
const MAX_TERMS = 1024;
/** Of all formulas that are numbered: SHA-512 needs 320,000. */
const MAX_NUMBERED_TERMS = 500_000;
let numberedTerms = 0;
const TWO_32 = 2n ** 32n;
const ONES = 0xffffffff;

/** What a number stands for. */
type Named =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'carry' | 'sum'; readonly combination: Combination }
  | { readonly kind: 'bits'; readonly terms: ReadonlyMap<string, number> };

const named: Named[] = [];
/** The numbers of what has one hash. */
const buckets = new Map<number, number[]>();
/** Forgets all formulas; those that are still held may no longer be compared with new ones. */
export function forgetFormulas(): void {
  named.length = 0;
  buckets.clear();
  numberedTerms = 0;
}

/** The number of what is named, the same for what is equal. */
function numberOf(name: Named): number {
  const hash = hashOf(name);
  let bucket = buckets.get(hash);
  if (bucket === undefined) buckets.set(hash, (bucket = []));
  let number = bucket.find((each) => isEqual(named[each], name));
  if (number === undefined) {
    bucket.push((number = named.push(name) - 1));
    numberedTerms += name.kind === 'bits' ? name.terms.size : name.kind === 'input' ? 1 : name.combination.size;
    if (numberedTerms > MAX_NUMBERED_TERMS) throw new Error('formulas grow too large');
  }
  return number;
}

function isEqual(a: Named, b: Named): boolean {
  if (a.kind === 'input' && b.kind === 'input') return a.name === b.name;
  if (a.kind === 'bits' && b.kind === 'bits') return equalMaps(a.terms, b.terms);
  if (a.kind !== b.kind || !('combination' in a && 'combination' in b)) return false;
  return equalMaps(a.combination, b.combination);
}

function equalMaps<K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) if (b.get(key) !== value) return false;
  return true;
}

/** The same whatever the order of terms. */
function hashOf(name: Named): number {
  let hash = name.kind.length;
  if (name.kind === 'input') return mixed(hash, name.name);
  if (name.kind === 'bits') for (const [product, mask] of name.terms) hash = (hash + mixed(mask, product)) | 0;
  else for (const [key, c] of name.combination) hash = (hash + Math.imul(key + 3, Number(c % 2147483647n) | 1)) | 0;
  return hash;
}
function mixed(start: number, text: string): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

const single = (number: number): Word => ({ kind: 'word', terms: new Map([[String(32 * number), ONES]]) });

/** An unknown word. */
export const input = (name: string): Word => single(numberOf({ kind: 'input', name }));
export const constant = (value: number): Word => ({
  kind: 'word',
  terms: value === 0 ? new Map() : new Map([['', value >>> 0]]),
});

/** The word under a name of its own, through which nothing looks: what is done with it stays short. */
export function opaque(word: Word): Word {
  return word.terms.size <= 1 ? word : single(numberOf({ kind: 'bits', terms: word.terms }));
}

export const same = (a: Word, b: Word): boolean => equalMaps(a.terms, b.terms);

// Bit by bit.

export function xor(...words: readonly Word[]): Word {
  const terms = new Map(words[0].terms);
  for (const word of words.slice(1)) {
    for (const [product, mask] of word.terms) {
      const sum = ((terms.get(product) ?? 0) ^ mask) >>> 0;
      if (sum === 0) terms.delete(product);
      else terms.set(product, sum);
    }
  }
  return { kind: 'word', terms };
}

export function and(a: Word, b: Word): Word {
  if (a.terms.size * b.terms.size > 32 * MAX_TERMS) throw new Error('a product grows too large');
  const terms = new Map<string, number>();
  for (const [p, m] of a.terms) {
    for (const [q, n] of b.terms) {
      const mask = (m & n) >>> 0;
      if (mask === 0) continue;
      const product = p === '' || p === q ? q : q === '' ? p : multiplied(p, q);
      const sum = ((terms.get(product) ?? 0) ^ mask) >>> 0;
      if (sum === 0) terms.delete(product);
      else terms.set(product, sum);
    }
  }
  if (terms.size > MAX_TERMS) throw new Error('a product grows too large');
  return { kind: 'word', terms };
}

/** x · x = x, bit by bit. */
function multiplied(p: string, q: string): string {
  // Most products are of two words.
  if (!p.includes(',') && !q.includes(',')) return Number(p) < Number(q) ? `${p},${q}` : `${q},${p}`;
  return ordered([...new Set([...p.split(','), ...q.split(',')])].map(Number));
}
const ordered = (factors: number[]): string => factors.sort((x, y) => x - y).join(',');

export const not = (a: Word): Word => xor(a, constant(ONES));

/** a OR b = a XOR b XOR (a AND b); where no mask of one meets one of the other, their product is zero. */
export function or(a: Word, b: Word): Word {
  const reach = (word: Word): number => [...word.terms.values()].reduce((union, mask) => union | mask, 0);
  return (reach(a) & reach(b)) === 0 ? xor(a, b) : xor(a, b, and(a, b));
}

/** Rotation to the left. */
export function rotated(word: Word, n: number): Word {
  if (n % 32 === 0) return word;
  const turn = (mask: number): number => ((mask << n) | (mask >>> (32 - n))) >>> 0;
  const turnFactor = (factor: string): number => (Number(factor) & ~31) | ((Number(factor) + n) & 31);
  const terms = [...word.terms].map(([product, mask]): [string, number] => {
    if (product === '') return ['', turn(mask)];
    return [
      product.includes(',') ? ordered(product.split(',').map(turnFactor)) : String(turnFactor(product)),
      turn(mask),
    ];
  });
  return { kind: 'word', terms: new Map(terms) };
}

/** A shift is a rotation, and some bits of it zero. */
export const shiftedLeft = (word: Word, n: number): Word => and(rotated(word, n), constant(ONES << n));
export const shiftedRight = (word: Word, n: number): Word => and(rotated(word, (32 - n) % 32), constant(ONES >>> n));

// Sums.

export function combined(...parts: readonly (readonly [Combination, bigint])[]): Combination {
  const sum = new Map<number, bigint>();
  for (const [combination, factor] of parts) {
    for (const [key, coefficient] of combination) {
      const total = (sum.get(key) ?? 0n) + factor * coefficient;
      if (total === 0n) sum.delete(key);
      else sum.set(key, total);
    }
  }
  return sum;
}

/** A combination that is the word modulo 2^32. */
export function combinationOf(word: Word): Combination {
  if (word.terms.size === 0) return new Map();
  if (word.terms.size === 1) {
    const [[product, mask]] = word.terms;
    if (product === '') return new Map([[CONSTANT, BigInt(mask)]]);
    if (mask === ONES && /^\d+$/.test(product) && Number(product) % 32 === 0) {
      const name = named[Number(product) / 32];
      return name.kind === 'sum' ? name.combination : new Map([[Number(product) / 32, 1n]]);
    }
  }
  return new Map([[numberOf({ kind: 'bits', terms: word.terms }), 1n]]);
}

/** The word that a combination is modulo 2^32. */
export function wordOf(combination: Combination): Word {
  const reduced = new Map(
    [...combination].map(([key, c]) => [key, BigInt.asUintN(32, c)] as const).filter(([, c]) => c !== 0n),
  );
  if (reduced.size === 0) return constant(0);
  if (reduced.size === 1) {
    const [[key, coefficient]] = reduced;
    if (key === CONSTANT) return constant(Number(coefficient));
    if (coefficient === 1n) {
      const name = named[key];
      return name.kind === 'bits' ? { kind: 'word', terms: name.terms } : single(key);
    }
  }
  return single(numberOf({ kind: 'sum', combination: reduced }));
}

/** The unsigned value of a word as an integer: X mod 2^32 = X − 2^32 · floor(X / 2^32). */
export function unsignedOf(word: Word): Combination {
  const X = combinationOf(word);
  return combined([X, 1n], [carryOf(X), -TWO_32]);
}

/** floor(X / 2^32). */
export function carryOf(X: Combination): Combination {
  const [taken, rest] = [new Map<number, bigint>(), new Map<number, bigint>()];
  for (const [key, coefficient] of X) {
    const low = key === CONSTANT || coefficient % TWO_32 === 0n ? BigInt.asUintN(32, coefficient) : coefficient;
    if (low !== 0n) rest.set(key, low);
    if (low !== coefficient) taken.set(key, (coefficient - low) / TWO_32);
  }
  // An unsigned word alone has no carry.
  const alone = rest.size === 0 || (rest.size === 1 && [...rest].every(([key, c]) => key === CONSTANT || c === 1n));
  if (alone) return taken;
  const carry = numberOf({ kind: 'carry', combination: rest });
  return combined([taken, 1n], [new Map([[carry, 1n]]), 1n]);
}

/** The sum of words modulo 2^32. */
export const added = (...words: readonly Word[]): Word =>
  wordOf(combined(...words.map((word) => [combinationOf(word), 1n] as const)));

/** The carry out of a sum of unsigned words. */
export const carried = (...words: readonly Word[]): Word =>
  wordOf(carryOf(combined(...words.map((word) => [unsignedOf(word), 1n] as const))));

/** What a word is where its inputs are these, unsigned. */
export function evaluated(word: Word, inputs: Readonly<Record<string, number>>): number {
  const known = new Map<number, number>();
  const total = (combination: Combination): bigint =>
    [...combination].reduce((sum, [key, c]) => sum + c * (key === CONSTANT ? 1n : BigInt(unsigned(key))), 0n);
  const bits = (terms: ReadonlyMap<string, number>): number => {
    let sum = 0;
    for (const [product, mask] of terms) {
      let value = mask;
      for (const factor of product === '' ? [] : product.split(',').map(Number)) {
        const word = unsigned(Math.floor(factor / 32));
        const n = factor % 32;
        value &= n === 0 ? word : (word << n) | (word >>> (32 - n));
      }
      sum ^= value;
    }
    return sum >>> 0;
  };
  const compute = (name: Named): number => {
    if (name.kind === 'input') return inputs[name.name] >>> 0;
    if (name.kind === 'bits') return bits(name.terms);
    if (name.kind === 'sum') return Number(BigInt.asUintN(32, total(name.combination)));
    return Number(total(name.combination) >> 32n);
  };
  function unsigned(number: number): number {
    let value = known.get(number);
    if (value === undefined) known.set(number, (value = compute(named[number])));
    return value;
  }
  return bits(word.terms);
}
