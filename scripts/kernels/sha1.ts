/** SHA-1's block function (FIPS 180-4 §6.1.2), unrolled. Instead of the working variables their names move, and are back in their
 * places after five rounds; of the message schedule the last sixteen words are kept (§6.1.3). */
import { type GeneratedFile, hex32, lines, range } from './emit.ts';

const NAMES = [...'abcde'];

/** §4.1.1 and §4.2.1: the function and the constant of twenty rounds each. Ch and Maj are in forms with one operation less. */
const Ch = (x: string, y: string, z: string) => `(${z} ^ (${x} & (${y} ^ ${z})))`;
const Parity = (x: string, y: string, z: string) => `(${x} ^ ${y} ^ ${z})`;
const Maj = (x: string, y: string, z: string) => `((${x} & ${y}) ^ (${z} & (${x} ^ ${y})))`;
const f = [Ch, Parity, Maj, Parity];
const K = [2, 3, 5, 10].map((n) => hex32(Math.floor(Math.sqrt(n) * 2 ** 30)));

const ROTL = (n: number, x: string) => `((${x} << ${n}) | (${x} >>> ${32 - n}))`;

/** Step 3. T is added to e, whose name is a in the next round. */
function round(t: number): string {
  const [a, b, c, d, e] = range(5).map((i) => NAMES[(i + 4 * t) % 5]);
  const phase = Math.floor(t / 20);
  return `${e} = (${e} + ${ROTL(5, a)} + ${f[phase](b, c, d)} + ${K[phase]} + w${t % 16}) | 0; ${b} = ${ROTL(30, b)};`;
}

/** Step 1: W_t takes the place of W_(t−16). */
function schedule(t: number): string {
  const W = (i: number) => `w${i % 16}`;
  return `x = ${W(t - 3)} ^ ${W(t - 8)} ^ ${W(t - 14)} ^ ${W(t - 16)}; ${W(t)} = ${ROTL(1, 'x')};`;
}

export const sha1Block: GeneratedFile = {
  path: 'src/hash/generated/sha1-block.ts',
  source: 'scripts/kernels/sha1.ts',
  text: `
/** Takes the whole blocks of \`data[at..end)\` into the hash value \`H\`, five words (FIPS 180-4 §6.1.2).
* Timing: no branch and no index depends on the data. */
export function sha1Blocks(H: Int32Array, data: DataView, at: number, end: number): void {
${lines(NAMES, (_, i) => `let H${i} = H[${i}];`)}
let x: number;
for (; at < end; at += 64) {
// Step 1: the message schedule, sixteen words at a time; W_t takes the place of W_(t−16).
${lines(range(16), (t) => `let w${t} = data.getInt32(at + ${4 * t});`)}
// Step 2: the working variables.
${lines(NAMES, (name, i) => `let ${name} = H${i};`)}
// Step 3: each round adds ROTL^5(a) + f_t(b, c, d) + K_t + W_t to e, the new a, and turns b.
${lines(range(80), (t) => (t < 16 ? round(t) : `${schedule(t)}\n${round(t)}`))}
// Step 4: the intermediate hash value.
${lines(NAMES, (name, i) => `H${i} = (H${i} + ${name}) | 0;`)}
}
${lines(NAMES, (_, i) => `H[${i}] = H${i};`)}
}`,
};
