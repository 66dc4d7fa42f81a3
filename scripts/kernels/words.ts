/** Words as text: the operations of FIPS 180-4 §2.2.2 and §3.2 on words of 32 bits, and on words of 64 bits as two of 32. */

/** What a description of a hash needs of its words. `W` names a word: one variable, or two. */
export interface Words<W> {
  readonly bits: 32 | 64;
  /** The word that is called so. */
  named(name: string): W;
  /** Its variables. */
  variables(word: W): readonly string[];
  ROTR(n: number, x: W): W;
  SHR(n: number, x: W): W;
  /** Bit by bit, as `expression` says of the variables of each. */
  bitwise(expression: (...halves: string[]) => string, ...words: W[]): W;
  /** `to = a + b + …`, as statements. */
  sum(to: W, ...terms: W[]): string;
  /** `to += by`, as statements. */
  increase(to: W, by: W): string;
}

/** A word is an int32. */
export const words32: Words<string> = {
  bits: 32,
  named: (name) => name,
  variables: (x) => [x],
  ROTR: (n, x) => `((${x} >>> ${n}) | (${x} << ${32 - n}))`,
  SHR: (n, x) => `(${x} >>> ${n})`,
  bitwise: (expression, ...words) => `(${expression(...words)})`,
  sum: (to, ...terms) => `${to} = (${terms.join(' + ')}) | 0;`,
  increase: (to, by) => `${to} = (${to} + ${by}) | 0;`,
};

export type Pair = readonly [high: string, low: string];

/** A word is two int32, `…h` and `…l`. A carry is never chosen by a branch (`? 1 : 0` is one, taken at random: four times as slow,
 * and its time depends on the data). Of several low halves it is had from their quotients by 2^k: their sum less the quotient of the sum modulo 2^32 is
 * 2^(32−k) times the carry, less what the quotients lost, which is at most n·(2^k − 1)/2^k and is added back (`carryOfQuotients` of the proofs has the
 * details). Of two, a comparison made a number by `| 0` is cheaper (TypeScript wants a cast for it). The kernel declares `s`, the sum, and
 * `u1` … `u4`, halves that are used twice. */
export const words64: Words<Pair> = {
  bits: 64,
  named: (name) => [`${name}h`, `${name}l`],
  variables: (x) => x,
  ROTR: (n, [h, l]) =>
    n < 32
      ? [`(${h} >>> ${n} | ${l} << ${32 - n})`, `(${l} >>> ${n} | ${h} << ${32 - n})`]
      : [`(${l} >>> ${n - 32} | ${h} << ${64 - n})`, `(${h} >>> ${n - 32} | ${l} << ${64 - n})`],
  SHR: (n, [h, l]) => [`(${h} >>> ${n})`, `(${l} >>> ${n} | ${h} << ${32 - n})`],
  bitwise: (expression, ...words) => [
    `(${expression(...words.map(([h]) => h))})`,
    `(${expression(...words.map(([, l]) => l))})`,
  ],
  sum([h, l], ...terms) {
    const n = terms.length;
    // The carry is at most n − 1, which 32 − (32 − k) bits must hold.
    const k = n > 4 ? 3 : 2;
    const lows = terms.map(([, low], i) => (/^\w+$/.test(low) ? low : `u${i}`));
    const kept = terms.map(([, low], i) => (lows[i] === low ? '' : `${lows[i]} = ${low}; `)).join('');
    const quotients = lows.map((low) => `(${low} >>> ${k})`).join(' + ');
    const carry = `((${quotients} - (s >>> ${k}) + ${(n * (2 ** k - 1)) >> k}) >>> ${32 - k})`;
    return `${kept}s = (${lows.join(' + ')}) | 0; ${h} = (${terms.map(([high]) => high).join(' + ')} + ${carry}) | 0; ${l} = s;`;
  },
  increase: ([h, l], by) =>
    `${l} = (${l} + ${by[1]}) | 0; ${h} = (${h} + ${by[0]} + (((${l} >>> 0) < (${by[1]} >>> 0)) as unknown as number | 0)) | 0;`,
};
