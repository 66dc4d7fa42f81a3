/** AES without tables: bits of many blocks stand side by side in words, and SubBytes is a circuit of XORs and ANDs on these words
 * (Biham, "A fast new DES implementation in software", 1997). No index and no branch depends on key or data.
 *
 * There are two slicings. *Wide*: a word has one bit of each of 32 blocks, so that a state is 128 words, ShiftRows is the index that is
 * read, and the round is far from any limit of registers. *Pair*: eight words, the planes, have one bit of each byte of two blocks; there
 * ShiftRows is masks and shifts. A wide batch takes as long as ten or eleven pairs. */
import { type GeneratedFile, lines, range } from './emit.ts';

/** SubBytes but its constant 0x63, of bits x0 (the highest) … x7: the circuit of 113 gates of Boyar and Peralta ("A small depth-16
 * circuit for the AES S-box", 2012). The constant is in the round keys: MixColumns leaves a column of four equal bytes as it is. */
const CIRCUIT = `
y14=x3^x5 y13=x0^x6 y9=x0^x3 y8=x0^x5 t0=x1^x2 y1=t0^x7 y4=y1^x3 y12=y13^y14 y2=y1^x0 y5=y1^x6 y3=y5^y8 t1=x4^y12 y15=t1^x5 y20=t1^x1
y6=y15^x7 y10=y15^t0 y11=y20^y9 y7=x7^y11 y17=y10^y11 y19=y10^y8 y16=t0^y11 y21=y13^y16 y18=x0^y16
t2=y12&y15 t3=y3&y6 t4=t3^t2 t5=y4&x7 t6=t5^t2 t7=y13&y16 t8=y5&y1 t9=t8^t7 t10=y2&y7 t11=t10^t7 t12=y9&y11 t13=y14&y17 t14=t13^t12
t15=y8&y10 t16=t15^t12 t17=t4^t14 t18=t6^t16 t19=t9^t14 t20=t11^t16 t21=t17^y20 t22=t18^y19 t23=t19^y21 t24=t20^y18
t25=t21^t22 t26=t21&t23 t27=t24^t26 t28=t25&t27 t29=t28^t22 t30=t23^t24 t31=t22^t26 t32=t31&t30 t33=t32^t24 t34=t23^t33 t35=t27^t33
t36=t24&t35 t37=t36^t34 t38=t27^t36 t39=t29&t38 t40=t25^t39 t41=t40^t37 t42=t29^t33 t43=t29^t40 t44=t33^t37 t45=t42^t41
z0=t44&y15 z1=t37&y6 z2=t33&x7 z3=t43&y16 z4=t40&y1 z5=t29&y7 z6=t42&y11 z7=t45&y17 z8=t41&y10 z9=t44&y12 z10=t37&y3 z11=t33&y4
z12=t43&y13 z13=t40&y5 z14=t29&y2 z15=t42&y9 z16=t45&y14 z17=t41&y8
t46=z15^z16 t47=z10^z11 t48=z5^z13 t49=z9^z10 t50=z2^z12 t51=z2^z5 t52=z7^z8 t53=z0^z3 t54=z6^z7 t55=z16^z17 t56=z12^t48 t57=t50^t53
t58=z4^t46 t59=z3^t54 t60=t46^t57 t61=z14^t57 t62=t52^t58 t63=t49^t58 t64=z4^t59 t65=t61^t62 t66=z1^t63
s0=t59^t63 s6=t56^t62 s7=t48^t60 t67=t64^t65 s3=t53^t66 s4=t51^t66 s5=t47^t65 s1=t64^s3 s2=t55^t67`
  .trim()
  .split(/\s+/);

/** Statements that take x0 … x7 to s0 … s7, all of them `const`. */
const subBytes = (): string => lines(CIRCUIT, (gate) => `const ${gate.replace('=', ' = ')};`);

/** L, the inverse of the affine map's linear part (FIPS 197 §5.3.2): b_i = b'_(i+2) + b'_(i+5) + b'_(i+7), where bit i is plane 7 − i. */
const unmixed = (to: string, from: string): string =>
  lines(range(8), (n) => `const ${to}${n} = ${[2, 5, 7].map((d) => `${from}${7 - ((7 - n + d) % 8)}`).join(' ^ ')};`);

