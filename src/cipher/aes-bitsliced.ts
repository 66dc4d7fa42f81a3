import { aesKeySchedule, BLOCK } from './aes-key.ts';
import { assertEnd, type BlockCipher } from './block-cipher.ts';
import {
  aesPairDecrypt,
  aesPairEncrypt,
  aesPairPlanes,
  aesPairSubWord,
  aesWideInvMix,
  aesWideInvShift,
  aesWideInvSubBytes,
  aesWideLoad,
  aesWideMix,
  aesWideShift,
  aesWideSubBytes,
  aesWideXor,
} from './generated/aes-bitsliced.ts';

/** Blocks of a wide batch. */
const WIDE = 32;
/** Up to this number of blocks, processing them in pairs is faster. */
const FEW = 20;

/** Buffers shared by all calls: each call initializes them and leaves zeros. A batch of blocks; the state before and after a round; the
 * words after the first SubBytes that successive counters share. */
const batch = new Uint8Array(BLOCK * WIDE);
const batchView = new DataView(batch.buffer);
const A = new Int32Array(128);
const B = new Int32Array(128);
const common = new Int32Array(128);

/** AES (FIPS 197) under one key without tables: no secret is used as an index into memory. Counter mode and CBC's decryption work
 * on 32 blocks at once, at about two fifths of the speed of `aes`. CBC encryption is sequential and far slower.
 * @param key - 16, 24 or 32 bytes: AES-128, -192, -256. Secret; it is expanded at once and not kept.
 * @throws UsageError `out-of-range` on any other length.
 * Timing: depends on lengths only, as far as the JIT allows. No index and no branch depends on key or data. */
export function aesBitsliced(key: Uint8Array): BlockCipher {
  const keys = new SlicedKeys(aesKeySchedule(key, aesPairSubWord));
  return {
    blockLength: BLOCK,
    readsTables: false,
    encryptBlock: oneBlock(keys.pair, aesPairEncrypt),
    decryptBlock: oneBlock(keys.pair, aesPairDecrypt),
    encryptChain: (iv, data) => encryptChain(keys.pair, iv, data),
    decryptChain: (iv, data) => decryptChain(keys, iv, data),
    xorCounters: (counter, data, at, end) => {
      assertEnd(end);
      xorCounters(keys, counter, data, at, end);
    },
  };
}

/** The round keys of both slicings. 0x63, which the kernels' SubBytes leaves out, is added to all but the first. */
class SlicedKeys {
  readonly #w: Int32Array;
  readonly pair: Int32Array;
  #wide: Int32Array | undefined;

