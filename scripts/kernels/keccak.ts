/** Keccak-f[1600] (FIPS 202 §3.3), four rounds of text in a loop.
 *
 * A lane of 64 bits is two int32, its even and its odd bits. Rotating the lane then takes two rotations of 32 bits, each one
 * instruction, where halves would take four shifts and two ORs. The state stays in memory: a round reads one half of an array and
 * writes the other, and the next goes back, so that only five lanes at a time are in local variables. (Fifty locals spill, and are
 * slower. With a second array, it depends on how modules are bundled whether V8 takes it for a constant: up to 2.5 times as slow.)
 *
 * Six lanes are kept complemented from the first round to the last, so that χ has one NOT in a row where it would have five (Keccak implementation
 * overview, §2.2); and χ adds up the columns that θ of the next round begins with. */
import { type GeneratedFile, hex32, lines, range } from './emit.ts';

/** §3.2.2, algorithm 2: ρ rotates lane (x, y) by so much, at [x + 5y]. */
const ρ = range(25).fill(0);
for (let t = 0, x = 1, y = 0; t < 24; t++) {
  ρ[x + 5 * y] = (((t + 1) * (t + 2)) / 2) % 64;
  [x, y] = [y, (2 * x + 3 * y) % 5];
}

/** §3.2.5, algorithms 5 and 6: round constants, each as its even and its odd bits. */
const RC: { even: number; odd: number }[] = [];
for (let round = 0, R = 1; round < 24; round++) {
  const constant = { even: 0, odd: 0 };
  for (let j = 0; j < 7; j++) {
    const position = 2 ** j - 1;
    if (R & 1) constant[position % 2 === 0 ? 'even' : 'odd'] |= 1 << (position >> 1);
    R = (R << 1) ^ ((R >> 7) * 0x171);
  }
  RC.push(constant);
}

type Parity = 0 | 1;
const LETTERS = ['e', 'o'] as const;
/** A lane's bits of one parity, in the half of the array that begins at `half`. */
const lane = (half: 0 | 50, x: number, y: number, parity: Parity): string => `A[${half + 2 * (x + 5 * y) + parity}]`;
/** The lanes, as x + 5y, that are complemented. θ, ρ and π of the next round have five complements in a row of χ as \`CHI\` has them. */
export const COMPLEMENTED: readonly number[] = [1, 2, 8, 12, 17, 20];
/** χ of five lanes a … e in each of the rows, with what is complemented in them as it comes from π and is to be for the next round. */
const CHI: readonly (readonly string[])[] = [
  ['a ^ (b | c)', 'b ^ (~c | d)', 'c ^ (d & e)', 'd ^ (e | a)', 'e ^ (a & b)'],
  ['a ^ (b | c)', 'b ^ (c & d)', 'c ^ (d | ~e)', 'd ^ (e | a)', 'e ^ (a & b)'],
  ['a ^ (b | c)', 'b ^ (c & d)', 'c ^ (~d & e)', '~d ^ (e | a)', 'e ^ (a & b)'],
  ['a ^ (b & c)', 'b ^ (c | d)', 'c ^ (~d | e)', '~d ^ (e & a)', 'e ^ (a | b)'],
  ['a ^ (~b & c)', '~b ^ (c | d)', 'c ^ (d & e)', 'd ^ (e | a)', 'e ^ (a & b)'],
];
const rotated = (x: string, n: number): string => (n % 32 === 0 ? x : `(${x} << ${n} | ${x} >>> ${32 - n})`);

/** Where bits of a parity come from when their lane is rotated by n, and how far these turn: bit i comes from bit i − n. */
const source = (parity: Parity, n: number): [Parity, number] =>
  n % 2 === 0 ? [parity, n / 2] : parity === 0 ? [1, (n + 1) / 2] : [0, (n - 1) / 2];

/** ι(χ(π(ρ(θ(A))))) from one half into the other (§3.3). */
function round(A: 0 | 50, B: 0 | 50, index: string): string {
  const both = (line: (parity: Parity, letter: 'e' | 'o') => string): string => `${line(0, 'e')} ${line(1, 'o')}`;
  const θ = lines(range(5), (x) =>
    both((parity, p) => {
      const [from, turn] = source(parity, 1);
      return `d${x}${p} = c${(x + 4) % 5}${p} ^ ${rotated(`c${(x + 1) % 5}${LETTERS[from]}`, turn)};`;
    }),
  );
  // Row by row of the result: π brings lane (x, y) to (y, 2x + 3y), so that (X, Y) comes from (X + 3Y, X).
  const rows = range(5).map((Y) => [
    lines(range(5), (X) => {
      const [x, y] = [(X + 3 * Y) % 5, X];
      return both((parity, p) => {
        const [from, turn] = source(parity, ρ[x + 5 * y]);
        return `t = ${lane(A, x, y, from)} ^ d${x}${LETTERS[from]}; b${X}${p} = ${rotated('t', turn)};`;
      });
    }),
    lines(range(5), (X) =>
      both((parity, p) => {
        const ι = X === 0 && Y === 0 ? ` ^ ${['even', 'odd'][parity]}[${index}]` : '';
        const χ = CHI[Y][X].replace(/[a-e]/g, (letter) => `b${'abcde'.indexOf(letter)}${p}`);
        // The `| 0` is nothing to the processor.
        return `t = (${χ}${ι}) | 0; ${lane(B, X, Y, parity)} = t; c${X}${p} ${Y === 0 ? '=' : '^='} t;`;
      }),
    ),
  ]);
  return [θ, ...rows.flat()].join('\n');
}

const table = (bits: 'even' | 'odd'): string => `const RC_${bits.toUpperCase()} = new Int32Array([
${lines(
  range(3),
  (row) =>
    `${RC.slice(8 * row, 8 * row + 8)
      .map((constant) => hex32(constant[bits]))
      .join(', ')},`,
)}
]);`;
/** What θ begins with: the parities of columns. */
const columns = lines(range(5), (x) =>
  ([0, 1] as const)
    .map(
      (parity) =>
        `c${x}${LETTERS[parity]} = ${range(5)
          .map((y) => lane(0, x, y, parity))
          .join(' ^ ')};`,
    )
    .join(' '),
);
const complement = lines(COMPLEMENTED, (i) => `A[${2 * i}] = ~A[${2 * i}]; A[${2 * i + 1}] = ~A[${2 * i + 1}];`);
const locals = range(5).flatMap((x) => [...'bcd'].flatMap((name) => [`${name}${x}e`, `${name}${x}o`]));

export const keccak: GeneratedFile = {
  path: 'src/hash/generated/keccak.ts',
  source: 'scripts/kernels/keccak.ts',
  text: `// FIPS 202 §3.2.5: the round constants, even bits and odd bits.
${table('even')}
${table('odd')}

/** Keccak-f[1600] (FIPS 202 §3.3) on a state of 25 lanes. Lane (x, y) is \`A[2(x + 5y)]\`, its even bits, and the word after it, its odd
* bits. \`A\` has 100 words: the second half is written before it is read.
* Timing: no branch and no index depends on the data. */
export function keccakPermute(A: Int32Array): void {
let even = RC_EVEN, odd = RC_ODD;
let t = 0;
let ${locals.map((name) => `${name} = 0`).join(', ')};
${complement}
${columns}
for (let round = 0; round < 24; round += 4) {
${round(0, 50, 'round')}
${round(50, 0, 'round + 1')}
${round(0, 50, 'round + 2')}
${round(50, 0, 'round + 3')}
}
${complement}
}`,
};