/** InvSubBytes by the same circuit: since that is x → L⁻¹(1/x), the inverse y → 1/L(y + 0x63) is L(circuit(L(y + 0x63))). Here again 0x63 is
 * in the round keys. Takes i0 … i7 to o0 … o7. */
const invSubBytes = (): string => `${unmixed('x', 'i')}
${subBytes()}
${unmixed('o', 's')}`;

/** Multiplication by x of a byte whose bits, the highest first, are sums of names: what leaves bit 0 comes back at 3, 4, 6 and 7. */
type Sums = readonly (readonly string[])[];
const xtime = (byte: Sums): Sums =>
  byte.map((_, n) => [...(n === 7 ? [] : byte[n + 1]), ...([3, 4, 6, 7].includes(n) ? byte[0] : [])]);
/** A name that is there twice is not there. */
const sum = (names: readonly string[]): string =>
  names
    .filter((name, i) => names.indexOf(name) === i && names.filter((other) => other === name).length % 2 === 1)
    .join(' ^ ');
const named = (name: (bit: number) => string): Sums => range(8).map((bit) => [name(bit)]);
const twice = (name: (bit: number) => string): string[] => xtime(named(name)).map(sum);
const fourTimes = (name: (bit: number) => string): string[] => xtime(xtime(named(name))).map(sum);

// --- wide: bit n of byte i of the state, n = 0 the highest, is word 8·i + n ---

const wideSubBytes = (inverse: boolean): string => `for (let i = from; i < 128; i += 8) {
${lines(range(8), (n) => `const ${inverse ? 'i' : 'x'}${n} = A[i + ${n}];`)}
${inverse ? invSubBytes() : subBytes()}
${lines(range(8), (n) => `A[i + ${n}] = ${inverse ? 'o' : 's'}${n};`)}
}`;

/** The word of a bit of the byte that ShiftRows brings to a row of a column, or InvShiftRows. */
const shiftedWord = (column: number, row: number, n: number, inverse = false): number =>
  8 * (row + 4 * ((column + (inverse ? 4 - row : row)) % 4)) + n;
const word = (column: number, row: number, n: number): number => 8 * (row + 4 * column) + n;
const rowsAndBits = range(4).flatMap((row) => range(8).map((n) => [row, n] as const));

/** ShiftRows, MixColumns and AddRoundKey of a column. With d_r = a_r + a_(r+1): 2·a_r + 3·a_(r+1) + a_(r+2) + a_(r+3) is
 * 2·d_r + a_(r+1) + d_(r+2). */
const wideColumn = (column: number): string => `{
${lines(rowsAndBits, ([row, n]) => `const a${row}_${n} = A[${shiftedWord(column, row, n)}];`)}
${mixedWords(column, (to) => ` ^ K[k + ${to}]`)}
}`;

const mixedWords = (column: number, key: (to: number) => string): string => `${lines(
  rowsAndBits,
  ([row, n]) => `const d${row}_${n} = a${row}_${n} ^ a${(row + 1) % 4}_${n};`,
)}
${lines(rowsAndBits, ([row, n]) => {
  const to = word(column, row, n);
  return `B[${to}] = ${twice((bit) => `d${row}_${bit}`)[n]} ^ a${(row + 1) % 4}_${n} ^ d${(row + 2) % 4}_${n}${key(to)};`;
})}`;

/** InvShiftRows, AddRoundKey and InvMixColumns of a column. The last is MixColumns after a_r + 4·(a_r + a_(r+2)). */
const wideInverseColumn = (column: number): string => `{
${lines(rowsAndBits, ([row, n]) => `const b${row}_${n} = A[${shiftedWord(column, row, n, true)}] ^ K[k + ${word(column, row, n)}];`)}
${lines(
  range(2).flatMap((row) => range(8).map((n) => [row, n] as const)),
  ([row, n]) => `const e${row}_${n} = b${row}_${n} ^ b${row + 2}_${n};`,
)}
${lines(rowsAndBits, ([row, n]) => `const a${row}_${n} = b${row}_${n} ^ ${fourTimes((bit) => `e${row % 2}_${bit}`)[n]};`)}
${mixedWords(column, () => '')}
}`;

const wideLast = (inverse: boolean): string =>
  lines(range(4), (column) =>
    lines(rowsAndBits, ([row, n]) => {
      const to = word(column, row, n);
      return `B[${to}] = A[${shiftedWord(column, row, n, inverse)}] ^ K[k + ${to}];`;
    }),
  );

