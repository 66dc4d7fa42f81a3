/** scryptBlockMix (RFC 7914 §4) with Salsa20/8 (§3) as text. The chaining value X stays in local variables from one block to the next;
 * the quarter-rounds are in a loop of four double rounds. */
import { type GeneratedFile, lines, range } from './emit.ts';

/** §3: the columns, then the rows; (y0, y1, y2, y3) of each quarter-round. */
const QUARTERS = [
  [0, 4, 8, 12],
  [5, 9, 13, 1],
  [10, 14, 2, 6],
  [15, 3, 7, 11],
  [0, 1, 2, 3],
  [5, 6, 7, 4],
  [10, 11, 8, 9],
  [15, 12, 13, 14],
];
const quarterRound = ([a, b, c, d]: readonly number[]): string =>
  [
    [b, a, d, 7],
    [c, b, a, 9],
    [d, c, b, 13],
    [a, d, c, 18],
  ]
    .map(([z, u, w, n]) => `t = (x${u} + x${w}) | 0; x${z} ^= t << ${n} | t >>> ${32 - n};`)
    .join(' ');

/** @param second - an expression for the second addend of a word of input, or nothing. */
function blockMix(name: string, comment: string, parameters: string, second: (index: string) => string): string {
  const input = (at: string, i: number): string => `I[i + ${at} + ${i}]${second(`${at} + ${i}`)}`;
  return `
/** ${comment}
* @param r - the block size: 2r blocks of sixteen words. */
export function ${name}(I: Int32Array, i: number, ${parameters}O: Int32Array, o: number, r: number): void {
let t = 0;
// Step 1: X = B[2r − 1].
let at = 32 * r - 16;
${lines(range(16), (k) => `let y${k} = ${input('at', k)};`)}
// Step 2: X = Salsa(X xor B[b]), which goes to the even blocks' half of the output, or to the odd ones'.
for (let b = 0; b < 2 * r; b++) {
at = 16 * b;
${lines(range(16), (k) => `y${k} ^= ${input('at', k)};`)}
${lines(range(16), (k) => `let x${k} = y${k};`)}
for (let doubleRound = 0; doubleRound < 4; doubleRound++) {
${lines(QUARTERS, quarterRound)}
}
at = o + 16 * ((b & 1) * r + (b >> 1));
${lines(range(16), (k) => `y${k} = (y${k} + x${k}) | 0; O[at + ${k}] = y${k};`)}
}
}`;
}

export const scryptBlockMix: GeneratedFile = {
  path: 'src/hash/generated/scrypt-block-mix.ts',
  source: 'scripts/kernels/scrypt.ts',
  text: [
    blockMix('blockMix', '`O[o…] = scryptBlockMix(I[i…])` (RFC 7914 §4). The two do not overlap.', '', () => ''),
    blockMix(
      'blockMixOfXor',
      '`O[o…] = scryptBlockMix(I[i…] xor J[j…])` (RFC 7914 §5 step 3). The output overlaps neither.',
      'J: Int32Array, j: number, ',
      (index) => ` ^ J[j + ${index}]`,
    ),
  ].join('\n'),
};
