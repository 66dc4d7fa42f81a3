/** Triple DES (FIPS 46-3; SP 800-67), decryption in CBC mode only, since many existing keys are encrypted this way. Bits are numbered from
 * 1, from the left, as the standard numbers them. */
import { type Bytes, UsageError } from '../../bytes/index.ts';
import { CipherError } from '../../cipher/index.ts';

const numbers = (text: string): readonly number[] => text.split(' ').map(Number);

/** The initial permutation. */
const IP = numbers(
  '58 50 42 34 26 18 10 2 60 52 44 36 28 20 12 4 62 54 46 38 30 22 14 6 64 56 48 40 32 24 16 8 ' +
    '57 49 41 33 25 17 9 1 59 51 43 35 27 19 11 3 61 53 45 37 29 21 13 5 63 55 47 39 31 23 15 7',
);
/** Its inverse. */
const FP = IP.map((_, bit) => 1 + IP.indexOf(bit + 1));
const P = numbers('16 7 20 21 29 12 28 17 1 15 23 26 5 18 31 10 2 8 24 14 32 27 3 9 19 13 30 6 22 11 4 25');
const PC1 = numbers(
  '57 49 41 33 25 17 9 1 58 50 42 34 26 18 10 2 59 51 43 35 27 19 11 3 60 52 44 36 ' +
    '63 55 47 39 31 23 15 7 62 54 46 38 30 22 14 6 61 53 45 37 29 21 13 5 28 20 12 4',
);
const PC2 = numbers(
  '14 17 11 24 1 5 3 28 15 6 21 10 23 19 12 4 26 8 16 7 27 20 13 2 ' +
    '41 52 31 37 47 55 30 40 51 45 33 48 44 49 39 56 34 53 46 42 50 36 29 32',
);
/** Left rotation of the two halves of the key before each round, in bits. */
const SHIFTS = numbers('1 1 2 2 2 2 2 2 1 2 2 2 2 2 2 1');
/** S_1 … S_8: four rows of 16 hexadecimal digits. */
const S = [
  'e4d12fb83a6c5907 0f74e2d1a6cb9538 41e8d62bfc973a50 fc8249175b3ea06d',
  'f18e6b34972dc05a 3d47f28ec01a69b5 0e7ba4d158c6932f d8a13f42b67c05e9',
  'a09e63f51dc7b428 d709346a285ecbf1 d6498f30b12c5ae7 1ad069874fe3b52c',
  '7de3069a1285bc4f d8b56f03472c1ae9 a690cb7df13e5284 3f06a1d8945bc72e',
  '2c417ab6853fd0e9 eb2c47d150fa3986 421bad78f9c5630e b8c71e2d6f09a453',
  'c1af92680d34e75b af427c9561de0b38 9ef528c3704a1db6 432c95fabe17608d',
  '4b2ef08d3c975a61 d0b7491ae35c2f86 14bdc37eaf680592 6bd814a7950fe23c',
  'd2846fb1a93e50c7 1fd8a374c56b0e92 7b419ce206adf358 21e74a8dfc90356b',
].map((rows) => rows.split(' '));

/** The bits that a table takes, in its order. */
const permute = (bits: readonly number[], table: readonly number[]): number[] => table.map((from) => bits[from - 1]);
const wordOf = (bits: readonly number[]): number => bits.reduce((word, bit) => (word << 1) | bit, 0);
const bitsOf = (word: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (word >>> (count - 1 - i)) & 1);

/** P(S_i(B)) for each box and each six-bit input B, with zeros for the other boxes, so that a round is eight look-ups. */
const boxes = (): Int32Array[] =>
  S.map((rows, i) =>
    Int32Array.from({ length: 64 }, (_, B) => {
      const row = ((B >> 4) & 2) | (B & 1);
      const digit = Number.parseInt(rows[row][(B >> 1) & 15], 16);
      return wordOf(permute(bitsOf(digit << (28 - 4 * i), 32), P));
    }),
  );
let SP: readonly Int32Array[] | undefined;

/** The 16 keys of the rounds, each as eight times six bits. Bits 8, 16, … 64 of the key are parity bits and are ignored. */
function roundKeys(key: Uint8Array): number[][] {
  const bits = permute(
    Array.from(key).flatMap((byte) => bitsOf(byte, 8)),
    PC1,
  );
  let C = bits.slice(0, 28);
  let D = bits.slice(28);
  return SHIFTS.map((shift) => {
    C = [...C.slice(shift), ...C.slice(0, shift)];
    D = [...D.slice(shift), ...D.slice(0, shift)];
    const K = permute([...C, ...D], PC2);
    return Array.from({ length: 8 }, (_, i) => wordOf(K.slice(6 * i, 6 * i + 6)));
  });
}

/** The 16 rounds on the halves of a block, which are swapped in the result. */
function rounds(keys: readonly number[][], boxes: readonly Int32Array[], block: Int32Array): void {
  let L = block[0];
  let R = block[1];
  for (const K of keys) {
    let f = 0;
    for (let i = 0; i < 8; i++) {
      // E: six bits of R, from the one before its i-th four on.
      const shift = (4 * i + 31) & 31;
      const E = ((R << shift) | (R >>> (32 - shift))) >>> 26;
      f |= boxes[i][E ^ K[i]];
    }
    [L, R] = [R, L ^ f];
  }
  block[0] = R;
  block[1] = L;
}

function permuteBlock(block: Int32Array, table: readonly number[]): void {
  const [left, right] = block;
  for (let half = 0; half < 2; half++) {
    let word = 0;
    for (let i = 0; i < 32; i++) {
      const from = table[32 * half + i] - 1;
      word = (word << 1) | (((from < 32 ? left : right) >>> (31 - (from & 31))) & 1);
    }
    block[half] = word;
  }
}

/** DES-EDE3-CBC decryption. Does not remove the padding.
 * @param key - 24 bytes. Secret. @param iv - eight bytes.
 * @throws UsageError `out-of-range`; CipherError `partial-block`.
 * Timing: reads tables at secret indices. */
export function desEde3CbcDecrypt(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Bytes {
  if (key.length !== 24) throw new UsageError('out-of-range', 'key', `must have 24 bytes, got ${key.length}`);
  if (iv.length !== 8) throw new UsageError('out-of-range', 'iv', `must have 8 bytes, got ${iv.length}`);
  if (ciphertext.length % 8 !== 0) throw new CipherError('partial-block', 'SP 800-38A §5.2');
  SP ??= boxes();
  const [K1, K2, K3] = [0, 8, 16].map((at) => roundKeys(key.subarray(at, at + 8)));
  // SP 800-67 §3.2: D_K1(E_K2(D_K3(block))). Between two of them, the final and the initial permutation cancel.
  const stages = [K3.toReversed(), K2, K1.toReversed()];
  const plaintext = new Uint8Array(ciphertext);
  const view = new DataView(plaintext.buffer);
  const ivView = new DataView(iv.buffer, iv.byteOffset, 8);
  const block = new Int32Array(2);
  let previous: readonly [number, number] = [ivView.getInt32(0), ivView.getInt32(4)];
  for (let at = 0; at < plaintext.length; at += 8) {
    const C = [view.getInt32(at), view.getInt32(at + 4)] as const;
    block.set(C);
    permuteBlock(block, IP);
    for (const keys of stages) rounds(keys, SP, block);
    permuteBlock(block, FP);
    view.setInt32(at, block[0] ^ previous[0]);
    view.setInt32(at + 4, block[1] ^ previous[1]);
    previous = C;
  }
  return plaintext;
}