const roundParameters = 'A: Int32Array, B: Int32Array, K: Int32Array, k: number';

/** A square of 32 words by 32 bits, mirrored at its diagonal (Warren, Hacker's Delight, §7-3). */
const SWAPS = [16, 8, 4, 2, 1].map(
  (j) => [j, j === 16 ? '0xffff' : { 8: '0x00ff00ff', 4: '0x0f0f0f0f', 2: '0x33333333', 1: '0x55555555' }[j]] as const,
);
const transposed = lines(SWAPS, ([j, mask]) =>
  lines(
    range(32).filter((i) => (i & j) === 0),
    (i) => `t = (a${i} ^ (a${i + j} >>> ${j})) & ${mask}; a${i} ^= t; a${i + j} ^= t << ${j};`,
  ),
);

// --- pair: plane n has bit n, 0 the lowest, of each byte: byte r of the plane has row r; in it bit 2·c + b is column c of block b ---

/** Words in the order column 0 of both blocks, column 1 of both, …, little-endian, become planes, and planes words. */
const ortho = lines(
  [
    [1, '0x55555555', [0, 2, 4, 6]],
    [2, '0x33333333', [0, 1, 4, 5]],
    [4, '0x0f0f0f0f', [0, 1, 2, 3]],
  ] as const,
  ([j, mask, planes]) =>
    lines(planes, (i) => `t = ((q${i} >>> ${j}) ^ q${i + j}) & ${mask}; q${i + j} ^= t; q${i} ^= t << ${j};`),
);

const pairSubBytes = `{
${lines(range(8), (n) => `const x${n} = q${7 - n};`)}
${subBytes()}
${lines(range(8), (n) => `q${n} = s${7 - n};`)}
}`;
const pairInvSubBytes = `{
${lines(range(8), (n) => `const i${n} = q${7 - n};`)}
${invSubBytes()}
${lines(range(8), (n) => `q${n} = o${7 - n};`)}
}`;
/** Row r turned by r columns, of two bits each. */
const pairShiftRows = lines(
  range(8),
  (n) =>
    `q${n} = (q${n} & 0xff) | ((q${n} & 0xfc00) >>> 2) | ((q${n} & 0x300) << 6) | ((q${n} & 0xf00000) >>> 4) | ((q${n} & 0xf0000) << 4) | ((q${n} >>> 6) & 0x3000000) | ((q${n} & 0x3f000000) << 2);`,
);
const pairInvShiftRows = lines(
  range(8),
  (n) =>
    `q${n} = (q${n} & 0xff) | ((q${n} & 0x3f00) << 2) | ((q${n} & 0xc000) >>> 6) | ((q${n} & 0xf00000) >>> 4) | ((q${n} & 0xf0000) << 4) | ((q${n} & 0x3000000) << 6) | ((q${n} >>> 2) & 0x3f000000);`,
);
/** Row r takes row r + 1, or r + 2. */
const turned = (x: string, rows: 1 | 2): string => `(${x} >>> ${8 * rows} | ${x} << ${32 - 8 * rows})`;
/** Of planes, which begin with the lowest bit. */
const planes = (of: (name: (bit: number) => string) => string[], name: string): string[] =>
  of((bit) => `${name}${7 - bit}`).reverse();
const pairMixColumns = `{
${lines(range(8), (n) => `const r${n} = ${turned(`q${n}`, 1)};`)}
${lines(range(8), (n) => `const d${n} = q${n} ^ r${n};`)}
${lines(planes(twice, 'd'), (doubled, n) => `q${n} = ${doubled} ^ r${n} ^ ${turned(`d${n}`, 2)};`)}
}`;
const pairInvMixColumns = `{
${lines(range(8), (n) => `const e${n} = q${n} ^ ${turned(`q${n}`, 2)};`)}
${lines(planes(fourTimes, 'e'), (quadrupled, n) => `q${n} ^= ${quadrupled};`)}
}
${pairMixColumns}`;
const pairKey = (k: string): string => lines(range(8), (n) => `q${n} ^= K[${k}${n}];`);
const pairLoad = `${lines(range(8), (n) => `let q${n} = data.getInt32(at + ${16 * (n & 1) + 4 * (n >> 1)}, true);`)}
let t = 0;
${ortho}`;
const pairStore = `${ortho}
${lines(range(8), (n) => `data.setInt32(at + ${16 * (n & 1) + 4 * (n >> 1)}, q${n}, true);`)}`;

