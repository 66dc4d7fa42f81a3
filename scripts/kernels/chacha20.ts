/** ChaCha20's loop over blocks (RFC 8439 §2.3, §2.4): the sixteen words in local variables, and a double round as text, run ten times.
 * More than one block at a time does not fit in the processor's registers, and is slower. */
import { type GeneratedFile, lines, range } from './emit.ts';

/** §2.1: a += b; d ^= a; d <<<= 16; and three more such, of the words x_a … x_d. */
function quarterRound([a, b, c, d]: readonly number[]): string {
  const step = (x: number, y: number, z: number, n: number) =>
    `x${x} = (x${x} + x${y}) | 0; x${z} ^= x${x}; x${z} = (x${z} << ${n}) | (x${z} >>> ${32 - n});`;
  return [step(a, b, d, 16), step(c, d, b, 12), step(a, b, d, 8), step(c, d, b, 7)].join('\n');
}

/** §2.3: the words of a quarter round are a column of the square of words in the first four, then a diagonal. */
const COLUMNS = range(4).map((i) => range(4).map((row) => 4 * row + i));
const DIAGONALS = range(4).map((i) => range(4).map((row) => 4 * row + ((i + row) % 4)));

export const chacha20Blocks: GeneratedFile = {
  path: 'src/cipher/generated/chacha20-blocks.ts',
  source: 'scripts/kernels/chacha20.ts',
  text: `
/** XORs \`data[at..end)\` with ChaCha20's key stream (RFC 8439 §2.4), as far as whole blocks of 64 bytes go.
* @param state - the sixteen words of §2.3. Word 12, the counter, is left at the next block's.
* @returns where the rest begins.
* Timing: no branch and no index depends on key or data. */
export function chacha20Blocks(state: Int32Array, data: DataView, at: number, end: number): number {
${lines(range(16), (i) => `${i === 12 ? 'let' : 'const'} s${i} = state[${i}];`)}
for (; at + 64 <= end; at += 64) {
${lines(range(16), (i) => `let x${i} = s${i};`)}
for (let i = 0; i < 10; i++) {
${lines([...COLUMNS, ...DIAGONALS], quarterRound)}
}
${lines(range(16), (i) => `data.setInt32(at + ${4 * i}, data.getInt32(at + ${4 * i}, true) ^ (x${i} + s${i}), true);`)}
s12 = (s12 + 1) | 0;
}
state[12] = s12;
return at;
}`,
};