  constructor(w: Int32Array) {
    this.#w = w.map((word, i) => (i < 4 ? word : word ^ 0x63636363));
    this.pair = pairKeys(this.#w);
  }

  /** Not needed for short messages. */
  get wide(): Int32Array {
    return (this.#wide ??= wideKeys(this.#w));
  }
}

/** Round keys as planes, the same for both blocks. */
function pairKeys(w: Int32Array): Int32Array {
  const keys = new Int32Array(2 * w.length);
  for (let i = 0; i < w.length; i++) {
    // Little-endian, as the kernels read data.
    const swapped = (w[i] << 24) | ((w[i] & 0xff00) << 8) | ((w[i] >>> 8) & 0xff00) | (w[i] >>> 24);
    keys[2 * i] = swapped;
    keys[2 * i + 1] = swapped;
  }
  for (let at = 0; at < keys.length; at += 8) aesPairPlanes(keys, at);
  return keys;
}

/** Round keys as masks, one for each bit: 128 words a round. */
function wideKeys(w: Int32Array): Int32Array {
  const keys = new Int32Array(32 * w.length);
  for (let i = 0; i < w.length; i++) {
    let bits = w[i];
    for (let at = 32 * i; at < 32 * i + 32; at++, bits <<= 1) keys[at] = bits >> 31;
  }
  return keys;
}

/** All ones where a bit, 0 the highest, of the word is set, else zero. */
const mask = (word: number, bit: number): number => (word << bit) >> 31;

type PairKernel = (K: Int32Array, data: DataView, at: number) => void;

/** A single block: the other block of the pair is zeros, and its result is ignored. */
function oneBlock(K: Int32Array, kernel: PairKernel): BlockCipher['encryptBlock'] {
  return (input, inputOffset, output, outputOffset) => {
    for (let i = 0; i < BLOCK; i++) batch[i] = input[inputOffset + i];
    kernel(K, batchView, 0);
    for (let i = 0; i < BLOCK; i++) output[outputOffset + i] = batch[i];
    batch.fill(0, 0, 2 * BLOCK);
  };
}

/** CBC encryption: each block depends on the one before. */
function encryptChain(K: Int32Array, iv: DataView, data: DataView): void {
  for (let i = 0; i < BLOCK; i += 4) batchView.setInt32(i, iv.getInt32(i));
  for (let at = 0; at < data.byteLength; at += BLOCK) {
    for (let i = 0; i < BLOCK; i += 4) batchView.setInt32(i, batchView.getInt32(i) ^ data.getInt32(at + i));
    aesPairEncrypt(K, batchView, 0);
    for (let i = 0; i < BLOCK; i += 4) data.setInt32(at + i, batchView.getInt32(i));
  }
  batch.fill(0, 0, 2 * BLOCK);
}

/** CBC decryption by batches: each decrypted block is XORed with the ciphertext block before it. */
function decryptChain(keys: SlicedKeys, iv: DataView, data: DataView): void {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const before = new Uint8Array(BLOCK);
  before.set(new Uint8Array(iv.buffer, iv.byteOffset, BLOCK));
  for (let at = 0; at < bytes.length; ) {
    const length = Math.min(batch.length, bytes.length - at);
    batch.set(bytes.subarray(at, at + length));
    bytes.copyWithin(at + BLOCK, at, at + length - BLOCK);
    bytes.set(before, at);
    before.set(batch.subarray(length - BLOCK, length));
    if (length <= BLOCK * FEW) for (let i = 0; i < length; i += 2 * BLOCK) aesPairDecrypt(keys.pair, batchView, i);
    else decryptWide(keys.wide);
    xorBatch(data, at, length);
    at += length;
  }
  erase();
}

/** Counter mode by batches; a partial last batch is computed in a buffer. */
function xorCounters(keys: SlicedKeys, counter: DataView, data: DataView, at: number, end: number): void {
  let count = (counter.getInt32(12) + 1) | 0;
  if (end - at > BLOCK * FEW) setCommon(keys.wide, counter);
  while (at < end) {
    const length = Math.min(batch.length, end - at);
    if (length === batch.length) {
      encryptWideCounters(keys.wide, count);
      for (let word = 0; word < 4; word++) aesWideXor(A, 32 * word, data, at + 4 * word);
    } else {
      if (length <= BLOCK * FEW) encryptPairs(keys.pair, counter, count, length);
      else {
        encryptWideCounters(keys.wide, count);
        batch.fill(0);
        for (let word = 0; word < 4; word++) aesWideXor(A, 32 * word, batchView, 4 * word);
      }
      xorBatch(data, at, length);
    }
    count = (count + WIDE) | 0;
    at += length;
  }
  erase();
}

/** Encrypts a few counters into the batch, by pairs. */
function encryptPairs(K: Int32Array, counter: DataView, count: number, length: number): void {
  for (let at = 0; at < length; at += BLOCK) {
    for (let i = 0; i < 12; i += 4) batchView.setInt32(at + i, counter.getInt32(i));
    batchView.setInt32(at + 12, count + at / BLOCK);
  }
  for (let at = 0; at < length; at += 2 * BLOCK) aesPairEncrypt(K, batchView, at);
}

/** XORs the data with the batch. */
function xorBatch(data: DataView, at: number, length: number): void {
  for (let i = 0; i < length; i += 4) data.setInt32(at + i, data.getInt32(at + i) ^ batchView.getInt32(i));
}

/** The first three words of all counters, which are equal, up to the first SubBytes. */
function setCommon(K: Int32Array, counter: DataView): void {
  for (let i = 0; i < 96; i++) common[i] = mask(counter.getInt32(4 * (i >> 5)), i & 31) ^ K[i];
  common.fill(0, 96);
  aesWideSubBytes(common, 0);
}

/** Bit i, 4 the lowest, of the numbers 0 … 31: the first has the highest bit of the word. */
const COUNT = [0x0000ffff, 0x00ff00ff, 0x0f0f0f0f, 0x33333333, 0x55555555];

/** The encryptions of 32 counters from `count` on, in A. */
function encryptWideCounters(K: Int32Array, count: number): void {
  A.set(common);
  // The last five bits of count + 0 … count + 31 are those of 0 … 31, rotated. Where they are less than count's, 1 is carried into the
  // higher bits.
  const low = count & 31;
  const carried = (1 << low) - 1;
  const next = (count + 32) | 0;
  for (let i = 0; i < 27; i++) A[96 + i] = K[96 + i] ^ (mask(count, i) & ~carried) ^ (mask(next, i) & carried);
  for (let i = 27; i < 32; i++) {
    const bits = COUNT[i - 27];
    A[96 + i] = K[96 + i] ^ ((bits << low) | (bits >>> (32 - low)));
  }
  aesWideSubBytes(A, 96);
  aesWideMix(A, B, K, 128);
  const last = K.length - 128;
  for (let k = 256; k < last; k += 256) {
    aesWideSubBytes(B, 0);
    aesWideMix(B, A, K, k);
    aesWideSubBytes(A, 0);
    aesWideMix(A, B, K, k + 128);
  }
  aesWideSubBytes(B, 0);
  aesWideShift(B, A, K, last);
}

/** Decrypts the batch. */
function decryptWide(K: Int32Array): void {
  const last = K.length - 128;
  for (let word = 0; word < 4; word++) aesWideLoad(A, 32 * word, batchView, 4 * word, K, last + 32 * word);
  for (let k = last - 128; ; k -= 256) {
    aesWideInvSubBytes(A, 0);
    aesWideInvMix(A, B, K, k);
    aesWideInvSubBytes(B, 0);
    if (k === 128) break;
    aesWideInvMix(B, A, K, k - 128);
  }
  aesWideInvShift(B, A, K, 0);
  batch.fill(0);
  for (let word = 0; word < 4; word++) aesWideXor(A, 32 * word, batchView, 4 * word);
}

function erase(): void {
  batch.fill(0);
  A.fill(0);
  B.fill(0);
  common.fill(0);
}