const TIMING = '* Timing: no branch and no index depends on key or data.';

export const aesBitsliced: GeneratedFile = {
  path: 'src/cipher/generated/aes-bitsliced.ts',
  source: 'scripts/kernels/aes-bitsliced.ts',
  text: `
/** SubBytes, in place, of the state's words from \`from\` on. It leaves out the constant 0x63.
* @param A - the state of 32 blocks: bit n of byte i, n = 0 the highest, of all blocks is word 8·i + n; the first block has its highest bit.
${TIMING} */
export function aesWideSubBytes(A: Int32Array, from: number): void {
${wideSubBytes(false)}
}

/** ShiftRows, MixColumns and AddRoundKey, from A to B.
* @param K - the round keys in the order of the state, 0x63 added to each byte of all but the first. @param k - where this round's begins. */
export function aesWideMix(${roundParameters}): void {
${lines(range(4), wideColumn)}
}

/** ShiftRows and AddRoundKey: the last round mixes no columns. */
export function aesWideShift(${roundParameters}): void {
${wideLast(false)}
}

/** InvSubBytes (FIPS 197 §5.3.2), in place; it takes in 0x63, as the round keys leave it. */
export function aesWideInvSubBytes(A: Int32Array, from: number): void {
${wideSubBytes(true)}
}

/** InvShiftRows, AddRoundKey and InvMixColumns, from A to B. */
export function aesWideInvMix(${roundParameters}): void {
${lines(range(4), wideInverseColumn)}
}

/** InvShiftRows and AddRoundKey: the last round. */
export function aesWideInvShift(${roundParameters}): void {
${wideLast(true)}
}

/** Sets 32 words of the state from a word of each of 32 blocks, at \`at\` and every 16 bytes after it; and adds the first of the key. */
export function aesWideLoad(A: Int32Array, from: number, data: DataView, at: number, K: Int32Array, k: number): void {
let t = 0;
${lines(range(32), (i) => `let a${i} = data.getInt32(at + ${16 * i});`)}
${transposed}
${lines(range(32), (i) => `A[from + ${i}] = a${i} ^ K[k + ${i}];`)}
}

/** The way back: XORs the blocks' words with 32 words of the state. */
export function aesWideXor(A: Int32Array, from: number, data: DataView, at: number): void {
let t = 0;
${lines(range(32), (i) => `let a${i} = A[from + ${i}];`)}
${transposed}
${lines(range(32), (i) => `data.setInt32(at + ${16 * i}, data.getInt32(at + ${16 * i}) ^ a${i});`)}
}

/** Encrypts two blocks in place.
* @param K - eight words a round key, of planes. @param data - 32 bytes from \`at\` on.
${TIMING} */
export function aesPairEncrypt(K: Int32Array, data: DataView, at: number): void {
${pairLoad}
const last = K.length - 8;
${pairKey('')}
for (let k = 8; ; k += 8) {
${pairSubBytes}
${pairShiftRows}
if (k === last) break;
${pairMixColumns}
${pairKey('k + ')}
}
${pairKey('last + ')}
${pairStore}
}

/** Decrypts two blocks in place, by the same round keys (FIPS 197 §5.3). */
export function aesPairDecrypt(K: Int32Array, data: DataView, at: number): void {
${pairLoad}
${pairKey('K.length - 8 + ')}
for (let k = K.length - 16; ; k -= 8) {
${pairInvShiftRows}
${pairInvSubBytes}
${pairKey('k + ')}
if (k === 0) break;
${pairInvMixColumns}
}
${pairStore}
}

/** Two blocks' words to planes, in place: what makes round keys of the key schedule's words. */
export function aesPairPlanes(q: Int32Array, at: number): void {
let t = 0;
${lines(range(8), (n) => `let q${n} = q[at + ${n}];`)}
${ortho}
${lines(range(8), (n) => `q[at + ${n}] = q${n};`)}
}

/** SubWord (FIPS 197 §5.2). */
export function aesPairSubWord(word: number): number {
let t = 0;
let q0 = word;
${lines(range(7), (n) => `let q${n + 1} = 0;`)}
${ortho}
${pairSubBytes}
${ortho}
return q0 ^ 0x63636363;
}`,
};
