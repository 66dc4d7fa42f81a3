/** Variants of SHA-256's block function. They do the same additions, and differ in where they keep their values. A block
 * of 64 bytes is 64 rounds of about 26 operations, and 48 schedule words of about 14. */
import { assertBytes, type Bytes } from '../../bytes/index.ts';
import { sha256Steps } from '../sha2.ts';
import { resultOf } from '../step.ts';
import { blocksInArray } from './sha256-array.ts';
import { blocksByEight } from './sha256-by-eight.ts';
import { blocksBySixteen } from './sha256-by-sixteen.ts';
import { blocksWithRing } from './sha256-ring.ts';
import { blocksRolled } from './sha256-rolled.ts';
import type { Variant } from './variant.ts';

/** SHA-256 of a whole message. @returns 32 bytes, a fresh array. */
export type Sha256 = (message: Uint8Array) => Bytes;

/** Hashes the whole blocks of `data[at..end)` into the hash value `H`, eight words (FIPS 180-4 §6.2.2).
 * Timing: no branch and no index depends on the data, in all variants. */
export type Sha256Blocks = (H: Int32Array, data: Uint8Array, at: number, end: number) => void;

/** All variants of SHA-256. */
export const SHA256_VARIANTS: readonly Variant<Sha256>[] = [
  {
    name: 'reference',
    source: 'FIPS 180-4 §6.2, as reference/sha2',
    run: (message) => resultOf(sha256Steps(message)),
  },
  { name: 'variables in an array', source: 'FIPS 180-4 §6.2.2', run: hashBy(blocksInArray) },
  { name: 'schedule of 16', source: "FIPS 180-4 §6.1.3's schedule", run: hashBy(blocksWithRing) },
  { name: 'rolled', source: 'FIPS 180-4 §6.2.2', run: hashBy(blocksRolled) },
  { name: 'unrolled by eight', source: 'FIPS 180-4 §6.2.2', run: hashBy(blocksByEight) },
  { name: 'unrolled by sixteen', source: 'FIPS 180-4 §6.2.2', run: hashBy(blocksBySixteen) },
];

const BLOCK = 64; // bytes

/** Padding (§5.1.1) and output (§6.2.2, at the end) around a block function. */
function hashBy(blocks: Sha256Blocks): Sha256 {
  return (message) => {
    assertBytes(message, 'message');
    const H = new Int32Array(INITIAL_HASH_VALUE);
    const whole = message.length - (message.length % BLOCK);
    blocks(H, message, 0, whole);
    // The rest, the bit 1, zeros up to a whole block, and the length in bits as a 64-bit number.
    const rest = message.subarray(whole);
    const last = new Uint8Array(rest.length < BLOCK - 8 ? BLOCK : 2 * BLOCK);
    last.set(rest);
    last[rest.length] = 0x80;
    const view = new DataView(last.buffer);
    view.setUint32(last.length - 8, message.length / 2 ** 29);
    view.setUint32(last.length - 4, message.length * 8);
    blocks(H, last, 0, last.length);
    const digest = new Uint8Array(32);
    for (let i = 0; i < 32; i++) digest[i] = H[i >> 2] >>> (24 - 8 * (i & 3));
    return digest;
  };
}

/** §5.3.3: the first 32 bits of the fractional parts of the square roots of the first eight primes. A double leaves 50 bits for the fraction. */
const INITIAL_HASH_VALUE = [2, 3, 5, 7, 11, 13, 17, 19].map((p) => (Math.sqrt(p) % 1) * 2 ** 32);
